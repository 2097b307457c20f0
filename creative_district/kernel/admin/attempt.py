"""A file tried as a whole: all of it is written, looked at, and mostly taken back.

So the page that shows what a file changes cannot say anything but what will happen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from creative_district.kernel.admin.importing import Change, Problem, RecordResource
from creative_district.kernel.exchange.table import Table
from creative_district.kernel.publication import REASON_LENGTH

NAMED_ROWS = 20


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a file does, or what keeps it from being taken."""

    changes: Sequence[Change]
    problems: Sequence[Problem]
    unchanged: int
    notes: Sequence[str]
    # Stands for all of it: another one for all that differs.
    seal: str
    is_kept: bool

    @property
    def new(self) -> int:
        """How many records are made."""
        return sum(change.original is None for change in self.changes)

    @property
    def changed(self) -> int:
        """How many records that were there become others."""
        return len(self.changes) - self.new


def attempt(
    *,
    staff: Any,
    request: HttpRequest,
    table: Table,
    name: str,
    most: int,
    agreed: str = "",
) -> Attempt:
    """Write a table's rows; keep them if the person agreed to just what they do.

    Raises `FileRefusedError` where the columns are not those of the records, and where
    more than `most` records would be made or changed.
    """
    # Translators: “Import du fichier « %(name)s »”
    reason = _("Import of the file “%(name)s”") % {"name": name}
    with transaction.atomic():
        staff.hold_for_import()
        resource: RecordResource = staff.resource(
            request, reason=reason[:REASON_LENGTH], most=most
        )
        problems = resource.take(table)
        changes = resource.changes
        notes = [] if problems else [*staff.notes_on_import(request, changes)]
        seal = seal_of(changes, notes)
        is_kept = not problems and bool(agreed) and constant_time_compare(agreed, seal)
        if is_kept:
            staff.after_import(request, changes, reason)
        else:
            transaction.set_rollback(True)
    return Attempt(
        changes=changes,
        problems=problems,
        unchanged=len(table.rows) - len(changes),
        notes=[*notes, *on_ignored(resource.ignored)],
        seal=seal,
        is_kept=is_kept,
    )


def seal_of(changes: Sequence[Change], notes: Sequence[str]) -> str:
    """Return what stands for the changes, signed."""
    shown = [
        (
            change.number,
            change.original and change.record.key,
            [(column.name, before, after) for column, before, after in change.cells],
        )
        for change in changes
    ]
    return salted_hmac("import", repr((shown, notes)), algorithm="sha256").hexdigest()


def on_ignored(ignored: Mapping[str, Sequence[int]]) -> Iterator[str]:
    """Say which cells differ from the record and are not taken."""
    for name, numbers in ignored.items():
        if name == "updated_at":
            said = ngettext(
                "The record of row %(rows)s was changed after the file was exported.",
                "The records of rows %(rows)s were changed after the file was "
                "exported.",
                len(numbers),
            )
        else:
            said = _("“%(column)s” is not imported; it differs in row %(rows)s.")
        rows = ", ".join(str(number) for number in numbers[:NAMED_ROWS])
        if len(numbers) > NAMED_ROWS:
            rows += " …"
        yield said % {"column": name, "rows": rows}

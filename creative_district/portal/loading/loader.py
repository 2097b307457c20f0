"""Loading a district's file: read, check everything, compare, then write it all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.reminders.wake import replan_after_commit
from actions.services import give_default_rules
from creative_district.kernel.record import State
from creative_district.portal.loading import history
from creative_district.portal.loading.checking import check
from creative_district.portal.loading.comparing import Change, Kind, differences
from creative_district.portal.loading.conflicts import Rows, note_conflicts
from creative_district.portal.loading.document import parse
from creative_district.portal.loading.errors import Problems
from creative_district.portal.loading.reading import District, Progress, read
from creative_district.portal.loading.shapes import OWNED, PARTNERS, SECTIONS
from creative_district.portal.loading.stored import contents, stored_rows
from creative_district.portal.loading.writing import Writer
from partners.models import Membership
from programme.models import Programme


@dataclass(frozen=True)
class Outcome:
    """What loading a file changed or, on a dry run, would change."""

    programme: str
    changes: tuple[Change, ...]
    unchanged_count: int
    is_dry_run: bool

    def count(self, kind: Kind) -> int:
        """Return how many records this happens to."""
        return sum(change.kind == kind for change in self.changes)


def load(
    path: Path,
    *,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Load a district's file, whole or not at all; a second time changes nothing.

    Raises `LoadError` with everything that is wrong, before anything is written. `now`
    is the moment from which a new programme's reminders count. Records of earlier loads
    that the file no longer has are withdrawn, those that staff made are left alone.
    """
    problems = Problems()
    found = parse(path, problems)
    if not found:
        problems.stop_if_any()
    district = read(found, problems, progress)
    check(district, problems, progress)
    with transaction.atomic():
        programme = Programme.objects.filter(key=district.programme.key).first()
        rows = _stored(district, progress)
        note_conflicts(district, rows, programme, problems)
        problems.stop_if_any()
        vanished = _vanished(district, programme)
        changes = tuple(_changes(district, rows, vanished, programme))
        outcome = Outcome(
            programme=district.programme.key,
            changes=changes,
            unchanged_count=len(district) - sum(c.is_in_file for c in changes),
            is_dry_run=dry_run,
        )
        if changes and not dry_run:
            kept = programme or _new_programme(now)
            writer = Writer(kept, today=timezone.localdate(now))
            _write(district, rows, vanished, changes, writer, progress)
            if programme is None:
                give_default_rules(programme=kept)
            replan_after_commit(programme=kept)
    return outcome


def _stored(district: District, progress: Progress | None) -> Rows:
    rows: Rows = {}
    for section in SECTIONS:
        if progress:
            progress("compare", len(rows), len(SECTIONS))
        rows[section.name] = stored_rows(section, district.entries[section.name])
    return rows


def _vanished(district: District, programme: Programme | None) -> Rows:
    """Return, by section and key, the rows of earlier loads that the file left out."""
    vanished: Rows = {}
    if programme is None:
        return vanished
    for section in OWNED:
        keys = district.keys(section.model)
        rows: Any = section.model.objects.exclude(state=State.WITHDRAWN)
        left = [row for row in rows.filter(programme=programme) if row.key not in keys]
        made = history.made_here(section.model, [row.pk for row in left])
        vanished[section.name] = {row.key: row for row in left if row.pk in made}
    vanished[PARTNERS.name] = _left_members(district, programme)
    return vanished


def _left_members(district: District, programme: Programme) -> dict[str, Any]:
    """Return, by the partner's key, the memberships that the file left out."""
    keys = district.keys(PARTNERS.model)
    members = programme.memberships.select_related("partner")
    left = [member for member in members if member.partner.key not in keys]
    made = history.made_here(Membership, [member.pk for member in left])
    return {member.partner.key: member for member in left if member.pk in made}


def _changes(
    district: District, rows: Rows, vanished: Rows, programme: Programme | None
) -> Iterator[Change]:
    for section in SECTIONS:
        found = rows[section.name]
        for entry in district.entries[section.name]:
            row = found.get(entry.key)
            old = contents(section, row, programme) if row else {}
            if unequal := differences(section, old, entry.contents):
                kind = Kind.CHANGED if row else Kind.CREATED
                yield Change(section.name, entry.key, kind, unequal)
        for key in vanished.get(section.name, {}):
            yield Change(section.name, key, Kind.WITHDRAWN)


def _write(
    district: District,
    rows: Rows,
    vanished: Rows,
    changes: tuple[Change, ...],
    writer: Writer,
    progress: Progress | None,
) -> None:
    for done, section in enumerate(SECTIONS):
        if progress:
            progress("write", done, len(SECTIONS))
        changed = {
            change.key
            for change in changes
            if change.section == section.name and change.kind == Kind.CHANGED
        }
        writer.withdraw(section, list(vanished.get(section.name, {}).values()))
        entries = district.entries[section.name]
        writer.write(section, entries, rows[section.name], changed)


def _new_programme(now: datetime) -> Programme:
    """Return an unsaved programme: the site's first if it has none."""
    has_first = Programme.objects.filter(is_first=True).exists()
    return Programme(is_first=not has_first, reminders_from=now)

"""What is still to be said of a record before the public sees it.

Each app adds its own to `publication_checks` of its admin; these hold of every record.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from creative_district.kernel.coverage import coverages
from creative_district.kernel.publication import is_scheduled
from creative_district.kernel.record import Record, State
from creative_district.kernel.translated import TranslatedField


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd: it has to be mended where it blocks, else accepted.

    `address` leads to where it can be mended, if that is on another page.
    """

    text: str
    blocks: bool = False
    address: str = ""


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Return those that have to be mended."""
    return [finding for finding in findings if finding.blocks]


def missing_texts(record: Record, first_language: str) -> Iterator[Finding]:
    """Yield what has to be there in the first language, then what others lack.

    Of the others only those that are wanted of the record.
    """
    needed = [
        field.name
        for field in record._meta.fields
        if isinstance(field, TranslatedField)
        and not field.blank
        and not getattr(record, field.name).has(first_language)
    ]
    if needed:
        said = _("Missing in %(language)s: %(fields)s.")
        yield Finding(said % told(record, first_language, needed), blocks=True)
    for lack in coverages(record):
        if left := [name for name in lack.missing if name not in needed]:
            # Translators: “Non traduit en anglais : titre, résumé.”
            said = _("Not translated into %(language)s: %(fields)s.")
            yield Finding(said % told(record, lack.language, left))


def told(record: Record, code: str, names: Iterable[str]) -> dict[str, str]:
    """Return the words for a language and for fields."""
    fields: Iterator[Any] = (record._meta.get_field(name) for name in names)
    return {
        "language": str(dict(settings.LANGUAGES).get(code, code)),
        "fields": ", ".join(capfirst(str(field.verbose_name)) for field in fields),
    }


def hidden_parents(record: Record, *, now: datetime) -> Iterator[Finding]:
    """Yield what a record belongs to, as far as the public cannot see it."""
    for name in record.public_parents:
        parent = getattr(record, name)
        if parent is None:
            continue
        if parent.state != State.PUBLISHED:
            # Translators: “Le district « X » n’est pas public (brouillon) : …”
            said = _("The %(kind)s “%(record)s” is not public (%(state)s).")
            yield Finding(
                said % words_for(parent), blocks=True, address=page_of(parent)
            )
        elif is_scheduled(parent, now=now):
            said = _("The %(kind)s “%(record)s” is only public later (scheduled).")
            yield Finding(said % words_for(parent), address=page_of(parent))
        else:
            yield from hidden_parents(parent, now=now)


def words_for(record: Record) -> dict[str, Any]:
    """Return what a sentence says of another record."""
    kind, state = record._meta.verbose_name, State(record.state).label
    return {"kind": kind, "record": record, "state": state}


def page_of(record: Record) -> str:
    """Return the address of a record's staff page; empty where it has none."""
    if type(record) not in admin.site._registry:
        return ""
    label = f"{record._meta.app_label}_{record._meta.model_name}"
    return reverse(f"admin:{label}_change", args=[record.pk])

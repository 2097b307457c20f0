"""How many records lack something in each language: one query for all kinds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils.translation import gettext as _

from creative_district.kernel.coverage import is_behind, lacks, wants
from creative_district.kernel.record import RecordQuerySet, State
from creative_district.portal.translating.kinds import Kind, kinds, portal_languages
from programme.models import Programme


@dataclass(frozen=True)
class Lack:
    """So many records of a kind are missing, outdated or either in a language."""

    kind: Kind
    language: str
    missing: int
    outdated: int
    either: int


def to_translate(
    asked: Iterable[Kind], district: Programme | None = None
) -> list[Lack]:
    """Return what lies with the person to translate in each language."""
    return lacking([(kind, kind.records(district)) for kind in asked])


def lacking(asked: Iterable[tuple[Kind, RecordQuerySet]]) -> list[Lack]:
    """Return what rows lack in each language, as far as they lack anything."""
    by_label = {kind.label: kind for kind, _rows in asked}
    queries = [counts_of(kind, rows) for kind, rows in asked]
    if not queries:
        return []
    rows = queries[0].union(*queries[1:], all=True).order_by("of_kind")
    return [
        lack
        for row in rows
        for lack in in_each_language(by_label[row["of_kind"]], row)
        if lack.either
    ]


def in_each_language(kind: Kind, row: dict[str, Any]) -> Iterator[Lack]:
    """Yield the counts of a kind by language."""
    for number, code in enumerate(portal_languages()):
        yield Lack(
            kind, code, *(row[f"{name}_{number}"] for name in ("lack", "old", "either"))
        )


def counts_of(kind: Kind, rows: RecordQuerySet) -> QuerySet[Any, dict[str, Any]]:
    """Return the query of what one kind lacks."""
    counts: dict[str, Count] = {}
    for number, code in enumerate(portal_languages()):
        wanted = wants(kind.model, code)
        missing, outdated = lacks(kind.model, code), is_behind(code)
        counts |= {
            f"lack_{number}": counted(wanted & missing),
            f"old_{number}": counted(wanted & outdated),
            f"either_{number}": counted(wanted & (missing | outdated)),
        }
    waiting = rows.exclude(state=State.WITHDRAWN)
    found: QuerySet[Any, dict[str, Any]] = (
        waiting.select_related(None)
        .order_by()
        .values(of_kind=Value(kind.label))
        .annotate(**counts)
    )
    return found


def counted(matching: Q) -> Count:
    """Return the count of the rows that match."""
    return Count("pk", filter=matching)


def of_translations(
    request: HttpRequest,
) -> Iterator[tuple[str, int, Any, dict[str, str]]]:
    """Yield what waits for translators: in words, how many, of what, in which list."""
    names = portal_languages()
    for lack in lacking([(kind, kind.seen()) for kind in kinds(request)]):
        told = {"language": names[lack.language], "kinds": lack.kind.names}
        # Translators: “À traduire (%(language)s) : %(kinds)s”
        missing = _("Missing in %(language)s: %(kinds)s") % told
        # Translators: “À revoir (%(language)s) : %(kinds)s”
        outdated = _("Outdated in %(language)s: %(kinds)s") % told
        for label, count, what in (
            (missing, lack.missing, "missing"),
            (outdated, lack.outdated, "outdated"),
        ):
            query = {"translation": f"{what}-{lack.language}"}
            yield label, count, lack.kind.model, query

"""What a reader gets for their words."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import DatabaseError
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from creative_district.kernel.text import Text
from creative_district.portal import contents
from creative_district.portal.search import highlights
from creative_district.portal.search.asked import Asked, Term
from creative_district.portal.search.highlights import Passage
from creative_district.portal.search.index import Hit, hits, refresh
from creative_district.portal.search.kinds import KINDS, Group, Kind
from creative_district.portal.search.suggestions import readings
from programme.models import Programme

logger = logging.getLogger(__name__)

# What changed since the last search is read before the next, up to so many records.
READ_AT_MOST = 200
# Of an unlucky search, so many terms are looked for alone.
TERMS_ALONE = 5

# Pages that no record stands for, by the name of their address.
STANDING_PAGES = {
    name: title
    for name, title in {**contents.LIVE_PAGES, **contents.STANDING_PAGES}.items()
    if name not in {"home", "programme"}
}


@dataclass(frozen=True)
class StandingPage:
    """A page of the site itself whose name has what was asked for."""

    name: str


@dataclass(frozen=True)
class Result:
    """One thing found, as it is shown; a standing page has neither kind nor record."""

    title: SafeString
    address: str
    excerpt: SafeString | str = ""
    kind: str = ""
    record: Any = None


class Search:
    """What is public in a district now and has all that was asked for."""

    def __init__(self, programme: Programme, written: str) -> None:
        self.programme = programme
        self.asked = Asked.parse(written)
        self.is_complete = True
        self.found: dict[Group, list[Hit | StandingPage]] = {}
        if self.asked:
            self.is_complete = self._refresh()
            for each in self._hits(self.asked):
                self.found.setdefault(_group(each), []).append(each)

    @property
    def count(self) -> int:
        """How many results there are."""
        return sum(map(len, self.found.values()))

    @property
    def counts(self) -> list[tuple[Group, int]]:
        """How many results there are of each kind that has any."""
        return [
            (group, len(self.found[group])) for group in Group if group in self.found
        ]

    def results(self, found: Sequence[Hit | StandingPage]) -> list[Result]:
        """Return hits as they are shown, in their order: a query for each kind."""
        records: dict[tuple[str, int], Any] = {}
        for name in {hit.kind for hit in found if isinstance(hit, Hit)}:
            pks = [
                hit.record for hit in found if isinstance(hit, Hit) and hit.kind == name
            ]
            kind = KINDS[name]
            public = kind.public(self.programme).select_related(*kind.related)
            records.update({(name, pk): row for pk, row in public.in_bulk(pks).items()})
        return list(self._shown(found, records))

    @cached_property
    def alone(self) -> list[tuple[Term, int]]:
        """How many results each of several terms has by itself."""
        terms = self.asked.terms[:TERMS_ALONE]
        return [(term, len(self._hits(Asked((term,))))) for term in terms]

    @property
    def has_some_words(self) -> bool:
        """Whether some of several terms would have found something alone."""
        return any(count for _term, count in self.alone)

    @cached_property
    def suggestion(self) -> Asked | None:
        """What may have been meant where nothing was found; it does find something."""
        unknown = [term for term, count in self.alone if not count]
        if not unknown:
            return None
        return next((r for r in readings(self.asked, unknown) if self._hits(r)), None)

    def _refresh(self) -> bool:
        try:
            return refresh(self.programme, at_most=READ_AT_MOST)
        except DatabaseError as error:
            logger.warning("The index of the search cannot be written: %s", error)
            return False

    def _hits(self, asked: Asked) -> list[Hit | StandingPage]:
        return [*_standing_pages(asked), *hits(self.programme, asked)]

    def _shown(
        self, found: Iterable[Hit | StandingPage], records: dict[tuple[str, int], Any]
    ) -> Iterator[Result]:
        for each in found:
            if isinstance(each, StandingPage):
                name = str(STANDING_PAGES[each.name])
                title = highlights.title(name, self.asked)
                yield Result(title, self.programme.page(each.name))
            elif record := records.get((each.kind, each.record)):
                yield self._of_record(KINDS[each.kind], record)

    def _of_record(self, kind: Kind, record: Any) -> Result:
        texts = kind.values(record, kind.texts)
        translated = [text for text in texts if isinstance(text, Text)]
        return Result(
            title=highlights.title(kind.title(record), self.asked),
            address=kind.address(record, self.programme),
            excerpt=highlights.excerpt(translated, self.asked),
            kind=kind.name,
            record=record,
        )


def _group(found: Hit | StandingPage) -> Group:
    return KINDS[found.kind].group if isinstance(found, Hit) else Group.PAGE


def _standing_pages(asked: Asked) -> Iterator[StandingPage]:
    """Yield the site's own pages whose name, in the reader's language, has it all."""
    for name, title in STANDING_PAGES.items():
        passage = Passage.of(str(title), get_language() or "", asked)
        if passage.terms == set(asked.terms):
            yield StandingPage(name)

"""What an address that leads nowhere may have meant: a few public pages."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Q, Value
from django.utils.html import conditional_escape
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from creative_district.kernel.collation import fold
from creative_district.kernel.record import State
from creative_district.kernel.translated import TranslatedField, codes_for
from creative_district.portal.search import Result, Search
from creative_district.portal.search.index import Hit
from creative_district.portal.search.kinds import KINDS, public_records
from creative_district.portal.search.results import STANDING_PAGES, StandingPage
from creative_district.portal.search.suggestions import LIKENESS
from programme.models import Programme

MOST = 3
# Of records that had a slug, so many are looked at.
FORMER = 20
# What is read of an address, from its end, and of each of its parts
LONGEST, LONGEST_PART = 500, 80
# A slug and what stood below it
PARTS = 2
ENDINGS = (".html", ".htm", ".csv", ".json", ".ics", ".svg")
BETWEEN_WORDS = re.compile(r"[\W_]+")
# Shorter words are like too many others to be taken for one of them.
LEAST_MISTYPED = 5
# What has no page of its own comes last, if at all.
PARTS_OF_PAGES = {"milestone", "passage"}
PAGES = {
    **STANDING_PAGES,
    "programme": _("The programme"),
    # Translators: “La recherche”
    "search": _("The search"),
}
SLUGGED = {
    name: kind
    for name, kind in KINDS.items()
    if any(
        field.name == "slug" and isinstance(field, TranslatedField)
        for field in kind.model._meta.fields
    )
}


@dataclass(frozen=True)
class Address:
    """The end of an address, as far as it can have a meaning: its last parts."""

    parts: tuple[str, ...]

    @classmethod
    def parse(cls, path: str) -> "Address":
        """Read a path, whatever is in it."""
        parts = [part for part in path[-LONGEST:].split("/") if part][-PARTS:]
        return cls(tuple(_without_ending(part)[:LONGEST_PART] for part in parts))

    @property
    def written(self) -> str:
        """The words of the last part, as one would look for them; none of a file."""
        last = self.parts[-1] if self.parts else ""
        if "." in last:
            return ""
        return " ".join(word for word in BETWEEN_WORDS.split(last) if word)

    @property
    def slugs(self) -> list[str]:
        """The parts as slugs, the last first."""
        slugs = (slugify(fold(part).replace("_", "-")) for part in self.parts[::-1])
        return [slug for slug in slugs if slug]


def likely(
    programme: Programme,
    others: Iterable[Programme],
    address: Address,
    *,
    by_words: bool,
) -> list[Result]:
    """Return what was meant, the likeliest first, as a search would show it.

    A page or a record that has, or had, this very name in any language or section; else
    what is called nearly so. `by_words` allows for the search, which costs more.
    """
    slugs = address.slugs
    if not slugs:
        return []
    exactly = [*_pages(programme, others, slugs[0], 1), *_records(programme, slugs)]
    if exactly:
        return exactly[:MOST]
    nearly = _pages(programme, others, slugs[0], LIKENESS)
    if by_words:
        nearly += _found(programme, address.written)
    return list({result.address: result for result in nearly}.values())[:MOST]


def _pages(
    programme: Programme, others: Iterable[Programme], slug: str, likeness: float
) -> list[Result]:
    """Return the page of the site, or the district, whose address ends like this."""
    names: dict[str, Any] = {each.slug: each for each in others}
    for code, _name in settings.LANGUAGES:
        with override(code):
            for name in PAGES:
                names[programme.page(name).strip("/").rpartition("/")[2]] = name
    near = get_close_matches(slug, names, n=1, cutoff=likeness)
    return [_page(programme, names[each]) for each in near]


def _page(programme: Programme, named: Any) -> Result:
    if isinstance(named, Programme):
        return Result(conditional_escape(named.name), named.get_absolute_url())
    return Result(conditional_escape(PAGES[named]), programme.page(named))


def _records(programme: Programme, slugs: Sequence[str]) -> list[Result]:
    """Return the records with one of these slugs, then those that once had it."""
    pairs = [(code, slug) for slug in slugs for code in codes_for("") if code]
    asked = reduce(or_, (Q(**{f"slug__{code}": slug}) for code, slug in pairs))
    none = Q(pk__in=[])
    now = public_records(programme, lambda name: asked if name in SLUGGED else none)
    parts = [
        kind.model.history.filter(asked, state=State.PUBLISHED)
        .order_by()
        .values_list(Value(name), "id")
        for name, kind in SLUGGED.items()
    ]
    once = parts[0].union(*parts[1:])
    keys = dict.fromkeys([*now[:FORMER], *once[:FORMER]])
    return _shown(Search(programme, ""), [Hit(name, pk, 0.0) for name, pk in keys])


def _found(programme: Programme, written: str) -> list[Result]:
    """Return what a search for the words finds, or for what they may have meant."""
    words = " ".join(word for word in written.split() if not word.isdigit())
    search = Search(programme, words)
    is_telling = any(len(word) >= LEAST_MISTYPED for word in words.split())
    if not search.count and is_telling and search.suggestion:
        search = Search(programme, str(search.suggestion))
    if not search.count:
        known = [(count, str(term)) for term, count in search.alone if count]
        if not known:
            return []
        search = Search(programme, min(known)[1])
    hits = [hit for group in search.found.values() for hit in group]
    found = _shown(search, sorted(hits, key=_place)[:MOST])
    return [each for each in found if each.kind not in PARTS_OF_PAGES] or found


def _place(hit: Hit | StandingPage) -> tuple[bool, float]:
    """Order pages before what only stands on one."""
    if isinstance(hit, StandingPage):
        return False, float("-inf")
    return hit.kind in PARTS_OF_PAGES, hit.rank


def _shown(search: Search, hits: Sequence[Hit | StandingPage]) -> list[Result]:
    return [result for result in search.results(hits) if result.address]


def _without_ending(part: str) -> str:
    for ending in ENDINGS:
        if part.lower().endswith(ending):
            return part[: -len(ending)]
    return part

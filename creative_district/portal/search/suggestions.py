"""What a reader may have meant: the known words nearest to a mistyped one."""

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

from django.db.models.functions import Length

from creative_district.portal.models import KnownWord
from creative_district.portal.search.asked import Asked, Term
from creative_district.portal.search.words import words_in

# How alike two words must be (difflib's ratio), how much longer one may be, and how
# many readings of a mistyped word are tried.
LIKENESS = 0.75
LENGTH_APART = 2
TRIED = 3


def readings(asked: Asked, unknown: list[Term]) -> Iterator[Asked]:
    """Yield what may have been meant, the likeliest first: `unknown` terms replaced."""
    known = _known([word for term in unknown for word in term.words])
    nearest = {term: [_near(word, known) for word in term.words] for term in unknown}
    for place in range(TRIED):
        terms = []
        for term in asked.terms:
            words = nearest.get(term)
            if words and all(words):
                chosen = [near[min(place, len(near) - 1)] for near in words]
                terms.append(_with_words(term, chosen))
            else:
                terms.append(term)
        reading = Asked(tuple(terms))
        if reading != asked:
            yield reading


def _known(words: list[str]) -> dict[str, str]:
    """Return the known words of about these lengths: folded, and as written."""
    lengths = [len(word) for word in words]
    span = min(lengths) - LENGTH_APART, max(lengths) + LENGTH_APART
    known = KnownWord.objects.annotate(length=Length("folded"))
    return dict(known.filter(length__range=span).values_list("folded", "written"))


def _near(word: str, known: dict[str, str]) -> list[str]:
    """Return the known words nearest to a folded one, as they are written."""
    found = get_close_matches(word, known, n=TRIED, cutoff=LIKENESS)
    return [known[each] for each in found]


def _with_words(term: Term, written: list[str]) -> Term:
    text = " ".join(written)
    return replace(
        term, words=tuple(word.folded for word in words_in(text)), written=text
    )

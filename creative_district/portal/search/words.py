"""Words as the search compares them: without case and accents, and cut to stems.

Words are folded before they are cut, in texts and in what is asked alike, so that it
does not matter whether a reader types accents.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

import snowballstemmer
from django.utils.translation import get_language_info

from creative_district.kernel.collation import fold

WORD = re.compile(r"[^\W_]+")
# PostgreSQL takes no lexeme above 2 kB; nobody types one this long.
LONGEST = 64
# Asked in passing; they are looked for only where nothing else is asked, or in quotes.
FRENCH = """
au aux avec ce ces dans de des du elle en est et il la le les leur ou par pas pour qu
que qui sa se ses son sont sur un une vers
"""
ENGLISH = """
an and are as at be by for from how in is it of on or that the their to was were what
where which who with
"""
STOP_WORDS = frozenset((FRENCH + ENGLISH).split())


class Word(NamedTuple):
    """A word of a text: where it stands, and how it is compared."""

    start: int
    end: int
    folded: str


class _Stemmers(threading.local):
    """A thread's own stemmers: they keep the word that they work on."""

    def __init__(self) -> None:
        self.by_algorithm: dict[str, Any] = {}

    def get(self, algorithm: str) -> Any:
        if algorithm not in self.by_algorithm:
            self.by_algorithm[algorithm] = snowballstemmer.stemmer(algorithm)
        return self.by_algorithm[algorithm]


_stemmers = _Stemmers()


def composed(text: str) -> str:
    """Return the text with each accented letter as one character (NFC)."""
    return unicodedata.normalize("NFC", text)


def words_in(text: str) -> Iterator[Word]:
    """Yield the words of a composed text; single letters (“l’”, “d’”) are none."""
    for found in WORD.finditer(text):
        folded = _folded(found[0])
        if folded and not (len(folded) == 1 and "a" <= folded <= "z"):
            yield Word(found.start(), found.end(), folded)


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    return fold(word)[:LONGEST]


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """Return what a folded word shares with its other forms in a language.

    A last v counts as f: Snowball leaves “creatif” and “creatives” apart otherwise.
    """
    algorithm = _algorithm(language)
    found: str = _stemmers.get(algorithm).stemWord(word) if algorithm else word
    return f"{found[:-1]}f" if found.endswith("v") else found


@cache
def _algorithm(language: str) -> str:
    """Return the name of Snowball's algorithm for a language code; empty for none."""
    try:
        name: str = get_language_info(language.split("-", maxsplit=1)[0])["name"]
    except KeyError:
        return ""
    return name.lower() if name.lower() in snowballstemmer.algorithms() else ""

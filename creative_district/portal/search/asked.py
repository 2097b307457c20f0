"""What a reader asks for: words in any of their forms, and phrases in quotes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from django.conf import settings

from creative_district.portal.search.words import STOP_WORDS, composed, stem, words_in

LONGEST = 200
MOST_TERMS = 12
# From so many letters on, a word is also taken for the beginning of one.
LEAST_BEGINNING = 4
QUOTED_OR_PLAIN = re.compile(r'["“„«]([^"“”„«»]+)["“”»]|([^"“”„«»]+)')


@dataclass(frozen=True)
class Term:
    """A word or a phrase that every result has.

    `words` are folded. A phrase stands as it is; of a single word, every form counts.
    """

    words: tuple[str, ...]
    written: str
    is_phrase: bool = False

    @property
    def is_beginning(self) -> bool:
        """Whether words that only begin like this one count too."""
        return not self.is_phrase and len(self.words[0]) >= LEAST_BEGINNING

    @cached_property
    def stems(self) -> set[str]:
        """The stems of a word in the portal's languages; none of a phrase."""
        if self.is_phrase:
            return set()
        return {stem(self.words[0], code) for code, _name in settings.LANGUAGES}

    def fits(self, word: str, language: str) -> bool:
        """Whether a folded word of a text in a language is the one asked for."""
        if self.is_beginning and word.startswith(self.words[0]):
            return True
        return word == self.words[0] or stem(word, language) in self.stems

    def __str__(self) -> str:
        return f'"{self.written}"' if self.is_phrase else self.written


@dataclass(frozen=True)
class Asked:
    """All that a reader asks for at once; falsy when there is nothing to look for."""

    terms: tuple[Term, ...]

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read what was typed: any text at all, cut to a length that makes sense."""
        terms = list(dict.fromkeys(_terms(composed(written[:LONGEST]))))
        telling = [t for t in terms if t.is_phrase or t.words[0] not in STOP_WORDS]
        return cls(tuple((telling or terms)[:MOST_TERMS]))

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))


def _terms(written: str) -> Iterator[Term]:
    for quoted, plain in QUOTED_OR_PLAIN.findall(written):
        if phrase := tuple(word.folded for word in words_in(quoted)):
            yield Term(phrase, " ".join(quoted.split()), is_phrase=True)
        for word in words_in(plain):
            yield Term((word.folded,), plain[word.start : word.end])

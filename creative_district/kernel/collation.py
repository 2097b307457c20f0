"""Folding and ordering of words, the same on SQLite as on PostgreSQL.

PostgreSQL has the `unaccent` extension and ICU collations (`fr-x-icu`); on SQLite the
functions here do what those do.
"""

import unicodedata

from django.conf import settings

LIGATURES = {
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
    "ß": "ss",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "’": "'",
}

# Languages for which PostgreSQL's ICU build has a collation of its own.
WITH_ICU = {"fr", "en", "it", "nl", "de", "es", "pt", "pl"}


class Bare(dict[int, str]):
    """What each character is without accents, by its code point; learned when asked."""

    def __missing__(self, point: int) -> str:
        parts = unicodedata.normalize("NFD", chr(point))
        bare = "".join(part for part in parts if not unicodedata.combining(part))
        return self.setdefault(point, LIGATURES.get(chr(point), bare))


BARE = Bare()


def fold(text: str) -> str:
    """Return the form in which words are compared: lower case, without accents.

    Ligatures are spelled out.
    """
    # A search folds every row on SQLite, and most texts need no second look.
    return (text if text.isascii() else text.translate(BARE)).lower()


def has_all(text: str, words: str) -> bool:
    """Whether a text has all of the words, which are folded and a line each."""
    folded = fold(text)
    return all(word in folded for word in words.split("\n"))


def compare(left: str, right: str) -> int:
    """Order two texts as a dictionary does: -1, 0 or 1. Accents only break ties."""
    mine, theirs = (fold(left), left), (fold(right), right)
    return (mine > theirs) - (mine < theirs)


def name_for(language: str) -> str:
    """Return the collation of a language code ('fr-be' → 'fr-x-icu')."""
    code = language.split("-", maxsplit=1)[0]
    return f"{code}-x-icu" if code in WITH_ICU else "und-x-icu"


def names() -> set[str]:
    """Return the collations that this portal's languages need."""
    return {"und-x-icu", *(name_for(code) for code, _name in settings.LANGUAGES)}

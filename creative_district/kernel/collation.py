"""Folding and ordering of words, the same on SQLite as on PostgreSQL.

PostgreSQL has the `unaccent` extension and ICU collations (`fr-x-icu`); on SQLite the
functions here answer to the same names, so that one query serves both.
"""

import unicodedata

from django.conf import settings

LIGATURES = str.maketrans(
    {
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
)

# Languages for which PostgreSQL's ICU build has a collation of its own.
WITH_ICU = {"fr", "en", "it", "nl", "de", "es", "pt", "pl"}


def unaccent(text: str | None) -> str | None:
    """Return the text without accents, ligatures spelled out; None stays None."""
    if text is None:
        return None
    parts = unicodedata.normalize("NFD", str(text).translate(LIGATURES))
    return "".join(part for part in parts if not unicodedata.combining(part))


def fold(text: str) -> str:
    """Return the form in which words are compared: lower case, without accents."""
    return (unaccent(text) or "").lower()


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

"""A text in several languages: the value.

One value holds every language, so that a language more or less is a setting and not a
migration, and a text that is missing in the reader's language is shown in another one
and marked as such.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language


class Rendering(NamedTuple):
    """What a reader gets to see of a text."""

    text: str
    language: str
    is_fallback: bool


class Text(Mapping[str, str]):
    """An immutable text in zero or more languages, by language code.

    Blank texts are absent. `str()` gives it in the active language, else in the first
    of the portal's languages that has it, else in any; an empty text is falsy.
    """

    __slots__ = ("_by_language",)

    def __init__(self, texts: Mapping[str, str] | None = None, **more: str) -> None:
        found = {**(texts or {}), **more}
        self._by_language = {
            code: text.strip() for code, text in sorted(found.items()) if text.strip()
        }

    def __getitem__(self, language: str) -> str:
        return self._by_language[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_language)

    def __len__(self) -> int:
        return len(self._by_language)

    def __hash__(self) -> int:
        return hash(tuple(self._by_language.items()))

    def __str__(self) -> str:
        return self.rendered().text

    def __repr__(self) -> str:
        return f"Text({self._by_language!r})"

    def has(self, language: str) -> bool:
        """Say whether the text exists in this very language ('fr' serves 'fr-be')."""
        return language in self or language.split("-", maxsplit=1)[0] in self

    def rendered(self, language: str | None = None) -> Rendering:
        """Return the text for a reader of `language` (default: the active one)."""
        asked = language or get_language() or settings.LANGUAGE_CODE
        for code in (asked, asked.split("-")[0]):
            if code in self:
                return Rendering(self[code], code, is_fallback=False)
        for code in (*(code for code, _name in settings.LANGUAGES), *self):
            if code in self:
                return Rendering(self[code], code, is_fallback=True)
        return Rendering("", asked, is_fallback=False)

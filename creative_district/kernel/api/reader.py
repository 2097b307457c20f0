"""For whom an answer is written: the language, the day, and what had to be replaced."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse

from creative_district.kernel.record import Record
from creative_district.kernel.text import Text

ALL = "all"


def languages() -> list[str]:
    """Return what `?lang=` may say."""
    return [*(code for code, _name in settings.LANGUAGES), ALL]


@dataclass
class Reader:
    """The reader of one answer.

    `language` is None for a reader of all languages. `fallbacks` gathers, for the item
    being written, the fields that came in another language, and in which.
    """

    language: str | None
    today: date
    fallbacks: dict[str, str] = field(default_factory=dict)

    def reads(self, text: Text, path: str) -> Any:
        """Return what this reader sees of a text: words, all languages, or None."""
        if self.language is None:
            return dict(text)
        words, language, is_fallback = text.rendered(self.language)
        if is_fallback:
            self.fallbacks[path] = language
        return words or None


def api_address(record: Record) -> str:
    """Return where the API tells of a record."""
    return f"{settings.SITE_URL}{place_of(record._meta.model_name)}{record.key}/"


@cache
def place_of(kind: str | None) -> str:
    """Return the path of the list of a kind of record; its items stand below it."""
    return reverse(f"api:{kind}-list")


def page_address(path: str | None) -> str | None:
    """Return the absolute address of a page; None stays None."""
    return f"{settings.SITE_URL}{path}" if path else None

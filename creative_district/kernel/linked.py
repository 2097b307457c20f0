"""Linked data: records in the words of schema.org, for pages and for the API.

Each app says of its kinds of record what they are to schema.org, in `vocabulary.py`.
Only what is certain is told: what is doubted has no place to say so there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from creative_district.kernel.dates import Confidence, PartialDate, Precision, Status
from creative_district.kernel.record import Record
from creative_district.kernel.text import Rendering, Text

Node = dict[str, Any]

SCHEMA_ORG = "https://schema.org"
# What schema.org's own context says of the words that we use, for answers of the API:
# their readers fetch nothing.
CONTEXT: Node = {
    "@vocab": f"{SCHEMA_ORG}/",
    **{
        name: {"@type": "@id"}
        for name in ("contentUrl", "eventStatus", "sameAs", "url")
    },
    **{
        name: {"@type": "Date"}
        for name in (
            *("datePublished", "dissolutionDate", "foundingDate"),
            *("observationDate", "previousStartDate", "startDate"),
        )
    },
    "dateModified": {"@type": "DateTime"},
}


@dataclass(frozen=True, slots=True)
class Words:
    """How texts are told: in a `language`, else in another one; None: in each.

    Plain, or with their languages (`is_tagged`).
    """

    language: str | None
    is_tagged: bool = True

    def of(self, text: Text) -> Any:
        """Return a text; nothing that is empty."""
        told = [
            {"@value": each.text, "@language": each.language}
            if self.is_tagged
            else each.text
            for each in self._renderings(text)
        ]
        return one_or_many(told)

    def languages(self, text: Text) -> Any:
        """Return the languages in which a text is told."""
        return one_or_many([each.language for each in self._renderings(text)])

    def others(self, name: Text, *more: Text | str) -> list[Any]:
        """Return what something is called besides its name, each once."""
        seen = list(many(self.of(name)))
        for each in more:
            for told in many(self.of(each) if isinstance(each, Text) else each):
                if told not in seen:
                    seen.append(told)
        return seen[len(list(many(self.of(name)))) :]

    def _renderings(self, text: Text) -> list[Rendering]:
        if self.language is None:
            return [Rendering(words, code, False) for code, words in text.items()]
        return [text.rendered(self.language)] if text else []


def one_or_many(values: list[Any]) -> Any:
    """Return the only value as it is, several as a list, None for none."""
    return values[0] if len(values) == 1 else values or None


def many(value: Any) -> Iterator[Any]:
    """Yield the values that `one_or_many` put together."""
    if isinstance(value, list):
        yield from value
    elif value:
        yield value


def named(kind: str, record: Record, page: str) -> Node:
    """Return a record by its permanent link and the address of its page."""
    link = reverse("permanent", args=[record._meta.model_name, record.key])
    return {
        "@type": kind,
        "@id": f"{settings.SITE_URL}{link}",
        "url": f"{settings.SITE_URL}{page}",
    }


def day_of(known: PartialDate | None) -> str | None:
    """Return a date that ISO 8601 can write and that nothing speaks against."""
    if known is None or known.precision in {Precision.RANGE, Precision.QUARTER}:
        return None
    doubted = known.status != Status.ACTUAL or known.confidence == Confidence.LOW
    return None if doubted else known.value


def without_gaps(value: Any) -> Any:
    """Return a value without what is not known of it."""
    if isinstance(value, dict):
        kept = {name: without_gaps(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in (None, "", [])}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [without_gaps(each) for each in value]
    return value

"""How far a record is there in each language: each text missing, outdated or fine.

Only what exists in some language can be missing in another, and only a language that is
wanted there can lack anything. What was withdrawn waits for no translation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import and_, attrgetter, or_
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast
from django.db.models.lookups import Contains

from creative_district.kernel.text import Text
from creative_district.kernel.translated import TranslatedField

# A part of an address is written anew in each language, not translated.
NO_TEXTS = frozenset({"slug"})

# A change that a text has not followed yet: the language that changed, and the day.
Behind = tuple[str, date]


@dataclass(frozen=True)
class Coverage:
    """What a record lacks in one language, by the names of its fields."""

    language: str
    missing: tuple[str, ...] = ()
    outdated: Mapping[str, Behind] = field(default_factory=dict)

    @property
    def to_do(self) -> tuple[str, ...]:
        """The fields that are missing or outdated."""
        return (*self.missing, *self.outdated)


def texts_of(model: type[models.Model]) -> list[TranslatedField]:
    """Return the fields of a model that are to be translated."""
    return [
        field
        for field in model._meta.fields
        if isinstance(field, TranslatedField) and field.name not in NO_TEXTS
    ]


def wanted(record: Any) -> list[str]:
    """Return the portal's languages that a record is to have."""
    portal = [code for code, _name in settings.LANGUAGES]
    if not record.languages_at:
        return portal
    spoken = attrgetter(record.languages_at.replace("__", "."))(record)
    return [code for code in portal if served_by(code) & {*spoken}]


def coverage(record: Any, language: str) -> Coverage:
    """Return what a record lacks in a language, wanted or not; no query."""
    return Coverage(
        language,
        tuple(
            field.name
            for field in texts_of(type(record))
            if is_lacking(getattr(record, field.name), language)
        ),
        {
            name: (source, date.fromisoformat(day))
            for name, (source, day) in record.outdated.get(language, {}).items()
        },
    )


def coverages(record: Any) -> Iterator[Coverage]:
    """Yield what a record lacks in each language that is wanted."""
    for language in wanted(record):
        yield coverage(record, language)


def is_lacking(text: Text, language: str) -> bool:
    """Whether a text exists, but not in this language."""
    return bool(text) and not text.has(language)


def served_by(language: str) -> set[str]:
    """Return the codes under which a text serves a language: 'fr' serves 'fr-be'."""
    return {language, language.split("-", maxsplit=1)[0]}


def lacks(model: type[models.Model], language: str) -> models.Q:
    """Match rows of which a text exists, but not in this language."""
    return reduce(
        or_,
        (_is_absent(field.name, language) for field in texts_of(model)),
        models.Q(pk__in=[]),
    )


def is_behind(language: str) -> models.Q:
    """Match rows of which a text in this language is outdated."""
    return models.Q(outdated__has_key=language)


def wants(model: Any, language: str) -> models.Q:
    """Match rows that are to have a language of the portal."""
    if not model.languages_at:
        return models.Q()
    spoken = Cast(models.F(model.languages_at), models.TextField())
    return reduce(
        or_,
        (
            models.Q(Contains(spoken, models.Value(f'"{code}"')))
            for code in sorted(served_by(language))
        ),
    )


def _is_absent(name: str, language: str) -> models.Q:
    codes = sorted(served_by(language))
    nowhere = reduce(
        and_, (models.Q(**{f"{name}__{code}__isnull": True}) for code in codes)
    )
    return nowhere & ~models.Q(**{name: Text()})


def source_of(record: Any, name: str, language: str) -> tuple[str, str]:
    """Return what a text is translated from into a language: the code, and the words.

    That is the language whose change is not followed yet, else the portal's first that
    has followed all changes; ("", "") where the text exists in no other language.
    """
    text = getattr(record, name)
    (changed, _day) = record.outdated.get(language, {}).get(name, ("", ""))
    portal = [code for code, _name in settings.LANGUAGES]
    fresh = [c for c in portal if name not in record.outdated.get(c, {})]
    for code in (changed, *fresh, *portal, *text):
        if code in text and code not in served_by(language):
            return code, text[code]
    return "", ""

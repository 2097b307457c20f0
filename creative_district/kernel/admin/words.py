"""Values of fields as people read them, and differences between two of them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from creative_district.kernel.dates import Confidence, PartialDate, Status
from creative_district.kernel.text import Text
from creative_district.kernel.versions import Values, is_kept

NOTHING = "–"
# From so many characters on, two texts are told apart word by word.
LONG = 60
# Of data that nobody reads as words, so many characters are shown.
MOST = 160
# Of what both have, so many characters are shown beside what differs.
AROUND = 80


class Names:
    """What related rows are called, gone or not: a query or two for each model."""

    def __init__(self) -> None:
        self.known: dict[type[models.Model], dict[Any, str]] = {}

    def learn(self, fields: Iterable[Any], values: Sequence[Values]) -> None:
        """Find out the names of all that the values of these fields lead to."""
        wanted: dict[type[models.Model], set[Any]] = {}
        for field in fields:
            if field.is_relation:
                numbers = wanted.setdefault(field.related_model, set())
                for told in values:
                    numbers.update(numbers_in(told.get(field.name)))
        for model, numbers in wanted.items():
            known = self.known.setdefault(model, {})
            known.update(names_of(model, numbers - known.keys()))

    def of(self, model: type[models.Model], pk: Any) -> str:
        """Return the name of a row."""
        return self.known[model].get(pk) or f"{model._meta.verbose_name} {pk}"


def numbers_in(value: Any) -> set[Any]:
    """Return the numbers of rows that the value of a relation holds."""
    return set(value) if isinstance(value, list) else {value} - {None}


def names_of(model: Any, numbers: set[Any]) -> dict[Any, str]:
    """Return the names of rows; of those that are gone, the last that they had."""
    if not numbers:
        return {}
    names = {
        pk: str(row) for pk, row in model._default_manager.in_bulk(numbers).items()
    }
    gone = numbers - names.keys()
    if gone and is_kept(model):
        own = {f"{model._meta.pk.attname}__in": gone}
        for version in model.history.filter(**own, history_type="-"):
            # Translators: “X (supprimé)”
            said = _("%(name)s (deleted)")
            names[version.instance.pk] = said % {"name": version.instance}
    return names


def in_words(field: Any, value: Any, names: Names) -> str:
    """Return what stands for the value of a field in a sentence."""
    if value in (None, "", [], {}):
        return NOTHING
    if field.is_relation:
        numbers = value if isinstance(value, list) else [value]
        return ", ".join(names.of(field.related_model, pk) for pk in numbers)
    if field.choices and not isinstance(value, list):
        return str(dict(field.flatchoices).get(value, value))
    return plain(value)


def plain(value: Any) -> str:
    """Return what stands for a value of no particular field."""
    match value:
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return date_format(timezone.localtime(value), "DATETIME_FORMAT")
        case date():
            return date_format(value, "DATE_FORMAT")
        case PartialDate():
            return graded(value)
        case Decimal() | float():
            return str(number_format(value, use_l10n=True))
        case Text():
            return "\n".join(f"{code.upper()}: {text}" for code, text in value.items())
        case list():
            return ", ".join(str(item) for item in value)
        case dict():
            return str(Truncator(json.dumps(value, ensure_ascii=False)).chars(MOST))
        case _:
            return str(value)


def graded(value: PartialDate) -> str:
    """Return a date and, unless it is certain, how far it can be trusted."""
    if (value.status, value.confidence) == (Status.ACTUAL, Confidence.HIGH):
        return str(value)
    # Translators: “juin 2014 (prévu, confiance : faible)”
    said = _("%(date)s (%(status)s, confidence: %(confidence)s)")
    return said % {
        "date": value,
        "status": value.status.label,
        "confidence": value.confidence.label,
    }


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: in both, only before (`del`) or only after (`ins`)."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a field was and is; of a text, in one language (`language`: its code)."""

    field: str
    before: str
    after: str
    language: str = ""

    @property
    def pieces(self) -> list[Piece]:
        """Both texts in one, where they are long; else nothing."""
        if NOTHING in {self.before, self.after}:
            return []
        if max(len(self.before), len(self.after)) < LONG:
            return []
        return list(interwoven(self.before, self.after))


def differences(
    fields: Iterable[Any], before: Values, after: Values, names: Names
) -> Iterator[Difference]:
    """Yield what differs, each language of a text apart."""
    for field in fields:
        old, new = before.get(field.name), after.get(field.name)
        if old == new or (not old and not new and isinstance(new or old, Text)):
            continue
        name = capfirst(str(field.verbose_name))
        if isinstance(old or new, Text):
            yield from by_language(name, old or {}, new or {})
        else:
            was, is_now = (in_words(field, each, names) for each in (old, new))
            if was != is_now:
                yield Difference(name, was, is_now)


def by_language(
    name: str, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[Difference]:
    """Yield what differs in each language."""
    called = dict(settings.LANGUAGE_NAMES)
    for code in sorted({*old, *new}):
        was, is_now = old.get(code) or NOTHING, new.get(code) or NOTHING
        if was != is_now:
            # Translators: “Titre (français)”
            said = _("%(field)s (%(language)s)")
            field = said % {"field": name, "language": called.get(code, code)}
            yield Difference(field, was, is_now, code)


def interwoven(before: str, after: str) -> Iterator[Piece]:
    """Yield the pieces of two texts, told apart by words."""
    old, new = (re.findall(r"\s*\S+\s*", text) for text in (before, after))
    for tag, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield Piece("", shortened("".join(old[i:j])))
        if old[i:j] and tag != "equal":
            yield Piece("del", "".join(old[i:j]))
        if new[k:m] and tag != "equal":
            yield Piece("ins", "".join(new[k:m]))


def shortened(text: str) -> str:
    """Return a text without its middle, where that is long."""
    if len(text) <= 3 * AROUND:
        return text
    return f"{text[:AROUND]} […] {text[-AROUND:]}"

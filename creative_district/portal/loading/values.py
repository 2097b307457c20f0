"""Reading one value of a file: what a model's field may hold, and what it may not."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf.locale import LANG_INFO
from django.db import models
from django.utils.translation import gettext as _

from creative_district.kernel.date_field import PartialDateField
from creative_district.kernel.dates import (
    Confidence,
    DateError,
    PartialDate,
    Status,
)
from creative_district.kernel.text import Text
from creative_district.kernel.translated import TranslatedField
from creative_district.portal.loading.errors import Problems
from partners.geometry import GeometryField

# The official languages of the Union that Django does not know by name, and the rest.
LANGUAGES = frozenset({*LANG_INFO, "mt"})
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Unreadable:
    """Stands for a value that was refused; the problem is noted."""


REFUSED = Unreadable()


def read_value(field: Any, raw: Any, place: str, problems: Problems) -> Any:
    """Return the value that a field gets, or `REFUSED` after noting why not.

    `null` is the field's own empty value. References stay keys.
    """
    if raw is None:
        return empty_value(field)
    if field.many_to_many:
        return _keys(raw, place, problems)
    if field.many_to_one:
        return _words(raw, place, problems)
    return _reader_of(field)(field, raw, place, problems)


def empty_value(field: Any) -> Any:
    """Return what a field holds when the file leaves it out."""
    if field.many_to_many:
        return ()
    if field.many_to_one:
        return None
    return field.get_default()


def _reader_of(field: Any) -> Callable[[Any, Any, str, Problems], Any]:
    for kind, reader in READERS:
        if isinstance(field, kind):
            return reader
    raise TypeError(field)


def _wrong(place: str, problems: Problems, message: str) -> Any:
    problems.add(place, message)
    return REFUSED


def _words(raw: Any, place: str, problems: Problems) -> Any:
    if not isinstance(raw, str):
        return _wrong(place, problems, _("expected a text between quotation marks"))
    if UNSTORABLE.search(raw):
        return _wrong(place, problems, _("holds a character that cannot be stored"))
    return raw.strip()


def _word_list(field: Any, raw: Any, place: str, problems: Problems) -> Any:
    if not isinstance(raw, list):
        return _wrong(place, problems, _("expected a list"))
    words = [_words(one, f"{place}[{i}]", problems) for i, one in enumerate(raw)]
    return REFUSED if REFUSED in words else words


def _keys(raw: Any, place: str, problems: Problems) -> Any:
    keys = _word_list(None, raw, place, problems)
    if keys is REFUSED:
        return REFUSED
    for index, key in enumerate(keys):
        if key in keys[:index]:
            problems.add(
                f"{place}[{index}]", _("“%(key)s” stands twice") % {"key": key}
            )
    return tuple(sorted(set(keys)))


def _characters(field: Any, raw: Any, place: str, problems: Problems) -> Any:
    words = _words(raw, place, problems)
    if words is REFUSED or not field.choices or words in dict(field.flatchoices):
        return words
    return _not_allowed(words, [c for c, _label in field.flatchoices], place, problems)


def _not_allowed(
    word: object, allowed: list[str], place: str, problems: Problems
) -> Any:
    message = _("“%(word)s” is not allowed here; allowed: %(allowed)s") % {
        "word": word,
        "allowed": ", ".join(allowed),
    }
    return _wrong(place, problems, message)


def _text(field: Any, raw: Any, place: str, problems: Problems) -> Any:
    if not isinstance(raw, dict):
        message = _('expected a text for each language: {"fr": "…", "en": "…"}')
        return _wrong(place, problems, message)
    texts = {}
    for code, words in raw.items():
        if code not in LANGUAGES:
            message = _("“%(code)s” is not a language code such as fr, en or it")
            problems.add(f"{place}.{code}", message % {"code": code})
        texts[code] = _words(words, f"{place}.{code}", problems)
        if texts[code] == "":
            problems.add(f"{place}.{code}", _("is empty; leave the language out"))
    if REFUSED in texts.values():
        return REFUSED
    return Text(texts)


def _date(field: Any, raw: Any, place: str, problems: Problems) -> Any:
    parts = {"value": None, "status": Status, "confidence": Confidence}
    if not isinstance(raw, dict):
        message = _(
            'expected a date with its grade: {"value": "2014-06", "status": "actual", '
            '"confidence": "high"}'
        )
        return _wrong(place, problems, message)
    before = len(problems.found)
    for name in raw.keys() - parts.keys():
        problems.add(f"{place}.{name}", _("a date has no such field"))
    for name, grades in parts.items():
        words = raw.get(name)
        if not isinstance(words, str):
            problems.add(
                f"{place}.{name}", _("expected a text between quotation marks")
            )
        elif grades and words not in grades.values:
            _not_allowed(words, grades.values, f"{place}.{name}", problems)
    if not isinstance(raw.get("value"), str):
        return REFUSED
    try:
        known = PartialDate.parse(raw["value"])
    except DateError as error:
        return _wrong(f"{place}.value", problems, str(error))
    if len(problems.found) > before:
        return REFUSED
    return known.graded(Status(raw["status"]), Confidence(raw["confidence"]))


def _day(field: Any, raw: Any, place: str, problems: Problems) -> Any:
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        return _wrong(place, problems, _('expected a day: "2014-06-16"'))


def _whole_number(field: Any, raw: Any, place: str, problems: Problems) -> Any:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    return _wrong(place, problems, _("expected a whole number"))


def _number(field: Any, raw: Any, place: str, problems: Problems) -> Any:
    if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
        return Decimal(raw)
    return _wrong(place, problems, _("expected a number"))


def _truth(field: Any, raw: Any, place: str, problems: Problems) -> Any:
    if isinstance(raw, bool):
        return raw
    return _wrong(place, problems, _("expected true or false"))


def _geometry(field: Any, raw: Any, place: str, problems: Problems) -> Any:
    if isinstance(raw, dict):
        return _with_floats(raw)
    message = _(
        'expected a geometry of GeoJSON: {"type": "Polygon", "coordinates": […]}'
    )
    return _wrong(place, problems, message)


def _with_floats(raw: Any) -> Any:
    """Return a value of JSON as the database gives it back."""
    match raw:
        case dict():
            return {name: _with_floats(value) for name, value in raw.items()}
        case list():
            return [_with_floats(value) for value in raw]
        case Decimal():
            return float(raw)
        case _:
            return raw


# The first that matches: the kernel's fields come before the Django ones they extend.
READERS: tuple[tuple[type, Callable[[Any, Any, str, Problems], Any]], ...] = (
    (TranslatedField, _text),
    (PartialDateField, _date),
    (GeometryField, _geometry),
    (models.JSONField, _word_list),
    (models.BooleanField, _truth),
    (models.DateField, _day),
    (models.DecimalField, _number),
    (models.IntegerField, _whole_number),
    (models.CharField, _characters),
    (models.TextField, _characters),
)

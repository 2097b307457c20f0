"""The columns of a model's records, derived from its fields.

A column gives a cell of a record (`export`) and takes one (`save`). Cells that say what
the record holds already leave it as it is, to the letter: what was exported changes
nothing when it comes back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from import_export.fields import Field

from creative_district.kernel.date_field import PartialDateField
from creative_district.kernel.dates import (
    Confidence,
    DateError,
    PartialDate,
    Status,
)
from creative_district.kernel.exchange.table import Cell
from creative_district.kernel.record import Record
from creative_district.kernel.text import Text
from creative_district.kernel.translated import TranslatedField

# Told, but never taken from a file: records are moved towards the public elsewhere.
READ_ONLY = {"state", "publish_from", "created_at", "updated_at"}
YES = {"true", "1", "yes", "oui", "vrai", "x"}
NO = {"false", "0", "no", "non", "faux", ""}

Related = Mapping[str, models.Model]


class Column(Field):
    """A column of one of a model's fields; `name` heads it in the file."""

    is_related = False

    def __init__(self, field: Any, name: str = "", *, readonly: bool = False) -> None:
        super().__init__(
            attribute=field.name, column_name=name or field.name, readonly=readonly
        )
        self.name = name or field.name
        self.field = field

    @property
    def label(self) -> str:
        """What the column holds, in the active language."""
        return str(self.field.verbose_name)

    @property
    def allowed(self) -> str:
        """What may be written there, in the active language; empty: any text."""
        return ""

    def get_value(self, instance: Any) -> Any:
        return getattr(instance, self.attribute)

    def export(self, instance: Any, **_kwargs: Any) -> Cell:
        return self.written(self.get_value(instance))

    def written(self, value: Any) -> Cell:
        """Return the cell of a value."""
        return None if value is None else str(value)

    def take(self, cell: str, instance: Any, known: Related) -> bool:
        """Set what the cell says; return whether the record held something else.

        `known` are the records that a relation may lead to, by key. Raises
        `ValidationError`.
        """
        if self.is_same(cell, instance):
            return False
        setattr(instance, self.attribute, self.read(cell, instance))
        return True

    def is_same(self, cell: str, instance: Any) -> bool:
        """Whether the cell says what the record holds; line ends do not count."""
        return in_lines(cell) == in_lines(str(or_empty(self.export(instance))))

    def read(self, cell: str, instance: Any) -> Any:
        """Return the value that a cell stands for."""
        return cell.strip()


class ChoiceColumn(Column):
    """The code of one of a few choices."""

    @property
    def allowed(self) -> str:
        return ", ".join(str(code) for code, _label in self.field.flatchoices if code)

    def read(self, cell: str, instance: Any) -> Any:
        code = cell.strip()
        if code and code not in dict(self.field.flatchoices):
            raise not_allowed(code, self.allowed)
        return code


class FlagColumn(Column):
    """Yes or no."""

    @property
    def allowed(self) -> str:
        return "true, false"

    def written(self, value: Any) -> Cell:
        return "true" if value else "false"

    def read(self, cell: str, instance: Any) -> Any:
        word = cell.strip().casefold()
        if word not in YES | NO:
            raise not_allowed(cell, self.allowed)
        return word in YES


class NumberColumn(Column):
    """A number, with a point or a comma before its decimals."""

    @property
    def allowed(self) -> str:
        return _("a number")

    def written(self, value: Any) -> Cell:
        number: Cell = value
        return number

    def is_same(self, cell: str, instance: Any) -> bool:
        stored = self.get_value(instance)
        try:
            return bool(self.read(cell, instance) == stored)
        except ValidationError:
            return False

    def read(self, cell: str, instance: Any) -> Any:
        digits = cell.strip().replace("\u202f", "").replace("\xa0", "")
        if not digits:
            return None
        try:
            number = Decimal(digits.replace(",", "."))
        except InvalidOperation as error:
            raise not_allowed(cell, self.allowed) from error
        if not number.is_finite() or abs(number.adjusted()) > 30:
            raise not_allowed(cell, self.allowed)
        if isinstance(self.field, models.DecimalField):
            return number
        if number != int(number):
            raise not_allowed(cell, _("a whole number"))
        return int(number)


class DayColumn(Column):
    """A day."""

    @property
    def allowed(self) -> str:
        return _("a day: 2014-06-16")

    def read(self, cell: str, instance: Any) -> Any:
        if not cell.strip():
            return None
        try:
            day = parse_date(cell.strip())
        except ValueError as error:
            raise not_allowed(cell, self.allowed) from error
        if day is None:
            raise not_allowed(cell, self.allowed)
        return day


class MomentColumn(Column):
    """A moment, only told."""

    def written(self, value: Any) -> Cell:
        return value.isoformat(timespec="seconds") if value else None


class LinesColumn(Column):
    """A list of short texts, one a line."""

    @property
    def allowed(self) -> str:
        return _("one a line")

    def written(self, value: Any) -> Cell:
        return "\n".join(value)

    def read(self, cell: str, instance: Any) -> Any:
        return [line.strip() for line in cell.splitlines() if line.strip()]


class TextColumn(Column):
    """A text in one of the portal's languages; the others are kept."""

    def __init__(self, field: Any, language: str) -> None:
        super().__init__(field, f"{field.name}_{language}")
        self.language = language

    @property
    def label(self) -> str:
        return f"{super().label} ({self.language.upper()})"

    def export(self, instance: Any, **_kwargs: Any) -> Cell:
        found: str | None = self.get_value(instance).get(self.language)
        return found

    def read(self, cell: str, instance: Any) -> Any:
        return Text({**self.get_value(instance), self.language: cell})


class DateColumn(Column):
    """A date as far as it is known; columns beside it hold its grade."""

    @property
    def allowed(self) -> str:
        return _("2014, 2014-Q4, 2014-06, 2014-06-16 or 2014-11-05/2014-11-15")

    def written(self, value: Any) -> Cell:
        return value.value if value else None

    def read(self, cell: str, instance: Any) -> Any:
        if not cell.strip():
            return None
        before = self.get_value(instance)
        try:
            date = PartialDate.parse(cell)
        except DateError as error:
            raise ValidationError(str(error)) from error
        return date.graded(before.status, before.confidence) if before else date


class GradeColumn(Column):
    """The status or the confidence of a date; that of no date counts for nothing."""

    def __init__(self, field: Any, part: str, choices: Any) -> None:
        super().__init__(field, f"{field.name}_{part}")
        self.part = part
        self.choices = choices

    @property
    def label(self) -> str:
        names = {"status": _("status"), "confidence": _("confidence")}
        return f"{super().label} ({names[self.part]})"

    @property
    def allowed(self) -> str:
        return ", ".join(self.choices.values)

    def export(self, instance: Any, **_kwargs: Any) -> Cell:
        date = self.get_value(instance)
        return getattr(date, self.part).value if date else None

    def read(self, cell: str, instance: Any) -> Any:
        date = self.get_value(instance)
        code = cell.strip() or self.choices.values[0]
        if code not in self.choices.values:
            raise not_allowed(code, self.allowed)
        return date and replace(date, **{self.part: self.choices(code)})


class KeyColumn(Column):
    """The key of a related record."""

    is_related = True

    @property
    def allowed(self) -> str:
        return _("a key of: %(kind)s") % {
            "kind": self.field.related_model._meta.verbose_name_plural
        }

    def get_value(self, instance: Any) -> Any:
        # Django raises where a record that has to be there is not there yet.
        is_there = getattr(instance, self.field.attname) is not None
        return getattr(instance, self.attribute) if is_there else None

    def written(self, value: Any) -> Cell:
        key: str | None = value and value.key
        return key

    def keys(self, cell: str) -> list[str]:
        """Return the keys that the cell names."""
        return [key for key in cell.replace(",", " ").split() if key]

    def take(self, cell: str, instance: Any, known: Related) -> bool:
        if self.is_same(cell, instance):
            return False
        found = self.found(cell, known)
        if len(found) > 1:
            raise ValidationError(_("Only one key is allowed here."))
        setattr(instance, self.attribute, found[0] if found else None)
        return True

    def records(self, instance: Any) -> list[Any]:
        """Return the records that the relation leads to."""
        value = self.get_value(instance)
        return [value] if value else []

    def found(self, cell: str, known: Related) -> list[models.Model]:
        """Return the records that the cell names; say which are not known."""
        keys = list(dict.fromkeys(self.keys(cell)))
        if unknown := [key for key in keys if key not in known]:
            said = _("There is no such key among the %(kind)s: %(keys)s.")
            kind = self.field.related_model._meta.verbose_name_plural
            raise ValidationError(said % {"kind": kind, "keys": ", ".join(unknown)})
        return [known[key] for key in keys]


class KeysColumn(KeyColumn):
    """The keys of related records, with commas between them."""

    @property
    def taken(self) -> str:
        """Where a record carries the relation that it is to have until it is saved."""
        return f"_taken_{self.attribute}"

    @property
    def allowed(self) -> str:
        return _("keys of: %(kind)s; commas between them") % {
            "kind": self.field.related_model._meta.verbose_name_plural
        }

    def get_value(self, instance: Any) -> Any:
        """Return what was taken from a file, else what is stored."""
        if self.taken in instance.__dict__:
            return instance.__dict__[self.taken]
        return getattr(instance, self.attribute).all() if instance.pk else ()

    def written(self, value: Any) -> Cell:
        return ", ".join(sorted(record.key for record in value)) or None

    def is_same(self, cell: str, instance: Any) -> bool:
        stored = str(or_empty(self.export(instance)))
        return set(self.keys(cell)) == set(self.keys(stored))

    def take(self, cell: str, instance: Any, known: Related) -> bool:
        if self.is_same(cell, instance):
            return False
        own = {record.key: record for record in self.get_value(instance)}
        found = self.found(cell, {**known, **own})
        instance.__dict__[self.taken] = found
        return True

    def records(self, instance: Any) -> list[Any]:
        return list(self.get_value(instance))


def columns_of(model: type[models.Model]) -> list[Column]:
    """Return the columns of a model's records: the key first, what is only told last.

    Relations to what has no permanent key, such as people, have no column.
    """
    names = ["key"]
    fields = [
        *(field for field in model._meta.fields if field.name not in names),
        *model._meta.many_to_many,
    ]
    found = [Column(model._meta.get_field("key"))]
    for field in fields:
        found += columns_for(field)
    return sorted(found, key=lambda column: column.readonly)


def columns_for(field: Any) -> Iterator[Column]:
    """Yield the columns of a field."""
    if isinstance(field, TranslatedField):
        for code, _name in settings.LANGUAGES:
            yield TextColumn(field, code)
    elif isinstance(field, PartialDateField):
        yield DateColumn(field)
        yield GradeColumn(field, "status", Status)
        yield GradeColumn(field, "confidence", Confidence)
    elif field.is_relation:
        if issubclass(field.related_model, Record):
            yield (KeysColumn if field.many_to_many else KeyColumn)(field)
    elif kind := kind_of(field):
        is_told = field.name in READ_ONLY or isinstance(field, models.FileField)
        yield kind(field, readonly=is_told)


def kind_of(field: Any) -> Callable[..., Column] | None:
    """Return what makes the column of a field that is no relation."""
    kinds: dict[type[models.Field], Callable[..., Column]] = {
        models.BooleanField: FlagColumn,
        models.DateTimeField: MomentColumn,
        models.DateField: DayColumn,
        models.AutoField: NumberColumn,
        models.IntegerField: NumberColumn,
        models.DecimalField: NumberColumn,
    }
    if field.primary_key:
        return None
    if isinstance(field, models.JSONField):
        return LinesColumn if field.default is list else None
    if field.choices:
        return ChoiceColumn
    matching = (kind for known, kind in kinds.items() if isinstance(field, known))
    return next(matching, Column)


def not_allowed(written: str, allowed: str) -> ValidationError:
    """Return the error of a cell that holds none of what is allowed."""
    said = _("“%(written)s” is not allowed here. Write %(allowed)s.")
    return ValidationError(said % {"written": written[:80], "allowed": allowed})


def or_empty(cell: Cell) -> Cell:
    """Return the cell, an empty text where there is nothing."""
    return "" if cell is None else cell


def in_lines(text: str) -> list[str]:
    """Return a text without what differs between systems: line ends, space around."""
    return text.strip().splitlines()

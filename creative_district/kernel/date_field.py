"""A date as far as it is known: the model field.

Stored as one text whose first 21 characters are both bounds, so that a row sorts by its
date, and `start__earliest` and `start__latest` can be filtered and indexed on every
database: `filter(due__latest__lt=today)`.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.dates import DateError, PartialDate
from creative_district.kernel.forms.partial_date import PartialDateFormField


class PartialDateField(models.CharField):
    """A `PartialDate`, or None where no date is known."""

    description = _("Date as far as it is known")
    # For the checker: models take a `PartialDate` here, no text.
    _pyi_private_set_type: Any

    def __init__(self, *args: Any, **kw: Any) -> None:
        kw["max_length"] = 48
        kw.setdefault("null", True)
        kw.setdefault("blank", kw["null"])
        super().__init__(*args, **kw)

    def deconstruct(self) -> Any:
        name, path, args, kw = super().deconstruct()
        del kw["max_length"]
        kw.setdefault("null", False)
        kw.setdefault("blank", False)
        return name, path, args, kw

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return PartialDate.decode(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        if value is None or isinstance(value, PartialDate):
            return value
        if not value:
            return None
        try:
            return (
                PartialDate.decode(value)
                if value.count("/") == 4
                else PartialDate.parse(value)
            )
        except DateError as error:
            raise ValidationError(str(error)) from error

    def get_prep_value(self, value: Any) -> str | None:
        prepared = self.to_python(value)
        return prepared.encode() if prepared else None

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return value.encode() if value else ""

    def run_validators(self, value: Any) -> None:
        """The value object has validated itself."""

    def formfield(
        self, form_class: Any = None, choices_form_class: Any = None, **kw: Any
    ) -> Any:
        return PartialDateFormField(
            required=not self.blank,
            label=kw.get("label", capfirst(self.verbose_name)),
            help_text=kw.get("help_text", self.help_text),
        )


class IsoDay(models.CharField):
    """A day inside the stored text; compares with `date` values."""

    def get_prep_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return date.fromisoformat(value) if value else None


@PartialDateField.register_lookup
class Earliest(models.Transform):
    """The first day on which it can have been."""

    lookup_name = "earliest"
    template = "SUBSTR(%(expressions)s, 1, 10)"
    output_field = IsoDay(max_length=10)


@PartialDateField.register_lookup
class Latest(models.Transform):
    """The last day on which it can have been: of what is due, the due day."""

    lookup_name = "latest"
    template = "SUBSTR(%(expressions)s, 12, 10)"
    output_field = IsoDay(max_length=10)


@PartialDateField.register_lookup
class Grade(models.Transform):
    """Precision, status and confidence, as in 'month/planned/medium'."""

    lookup_name = "grade"
    template = "SUBSTR(%(expressions)s, 23)"
    output_field = models.CharField(max_length=26)

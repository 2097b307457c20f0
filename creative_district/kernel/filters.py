"""What lists can be asked: the pieces that page and API filters are made of.

One FilterSet per model serves both. A page ignores what it does not understand (an
invalid value is simply not among the cleaned data); the API answers 400 and names it.
"""

import re
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, validate_slug
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from django_filters.fields import (
    IsoDateTimeField,
    ModelMultipleChoiceField,
    MultipleChoiceField,
)
from django_filters.filters import (
    CharFilter,
    DateFilter,
    Filter,
    IsoDateTimeFilter,
    ModelMultipleChoiceFilter,
    MultipleChoiceFilter,
)

from creative_district.kernel.record import Record, Scope
from creative_district.kernel.translated import mentions


class KeysField(ModelMultipleChoiceField):
    """Permanent keys of public records; cleans to their primary keys."""

    default_error_messages = {"invalid_choice": _("“%(value)s” is not known here.")}

    def clean(self, value: Any) -> list[int]:
        for key in value or []:
            try:
                validate_slug(key)
            except ValidationError as error:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": key},
                ) from error
        return [record.pk for record in super().clean(value)]


class KeysFilter(ModelMultipleChoiceFilter):
    """Keep what belongs to any of the records that are named by their keys."""

    field_class = KeysField

    def __init__(self, model: type[Record], *args: Any, **kw: Any) -> None:
        kw.setdefault("queryset", lambda _request: model.objects.public())
        super().__init__(*args, to_field_name="key", **kw)

    def filter(self, qs: QuerySet, value: list[int]) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class CodesField(MultipleChoiceField):
    """Codes, each of them once, however often it is asked for."""

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().to_python(value)))


class CodesFilter(MultipleChoiceFilter):
    """Keep what has any of the codes."""

    field_class = CodesField

    def filter(self, qs: QuerySet, value: Sequence[str]) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


FIRST_YEAR, LAST_YEAR = 1, 9999
# As RFC 3339 writes them; Python would read more, and unlike from version to version.
DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
MOMENT = f"{DAY}([Tt ]{CLOCK}([Zz]|[-+][0-9]{{2}}:[0-9]{{2}})?)?"


class DayField(forms.DateField):
    """A day in ISO 8601, written in full."""

    default_error_messages = {"invalid": _("Not a day; write it as 2014-06-16.")}

    def to_python(self, value: Any) -> date | None:
        if value and not re.fullmatch(DAY, value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        day: date | None = super().to_python(value)
        return day


class DayFilter(DateFilter):
    """Compare with a day, written as in 2014-06-16."""

    field_class = DayField

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(
            *args,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(attrs={"type": "date"}),
            **kw,
        )


class MomentField(IsoDateTimeField):
    """A moment in ISO 8601, given in UTC."""

    default_error_messages = {
        "invalid": _("Not a moment; write it as 2014-06-16 or 2014-06-16T09:00:00Z.")
    }

    def to_python(self, value: Any) -> datetime | None:
        if value and not re.fullmatch(MOMENT, value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        moment: datetime | None = super().to_python(value)
        try:
            return moment.astimezone(UTC) if moment else None
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"]) from error


class MomentFilter(IsoDateTimeFilter):
    """Compare with a moment in ISO 8601."""

    field_class = MomentField


class YearField(forms.IntegerField):
    """A year in digits; Python would read `2_014` and `٢٠١٤` too."""

    def to_python(self, value: Any) -> int | None:
        if value and not re.fullmatch("[0-9]{1,9}", value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class YearFilter(Filter):
    """A year of the calendar; the filter set says what it is compared with."""

    field_class = YearField

    def __init__(self, *args: Any, **kw: Any) -> None:
        limits = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
        super().__init__(*args, validators=limits, **kw)


def possibly(field: str, *, since: date | None = None, until: date | None = None) -> Q:
    """Match dates that may lie in the span, both days included.

    A date known to the month matches when any of its days does.
    """
    inside = Q()
    if since:
        inside &= Q(**{f"{field}__latest__gte": since})
    if until:
        inside &= Q(**{f"{field}__earliest__lte": until})
    return inside


class SinceFilter(DayFilter):
    """Keep dates that may lie on the day or after it."""

    def filter(self, qs: QuerySet, value: date | None) -> QuerySet:
        return qs.filter(possibly(self.field_name, since=value)) if value else qs


class UntilFilter(DayFilter):
    """Keep dates that may lie on the day or before it."""

    def filter(self, qs: QuerySet, value: date | None) -> QuerySet:
        return qs.filter(possibly(self.field_name, until=value)) if value else qs


class RecordFilter(FilterSet):
    """What every list can be asked; `texts` and `plain` are where `q` looks.

    `today` is the day for which derived states are worked out. `only` names the filters
    that are asked for; what a form needs for those that are not is left out then.
    """

    texts: ClassVar[Sequence[str]] = ()
    plain: ClassVar[Sequence[str]] = ()
    # All that are declared; on an instance, those that are asked for.
    base_filters: dict[str, Filter]

    q = CharFilter(
        label=_("Search"),
        help_text=_("Every word, whatever its accents or case."),
        max_length=200,
        method="filter_words",
    )
    updated_since = MomentFilter(
        field_name="updated_at",
        lookup_expr="gte",
        label=_("Changed since"),
        help_text=_("A day or a moment in ISO 8601."),
    )

    def __init__(
        self, *args: Any, today: date, only: Collection[str] | None = None, **kw: Any
    ) -> None:
        self.today = today
        if only is not None:
            every = type(self).base_filters
            self.base_filters = {name: every[name] for name in every if name in only}
        super().__init__(*args, **kw)

    def filter_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what mentions every word."""
        return queryset.filter(mentions(value, self.texts, self.plain))

    def keep(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        """Leave the list to `filter_queryset`, which applies several values at once."""
        return queryset


class ScopedFilter(RecordFilter):
    """A list that holds the programmes' own records unless asked for others."""

    scope = CodesFilter(
        label=_("Scope"),
        choices=Scope.choices,
        help_text=_("Without it: the programmes' own."),
        method="keep",
    )

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        scopes = self.form.cleaned_data.get("scope") or [Scope.OWN]
        asked: QuerySet = super().filter_queryset(queryset.filter(scope__in=scopes))
        return asked

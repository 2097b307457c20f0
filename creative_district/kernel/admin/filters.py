"""List filters for the kernel's fields."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.admin import (
    AllValuesFieldListFilter,
    ModelAdmin,
    RelatedFieldListFilter,
    SimpleListFilter,
)
from django.db.models import QuerySet
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.dates import PartialDate
from creative_district.kernel.rights import reach


class WithinReach(RelatedFieldListFilter):
    """By what a row refers to: all of it that the person may see."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: ModelAdmin
    ) -> Any:
        return field.get_choices(
            include_blank=False,
            ordering=self.field_admin_ordering(field, request, model_admin),
            limit_choices_to=reach(request.user, "view", field.remote_field.model),
        )


class ValuesFilter(AllValuesFieldListFilter):
    """By the values that a column has; to have none has a name as well."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            # Translators: “non indiqué”
            yield {**choice, "display": choice["display"] or _("not stated")}


LACKS = {
    # Translators: “à traduire (%(language)s)”
    "missing": _("missing in %(language)s"),
    # Translators: “à revoir (%(language)s)”
    "outdated": _("outdated in %(language)s"),
}


class MonthFilter(SimpleListFilter):
    """By the year in which a date can first have been; within a year, by month.

    It stands in for `date_hierarchy`, which needs a date column.
    """

    field: str

    def lookups(
        self, request: HttpRequest, model_admin: ModelAdmin
    ) -> list[tuple[str, str]]:
        months = (
            model_admin.get_queryset(request)
            .exclude(**{self.field: None})
            .order_by()
            .values_list(Substr(self.field, 1, 7), flat=True)
            .distinct()
        )
        chosen = (self.value() or "")[:4]
        years = {month[:4] for month in months}
        opened = {month for month in months if month[:4] == chosen}
        return [
            (written, capfirst(str(PartialDate.parse(written))))
            for written in sorted(years | opened)
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> QuerySet[Any] | None:
        if not self.value():
            return None
        return queryset.filter(**{f"{self.field}__earliest__startswith": self.value()})


def by_month(field: str, title: Any) -> type[MonthFilter]:
    """Return the filter by year and month of a `PartialDateField`."""
    attributes = {"field": field, "title": title, "parameter_name": field}
    return type(f"{field.title()}MonthFilter", (MonthFilter,), attributes)


class TranslationFilter(SimpleListFilter):
    """By what the records lack in a language: `missing-en`, `outdated-en`."""

    title = _("translation")
    parameter_name = "translation"

    def lookups(
        self, request: HttpRequest, model_admin: ModelAdmin
    ) -> list[tuple[str, Any]]:
        return [
            (f"{kind}-{code}", words % {"language": name})
            for code, name in settings.LANGUAGES
            for kind, words in LACKS.items()
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        kind, _dash, language = (self.value() or "").partition("-")
        if kind not in LACKS or language not in dict(settings.LANGUAGES):
            return None
        if kind == "missing":
            return queryset.missing_in(language)
        return queryset.outdated_in(language)

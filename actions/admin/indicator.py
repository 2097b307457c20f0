"""Staff pages of indicators."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.admin.filters import SourceFilter
from actions.admin.rows import ReadingInline
from actions.models import Indicator
from creative_district.kernel.admin.columns import languages, translated
from creative_district.kernel.admin.filters import TranslationFilter
from creative_district.kernel.admin.findings import Finding
from creative_district.kernel.admin.record import PUBLICATION
from programme.admin.record import BY_PROGRAMME, ProgrammeRecordAdmin
from programme.admin.statement import StatementInline


@admin.register(Indicator)
class IndicatorAdmin(ProgrammeRecordAdmin):
    """Quantities, with their readings."""

    list_display = [
        translated("name", _("name")),
        translated("unit", _("unit")),
        "programme",
        "action",
        "partner",
        "target",
        "reading_count",
        "scope",
        languages,
        "state",
    ]
    list_filter = [
        BY_PROGRAMME,
        "state",
        "scope",
        TranslationFilter,
        SourceFilter,
    ]
    list_select_related = ["programme", "action", "partner"]
    search_fields = ["name", "unit", "key"]
    ordering = ["programme", "key"]
    autocomplete_fields = ["programme", "action", "partner"]
    fieldsets = [
        (None, {"fields": ["programme", "name", "unit", ("scope", "target")]}),
        (_("What it measures"), {"fields": ["action", "partner"]}),
        PUBLICATION,
    ]
    inlines = [ReadingInline, StatementInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        indicators = super().get_queryset(request)
        return indicators.annotate(reading_count=Count("readings"))

    def publication_checks(self, record: Any) -> Iterable[Finding]:
        yield from super().publication_checks(record)
        if not record.readings.exists():
            # Translators: “L’indicateur n’a aucune valeur.”
            yield Finding(gettext("The indicator has no value."))

    @admin.display(description=_("readings"), ordering="reading_count")
    def reading_count(self, indicator: Any) -> int:
        count: int = indicator.reading_count
        return count

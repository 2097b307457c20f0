"""Staff pages of thrusts."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from actions.models import Thrust
from creative_district.kernel.admin.columns import languages, translated
from creative_district.kernel.admin.filters import TranslationFilter
from creative_district.kernel.admin.preview import PreviewedRecords
from creative_district.kernel.admin.record import PUBLICATION
from programme.admin.record import BY_PROGRAMME, ProgrammeRecordAdmin
from programme.admin.statement import StatementInline


@admin.register(Thrust)
class ThrustAdmin(PreviewedRecords, ProgrammeRecordAdmin):
    """A programme's numbered lines of action."""

    list_display = [
        translated("title", _("title")),
        "number",
        translated("verb", _("verb")),
        "programme",
        "lead",
        languages,
        "state",
    ]
    list_filter = [BY_PROGRAMME, "state", TranslationFilter]
    list_select_related = ["programme", "lead"]
    search_fields = ["title", "verb", "aim", "key"]
    ordering = ["programme", "number"]
    autocomplete_fields = ["programme", "lead"]
    fieldsets = [
        (
            None,
            {"fields": ["programme", ("number", "colour"), "title", "verb", "slug"]},
        ),
        (_("Text"), {"fields": ["aim", "lead"]}),
        PUBLICATION,
    ]
    inlines = [StatementInline]

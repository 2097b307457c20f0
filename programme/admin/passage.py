"""Staff pages of passages."""

from django.contrib import admin

from creative_district.kernel.admin.columns import languages
from creative_district.kernel.admin.filters import TranslationFilter
from creative_district.kernel.admin.record import PUBLICATION
from programme.admin.record import BY_PROGRAMME, ProgrammeRecordAdmin
from programme.admin.statement import StatementInline
from programme.models import Passage


@admin.register(Passage)
class PassageAdmin(ProgrammeRecordAdmin):
    """The sourced sentences of a programme's page."""

    list_display = [
        "__str__",
        "programme",
        "kind",
        "position",
        "date",
        languages,
        "state",
    ]
    list_filter = [BY_PROGRAMME, "state", "kind", TranslationFilter]
    list_select_related = ["programme"]
    search_fields = ["title", "body", "key"]
    ordering = ["programme", "kind", "position", "pk"]
    autocomplete_fields = ["programme"]
    fieldsets = [
        (
            None,
            {"fields": ["programme", ("kind", "position"), "date", "title", "body"]},
        ),
        PUBLICATION,
    ]
    inlines = [StatementInline]

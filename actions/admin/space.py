"""Staff pages of spaces."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.utils.translation import gettext_lazy as _

from actions.models import Space
from creative_district.kernel.admin.columns import ReadersOrder, languages, translated
from creative_district.kernel.admin.filters import TranslationFilter
from creative_district.kernel.admin.record import PUBLICATION
from programme.admin.record import BY_PROGRAMME, ProgrammeRecordAdmin
from programme.admin.statement import StatementInline


@admin.register(Space)
class SpaceAdmin(ProgrammeRecordAdmin):
    """Coworking spaces and creative hubs."""

    list_display = [
        translated("name", _("name")),
        "kind",
        "place",
        "programme",
        "action",
        languages,
        "state",
    ]
    list_filter = [
        BY_PROGRAMME,
        "state",
        "kind",
        ("place", RelatedOnlyFieldListFilter),
        TranslationFilter,
    ]
    list_select_related = ["programme", "place", "action"]
    search_fields = ["name", "place__name", "key"]
    ordering = [ReadersOrder("name"), "pk"]
    autocomplete_fields = ["programme", "place", "action"]
    fieldsets = [
        (None, {"fields": ["programme", "kind", "name", "place", "action"]}),
        PUBLICATION,
    ]
    inlines = [StatementInline]

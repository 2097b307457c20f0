"""Staff pages of boundaries: loaded with the district's file, drawn by nobody here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.admin.columns import ReadersOrder, languages, translated
from creative_district.kernel.admin.filters import TranslationFilter
from creative_district.kernel.admin.read_only import ReadOnly
from creative_district.kernel.admin.record import PUBLICATION
from partners.models import Boundary
from programme.admin.record import BY_PROGRAMME, ProgrammeRecordAdmin


@admin.register(Boundary)
class BoundaryAdmin(ReadOnly, ProgrammeRecordAdmin):
    """The parts of a district's ground."""

    list_display = [
        translated("name", _("name")),
        "programme",
        languages,
        "state",
    ]
    list_filter = [BY_PROGRAMME, "state", TranslationFilter]
    list_select_related = ["programme"]
    search_fields = ["name", "key"]
    ordering = [ReadersOrder("name"), "pk"]
    fieldsets = [
        (None, {"fields": ["programme", "name", "credit", "credit_url", "geometry"]}),
        PUBLICATION,
    ]

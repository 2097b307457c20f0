"""Staff pages of places."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.admin.columns import ReadersOrder, languages, translated
from creative_district.kernel.admin.exchange import ExchangedRecords
from creative_district.kernel.admin.filters import TranslationFilter
from creative_district.kernel.admin.record import PUBLICATION, RecordAdmin
from partners.models import Place


@admin.register(Place)
class PlaceAdmin(ExchangedRecords, RecordAdmin):
    """Towns and well-known sites."""

    list_display = [
        translated("name", _("name")),
        "country",
        "latitude",
        "longitude",
        languages,
        "state",
    ]
    list_filter = ["state", "country", TranslationFilter]
    search_fields = ["name", "note", "key"]
    ordering = [ReadersOrder("name"), "pk"]
    fieldsets = [
        (None, {"fields": ["name", "country", "note"]}),
        (
            _("On the map"),
            {
                "fields": [("latitude", "longitude")],
                "description": _("The town's position, never a building's."),
            },
        ),
        PUBLICATION,
    ]

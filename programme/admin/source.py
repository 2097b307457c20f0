"""Staff pages of sources."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.admin.exchange import ExchangedRecords
from creative_district.kernel.admin.filters import by_month
from creative_district.kernel.admin.record import PUBLICATION, RecordAdmin
from programme.models import Source


@admin.register(Source)
class SourceAdmin(ExchangedRecords, RecordAdmin):
    """Public texts that facts rest on."""

    list_display = ["title", "publisher", "weight", "language", "published", "state"]
    list_filter = [
        "state",
        "weight",
        "language",
        "kind",
        by_month("published", _("published")),
    ]
    search_fields = ["title", "publisher", "url", "key"]
    ordering = ["title"]
    fieldsets = [
        (None, {"fields": ["title", "publisher", "url", ("language", "kind")]}),
        (
            _("Weight"),
            {
                "fields": ["weight", "published", "extent_read", "staff_note"],
                "description": _(
                    "A primary source speaks for itself; a secondary one retells."
                ),
            },
        ),
        PUBLICATION,
    ]

"""Staff pages of documents."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.admin.columns import languages, translated
from creative_district.kernel.admin.filters import TranslationFilter, by_month
from creative_district.kernel.admin.preview import PreviewedRecords
from creative_district.kernel.admin.record import PUBLICATION
from programme.admin.record import BY_PROGRAMME, ProgrammeRecordAdmin
from programme.admin.statement import StatementInline
from programme.models import Document


@admin.register(Document)
class DocumentAdmin(PreviewedRecords, ProgrammeRecordAdmin):
    """Reports, guides and forms."""

    list_display = [
        translated("title", _("title")),
        "programme",
        "language",
        "published",
        languages,
        "state",
    ]
    list_filter = [
        BY_PROGRAMME,
        "state",
        "language",
        by_month("published", _("published")),
        TranslationFilter,
    ]
    list_select_related = ["programme"]
    search_fields = ["title", "summary", "key"]
    ordering = ["-published", "-pk"]
    autocomplete_fields = ["programme"]
    fieldsets = [
        (None, {"fields": ["programme", "title", "slug", "summary"]}),
        (
            _("Where it is"),
            {
                "fields": ["url", "file", "language", "published"],
                "description": _("Give an address or a file."),
            },
        ),
        PUBLICATION,
    ]
    inlines = [StatementInline]

"""Staff pages of news."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.admin.columns import languages, translated
from creative_district.kernel.admin.filters import TranslationFilter
from creative_district.kernel.admin.findings import Finding
from creative_district.kernel.admin.preview import PreviewedRecords
from creative_district.kernel.admin.record import PUBLICATION
from programme.admin.record import BY_PROGRAMME, ProgrammeRecordAdmin
from programme.admin.statement import StatementInline
from programme.models import News


@admin.register(News)
class NewsAdmin(PreviewedRecords, ProgrammeRecordAdmin):
    """Dated notes to the public."""

    list_display = [
        translated("title", _("title")),
        "programme",
        "published_on",
        languages,
        "state",
    ]
    list_filter = [BY_PROGRAMME, "state", TranslationFilter]
    list_select_related = ["programme"]
    date_hierarchy = "published_on"
    search_fields = ["title", "summary", "body", "key"]
    ordering = ["-published_on", "-pk"]
    autocomplete_fields = ["programme", "picture"]
    fieldsets = [
        (None, {"fields": ["programme", "published_on", "title", "slug"]}),
        (_("Text"), {"fields": ["summary", "body", "picture"]}),
        PUBLICATION,
    ]
    inlines = [StatementInline]

    def publication_checks(self, record: Any) -> Iterable[Finding]:
        yield from super().publication_checks(record)
        if not record.body:
            # Translators: “L’actualité n’a pas de texte.”
            yield Finding(gettext("The news item has no text."))

"""Staff pages of discrepancies."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin import StackedInline
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.admin.columns import languages, translated
from creative_district.kernel.admin.filters import TranslationFilter
from creative_district.kernel.admin.findings import Finding
from creative_district.kernel.admin.record import PUBLICATION
from creative_district.kernel.admin.rows import Rows
from programme.admin.record import BY_PROGRAMME, ProgrammeRecordAdmin
from programme.models import Account, Discrepancy


class AccountInline(Rows, StackedInline):
    """The answers that sources give."""

    model = Account
    fields = [("position", "is_kept"), "text"]


@admin.register(Discrepancy)
class DiscrepancyAdmin(ProgrammeRecordAdmin):
    """Questions to which sources give different answers."""

    list_display = [
        translated("topic", _("topic")),
        "programme",
        "position",
        languages,
        "state",
    ]
    list_filter = [BY_PROGRAMME, "state", TranslationFilter]
    list_select_related = ["programme"]
    search_fields = ["topic", "resolution", "key"]
    ordering = ["programme", "position", "pk"]
    autocomplete_fields = ["programme", "sources"]
    fieldsets = [
        (None, {"fields": ["programme", "position", "topic", "resolution", "sources"]}),
        PUBLICATION,
    ]
    inlines = [AccountInline]

    def publication_checks(self, record: Any) -> Iterable[Finding]:
        yield from super().publication_checks(record)
        if not record.accounts.exists():
            # Translators: “Aucune version des sources n’est donnée.”
            yield Finding(gettext("No account of a source is given."))

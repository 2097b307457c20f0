"""The staff page of a programme.

Not registered here: pausing reminders plans them anew, so that the app that has the
reminders registers it (`actions.admin.programme`).
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.admin.columns import languages, translated
from creative_district.kernel.admin.filters import TranslationFilter
from creative_district.kernel.admin.findings import Finding
from creative_district.kernel.admin.preview import PreviewedRecords
from creative_district.kernel.admin.record import PUBLICATION, RecordAdmin
from creative_district.kernel.forms.lines import LinesField
from creative_district.kernel.rights import has_all
from programme.admin.findings import unsourced
from programme.admin.record import language_of
from programme.admin.statement import SourcedRecords, StatementInline


class ProgrammeForm(forms.ModelForm):
    """Lists as lines and as boxes to tick."""

    also_known_as = LinesField(label=_("Also known as"))
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=list(settings.LANGUAGE_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The languages that the district's partners work in."),
    )


class ProgrammeAdmin(PreviewedRecords, SourcedRecords, RecordAdmin):
    """The districts."""

    form = ProgrammeForm
    list_display = [
        translated("name", _("name")),
        translated("region", _("region")),
        "country",
        "start",
        "end",
        "is_first",
        "reminders_paused",
        languages,
        "state",
    ]
    list_filter = [
        "state",
        "country",
        "reminders_paused",
        "is_practice",
        TranslationFilter,
    ]
    search_fields = ["name", "short_name", "region", "acronym", "key"]
    ordering = ["-is_first", "pk"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    "short_name",
                    ("acronym", "slug"),
                    "also_known_as",
                    "headline",
                    "summary",
                ]
            },
        ),
        (
            _("Region and period"),
            {
                "fields": [
                    "region",
                    "area",
                    ("country", "time_zone"),
                    "languages",
                    "start",
                    "end",
                ]
            },
        ),
        (
            _("Call and funding"),
            {
                "classes": ["collapse"],
                "fields": [
                    "framework",
                    "call_title",
                    "call_reference",
                    "call_issuer",
                    "call_opened",
                    "call_closed",
                    "designated",
                    ("applicant_count", "awarded_count", "duration_months"),
                    ("budget_eur", "budget_qualifier"),
                    "cofinancing",
                    "legal_nature",
                ],
            },
        ),
        # Translators: “Obligations légales”
        (_("Legal duties"), {"fields": ["accessibility_law"]}),
        (
            _("Reminders"),
            {
                "fields": ["reminders_paused", "reminders_from"],
                "description": _("While reminders are paused, nothing is sent."),
            },
        ),
        (_("On this site"), {"fields": ["is_first", "is_practice"]}),
        PUBLICATION,
    ]
    inlines = [StatementInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Which district opens the site is no district's own matter."""
        stated = super().get_readonly_fields(request, obj)
        if has_all(request.user):
            return stated
        return list(dict.fromkeys([*stated, "is_first", "is_practice"]))

    def publication_checks(self, record: Any) -> Iterable[Finding]:
        yield from super().publication_checks(record)
        yield from unsourced(record)

    def first_language(self, record: Any) -> str:
        return language_of(record)

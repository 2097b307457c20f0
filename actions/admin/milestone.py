"""Staff pages of milestones."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from actions.admin.exchange import ReplannedImports
from actions.admin.filters import ProgressFilter, UnaddressedFilter
from actions.admin.rows import ReminderInline
from actions.models import Milestone
from creative_district.kernel.admin.columns import languages, translated
from creative_district.kernel.admin.filters import by_month, missing_translation
from creative_district.kernel.admin.record import PUBLICATION
from programme.admin.record import BY_PROGRAMME, ProgrammeRecordAdmin
from programme.admin.statement import StatementInline


@admin.register(Milestone)
class MilestoneAdmin(ReplannedImports, ProgrammeRecordAdmin):
    """What is due or held on a date."""

    list_display = [
        "due",
        translated("title", _("title")),
        "action",
        "kind",
        "responsible_partner",
        "reached",
        "scope",
        languages("title"),
        "state",
    ]
    list_display_links = ["due", list_display[1]]
    list_filter = [
        BY_PROGRAMME,
        ProgressFilter,
        by_month("due", _("due")),
        "state",
        "scope",
        "kind",
        ("action__thrust", RelatedOnlyFieldListFilter),
        ("responsible_partner", RelatedOnlyFieldListFilter),
        missing_translation("title"),
        UnaddressedFilter,
    ]
    list_select_related = ["programme", "action", "responsible_partner"]
    search_fields = ["title", "detail", "key", "action__title"]
    ordering = ["due", "key"]
    autocomplete_fields = [
        "programme", "action", "thrust", "partners",
        "responsible_partner", "responsible", "place",
    ]  # fmt: skip
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "programme",
                    "title",
                    ("kind", "scope"),
                    "detail_kind",
                    "action",
                    "thrust",
                ]
            },
        ),
        (
            _("Dates"),
            {
                "fields": ["due", "first_planned", "reached", "cancelled_on"],
                "description": _(
                    "Before a change is saved, you see what it does to reminders."
                ),
            },
        ),
        (
            _("Who and where"),
            {"fields": ["responsible_partner", "responsible", "partners", "place"]},
        ),
        (_("Text"), {"fields": ["detail"]}),
        PUBLICATION,
    ]
    inlines = [ReminderInline, StatementInline]

    def milestones_of(self, obj: Any) -> QuerySet[Milestone]:
        return Milestone.objects.filter(pk=obj.pk)

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        if change and "due" in form.changed_data:
            obj.note_move(form.initial["due"])
        super().save_model(request, obj, form, change)

    def milestones_of_all(self, records: Sequence[Any]) -> QuerySet[Milestone]:
        return Milestone.objects.filter(pk__in=[record.pk for record in records])

    def save_imported(self, request: HttpRequest, record: Any, original: Any) -> None:
        if original:
            record.note_move(original.due)
        super().save_imported(request, record, original)

"""Staff pages of milestones."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from actions.admin.exchange import ReplannedImports
from actions.admin.filters import ProgressFilter, SourceFilter, UnaddressedFilter
from actions.admin.findings import unaddressed
from actions.admin.month import MonthPage
from actions.admin.reaching import Reaching
from actions.admin.rows import ReminderInline
from actions.admin.silence import AHEAD
from actions.models import Milestone, Reminder
from creative_district.kernel import clock
from creative_district.kernel.admin.columns import languages, translated
from creative_district.kernel.admin.fetching import FetchedRows
from creative_district.kernel.admin.filters import TranslationFilter, by_month
from creative_district.kernel.admin.findings import Finding
from creative_district.kernel.admin.record import PUBLICATION
from programme.admin.record import BY_PROGRAMME, ProgrammeRecordAdmin
from programme.admin.statement import StatementInline


@admin.register(Milestone)
class MilestoneAdmin(
    Reaching, MonthPage, FetchedRows, ReplannedImports, ProgrammeRecordAdmin
):
    """What is due or held on a date."""

    list_display = [
        "due",
        translated("title", _("title")),
        "action",
        "progress",
        "next_reminder",
        "responsible_partner",
        languages,
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
        TranslationFilter,
        UnaddressedFilter,
        SourceFilter,
    ]
    list_select_related = ["programme", "action", "responsible_partner"]
    list_prefetch_related = [
        Prefetch(
            "reminders",
            Reminder.objects.filter(state__in=AHEAD).order_by("send_at", "pk"),
            "ahead",
        )
    ]
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
    actions = ["reach", *ProgrammeRecordAdmin.actions]

    @admin.display(description=_("progress"))
    def progress(self, milestone: Milestone) -> str:
        return str(milestone.progress_on(clock.today()).label)

    @admin.display(description=_("next reminder"), empty_value="–")
    def next_reminder(self, milestone: Any) -> datetime | None:
        return milestone.ahead[0].send_at if milestone.ahead else None

    def publication_checks(self, record: Any) -> Iterable[Finding]:
        yield from super().publication_checks(record)
        yield from unaddressed(record.programme, [record])

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

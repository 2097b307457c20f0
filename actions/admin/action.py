"""Staff pages of actions."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from actions.admin.bounds import period
from actions.admin.exchange import ReplannedImports
from actions.admin.filters import PhaseFilter
from actions.admin.rows import MilestoneInline
from actions.models import Action, Milestone
from actions.models.reached import is_reached
from creative_district.kernel import clock
from creative_district.kernel.admin.columns import languages, translated
from creative_district.kernel.admin.filters import by_month, missing_translation
from creative_district.kernel.admin.preview import PreviewedRecords
from creative_district.kernel.admin.record import PUBLICATION
from programme.admin.record import BY_PROGRAMME, ProgrammeRecordAdmin
from programme.admin.statement import StatementInline


@admin.register(Action)
class ActionAdmin(ReplannedImports, PreviewedRecords, ProgrammeRecordAdmin):
    """What the partners do, with its milestones."""

    list_display = [
        translated("title", _("title")),
        "thrust",
        "lead",
        "period",
        "reached",
        "scope",
        languages("summary"),
        "state",
        "updated_at",
    ]
    list_filter = [
        BY_PROGRAMME,
        "state",
        "scope",
        PhaseFilter,
        ("thrust", RelatedOnlyFieldListFilter),
        ("lead", RelatedOnlyFieldListFilter),
        by_month("start", _("start")),
        "completion",
        "is_featured",
        missing_translation("summary"),
    ]
    list_select_related = ["programme", "thrust", "lead"]
    search_fields = ["title", "short_title", "summary", "key"]
    ordering = ["programme", "thrust__number", "key"]
    autocomplete_fields = [
        "programme", "thrust", "lead", "participants",
        "discrepancies", "news", "documents",
    ]  # fmt: skip
    fieldsets = [
        (
            _("Identity"),
            {
                "fields": [
                    "programme",
                    "title",
                    "short_title",
                    "slug",
                    ("scope", "is_featured"),
                    "thrust",
                    "lead",
                    "participants",
                ]
            },
        ),
        (
            _("Period"),
            {
                "fields": ["start", "end", "completion"],
                "description": _("Leave a date empty where no source gives it."),
            },
        ),
        (_("Text"), {"fields": ["summary", "outcome", "reusable"]}),
        (
            _("Related"),
            {"fields": ["news", "documents", "discrepancies"], "classes": ["collapse"]},
        ),
        PUBLICATION,
    ]
    inlines = [MilestoneInline, StatementInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        reached = is_reached(clock.today(), "milestones__")
        actions = super().get_queryset(request)
        return actions.annotate(
            milestone_count=Count("milestones"),
            reached_count=Count("milestones", filter=reached),
        )

    @admin.display(description=_("period"), ordering="start")
    def period(self, action: Action) -> str:
        return period(action) if action.start or action.end else "–"

    @admin.display(description=_("milestones reached"))
    def reached(self, action: Any) -> str:
        return f"{action.reached_count}/{action.milestone_count}"

    def milestones_of(self, obj: Any) -> QuerySet[Milestone]:
        return Milestone.objects.filter(action=obj)

    def milestones_of_all(self, records: Sequence[Any]) -> QuerySet[Milestone]:
        return Milestone.objects.filter(action__in=records)

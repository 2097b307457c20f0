"""Staff pages of actions."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import Prefetch, QuerySet
from django.forms import Script
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from actions.admin.address import AddressLine, beyond, plate
from actions.admin.bounds import period
from actions.admin.exchange import ReplannedImports
from actions.admin.filters import PhaseFilter, SourceFilter, UnattendedFilter
from actions.admin.findings import unaddressed, without_milestones
from actions.admin.rows import MilestoneInline
from actions.models import Action, Milestone
from actions.phases import Progress
from actions.services import feature_actions
from creative_district.kernel import clock
from creative_district.kernel.admin.columns import languages, translated
from creative_district.kernel.admin.fetching import FetchedRows
from creative_district.kernel.admin.filters import TranslationFilter, by_month
from creative_district.kernel.admin.findings import Finding
from creative_district.kernel.admin.preview import PreviewedRecords
from creative_district.kernel.admin.record import PUBLICATION
from creative_district.kernel.record import State
from programme.admin.record import BY_PROGRAMME, ProgrammeRecordAdmin
from programme.admin.statement import StatementInline


@admin.register(Action)
class ActionAdmin(
    AddressLine, FetchedRows, ReplannedImports, PreviewedRecords, ProgrammeRecordAdmin
):
    """What the partners do, with its milestones."""

    list_display = [
        translated("title", _("title")),
        "plate",
        "period",
        "reached",
        "state",
        languages,
        "lead",
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
        TranslationFilter,
        UnattendedFilter,
        SourceFilter,
    ]
    list_select_related = ["programme", "thrust", "lead"]
    list_prefetch_related = [
        Prefetch(
            "milestones",
            Milestone.objects.only("action", "due", "reached", "cancelled_on"),
            "windows",
        )
    ]
    search_fields = ["title", "short_title", "summary", "key"]
    ordering = ["programme", "thrust__number", "key"]
    autocomplete_fields = [
        "programme", "thrust", "lead", "participants",
        "discrepancies", "news", "documents", "picture",
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
                "fields": ["start", "end", "address", "completion"],
                "description": _("Leave a date empty where no source gives it."),
            },
        ),
        (_("Text"), {"fields": ["summary", "outcome", "reusable", "picture"]}),
        (
            _("Related"),
            {"fields": ["news", "documents", "discrepancies"], "classes": ["collapse"]},
        ),
        PUBLICATION,
    ]
    readonly_fields = [*ProgrammeRecordAdmin.readonly_fields, "address"]
    inlines = [MilestoneInline, StatementInline]
    actions = [*ProgrammeRecordAdmin.actions, "feature", "unfeature"]

    class Media:
        js = [Script("js/address.js", defer=True)]

    @admin.display(description=_("address"), ordering="thrust__number")
    def plate(self, action: Action) -> str:
        return plate(action)

    @admin.display(description=_("period"), ordering="start")
    def period(self, action: Action) -> str:
        return period(action) if action.start or action.end else "–"

    @admin.display(description=_("milestones reached"))
    def reached(self, action: Any) -> str:
        today = clock.today()
        stands = [window.progress_on(today) for window in action.windows]
        return f"{stands.count(Progress.REACHED)}/{len(stands)}"

    def review(self, request: Any, obj: Any) -> HttpResponse | None:
        page = super().review(request, obj)
        if page is None and (said := beyond(obj)):
            self.message_user(request, f"{obj}: {said}", messages.WARNING)
        return page

    # Translators: “Mettre à la une”
    @admin.action(description=_("Feature on the home page"), permissions=["change"])
    def feature(self, request: HttpRequest, queryset: QuerySet[Action]) -> None:
        self.set_featured(request, queryset, is_featured=True)

    # Translators: “Retirer de la une”
    @admin.action(description=_("Take off the home page"), permissions=["change"])
    def unfeature(self, request: HttpRequest, queryset: QuerySet[Action]) -> None:
        self.set_featured(request, queryset, is_featured=False)

    def set_featured(
        self, request: HttpRequest, queryset: QuerySet[Action], *, is_featured: bool
    ) -> None:
        """Feature the selected actions or not, and say how many were changed."""
        changed = feature_actions(actions=queryset, is_featured=is_featured)
        message = ngettext(
            "%(count)s action was changed.",
            "%(count)s actions were changed.",
            len(changed),
        )
        said = message % {"count": len(changed)}
        self.message_user(request, said, messages.SUCCESS)

    def publication_checks(self, record: Any) -> Iterable[Finding]:
        yield from super().publication_checks(record)
        milestones = list(record.milestones.all())
        yield from without_milestones(milestones)
        yield from unaddressed(record.programme, milestones)

    def published_along(self, record: Any) -> QuerySet[Milestone]:
        unseen = record.milestones.filter(state__in=[State.DRAFT, State.IN_REVIEW])
        milestones: QuerySet[Milestone] = unseen.select_related("programme")
        return milestones.order_by("due", "key")

    def milestones_of(self, obj: Any) -> QuerySet[Milestone]:
        return Milestone.objects.filter(action=obj)

    def milestones_of_all(self, records: Sequence[Any]) -> QuerySet[Milestone]:
        return Milestone.objects.filter(action__in=records)

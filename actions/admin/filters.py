"""List filters that ask what day it is."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from actions.models import Reminder
from actions.models.milestone import MilestoneQuerySet
from actions.phases import Phase, Progress
from actions.reminders import health
from actions.reminders.unaddressed import unaddressed
from actions.reminders.unattended import unattended
from actions.reminders.vocabulary import State
from actions.unsourced import unsourced
from creative_district.kernel import clock

WEEK = "week"
WEEK_DAYS = 7
SOON = "soon"
SOON_DAYS = 30
NOBODY = "nobody"
UNSOURCED = "unsourced"


class PhaseFilter(SimpleListFilter):
    """Actions by where they stand today."""

    title = _("phase")
    parameter_name = "phase"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Any:
        return [(phase.value, capfirst(phase.label)) for phase in Phase]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in Phase.values:
            return None
        return queryset.in_phase(self.value(), clock.today())


class ProgressFilter(SimpleListFilter):
    """Milestones by where they stand today, and those due soon."""

    title = _("progress")
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Any:
        soon = [
            (name, _("Due in the next %(days)d days") % {"days": days})
            for name, days in ((WEEK, WEEK_DAYS), (SOON, SOON_DAYS))
        ]
        stages = [(stage.value, capfirst(stage.label)) for stage in Progress]
        return [*soon, *stages]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == WEEK:
            return due_soon(queryset, today=clock.today(), days=WEEK_DAYS)
        if self.value() == SOON:
            return due_soon(queryset, today=clock.today())
        if self.value() not in Progress.values:
            return None
        return queryset.in_progress(self.value(), clock.today())


class UnaddressedFilter(SimpleListFilter):
    """Milestones of which nobody is reminded, because there is nobody."""

    title = _("addressee")
    parameter_name = "addressee"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Any:
        return [(NOBODY, _("Nobody to address"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() != NOBODY:
            return None
        return unaddressed(clock.today(), among=queryset)


class UnattendedFilter(SimpleListFilter):
    """Actions that go on and that nobody sees to."""

    # Translators: “responsable”
    title = _("person responsible")
    parameter_name = "responsible"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Any:
        # Translators: “Personne”
        return [(NOBODY, _("Nobody"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() != NOBODY:
            return None
        return unattended(clock.today(), among=queryset)


class SourceFilter(SimpleListFilter):
    """Public own records by whether all that they state has a source."""

    title = _("sources")
    parameter_name = "facts"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Any:
        # Translators: “Un fait sans source”
        return [(UNSOURCED, _("A fact without a source"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return unsourced(queryset) if self.value() == UNSOURCED else None


class WaitsFilter(SimpleListFilter):
    """Reminders that wait for something: their moment, another attempt, the staff."""

    title = _("what waits")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Any:
        return [
            ("due", _("Due and not sent")),
            ("overdue", _("Due for more than half an hour")),
            ("retry", _("Waiting for another attempt")),
            ("failed", _("Failed, to be seen to")),
            ("tomorrow", _("Planned for tomorrow")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in dict(self.lookup_choices):
            return None
        return queryset.filter(pk__in=waits(self.value()).values("pk"))


def waits(value: str | None) -> QuerySet[Reminder]:
    """Return the reminders that wait so."""
    match value:
        case "due":
            return health.waiting(clock.now())
        case "overdue":
            return health.overdue(clock.now())
        case "retry":
            return health.retrying(clock.now())
        case "failed":
            return health.failed()
    return tomorrow()


def tomorrow() -> QuerySet[Reminder]:
    """Return the reminders that go out tomorrow, as things stand."""
    morrow = clock.today() + timedelta(days=1)
    # Two moments: asked for the date of each row, SQLite would leave its index alone.
    start, end = (
        timezone.make_aware(datetime.combine(day, time.min))
        for day in (morrow, morrow + timedelta(days=1))
    )
    return Reminder.objects.filter(
        state=State.PLANNED, send_at__gte=start, send_at__lt=end
    )


def due_soon(
    milestones: MilestoneQuerySet, *, today: date, days: int = SOON_DAYS
) -> MilestoneQuerySet:
    """Keep the open milestones whose due day is today or in the days to come."""
    last = today + timedelta(days=days)
    return milestones.coming(today).filter(due__latest__lte=last)

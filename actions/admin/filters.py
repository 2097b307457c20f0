"""List filters that ask what day it is."""

from datetime import date, timedelta
from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from actions.models.milestone import MilestoneQuerySet
from actions.phases import Phase, Progress
from creative_district.kernel import clock

SOON = "soon"
SOON_DAYS = 30


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
        soon = _("Due in the next %(days)d days") % {"days": SOON_DAYS}
        stages = [(stage.value, capfirst(stage.label)) for stage in Progress]
        return [(SOON, soon), *stages]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == SOON:
            return due_soon(queryset, today=clock.today())
        if self.value() not in Progress.values:
            return None
        return queryset.in_progress(self.value(), clock.today())


def due_soon(milestones: MilestoneQuerySet, *, today: date) -> MilestoneQuerySet:
    """Keep the open milestones whose due day is today or in the days to come."""
    last = today + timedelta(days=SOON_DAYS)
    return milestones.coming(today).filter(due__latest__lte=last)

"""What lists of thrusts, actions, milestones, indicators and spaces can be asked."""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from actions.models import Action, Indicator, Milestone, Space, Thrust
from actions.models.action import ActionQuerySet
from actions.models.milestone import MilestoneQuerySet
from actions.phases import Phase, Progress
from creative_district.kernel.filters import (
    CodesFilter,
    DayFilter,
    KeysFilter,
    RecordFilter,
    ScopedFilter,
    SinceFilter,
    UntilFilter,
    YearFilter,
    possibly,
)
from partners.models import Partner, Place
from programme.models import Programme


class ThrustFilter(RecordFilter):
    """Thrusts by programme and lead."""

    texts = ("title", "verb", "aim")

    programme = KeysFilter(Programme, label=_("Programme"))
    lead = KeysFilter(Partner, label=_("Lead partner"))

    class Meta:
        model = Thrust
        fields = ()


class ActionFilter(ScopedFilter):
    """Actions by place in the programme, partner, phase and time."""

    texts = ("title", "short_title", "summary", "outcome")

    programme = KeysFilter(Programme, label=_("Programme"))
    thrust = KeysFilter(Thrust, label=_("Thrust"))
    partner = KeysFilter(
        Partner,
        label=_("Partner"),
        help_text=_("Leading or taking part."),
        method="filter_partner",
    )
    lead = KeysFilter(Partner, label=_("Lead partner"))
    state = CodesFilter(
        label=_("State"),
        choices=Phase.choices,
        help_text=_("As the dates certify for today."),
        method="filter_phase",
    )
    year = YearFilter(
        label=_("Year"),
        help_text=_("In which a known part of the action may lie."),
        method="filter_year",
    )
    start_after = SinceFilter(field_name="start", label=_("Start from"))
    start_before = UntilFilter(field_name="start", label=_("Start until"))
    active_on = DayFilter(
        label=_("Running on"),
        help_text=_("Actions that the dates certify to run on that day."),
        method="filter_active",
    )

    class Meta:
        model = Action
        fields = ()

    def filter_partner(
        self, queryset: QuerySet, name: str, value: list[int]
    ) -> QuerySet:
        """Keep what any of the partners leads or takes part in."""
        taking_part = Action.participants.through.objects.filter(partner__in=value)
        return queryset.filter(
            Q(lead__in=value) | Q(pk__in=taking_part.values("action"))
        )

    def filter_phase(
        self, queryset: ActionQuerySet, name: str, value: Sequence[str]
    ) -> QuerySet:
        """Keep what is in any of the phases today."""
        return reduce(or_, (queryset.in_phase(phase, self.today) for phase in value))

    def filter_year(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        """Keep what starts, ends or runs in the year, as far as dates are known."""
        first, last = date(value, 1, 1), date(value, 12, 31)
        return queryset.filter(
            Q(possibly("start", until=last), possibly("end", since=first))
            | Q(possibly("start", since=first, until=last), end=None)
            | Q(possibly("end", since=first, until=last), start=None)
        )

    def filter_active(
        self, queryset: ActionQuerySet, name: str, value: date
    ) -> QuerySet:
        """Keep what certainly runs on the day."""
        return queryset.in_phase(Phase.RUNNING, value)


class MilestoneFilter(ScopedFilter):
    """Milestones by action, partner, kind, progress and time."""

    texts = ("title", "detail", "detail_kind")

    programme = KeysFilter(Programme, label=_("Programme"))
    thrust = KeysFilter(
        Thrust,
        label=_("Thrust"),
        help_text=_("Its own or its action's."),
        method="filter_thrust",
    )
    action = KeysFilter(Action, label=_("Action"))
    partner = KeysFilter(
        Partner,
        label=_("Partner"),
        help_text=_("Responsible, or with a part in it or in its action."),
        method="filter_partner",
    )
    lead = KeysFilter(
        Partner,
        label=_("Lead partner"),
        help_text=_("Of its action."),
        field_name="action__lead",
    )
    kind = CodesFilter(label=_("Kind"), choices=Milestone.Kind.choices)
    place = KeysFilter(Place, label=_("Place"))
    state = CodesFilter(
        label=_("State"),
        choices=Progress.choices,
        help_text=_("As it stands today."),
        method="filter_progress",
    )
    year = YearFilter(
        label=_("Year"), help_text=_("In which it may be due."), method="filter_year"
    )
    due_after = SinceFilter(field_name="due", label=_("Due from"))
    due_before = UntilFilter(field_name="due", label=_("Due until"))

    class Meta:
        model = Milestone
        fields = ()

    def filter_thrust(
        self, queryset: QuerySet, name: str, value: list[int]
    ) -> QuerySet:
        """Keep what stands in any of the thrusts."""
        return queryset.filter(Q(thrust__in=value) | Q(action__thrust__in=value))

    def filter_partner(
        self, queryset: QuerySet, name: str, value: list[int]
    ) -> QuerySet:
        """Keep what any of the partners has a part in."""
        taking_part = Milestone.partners.through.objects.filter(partner__in=value)
        in_action = Action.participants.through.objects.filter(partner__in=value)
        return queryset.filter(
            Q(responsible_partner__in=value)
            | Q(action__lead__in=value)
            | Q(action__in=in_action.values("action"))
            | Q(pk__in=taking_part.values("milestone"))
        )

    def filter_progress(
        self, queryset: MilestoneQuerySet, name: str, value: Sequence[str]
    ) -> QuerySet:
        """Keep what stands in any of these ways today."""
        return reduce(or_, (queryset.in_progress(state, self.today) for state in value))

    def filter_year(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        """Keep what may be due in the year."""
        return queryset.filter(
            possibly("due", since=date(value, 1, 1), until=date(value, 12, 31))
        )


class IndicatorFilter(ScopedFilter):
    """Indicators by what they measure."""

    texts = ("name", "unit")

    programme = KeysFilter(Programme, label=_("Programme"))
    action = KeysFilter(Action, label=_("Action"))
    thrust = KeysFilter(Thrust, label=_("Thrust"), field_name="action__thrust")
    partner = KeysFilter(Partner, label=_("Partner"))

    class Meta:
        model = Indicator
        fields = ()


class SpaceFilter(RecordFilter):
    """Spaces by network and place."""

    texts = ("name",)

    programme = KeysFilter(Programme, label=_("Programme"))
    kind = CodesFilter(label=_("Kind"), choices=Space.Kind.choices)
    place = KeysFilter(Place, label=_("Place"))
    action = KeysFilter(Action, label=_("Action"))

    class Meta:
        model = Space
        fields = ()

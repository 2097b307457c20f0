"""The home page of a district."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.views.generic import TemplateView

from actions.plan.address import Address
from actions.plan.axis import Axis
from actions.plan.elevation import Elevation
from actions.plan.house import House
from actions.plan.lanes import Outlook, Row
from creative_district.kernel.months import Month
from creative_district.portal.calendar.plan import Plan
from creative_district.portal.calendar.record import CalendarRecord
from creative_district.portal.example import Example
from partners.models import Membership
from programme.facade import Facade
from programme.models import News
from programme.views.district import DistrictMixin

MILESTONES_SHOWN = 5
ACTIONS_SHOWN = 3
NEWS_SHOWN = 2


class HomeView(DistrictMixin, TemplateView):
    """What the district is, what it does and what comes next, at a glance.

    Looked at from today or from the end of `?month=`.
    """

    template_name = "home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = CalendarRecord(
            self.programme,
            self._asked(),
            today=self.today,
            previewed=self.previewed,
        )
        outlook = self._outlook(record)
        plan = Plan(record, outlook)
        coming = plan.coming(MILESTONES_SHOWN)
        shown = coming or plan.last(MILESTONES_SHOWN)
        self.provenance.load([self.programme], [mark.milestone for mark in shown])
        end = self.programme.end
        return super().get_context_data(
            **kwargs,
            outlook=outlook,
            is_dated=record.axis is not None,
            plan=plan,
            elevation=Elevation(plan.lanes, plan.context, outlook),
            counts=plan.known_dates,
            facade=Facade.of(
                self.programme.applicant_count or 0,
                self.programme.awarded_count or 0,
                [str(each.region) for each in (self.programme, *self.twins)],
            ),
            bands=[lane for lane in plan.lanes if lane.thrust],
            marks=shown,
            has_coming=bool(coming),
            is_over=not coming and end is not None and end.latest < outlook.today,
            visits=[
                (row, _house_of(row, outlook.axis))
                for row in plan.worth_a_visit(ACTIONS_SHOWN)
            ],
            news=News.objects.shown(self.previewed)
            .filter(programme=self.programme)
            .select_related("programme")[:NEWS_SHOWN],
            members=self._members(plan),
            twins=self.twins,
            example=Example.ask(
                self.request,
                "programme",
                self.programme.key,
                lang=get_language(),
                fields="name,start,end",
            ),
        )

    def _asked(self) -> QueryDict:
        """Return what the page asks of the calendar: all of it, from one month."""
        asked = QueryDict(mutable=True)
        asked["context"] = "1"
        asked["month"] = self.request.GET.get("month", "")
        return asked

    def _outlook(self, record: CalendarRecord) -> Outlook:
        axis = record.axis or Axis(Month.of(self.today), 1, is_stated=False)
        month = record.choices.month
        if month is None:
            return Outlook.on(axis, self.today)
        return Outlook.at_end_of(axis, month)

    def _members(self, plan: Plan) -> list[tuple[Membership, int]]:
        """Return the members, associates left out, each with what it leads."""
        members = (
            self.programme.memberships.shown(self.previewed)
            .exclude(role=Membership.Role.ASSOCIATE)
            .select_related("partner")
        )
        return [(member, plan.led[member.partner_id]) for member in members]


def _house_of(row: Row, axis: Axis) -> House:
    """Return the picture of an action, its door in a district's months."""
    action = row.action
    address = Address.of(axis, start=action.start, end=action.end)
    slot = action.thrust.colour if action.thrust else 0
    return House.of_row(row, slot, first_door=address.first)

"""“Download what you see”: the rows of a page as CSV, JSON or iCalendar."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import get_language

from actions.calendar_entries import entries_of
from actions.calendar_file import Entry, subscription
from actions.filters import MilestoneFilter
from actions.models import Action, Milestone, Thrust
from actions.models.milestone import MilestoneQuerySet
from actions.plan.lanes import Outlook
from actions.views.action import ActionListView
from actions.views.document import DocumentListView
from actions.views.news import NewsListView
from actions.views.space import SpaceListView, town_of
from creative_district.kernel.api.renderers import to_json
from creative_district.kernel.record import RecordQuerySet
from creative_district.portal.calendar.record import CalendarRecord
from creative_district.portal.feeds import tables
from creative_district.portal.feeds.tables import Row
from partners.models import Membership, Partner, Place
from partners.views.partner import PartnerListView
from programme.views.district import DistrictMixin, RecordPageMixin
from programme.views.withdrawn import Withdrawn

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "ics": "text/calendar; charset=utf-8",
}


class FileMixin(DistrictMixin):
    """A file of what a page lists, for the same query string.

    The last part of the address, `ending`, says which: `.csv`, `.json`, or `.ics` where
    the page tells of milestones. `title` is the name of a calendar.
    """

    file_name: str

    @property
    def title(self) -> str:
        """What a subscriber reads above the events."""
        return str(self.programme)

    def rows(self) -> Iterable[Row]:
        """Return what the page lists."""
        raise NotImplementedError

    def entries(self) -> list[Entry]:
        """Return the milestones of what the page lists."""
        raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file; 404 for an ending that means nothing here."""
        ending = kwargs["ending"]
        if ending not in TYPES:
            raise Http404
        name = f"{self.programme.slug}-{self.file_name}.{ending}"
        return HttpResponse(
            getattr(self, f"to_{ending}")(),
            content_type=TYPES[ending],
            headers={
                "Content-Disposition": f'inline; filename="{name}"',
                "Content-Language": get_language(),
                "Access-Control-Allow-Origin": "*",
                # The page is what searches are to find.
                "X-Robots-Tag": "noindex",
            },
        )

    def to_csv(self) -> bytes:
        """Return the rows for a spreadsheet."""
        return tables.to_csv(self.rows())

    def to_json(self) -> bytes:
        """Return the rows for a program, with where they come from."""
        rows = list(self.rows())
        return to_json(
            {
                "district": self.programme.key,
                "language": get_language(),
                "address": f"{settings.SITE_URL}{self.with_query(self.address())}",
                "count": len(rows),
                "items": rows,
            }
        )

    def to_ics(self) -> bytes:
        """Return the milestones for a calendar."""
        return subscription(self.entries(), name=self.title)


class CalendarFile(FileMixin):
    """What the calendar shows, or the whole programme."""

    file_name = "calendar"

    @cached_property
    def record(self) -> CalendarRecord:
        """The milestones that the reader's choices keep."""
        return CalendarRecord(self.programme, self.request.GET, today=self.today)

    @property
    def title(self) -> str:
        choices, partners = self.record.choices, self.record.partners.values()
        chosen = [str(s.label) for s in self.record.streets if s.key in choices.streets]
        chosen += [str(p) for p in partners if p.key == choices.partner]
        return " · ".join([super().title, *chosen])

    @property
    def looked_from(self) -> date:
        """The day whose states are told: today, or the end of `?month=`."""
        month, axis = self.record.choices.month, self.record.axis
        if month is None or axis is None:
            return self.today
        return Outlook.at_end_of(axis, month).today

    @property
    def shown(self) -> list[Milestone]:
        """The public milestones that were asked for."""
        return self.record.milestones

    def rows(self) -> Iterable[Row]:
        return [tables.of_milestone(m, today=self.looked_from) for m in self.shown]

    def entries(self) -> list[Entry]:
        return entries_of(self.shown, self.record.withdrawn(), today=self.today)


class MilestonesMixin(FileMixin):
    """A file of some milestones of the district."""

    def milestones(self) -> MilestoneQuerySet:
        """Return the milestones, whatever their publication."""
        raise NotImplementedError

    @property
    def joined(self) -> MilestoneQuerySet:
        """The milestones with what is told of them."""
        found: MilestoneQuerySet = self.milestones().filter(programme=self.programme)
        return found.select_related(
            "programme", "action__programme", "action__thrust", "thrust"
        ).distinct()

    def rows(self) -> Iterable[Row]:
        shown = self.joined.public()
        return [tables.of_milestone(each, today=self.today) for each in shown]

    def entries(self) -> list[Entry]:
        return entries_of(
            self.joined.public(), self.joined.withdrawn(), today=self.today
        )


class RecordFile(RecordPageMixin, MilestonesMixin):
    """The milestones of one record.

    Of a record that was withdrawn, calendars still learn that its milestones are gone.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        try:
            super().setup(request, *args, **kwargs)
        except Withdrawn as withdrawn:
            if kwargs["ending"] != "ics":
                raise
            self.record = withdrawn.record
            self.is_withdrawn = True

    is_withdrawn = False

    @property
    def file_name(self) -> str:  # type: ignore[override]
        return str(self.record.slug)

    @property
    def title(self) -> str:
        name = super().title
        return name if self.is_withdrawn else f"{name} · {self.record}"


class ActionFile(RecordFile):
    """The milestones of an action."""

    def get_queryset(self) -> RecordQuerySet:
        found: RecordQuerySet = Action.objects.filter(programme=self.programme)
        return found

    def milestones(self) -> MilestoneQuerySet:
        action: Action = self.record
        found: MilestoneQuerySet = action.milestones.filter(scope=action.scope)
        return found


class ThrustFile(RecordFile):
    """The programme's own milestones in a thrust."""

    def get_queryset(self) -> RecordQuerySet:
        found: RecordQuerySet = Thrust.objects.filter(programme=self.programme)
        return found

    def milestones(self) -> MilestoneQuerySet:
        of_thrust = Q(thrust=self.record) | Q(action__thrust=self.record)
        found: MilestoneQuerySet = Milestone.objects.own().filter(of_thrust)
        return found


class PartnerFile(RecordFile):
    """The programme's own milestones in which a partner has a part."""

    def get_queryset(self) -> RecordQuerySet:
        found: RecordQuerySet = Partner.objects.of(self.programme)
        return found

    def milestones(self) -> MilestoneQuerySet:
        own = Milestone.objects.own()
        filters = MilestoneFilter(None, own, today=self.today)
        part = filters.filter_partner(own, "partner", [self.record.pk])
        joined = own.filter(action__participants=self.record)
        found: MilestoneQuerySet = own.filter(
            Q(pk__in=part.values("pk")) | Q(pk__in=joined.values("pk"))
        )
        return found


class ActionListFile(MilestonesMixin, ActionListView):
    """The actions that the list shows, on all its pages; as .ics their milestones."""

    file_name = "actions"

    def rows(self) -> Iterable[Row]:
        found = self.get_queryset()
        return [tables.of_action(action, today=self.today) for action in found]

    def milestones(self) -> MilestoneQuerySet:
        listed = self.get_queryset().order_by().values("pk")
        gone = Action.objects.withdrawn().values("pk")
        found: MilestoneQuerySet = Milestone.objects.filter(
            Q(action__in=listed) | Q(action__in=gone), scope=F("action__scope")
        )
        return found


class PartnerListFile(FileMixin, PartnerListView):
    """The partners that the list shows."""

    file_name = "partners"

    def rows(self) -> Iterable[Row]:
        members = Membership.objects.public().filter(programme=self.programme)
        joined = members.select_related("programme", "partner").prefetch_related(
            Prefetch("partner__place", Place.objects.public())
        )
        return [tables.of_membership(member) for member in joined]


class NewsListFile(FileMixin, NewsListView):
    """The news that the list shows, on all its pages."""

    file_name = "news"

    def rows(self) -> Iterable[Row]:
        return [tables.of_news(news) for news in self.get_queryset()]


class DocumentListFile(FileMixin, DocumentListView):
    """The documents that the list shows, on all its pages."""

    file_name = "documents"

    def rows(self) -> Iterable[Row]:
        return [tables.of_document(document) for document in self.get_queryset()]


class SpaceListFile(FileMixin, SpaceListView):
    """The spaces that the list shows."""

    file_name = "networks"

    def rows(self) -> Iterable[Row]:
        return [tables.of_space(space, town_of(space)) for space in self.shown]

"""The board: what is due in a district and who sees to it, and how the engine does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from actions.admin.filters import due_soon
from actions.admin.silence import AHEAD, silence_of
from actions.models import Milestone, Reminder
from actions.models.milestone import MilestoneQuerySet
from actions.phases import Progress
from actions.reminders import policy
from actions.reminders.dossier import Dossier
from actions.reminders.health import Health
from actions.reminders.planning import Person
from actions.reminders.unaddressed import unaddressed
from actions.reminders.vocabulary import State, in_words
from creative_district.kernel import clock
from creative_district.kernel.dates import in_days
from creative_district.kernel.rights import has_all, within
from programme.models import Programme

PER_PAGE = 50
WEEK = 7


@dataclass(frozen=True, slots=True)
class Row:
    """A milestone on the board."""

    milestone: Milestone
    # From today to the due day.
    days: int
    responsible: Sequence[Person]
    last: Reminder | None
    # When that was, by the programme's clock.
    last_at: datetime | None
    next: Reminder | None
    # Whether the next one is due already.
    is_waiting: bool
    failures: int
    # Why no mail is ahead, in words; empty where one is.
    silence: str

    @property
    def urgency(self) -> str:
        """The heading that it stands under."""
        if self.days < 0:
            return _("Overdue")
        if self.days == 0:
            return _("Due today")
        if self.days <= WEEK:
            return _("Due within 7 days")
        return _("Due within 30 days")

    @property
    def distance(self) -> str:
        """How far off the due day is."""
        return in_days(self.days)

    @property
    def people(self) -> Iterator[tuple[Person, str]]:
        """Who is responsible, and why no mail goes there; empty where it does."""
        for person in self.responsible:
            yield person, in_words(person.refusal)


class BoardPage(admin.ModelAdmin):
    """The page that shows the board of one district at a time."""

    def board(self, request: HttpRequest) -> HttpResponse:
        """Show what is due in the district that `?district=` names, or the first."""
        now = clock.now()
        # Of a district that somebody only looks at, who gets which mail is not theirs.
        watched = within(request.user, "change", Programme.objects.home_first())
        districts = list(watched)
        chosen = request.GET.get("district")
        named = [district for district in districts if district.slug == chosen]
        district = next(iter([*named, *districts]), None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Board of what is due"),
            "opts": self.opts,
            "districts": counted(districts, clock.today()),
            "district": district,
            "health": Health.at(now) if has_all(request.user) else None,
            "now": now,
            **(board_of(request, district, now) if district else {}),
        }
        return render(request, "admin/actions/reminder/board.html", context)


def board_of(
    request: HttpRequest, district: Programme, now: datetime
) -> dict[str, Any]:
    """Return a page of what is due in a district, the most urgent first."""
    today = clock.today(district.time_zone)
    own = Milestone.objects.public().own().filter(programme=district)
    found = urgent(own, today).select_related("action", "programme")
    ordered = found.order_by("due__latest", "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": list(rows_of(page, district, now)),
        "unaddressed": unaddressed(today).filter(programme=district).count(),
    }


def urgent(milestones: MilestoneQuerySet, today: date) -> MilestoneQuerySet:
    """Keep what is overdue, or due within thirty days."""
    late = milestones.in_progress(Progress.LATE, today)
    return late | due_soon(milestones, today=today)


def counted(districts: Sequence[Programme], today: date) -> list[tuple[Any, int]]:
    """Return each district with how much its board holds: 1 query."""
    own = Milestone.objects.public().own()
    found = urgent(own, today).order_by().values_list("programme")
    counts = dict(found.annotate(Count("pk")))
    return [(district, counts.get(district.pk, 0)) for district in districts]


def rows_of(page: Page[Milestone], district: Programme, now: datetime) -> Iterator[Row]:
    """Yield the rows of a page: 7 queries for all of them."""
    milestones = list(page)
    dossier = Dossier.of(district, [milestone.pk for milestone in milestones])
    # The log keeps real time.
    shift = clock.shift()
    for milestone in milestones:
        yield row_of(milestone, dossier, now, shift)


def row_of(
    milestone: Milestone, dossier: Dossier, now: datetime, shift: timedelta
) -> Row:
    """Return what the board says of a milestone."""
    today = policy.day_in(dossier.terms.zone, now)
    rows = dossier.rows.get(milestone.pk, [])
    sent = [row for row in rows if row.state == State.SENT and row.sent_at]
    ahead = [row for row in rows if row.state in AHEAD]
    last = max(sent, key=lambda row: (row.sent_at, row.pk), default=None)
    following = min(ahead, key=lambda row: (row.send_at, row.pk), default=None)
    return Row(
        milestone=milestone,
        days=(milestone.due.latest - today).days,
        responsible=dossier.subjects[milestone.pk].responsible,
        last=last,
        last_at=last.sent_at + shift if last and last.sent_at else None,
        next=following,
        is_waiting=bool(following and following.send_at <= now),
        failures=sum(row.state == State.FAILED for row in rows),
        silence=silence_of(milestone.pk, dossier, now=now),
    )

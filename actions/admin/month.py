"""The list of milestones as a month: a table of weeks, with the list's own filters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from actions.models import Milestone
from actions.phases import Progress
from creative_district.kernel import clock
from creative_district.kernel.dates import DateError, PartialDate, Precision
from creative_district.kernel.months import Month

MONTH = "actions_milestone_month"
# How many milestones a day, and the list above the weeks, show before "and n more".
A_DAY = 8
UNDATED = 20
DAY = f"{Precision.DAY}/"


@dataclass(frozen=True, slots=True)
class Entry:
    """A milestone in a month."""

    milestone: Milestone
    progress: Progress


@dataclass(frozen=True, slots=True)
class Shown:
    """Some milestones, and where the rest of them is."""

    entries: Sequence[Entry]
    # How many there are beyond these.
    more: int
    # The list of all of them.
    address: str


@dataclass(frozen=True, slots=True)
class Day:
    """A field of the table; a day of another month stays empty."""

    day: date
    is_inside: bool
    is_today: bool
    shown: Shown


class MonthPage(admin.ModelAdmin):
    """The list's second view: what is due in a month, day by day."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.month_view)
        return [
            path("month/", view, name=MONTH),
            path("month/<str:written>/", view, name=MONTH),
            *super().get_urls(),
        ]

    def month_view(self, request: HttpRequest, written: str = "") -> HttpResponse:
        """Show the month, or this one, of what the list's filters and search leave.

        The list's own filter by month leads to that month.
        """
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        try:
            listed = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect(request.path)
        if asked := request.GET.get("due"):
            return redirect(address_of(month_of(asked), listed, remove=["due"]))
        today = clock.today()
        month = month_of(written) if written else Month.of(today)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "cl": listed,
            "media": self.media,
            "title": _("Milestones of %(month)s") % {"month": month},
            # Without them Django's template brings a style of its own.
            "actions_on_top": True,
            "has_add_permission": self.has_add_permission(request),
            "month": month,
            "before": (month + (-1), address_of(month + (-1), listed)),
            "after": (month + 1, address_of(month + 1, listed)),
            "now": address_of(Month.of(today), listed),
            "undated": undated(listed, month, today),
            "weeks": (weeks := list(weeks_of(listed, month, today))),
            "weekdays": weeks[0][1],
            "list_address": list_address(listed),
        }
        return render(request, "admin/actions/milestone/month.html", context)


def month_of(written: str) -> Month:
    """Return the month in which a written date begins; raise `Http404` if it is none.

    Next to the last months that a calendar has, there is none to lead to.
    """
    try:
        first = PartialDate.parse(written).earliest
    except DateError as error:
        raise Http404 from error
    if not date.min.year < first.year < date.max.year:
        raise Http404
    return Month.of(first)


def address_of(month: Month, listed: Any, remove: Sequence[str] = ()) -> str:
    """Return the page of a month, with the filters and the search of the list."""
    name = f"{month.year:04}-{month.month:02}"
    asked = listed.get_query_string(remove=[*remove, "p", "o"])
    return f"{reverse(f'admin:{MONTH}', args=[name])}{asked.removesuffix('?')}"


def list_address(listed: Any, **lookups: str) -> str:
    """Return the list with these filters and the search, and further lookups."""
    asked = listed.get_query_string(lookups, remove=["p"])
    return f"{reverse('admin:actions_milestone_changelist')}{asked}"


def undated(listed: Any, month: Month, today: date) -> Shown:
    """Return what may be due in a month, its day being unknown: 1 query."""
    first, last = month.first, month.last
    found = begun_before(listed.queryset, month + 1).filter(due__latest__gte=first)
    found = found.exclude(due__grade__startswith=DAY).prefetch_related(None)
    rows = found.annotate(total=Window(Count("pk"))).order_by("due", "key")[:UNDATED]
    address = list_address(
        listed,
        due__earliest__lte=last.isoformat(),
        due__latest__gte=first.isoformat(),
    )
    return shown(list(rows), address, today)


def weeks_of(
    listed: Any, month: Month, today: date
) -> Iterator[tuple[int, Sequence[Day]]]:
    """Yield the weeks of a month from Monday on, with their ISO numbers: 1 query."""
    by_day: dict[date, list[Any]] = {}
    for row in of_days(listed, month):
        by_day.setdefault(row.due.earliest, []).append(row)
    monday = month.first - timedelta(days=month.first.weekday())
    while monday <= month.last:
        days = [monday + timedelta(days=number) for number in range(7)]
        yield (
            monday.isocalendar().week,
            [
                Day(
                    day=day,
                    is_inside=month.first <= day <= month.last,
                    is_today=day == today,
                    shown=of_day(listed, day, by_day.get(day, []), today),
                )
                for day in days
            ],
        )
        monday += timedelta(days=7)


def of_days(listed: Any, month: Month) -> Any:
    """Return the first milestones of each day, each with how many the day has."""
    day = F("due__earliest")
    found = begun_before(listed.queryset, month + 1).filter(
        due__gte=PartialDate.of_day(month.first), due__grade__startswith=DAY
    )
    return (
        found.prefetch_related(None)
        .annotate(
            rank=Window(RowNumber(), partition_by=day, order_by="key"),
            total=Window(Count("pk"), partition_by=day),
        )
        .filter(rank__lte=A_DAY)
        .order_by("due", "key")
    )


def begun_before(milestones: Any, month: Month) -> Any:
    """Keep what can have been due before a month.

    A date is stored as it sorts, first day first: this the index finds.
    """
    return milestones.filter(due__lt=PartialDate.of_day(month.first))


def of_day(listed: Any, day: date, rows: Sequence[Any], today: date) -> Shown:
    """Return what is due on a day."""
    written = day.isoformat()
    address = list_address(listed, due__earliest=written, due__latest=written)
    return shown(rows, address, today)


def shown(rows: Sequence[Any], address: str, today: date) -> Shown:
    """Return rows that know how many there are, as they stand today."""
    entries = [Entry(row, row.progress_on(today)) for row in rows]
    total = rows[0].total if rows else 0
    return Shown(entries, total - len(rows), address)

"""A calendar month by month: what starts, is due and ends, a page at a time."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Substr

from actions.models import Action
from actions.plan.lanes import Mark
from creative_district.kernel.months import Month
from creative_district.portal.calendar.plan import ROWS_ON_A_PAGE, Plan

STARTS, IS_DUE, ENDS = range(3)


class Happening(NamedTuple):
    """Something that a month has to tell: a milestone, a start or an end of an action.

    `mark` is None where the `action` itself `starts` or ends.
    """

    month: Month
    mark: Mark | None = None
    action: Action | None = None
    starts: bool = False


class Diary:
    """A page of what happens, in order; `page` is the nearest one that exists."""

    def __init__(self, plan: Plan, page: str | None) -> None:
        if plan.is_whole:
            told = sorted(_all(plan), key=lambda happening: happening.month)
            self.page = Paginator(told, ROWS_ON_A_PAGE).get_page(page)
        else:
            self.page = _read(plan, page)

    def by_month(self) -> Iterator[tuple[Month, list[Happening]]]:
        """Give each month that has something to tell on the page, with that."""
        for month, found in groupby(self.page.object_list, key=lambda told: told.month):
            yield month, list(found)


def _all(plan: Plan) -> Iterator[Happening]:
    actions = [row.action for row in (*plan.rows, *plan.context)]
    for action in actions:
        if action.start:
            yield _of_action(action, starts=True)
    for mark in plan.marks:
        yield _of_mark(mark)
    for action in actions:
        if action.end:
            yield _of_action(action, starts=False)


def _read(plan: Plan, number: str | None) -> Page:
    """Fetch one page of all that happens (5 queries, whatever the size)."""
    found = plan.record.selection
    starts, due, ends = (
        _dated(found.actions().exclude(start=None), "start", STARTS, 1),
        _dated(found.milestones(), "due", IS_DUE, 1),
        _dated(found.actions().exclude(end=None), "end", ENDS, 12),
    )
    # The months by themselves sort as text.
    every = starts.union(due, ends, all=True).order_by(
        "month", "what", "dated", "named"
    )
    page = Paginator(every, ROWS_ON_A_PAGE).get_page(number)
    told = [(row["what"], row["named"]) for row in page.object_list]
    due_pks = [pk for what, pk in told if what == IS_DUE]
    milestones = plan.record.in_order().filter(pk__in=due_pks)
    marks = {mark.milestone.pk: mark for mark in plan.marks_of(milestones)}
    others = Action.objects.filter(pk__in=[pk for what, pk in told if what != IS_DUE])
    actions = plan.record.joined_actions(others)
    page.object_list = list(_told(told, marks, actions))
    return page


def _dated(records: QuerySet, field: str, what: int, first_letter: int) -> QuerySet:
    """Return when each record starts, is due or ends; a date's letters begin there."""
    return records.order_by().values(
        month=Substr(Cast(field, CharField()), first_letter, 7),
        what=Value(what, output_field=IntegerField()),
        dated=Cast(field, CharField()),
        named=F("pk"),
    )


def _told(
    told: Iterable[tuple[int, int]],
    marks: dict[int, Mark],
    actions: dict[int, Action],
) -> Iterator[Happening]:
    for what, pk in told:
        if what == IS_DUE:
            yield _of_mark(marks[pk])
        else:
            yield _of_action(actions[pk], starts=what == STARTS)


def _of_mark(mark: Mark) -> Happening:
    return Happening(Month.of(mark.milestone.due.earliest), mark=mark)


def _of_action(action: Action, *, starts: bool) -> Happening:
    known = action.start.earliest if starts else action.end.latest
    return Happening(Month.of(known), action=action, starts=starts)

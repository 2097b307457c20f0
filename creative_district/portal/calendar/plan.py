"""A district's calendar as one reader sees it: lanes, rows and marks from a moment."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from actions.models import Action, Milestone
from actions.phases import Progress
from actions.plan.lanes import Lane, Mark, Outlook, Row, lanes_of
from actions.plan.words import counted_in_words
from creative_district.kernel.record import Scope
from creative_district.portal.calendar.record import CalendarRecord, Part
from creative_district.portal.calendar.tally import Tally
from programme.models import Source

ROWS_ON_A_PAGE = 60
# What is asked for besides the programme's own adds rows and their sources to a page
# whose weight is promised; no link leads to one of its rows.
ROWS_WITH_CONTEXT = 40


class Plan:
    """The rows and marks that a reader's choices leave of a district's record.

    `is_whole`: all of them were read. Otherwise `lanes` and `context` show the first
    of each street, and what is said of all is counted by the database.
    """

    def __init__(self, record: CalendarRecord, outlook: Outlook) -> None:
        self.record, self.outlook = record, outlook
        self._whole = record.whole()
        self.is_whole = self._whole is not None

    @cached_property
    def lanes(self) -> list[Lane]:
        """The streets shown, and what belongs to none."""
        drawn: set[Any] = {row.action.pk for row in self.rows}
        of_none = [
            mark
            for mark in self._marks
            if mark.is_own and mark.milestone.action_id not in drawn
        ]
        shown = [t for t in self.record.thrusts if self.record.choices.shows(t.key)]
        counted = None if self.is_whole else self._tally.lanes
        return lanes_of(shown, self.rows, of_none, counted)

    @property
    def rows(self) -> list[Row]:
        """The programme's own actions that were read."""
        return [row for row in self._rows if row.action.scope == Scope.OWN]

    @property
    def context(self) -> list[Row]:
        """The actions around the programme that were read."""
        around = (row for row in self._rows if row.action.scope != Scope.OWN)
        return sorted(around, key=lambda row: row.begins)

    @property
    def marks(self) -> list[Mark]:
        """The milestones that were read, by date."""
        return self._marks

    @property
    def own_marks(self) -> list[Mark]:
        """Those of them that are the programme's own."""
        return [mark for mark in self._marks if mark.is_own]

    @property
    def action_count(self) -> int:
        """How many actions of the programme there are."""
        return len(self.rows) if self.is_whole else self._tally.action_count

    @property
    def milestone_count(self) -> int:
        """How many milestones of the programme there are."""
        if self.is_whole:
            return len(self.own_marks)
        return self._tally.standings.total()

    @property
    def outside_count(self) -> int:
        """How many of them have no place in the months shown."""
        if self.is_whole:
            return sum(mark.span is None for mark in self.own_marks)
        return self._tally.outside_count

    @property
    def attested_count(self) -> int:
        """How many actions are known to have run in the month looked from."""
        if self.is_whole:
            return sum(row.is_attested_in(self.outlook.month) for row in self.rows)
        return self._tally.attested_count

    @property
    def counts(self) -> list[str]:
        """How many of the programme's own milestones stand how, in words."""
        if self.is_whole:
            return counted_in_words(mark.standing for mark in self.own_marks)
        return counted_in_words(self._tally.standings)

    def table(self, page: str | None) -> Page:
        """Return a page of marks in the order asked for; the nearest that exists."""
        rows = ROWS_WITH_CONTEXT if self.record.choices.context else ROWS_ON_A_PAGE
        if self._whole is not None:
            by_pk = {mark.milestone.pk: mark for mark in self._marks}
            marks = [by_pk[milestone.pk] for milestone in self._whole.milestones]
            return Paginator(marks, rows).get_page(page)
        found = Paginator(self.record.in_order(), rows).get_page(page)
        found.object_list = self.marks_of(found.object_list)
        return found

    def coming(self, most: int) -> list[Mark]:
        """Return the next of the programme's milestones that are not yet reached."""
        if self.is_whole:
            return [mark for mark in self.own_marks if _is_coming(mark)][:most]
        own = self.record.selection.milestones().own().select_related("action")
        found = own.coming(self.outlook.today)
        return self.marks_of(found.order_by("due", "key")[:most])

    def last(self, most: int) -> list[Mark]:
        """Return the programme's milestones that passed last, the latest first."""
        today = self.outlook.today
        if self.is_whole:
            passed = [
                mark
                for mark in self.own_marks
                if mark.milestone.due.latest < today
                and mark.standing != Progress.CANCELLED
            ]
            passed.sort(key=lambda mark: mark.milestone.due, reverse=True)
            return passed[:most]
        own = self.record.selection.milestones().own().select_related("action")
        found = own.filter(due__latest__lt=today).exclude(cancelled_on__lte=today)
        return self.marks_of(found.order_by("-due", "key")[:most])

    def worth_a_visit(self, most: int) -> list[Row]:
        """Return the actions of staff's choice, else those that changed last."""
        if self.is_whole:
            return sorted(self.rows, key=_worth, reverse=True)[:most]
        own = self.record.selection.actions().own()
        return self.rows_of(own.order_by("-is_featured", "-updated_at")[:most])

    @property
    def known_dates(self) -> dict[str, int]:
        """Count actions: all, with both dates, with one, with none."""
        if not self.is_whole:
            found: dict[str, int] = self.record.selection.actions().own().known_dates()
            return found
        actions = [row.action for row in self.rows]
        known = Counter(bool(action.start) + bool(action.end) for action in actions)
        return {
            "all": known.total(),
            "dated": known[2],
            "partly": known[1],
            "undated": known[0],
        }

    @cached_property
    def led(self) -> Counter[int | None]:
        """How many actions each partner leads."""
        if self.is_whole:
            return Counter(row.action.lead_id for row in self.rows)
        own = self.record.selection.actions().own().order_by()
        found = own.values("lead").annotate(led=Count("pk"))
        return Counter(dict(found.values_list("lead", "led")))

    def marks_of(self, milestones: Iterable[Milestone]) -> list[Mark]:
        """Return the marks of milestones that are fetched here, in their order."""
        joined = self.record.joined(milestones, {})
        return self._marked(joined, self.record.sources_of(joined))

    def rows_of(self, actions: Iterable[Action]) -> list[Row]:
        """Return the rows of actions that are fetched here, in their order."""
        part = self.record.part_of(list(actions))
        marks = self._marked(part.milestones, part.sources)
        return self._in_rows(part.actions, marks)

    @cached_property
    def _part(self) -> Part:
        return self._whole or self.record.excerpt()

    @cached_property
    def _tally(self) -> Tally:
        return Tally(self.record.selection, self.outlook)

    @cached_property
    def _marks(self) -> list[Mark]:
        by_date = sorted(self._part.milestones, key=lambda m: (m.due, m.key))
        return self._marked(by_date, self._part.sources)

    @cached_property
    def _rows(self) -> list[Row]:
        return self._in_rows(self._part.actions, self._marks)

    def _marked(
        self, milestones: Iterable[Milestone], sources: dict[int, list[Source]]
    ) -> list[Mark]:
        return [
            Mark.of(each, self.outlook, sources.get(each.pk, [])) for each in milestones
        ]

    def _in_rows(self, actions: Iterable[Action], marks: Sequence[Mark]) -> list[Row]:
        of_action: dict[int | None, list[Mark]] = defaultdict(list)
        for mark in marks:
            of_action[mark.milestone.action_id].append(mark)
        return [
            Row.of(
                action,
                of_action[action.pk],
                self.outlook,
                continued=action.completion == Action.Completion.CONTINUED,
            )
            for action in actions
        ]


def _is_coming(mark: Mark) -> bool:
    return mark.standing in {Progress.AHEAD, Progress.DUE}


def _worth(row: Row) -> tuple[bool, Any]:
    """Order actions for a visit: staff's choice, else the latest changed."""
    return row.action.is_featured, row.action.updated_at

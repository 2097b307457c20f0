"""A district's calendar as one reader sees it: lanes, rows and marks from a moment."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from actions.models import Action
from actions.plan.lanes import Lane, Mark, Outlook, Row, lanes_of
from actions.plan.words import counted_in_words
from creative_district.kernel.months import Month
from creative_district.kernel.record import Scope
from creative_district.portal.calendar.record import CalendarRecord


class Happening(NamedTuple):
    """Something that a month has to tell: a milestone, a start or an end of an action.

    `mark` is None where `row`'s action itself `starts` or ends.
    """

    month: Month
    mark: Mark | None = None
    row: Row | None = None
    starts: bool = False


class Plan:
    """The rows and marks that a reader's choices leave of a district's record."""

    def __init__(self, record: CalendarRecord, outlook: Outlook) -> None:
        self.outlook = outlook
        self.marks = [
            Mark.of(milestone, outlook, record.sources.get(milestone.pk, []))
            for milestone in record.milestones
            if record.asks_for(milestone)
        ]
        of_action: dict[int | None, list[Mark]] = defaultdict(list)
        for mark in self.marks:
            of_action[mark.milestone.action_id].append(mark)
        rows = [
            Row.of(
                action,
                of_action[action.pk],
                outlook,
                continued=action.completion == Action.Completion.CONTINUED,
            )
            for action in record.actions
            if record.asks_for(action)
        ]
        self.rows = [row for row in rows if row.action.scope == Scope.OWN]
        self.context = sorted(
            (row for row in rows if row.action.scope != Scope.OWN),
            key=lambda row: row.begins,
        )
        self.lanes = self._lanes(record)

    @property
    def own_marks(self) -> list[Mark]:
        """The programme's own milestones."""
        return [mark for mark in self.marks if mark.is_own]

    @property
    def outside(self) -> list[Mark]:
        """The programme's own milestones that have no place in the months shown."""
        return [mark for mark in self.own_marks if mark.span is None]

    @property
    def attested_count(self) -> int:
        """How many actions are known to have run in the month looked from."""
        return sum(row.is_attested_in(self.outlook.month) for row in self.rows)

    @property
    def counts(self) -> list[str]:
        """How many of the programme's own milestones stand how, in words."""
        return counted_in_words(mark.standing for mark in self.own_marks)

    def by_month(self) -> Iterator[tuple[Month, list[Happening]]]:
        """Give each month that has something to tell, with what it tells."""
        happenings = sorted(self._happenings(), key=lambda happening: happening.month)
        for month, found in groupby(happenings, key=lambda happening: happening.month):
            yield month, list(found)

    def _happenings(self) -> Iterator[Happening]:
        for row in (*self.rows, *self.context):
            if row.action.start:
                month = Month.of(row.action.start.earliest)
                yield Happening(month, row=row, starts=True)
        for mark in self.marks:
            yield Happening(Month.of(mark.milestone.due.earliest), mark=mark)
        for row in (*self.rows, *self.context):
            if row.action.end:
                yield Happening(Month.of(row.action.end.latest), row=row)

    def _lanes(self, record: CalendarRecord) -> list[Lane]:
        drawn: set[Any] = {row.action.pk for row in self.rows}
        shown = [t for t in record.thrusts if record.choices.shows(t.key)]
        loose = [m for m in self.own_marks if m.milestone.action_id not in drawn]
        return lanes_of(shown, self.rows, loose)

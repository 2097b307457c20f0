"""A district's calendar: lanes of actions, each with its months and its milestones.

Knows records only by their dates; whoever calls it has fetched them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple, Protocol, Self

from actions.phases import progress_of
from actions.plan.axis import Axis, Span
from actions.plan.building import Building, Piece
from actions.plan.standing import Standing, standing_of
from actions.plan.words import period_in_words
from creative_district.kernel.dates import PartialDate
from creative_district.kernel.months import Month
from creative_district.kernel.record import Scope
from programme.grade import Grade

# The actions of a street that a reader sees without asking for more.
SHOWN_AT_ONCE = 12


class DatedAction(Protocol):
    """What the plan reads of an action."""

    scope: str
    thrust_id: Any
    start: PartialDate | None
    end: PartialDate | None


class DatedMilestone(Protocol):
    """What the plan reads of a milestone."""

    scope: str
    thrust_id: Any
    due: PartialDate
    reached: PartialDate | None
    cancelled_on: date | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The moment from which a plan is looked at.

    `month` is the column shown as the current one, `passed` the last column that has
    begun (0: none), `today` the day whose states are told.
    """

    axis: Axis
    month: int
    passed: int
    today: date

    @classmethod
    def on(cls, axis: Axis, today: date) -> Self:
        """Look from a day; outside the plan, from its nearest month."""
        number = axis.number(today)
        return cls(axis, axis.clamp(number), min(max(number, 0), axis.length), today)

    @classmethod
    def at_end_of(cls, axis: Axis, number: int) -> Self:
        """Look from the end of a month; outside the plan, of the nearest one."""
        month = axis.clamp(number)
        return cls(axis, month, month, axis.month(month).last + timedelta(days=1))

    @property
    def column(self) -> Month:
        """The month shown as the current one."""
        return self.axis.month(self.month)

    @property
    def has_begun(self) -> bool:
        """Whether the plan's first month has begun."""
        return self.passed > 0

    @property
    def has_ended(self) -> bool:
        """Whether the plan's last month is over."""
        return self.today > self.axis.end.last

    @property
    def previous(self) -> int | None:
        """The column before the current one, if there is one."""
        return self.month - 1 if self.month > 1 else None

    @property
    def next(self) -> int | None:
        """The column after the current one, if there is one."""
        return self.month + 1 if self.month < self.axis.length else None


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone in its columns; `span` is None where it lies outside the plan."""

    milestone: Any
    standing: Standing
    span: Span | None
    is_before: bool
    sources: Sequence[Any]

    @classmethod
    def of(
        cls, milestone: DatedMilestone, outlook: Outlook, sources: Sequence[Any] = ()
    ) -> Self:
        """Return a milestone's place and standing; `sources` support its date."""
        progress = progress_of(
            milestone.due,
            reached=milestone.reached,
            cancelled_on=milestone.cancelled_on,
            today=outlook.today,
        )
        return cls(
            milestone,
            standing_of(progress, milestone.reached, source_count=len(sources)),
            outlook.axis.span(milestone.due),
            outlook.axis.number(milestone.due.latest) < 1,
            sources,
        )

    @property
    def sign(self) -> str:
        """The window that stands for it in drawings."""
        standing = self.standing
        return standing.sign if isinstance(standing, Grade) else standing.value

    @property
    def is_own(self) -> bool:
        """Whether it is the programme's own, not of its surroundings."""
        return bool(self.milestone.scope == Scope.OWN)


@dataclass(frozen=True, slots=True)
class Row:
    """An action in its months, with the milestones that belong to it."""

    action: Any
    marks: Sequence[Mark]
    building: Building
    pieces: Sequence[Piece]
    period: str

    @classmethod
    def of(
        cls,
        action: DatedAction,
        marks: Sequence[Mark],
        outlook: Outlook,
        *,
        continued: bool,
    ) -> Self:
        """Return an action's line.

        What is context attests nothing of the programme's own action and is left out;
        what is due but not reached attests nothing either.
        """
        kept = [m for m in marks if m.is_own or action.scope != Scope.OWN]
        reached = [m.milestone.reached for m in kept if m.milestone.reached]
        building = Building.of(
            outlook.axis,
            start=action.start,
            end=action.end,
            milestones=reached,
            continued=continued,
        )
        return cls(
            action,
            kept,
            building,
            building.pieces(outlook.passed),
            period_in_words(
                action.start,
                action.end,
                [mark.milestone.due for mark in kept],
                continued=continued,
            ),
        )

    @property
    def drawn(self) -> list[Mark]:
        """The milestones that have a place in the plan."""
        return [mark for mark in self.marks if mark.span]

    def is_attested_in(self, month: int) -> bool:
        """Whether the action is known to have run in a column."""
        return self.building.core is not None and month in self.building.core

    @property
    def begins(self) -> tuple[bool, int]:
        """Orders rows as one walks along them: the undated ones last."""
        core = self.building.core
        return (core is None, core.first if core else 0)


class Counted(NamedTuple):
    """How many actions and milestones a street has, and where its loose ones lie."""

    actions: int = 0
    milestones: int = 0
    loose: int = 0
    before: int = 0
    after: int = 0

    @classmethod
    def of(cls, rows: Sequence[Row], loose: Sequence[Mark]) -> Self:
        """Count what has been read as a whole."""
        own = sum(mark.is_own for row in rows for mark in row.marks)
        drawn = sum(mark.span is not None for mark in loose)
        before = sum(mark.is_before for mark in loose)
        after = len(loose) - drawn - before
        return cls(len(rows), own + len(loose), len(loose), before, after)


@dataclass(frozen=True, slots=True)
class Lane:
    """A street with its actions; `thrust` is None for the whole district.

    `loose` are the milestones that belong to no action of the plan. Where `rows` and
    `loose` are a part only, `of` says of how many.
    """

    thrust: Any
    rows: Sequence[Row] = ()
    loose: Sequence[Mark] = ()
    of: Counted | None = None

    @property
    def counted(self) -> Counted:
        """How much it has in all."""
        return self.of or Counted.of(self.rows, self.loose)

    @property
    def drawn(self) -> list[Mark]:
        """The loose milestones that have a place in the plan."""
        return [mark for mark in self.loose if mark.span]

    @property
    def first_rows(self) -> Sequence[Row]:
        """The actions shown at once."""
        return self.rows[:SHOWN_AT_ONCE]

    @property
    def folded(self) -> Sequence[Row]:
        """The actions shown when they are asked for."""
        return self.rows[SHOWN_AT_ONCE:]

    @property
    def unread(self) -> int:
        """How many actions it has besides its rows."""
        return self.counted.actions - len(self.rows)


def lanes_of(
    thrusts: Iterable[Any],
    rows: Iterable[Row],
    loose: Iterable[Mark],
    counted: Mapping[Any, Counted] | None = None,
) -> list[Lane]:
    """Return a lane for each thrust, empty or not, then the whole district's.

    The whole district has one only if something belongs to it. `counted`: what there
    is in each thrust, by its primary key, where `rows` and `loose` are not all of it.
    """
    rows_of: dict[Any, list[Row]] = defaultdict(list)
    loose_of: dict[Any, list[Mark]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.begins):
        rows_of[row.action.thrust_id].append(row)
    for mark in loose:
        loose_of[mark.milestone.thrust_id].append(mark)

    def lane(thrust: Any, pk: Any) -> Lane:
        count = None if counted is None else counted.get(pk, Counted())
        return Lane(thrust, rows_of[pk], loose_of[pk], count)

    lanes = [lane(thrust, thrust.pk) for thrust in thrusts]
    if rows_of[None] or loose_of[None]:
        lanes.append(lane(None, None))
    return lanes

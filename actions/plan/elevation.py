"""A district seen from the street: what its elevation draws, and where.

Across, everything is a share of the street's width, in percent; upwards, pixels,
counted down from the top of each street's own drawing. A street is a row of tiers, one
for each action, the farthest first: undated ones, then short ones, then long ones.
Every wall reaches the ground, and a nearer tier hides the foot of those behind it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, NamedTuple, Self

from actions.plan.axis import Span
from actions.plan.building import Piece
from actions.plan.captions import Caption, captions, carries_name, name_of, room
from actions.plan.lanes import Lane, Mark, Outlook, Row
from actions.plan.stretch import Stretch, percent

# What a street can carry; it says how many actions it has besides.
MOST_TIERS = 8
# Heights in pixels: the sky over a street, what its ground adds, a roof, how far what
# is attested rises over what may be, and the step from a tier to the one before it.
SKY, GROUND, ROOF, RISE = 32, 6, 11, 5
STEP, STEP_NAMED, STEP_TALL = 38, 46, 66
# How a milestone may stand, the best known first, with the look of its glass.
GLASS = {
    "lit": "lit",
    "half": "blank",
    "disputed": "blank",
    "announced": "open dashed",
    "due": "open",
    "ahead": "open",
    "late": "open",
    "cancelled": "open",
}
# The plain board on a wall that carries a name.
FASCIA = 32
# Lanterns: the height of the lowest, how far apart, how many stand on one post.
POST, APART, MOST_LANTERNS = 26, 20, 5
# The horizon, its lowest and its highest house, and the step between two.
HORIZON, LOW, HIGH, HIGHER = 88, 28, 80, 13
# A roof unit is this part of the street's width; over what may be, twice as wide.
ROOF_UNITS = 32
# One unit of a slot's roof, from its left foot to its right one, in a box of 1 by 1.
ROOFS = (
    "v-.5h1v.5",
    "a.5.95 0 0 1 1 0",
    "h.06v-.45h.18v-.45h.52v.45h.18v.45h.06",
    "h.1v-.2c.06-1 .74-1 .8 0v.2h.1",
    "v-.95l1 .95",
    "l.5-.95.5.95",
    "v-.75h.5v.75h.5",
)


class Roof(NamedTuple):
    """An open line over a box as many units wide as it has, and 1 high."""

    units: int
    path: str

    @classmethod
    def of(cls, slot: int, share: float, *, is_attested: bool) -> Self:
        """Return the roof of a street's slot over a share of its width."""
        wanted = round(share * ROOF_UNITS / (1 if is_attested else 2))
        units = max(wanted, 1) if slot else 1
        return cls(units, "M0 1" + ROOFS[slot] * units)


@dataclass(frozen=True, slots=True)
class Wall:
    """Months of an action that are drawn alike, from `y` to the ground."""

    stretch: Stretch
    y: int
    height: int
    is_attested: bool
    is_past: bool
    roof: Roof
    has_left: bool
    has_right: bool
    fascia: int = 0

    @property
    def fabric(self) -> int:
        """How high its pattern stands, under the plain board of its name."""
        return self.height - self.fascia


@dataclass(frozen=True, slots=True)
class Sign:
    """A window or a lantern: one milestone, or `count` of the same months."""

    name: str
    stretch: Stretch
    y: int
    count: int

    @property
    def top(self) -> int:
        """Where its glass begins."""
        return self.y - 9

    @property
    def needs_symbol(self) -> bool:
        """Whether its glass alone does not say how it stands."""
        return self.name in {"disputed", "late", "cancelled"}

    @property
    def panes(self) -> list[tuple[Stretch, str]]:
        """The months that it may lie in, where they are several, each with its look."""
        months = self.stretch.months
        if len(months) == 1:
            return []
        if self.name == "half":
            lit = ceil(len(months) / 2)
            return [(m, "lit" if n < lit else "blank") for n, m in enumerate(months)]
        return [(month, GLASS[self.name]) for month in months]


@dataclass(frozen=True, slots=True)
class Tier:
    """An action as it stands in its street; its captions stand on one `line`.

    What is attested comes after what may be, whose dashes it overlaps.
    """

    walls: Sequence[Wall]
    signs: Sequence[Sign]
    captions: Sequence[Caption]
    line: int


@dataclass(frozen=True, slots=True)
class Street:
    """A thrust with its actions; `thrust` is None for the whole district."""

    thrust: Any
    slot: int
    height: int
    tiers: Sequence[Tier]
    folded: int


class Post(NamedTuple):
    """Milestones without an action that share their months, the lowest first."""

    stretch: Stretch
    signs: Sequence[Sign]

    @property
    def top(self) -> int:
        """How far up its post reaches."""
        return self.signs[-1].y


class House(NamedTuple):
    """An action of the surroundings on the horizon."""

    stretch: Stretch
    y: int
    height: int
    name: str


class Door(NamedTuple):
    """A month's number under the streets; a narrow screen keeps few of them."""

    number: int
    x: str
    is_now: bool
    is_kept: bool


class Elevation:
    """The streets of a district, its lanterns and its horizon, from one moment."""

    def __init__(
        self, lanes: Sequence[Lane], context: Iterable[Row], outlook: Outlook
    ) -> None:
        self.axis, self.outlook = outlook.axis, outlook
        self.streets = [
            self._street(lane) for lane in lanes if lane.thrust or lane.rows
        ]
        self.loose = [mark for lane in lanes for mark in lane.loose]
        self.loose_count = sum(lane.counted.loose for lane in lanes)
        self.before = sum(lane.counted.before for lane in lanes)
        self.posts = list(self._posts())
        self.horizon = list(self._horizon(context))

    @property
    def slots(self) -> set[int]:
        """The colour slots of its streets."""
        return {street.slot for street in self.streets}

    @property
    def key_slot(self) -> int:
        """The slot whose colours explain the drawing."""
        return next((s.slot for s in self.streets if s.slot and s.tiers), 0)

    @property
    def shows_walls(self) -> bool:
        """Whether anything is attested."""
        return any(wall.is_attested for wall in self._all_walls())

    @property
    def shows_plots(self) -> bool:
        """Whether anything is only possible."""
        return not all(wall.is_attested for wall in self._all_walls())

    @property
    def shows_ahead(self) -> bool:
        """Whether anything is still to come."""
        return not all(wall.is_past for wall in self._all_walls())

    @property
    def windows(self) -> list[tuple[str, str]]:
        """The kinds of window drawn, each once, with the look of its glass."""
        tiers = [tier for street in self.streets for tier in street.tiers]
        return _glass(sign.name for tier in tiers for sign in tier.signs)

    @property
    def lanterns(self) -> list[tuple[str, str]]:
        """The kinds of lantern drawn, each once, with the look of its glass."""
        return _glass(sign.name for post in self.posts for sign in post.signs)

    @property
    def pavement(self) -> int:
        """How high the strip of the lanterns is."""
        stacks = (len(marks) for marks in _by_span(self.loose).values())
        tallest = max((n for n in stacks if n <= MOST_LANTERNS), default=1)
        return POST + APART * max(tallest, 2)

    @property
    def horizon_height(self) -> int:
        """How high the strip of the horizon is."""
        return HORIZON

    @property
    def clearing(self) -> str:
        """Where the longest stretch without a lantern begins."""
        posts = sorted(_by_span(self.loose))
        ends = [0, *(span.last for span in posts)]
        starts = [*(span.first for span in posts), self.axis.length + 1]
        widest = max(zip(ends, starts, strict=True), key=lambda gap: gap[1] - gap[0])
        return percent(widest[0] / self.axis.length)

    @property
    def lamp(self) -> Stretch:
        """The month looked from."""
        return Stretch(self.axis, Span(self.outlook.month, self.outlook.month))

    @property
    def clock(self) -> str:
        """Where the line stands that parts what has passed from what is to come."""
        return percent(self.outlook.passed / self.axis.length)

    @property
    def is_at_month_end(self) -> bool:
        """Whether the month looked from is over."""
        return self.outlook.today > self.outlook.column.last

    @property
    def is_late(self) -> bool:
        """Whether the clock's tag has more room before its line than after it."""
        return 2 * self.outlook.passed > self.axis.length

    @property
    def remainder(self) -> str:
        """The width after the clock's line."""
        return percent(1 - self.outlook.passed / self.axis.length)

    @property
    def years(self) -> Iterator[tuple[int, str, bool]]:
        """Give each year, where it begins, and if a phone has no room for it."""
        for year, span in self.axis.years():
            stretch = Stretch(self.axis, span)
            yield year, stretch.x, stretch.share < 1 / 8

    @property
    def doors(self) -> Iterator[Door]:
        """Give the numbers of the months; where they stand close, not every one."""
        length, now = self.axis.length, self.outlook.month
        step, near = ceil(length / 36), length / 12
        for number, _month in self.axis:
            is_end = number in (1, length) and abs(number - now) > near
            is_now = number == now
            is_in_step = (number - 1) % step == 0
            is_crowded = min(abs(number - now), length - number) < step
            if is_now or number == length or (is_in_step and not is_crowded):
                place = Stretch(self.axis, Span(number, number)).middle
                yield Door(number, place, is_now, is_now or is_end)

    def _all_walls(self) -> Iterator[Wall]:
        tiers = (tier for street in self.streets for tier in street.tiers)
        return (wall for tier in tiers for wall in tier.walls)

    def _street(self, lane: Lane) -> Street:
        slot = lane.thrust.colour if lane.thrust else 0
        shown = [row for row in lane.rows if row.pieces or row.drawn]
        rows = sorted(shown, key=_farther_first)[-MOST_TIERS:]
        heights = [self._step(row, is_alone=len(rows) == 1) for row in rows]
        bottom = SKY + sum(heights or [STEP_TALL]) + GROUND
        tops = [SKY + sum(heights[:number]) for number in range(len(rows))]
        tiers = [
            self._tier(row, slot, top, step, bottom)
            for row, top, step in zip(rows, tops, heights, strict=True)
        ]
        folded = lane.counted.actions - len(rows)
        return Street(lane.thrust, slot, bottom, tiers, folded)

    def _step(self, row: Row, *, is_alone: bool) -> int:
        if carries_name(self.axis, row):
            return STEP_TALL if row.drawn or is_alone else STEP_NAMED
        return STEP_TALL if is_alone else STEP

    def _tier(self, row: Row, slot: int, top: int, step: int, bottom: int) -> Tier:
        is_named = carries_name(self.axis, row)
        is_stacked = is_named and bool(row.drawn)
        # Windows stand under a name on the wall, else beside the name.
        sill = top + (38 if is_stacked else step // 2 - 5)
        line = top + (19 if is_stacked else step // 2 - 1)
        texts = list(captions(self.outlook, row))
        has_board = any(text.face == "board" for text in texts)
        return Tier(
            sorted(
                self._walls(row, slot, top, bottom, has_board=has_board),
                key=lambda wall: wall.is_attested,
            ),
            list(self._signs(row.drawn, sill)),
            texts,
            line,
        )

    def _walls(
        self, row: Row, slot: int, top: int, bottom: int, *, has_board: bool
    ) -> Iterator[Wall]:
        pieces = row.pieces
        for number, piece in enumerate(pieces):
            before = pieces[number - 1] if number else None
            after = pieces[number + 1] if number + 1 < len(pieces) else None
            y = top - (RISE if piece.is_attested else 0)
            stretch = Stretch(self.axis, piece.span)
            yield Wall(
                stretch,
                y,
                bottom - y,
                piece.is_attested,
                piece.is_past,
                Roof.of(slot, stretch.share, is_attested=piece.is_attested),
                has_left=_has_side(piece, before),
                has_right=_has_side(piece, after),
                fascia=FASCIA if has_board and piece.is_attested else 0,
            )

    def _signs(self, marks: Sequence[Mark], y: int) -> Iterator[Sign]:
        """Give a window for each stretch of months, those that may hide one first."""
        by_span = _by_span(marks)
        for span in sorted(by_span, key=_depth):
            found = by_span[span]
            yield Sign(found[0].sign, Stretch(self.axis, span), y, len(found))

    def _posts(self) -> Iterator[Post]:
        """Give the lanterns of each stretch of months, from the ground up.

        Where there are more than a post carries, the lowest has their number.
        """
        by_span = _by_span(self.loose)
        for span in sorted(by_span, key=_depth):
            marks, stretch = by_span[span], Stretch(self.axis, span)
            shown = marks if len(marks) <= MOST_LANTERNS else marks[:1]
            count = 1 if shown is marks else len(marks)
            yield Post(
                stretch,
                [
                    Sign(mark.sign, stretch, self.pavement - POST - APART * n, count)
                    for n, mark in enumerate(shown)
                ],
            )

    def _horizon(self, context: Iterable[Row]) -> Iterator[House]:
        """Give what is known of the surroundings as far houses, the longest lowest.

        A house has its name where no nearer one stands before it.
        """
        known = [(row.building.core, name_of(row)) for row in context]
        houses = sorted(
            ((span, name) for span, name in known if span),
            key=lambda house: _depth(house[0]),
        )
        for number, (span, name) in enumerate(houses):
            height = min(LOW + HIGHER * number, HIGH)
            starts = [other.first for other, _name in houses[number + 1 :]]
            free = min([s for s in starts if s >= span.first] or [span.last + 1])
            has_room = min(free, span.last + 1) - span.first >= room(self.axis, name)
            y = HORIZON - height
            yield House(Stretch(self.axis, span), y, height, name if has_room else "")


def _depth(span: Span) -> tuple[int, Span]:
    return (-span.length, span)


def _glass(names: Iterable[str]) -> list[tuple[str, str]]:
    found = set(names)
    return [(name, look) for name, look in GLASS.items() if name in found]


def _farther_first(row: Row) -> tuple[int, int]:
    core, plot = row.building.core, row.building.plot
    return (core.length if core else 0, -plot.length if plot else 0)


def _by_span(marks: Iterable[Mark]) -> dict[Span, list[Mark]]:
    by_span: dict[Span, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.span:
            by_span[mark.span].append(mark)
    return by_span


def _has_side(piece: Piece, other: Piece | None) -> bool:
    """Whether a line closes a piece towards the one beside it.

    An attested wall is closed; what may be is open where it joins one.
    """
    if other is None:
        return True
    return piece.is_attested and not other.is_attested

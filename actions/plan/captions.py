"""Where the names of actions stand in an elevation, so that none hides what is drawn.

A name stands on its action's attested wall if it fits there; else in the first stretch
free of wall and windows that it fits into, those where the action may have been first;
else in the longest of them. What is known of the dates follows it where that fits too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import NamedTuple

from actions.plan.axis import Axis, Span
from actions.plan.lanes import Outlook, Row
from actions.plan.stretch import Stretch

# How many letters a street is wide on a desk, and on the smallest phone: those of text,
# and the display face of names on walls.
WIDE, NARROW, NARROW_DISPLAY = 120, 50, 60
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Caption:
    """A text at `x`, beginning there or (`is_end`) ending there.

    `face`: "board" on an attested wall, "note" for what is known of the dates, "inside"
    for that on a wall, else "name", which `note` may follow. `sight`: the only screens
    that show it, "wide" or "narrow"; all of them if empty. `is_ahead`: it stands on
    what is still to come.
    """

    face: str
    text: str
    x: str
    is_end: bool = False
    is_ahead: bool = False
    note: str = ""
    sight: str = ""


class Spot(NamedTuple):
    """Columns for a text, and where in them it begins or ends."""

    columns: Span
    x: str
    is_end: bool = False
    is_wall: bool = False
    fits: bool = True


def name_of(row: Row) -> str:
    """Return the name that pictures give an action, cut where it is too long."""
    name = str(row.action.picture_title)
    return (
        name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
    )


def room(axis: Axis, text: str, letters: int = WIDE) -> int:
    """Return how many months a text takes where the street is so many letters."""
    return ceil(axis.length * len(text) / letters)


def carries_name(axis: Axis, row: Row) -> bool:
    """Whether an action's attested months are long enough for its name."""
    core = row.building.core
    return core is not None and core.length >= room(axis, name_of(row))


def captions(outlook: Outlook, row: Row) -> Iterator[Caption]:
    """Give the texts of an action; the name first."""
    axis, name, note = outlook.axis, name_of(row), row.action.period
    wide = _wall(axis, row, WIDE) or _beside(axis, row, name, WIDE)
    narrow = _wall(axis, row, NARROW_DISPLAY) or _beside(axis, row, name, NARROW)

    def caption(face: str, text: str, spot: Spot, **more: str) -> Caption:
        is_ahead = spot.columns.first > outlook.passed
        return Caption(face, text, spot.x, spot.is_end, is_ahead, **more)

    both_fit = room(axis, f"{name} {note}") <= wide.columns.length
    alike = wide[1:4] == narrow[1:4]
    sight = "" if alike else "wide"
    if wide.is_wall:
        yield caption("board", name, wide, sight=sight)
        beside = _beside(axis, row, note, WIDE)
        if beside.fits:
            yield caption("note", note, beside)
        elif both_fit:
            end = Stretch(axis, wide.columns).end
            yield caption("inside", note, wide._replace(x=end, is_end=True))
    else:
        yield caption("name", name, wide, note=note if both_fit else "", sight=sight)
    if not alike:
        yield caption("name", name, narrow, sight="narrow")


def _wall(axis: Axis, row: Row, letters: int) -> Spot | None:
    """Return the attested stretch, passed or to come, that the name fits on."""
    spans = [piece.span for piece in row.pieces if piece.is_attested]
    longest = max(spans, key=lambda span: span.length, default=None)
    if longest is None or longest.length < room(axis, name_of(row), letters):
        return None
    return Spot(longest, Stretch(axis, longest).x, is_wall=True)


def _beside(axis: Axis, row: Row, text: str, letters: int) -> Spot:
    """Return the free stretch for a text; it ends at a plot that begins after it."""
    needed, plot = room(axis, text, letters), row.building.plot
    gaps = _gaps(axis, row)
    fitting = [gap for gap in gaps if gap.length >= needed]
    whole = Span(1, axis.length)
    longest = max(gaps, key=lambda gap: gap.length, default=whole)
    gap = fitting[0] if fitting else longest
    stretch = Stretch(axis, gap)
    is_before = bool(fitting) and plot is not None and gap.last < plot.first
    is_pressed = not fitting and gap.first > 1 and gap.last == axis.length
    is_end = is_before or is_pressed
    return Spot(gap, stretch.end if is_end else stretch.x, is_end, fits=bool(fitting))


def _gaps(axis: Axis, row: Row) -> list[Span]:
    """Return the columns free of wall and windows, those of the plot first."""
    core, plot = row.building.core, row.building.plot
    taken = [mark.span for mark in row.drawn if mark.span]
    taken += [core] if core else []

    def kind(number: int) -> tuple[bool, bool]:
        return (
            not any(number in span for span in taken),
            plot is not None and number in plot,
        )

    gaps: dict[bool, list[Span]] = {True: [], False: []}
    for (is_free, is_inside), found in groupby(range(1, axis.length + 1), kind):
        numbers = list(found)
        if is_free:
            gaps[is_inside].append(Span(numbers[0], numbers[-1]))
    return gaps[True] + gaps[False]

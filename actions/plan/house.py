"""The house of an action: the same months and milestones give the same drawing.

Its colour, pattern and roof come from its street, its windows are its milestones and
its door has the number of its first month. Lengths are units of the drawing, `x` to the
right and `y` down from the top of the roof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Self

from actions.plan.lanes import Row

# More milestones are counted on the last window.
MOST_WINDOWS = 12
# From window to window and from storey to storey; a window, and one of several months.
ACROSS, UP = 62, 62
GLASS, RIBBON, TALL = 34, 48, 42
# The ground floor with its door, the space over the highest windows, the least width.
FLOOR, LINTEL, NARROWEST = 100, 26, 190
SHUTTERED = "shutter"


@dataclass(frozen=True, slots=True)
class Window:
    """A milestone of the house: `x` and `y` are its middle, `name` how it stands."""

    name: str
    x: int
    y: int
    is_ribbon: bool = False
    more: int = 0

    @property
    def width(self) -> int:
        """How wide its glass is: the wider, the less exact its date."""
        return RIBBON if self.is_ribbon else GLASS

    @property
    def left(self) -> int:
        """Where its glass begins."""
        return self.x - self.width // 2

    @property
    def top(self) -> int:
        """The upper edge of its glass."""
        return self.y - TALL // 2

    @property
    def middle(self) -> int:
        """Half its width."""
        return self.width // 2

    @property
    def look(self) -> str:
        """The glass: lit, half, blank, dashed, open or shutter."""
        match self.name:
            case "lit" | "half" | "shutter":
                return self.name
            case "disputed":
                return "blank"
            case "announced":
                return "dashed"
            case _:
                return "open"

    @property
    def bars(self) -> str:
        """The path of what stands on the glass, from its upper left corner."""
        wide, middle = self.width, self.middle
        match self.name:
            case "disputed":
                return f"M{middle - 9} 16h18m-18 10h18m-5-19l-8 28"
            case "late":
                return f"M{middle} 9v16m0 6v4"
            case "cancelled":
                return f"M{middle - 8} 13l16 16m0-16l-16 16"
            case "shutter":
                return "".join(f"M4 {y}h{wide - 8}" for y in range(8, TALL, 7))
            case _ if self.is_ribbon:
                third = wide // 3
                return f"M{third} 0v{TALL}m{third} 0V0M0 {TALL // 2}h{wide}"
            case _:
                return f"M{middle} 0v{TALL}M0 {TALL // 2}h{wide}"


@dataclass(frozen=True, slots=True)
class House:
    """What is drawn of an action.

    `slot` is the colour of its street (0: the whole district), `door` its number as
    shown; `is_attested`: months of it are known, else its walls are dashed.
    """

    slot: int
    door: str
    is_attested: bool
    windows: Sequence[Window]
    width: int
    height: int
    eaves: int
    path: str

    @classmethod
    def of(
        cls,
        slot: int,
        milestones: Sequence[tuple[str, bool]],
        *,
        first_door: int | None,
        is_attested: bool,
    ) -> Self:
        """Return the house of milestones: each its sign, and whether it is a ribbon.

        A house without milestones has its shutters closed.
        """
        shown = list(milestones[:MOST_WINDOWS]) or [(SHUTTERED, False)] * 2
        storeys = _storeys(len(shown))
        width = max(max(storeys) * ACROSS + 42, NARROWEST)
        roof, eaves = _roof(slot, width)
        height = eaves + LINTEL + len(storeys) * UP + FLOOR
        windows = [
            Window(name, x, y, is_ribbon)
            for (name, is_ribbon), (x, y) in zip(
                shown, _places(storeys, width, eaves + LINTEL + UP // 2), strict=True
            )
        ]
        if len(milestones) > MOST_WINDOWS:
            last, more = windows[-1], len(milestones) - MOST_WINDOWS + 1
            windows[-1] = Window("open", last.x, last.y, more=more)
        return cls(
            slot,
            str(first_door or "?"),
            is_attested,
            windows,
            width,
            height,
            eaves,
            f"M0 {height}V{eaves}{roof}V{height}",
        )

    @classmethod
    def of_row(cls, row: Row, slot: int, *, first_door: int | None) -> Self:
        """Return the house of a row of the plan."""
        return cls.of(
            slot,
            [(m.sign, bool(m.span and m.span.length > 1)) for m in row.marks],
            first_door=first_door,
            is_attested=row.building.core is not None,
        )

    @property
    def box(self) -> str:
        """The viewBox: the house, its outline and what juts out."""
        return f"-12 -4 {self.width + 24} {self.height + 6}"

    @property
    def entrance(self) -> int:
        """Where the door's left post stands."""
        return self.width // 2 - 23

    @property
    def sill(self) -> int:
        """The upper edge of the plate beside the door."""
        return self.height - 56


def _storeys(count: int) -> list[int]:
    """Spread windows over storeys, the higher ones with one more if need be."""
    across = 3 if count <= 6 else 4
    floors = ceil(count / across)
    least, rest = divmod(count, floors)
    return [least + (floor < rest) for floor in range(floors)]


def _places(storeys: Sequence[int], width: int, top: int) -> list[tuple[int, int]]:
    return [
        (width // 2 + (2 * place - count + 1) * ACROSS // 2, top + floor * UP)
        for floor, count in enumerate(storeys)
        for place in range(count)
    ]


def _roof(slot: int, width: int) -> tuple[str, int]:
    """Return a roof's line from its left eaves to its right ones, and its height."""
    match slot:
        case 1:
            each = width / 3
            return f"a{each / 2:.1f} 40 0 0 1 {each:.1f} 0" * 3, 40
        case 2:
            step = round(width * 0.1)
            ridge = width - 8 * step
            return f"{f'v-16h{step}' * 4}v-14h{ridge}v14{f'h{step}v16' * 4}", 78
        case 3:
            wide, high = round(width * 0.84), round(width * 0.36)
            rim = (width - wide) / 2
            dome = f"a{wide / 2:g} {high} 0 0 1 {wide} 0"
            return f"v-18h{rim:g}{dome}h{rim:g}v18", high + 18
        case 4:
            tooth = width / 3
            return f"v-46l{tooth:.1f} 46" * 3, 46
        case 5:
            high = round(width * 0.34)
            return f"l{width / 2:g}-{high} {width / 2:g} {high}", high
        case 6:
            merlon = width / 9
            up, gap = f"v-20h{merlon:.1f}v20", f"h{merlon:.1f}"
            return gap.join([up] * 5), 20
        case _:
            return f"v-14h-8v-12h{width + 16}v12h-8v14", 26

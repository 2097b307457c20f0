"""The regions that answered a call, as the windows of one facade: pure geometry."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

# More regions than this are told, not drawn.
MOST_WINDOWS = 200
# The facade is about this many times as many windows wide as high.
PROPORTION = 2.75
# How far apart two windows stand, in the drawing's units.
ACROSS, DOWN = 60, 84
# The width of a letter on a plate.
LETTER = 10


@dataclass(frozen=True, slots=True)
class Window:
    """A region that applied, at the middle of its window; lit if it won."""

    x: int
    y: int
    is_lit: bool
    name: str

    @property
    def plate(self) -> int:
        """How wide a plate its name takes."""
        return LETTER * len(self.name) + 22

    @property
    def plate_x(self) -> int:
        """Where that plate begins."""
        return self.x - self.plate // 2


@dataclass(frozen=True, slots=True)
class Facade:
    """Rows of windows, as even as their number allows."""

    width: int
    height: int
    windows: Sequence[Window]

    @classmethod
    def of(cls, applied: int, won: int, names: Sequence[str]) -> "Facade | None":
        """Draw `applied` regions, `won` of them lit; the first of these have `names`.

        None where a figure is missing or cannot be drawn.
        """
        if not 0 < won <= applied <= MOST_WINDOWS:
            return None
        rows = max(round(sqrt(applied / PROPORTION)), 1)
        across = ceil(applied / rows)
        lit = _scattered(applied, won, across, rows)
        return cls(
            across * ACROSS,
            rows * DOWN,
            [
                Window(
                    number % across * ACROSS + ACROSS // 2,
                    number // across * DOWN + DOWN // 2,
                    number in lit,
                    dict(zip(lit, names, strict=False)).get(number, ""),
                )
                for number in range(applied)
            ],
        )


def _scattered(applied: int, won: int, across: int, rows: int) -> list[int]:
    """Return numbers of windows far from each other, alike at every drawing."""
    golden = (sqrt(5) - 1) / 2
    chosen: list[int] = []
    for number in range(won):
        column = int((0.36 + number * (1 - golden)) % 1 * across)
        place = (number + rows // 2 - 1) % rows * across + column
        while place % applied in chosen:
            place += 1
        chosen.append(place % applied)
    return chosen

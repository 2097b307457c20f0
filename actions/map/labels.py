"""Marks that stand clear of each other, and a name beside each where there is room."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from partners.geometry import Point

Line = tuple[Point, Point]

# Rounds of moving marks apart, and marks whose name is tried first.
ROUNDS = 60
MOST_TRIES = 24
# Between things that shall not touch, in pixels.
GAP = 3
# Where a name may stand beside its mark, best first: the side of the mark to the right
# (1), to the left (-1) or over it (0), and below (1), above (-1) or level (0).
SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))
# What a name over a border costs, in places of the order above.
OVER_BORDER = 6
# What a name next to the mark of another town costs.
MISLEADING = 4
# How far from the mark, in pixels; from the second on a line leads there.
DISTANCES = (4, 14, 26, 40)


@dataclass(frozen=True)
class Box:
    """A rectangle by its middle."""

    x: float
    y: float
    width: float
    height: float

    def overlap(self, other: "Box", gap: float = GAP) -> Point:
        """Return how deep two boxes and the gap between them overlap each way."""
        return (
            (self.width + other.width) / 2 + gap - abs(self.x - other.x),
            (self.height + other.height) / 2 + gap - abs(self.y - other.y),
        )

    def meets(self, other: "Box", gap: float = GAP) -> bool:
        """Whether they overlap, or come nearer than the gap."""
        return min(self.overlap(other, gap)) > 0

    def is_inside(self, width: float, height: float) -> bool:
        """Whether it lies wholly in a picture of that size."""
        return (
            self.x - self.width / 2 >= 0
            and self.x + self.width / 2 <= width
            and self.y - self.height / 2 >= 0
            and self.y + self.height / 2 <= height
        )

    def is_crossed(self, line: Line) -> bool:
        """Whether a straight line has a piece of its length within."""
        (ax, ay), (bx, by) = line
        begins, ends = 0.0, 1.0
        for start, step, low, high in (
            (ax, bx - ax, self.x - self.width / 2, self.x + self.width / 2),
            (ay, by - ay, self.y - self.height / 2, self.y + self.height / 2),
        ):
            if step == 0:
                if not low < start < high:
                    return False
                continue
            enters, leaves = sorted(((low - start) / step, (high - start) / step))
            begins, ends = max(begins, enters), min(ends, leaves)
        return begins < ends


@dataclass(frozen=True)
class Label:
    """Where a name stands; what leads there from a mark that is not next to it."""

    box: Box
    line: Line | None

    def is_over(self, box: Box) -> bool:
        """Whether the name, or the line to it, is in the way of what stands there."""
        return self.box.meets(box) or bool(self.line and box.is_crossed(self.line))

    def meets(self, other: "Label") -> bool:
        """Whether two names, or the line to one and the other, meet."""
        return self.is_over(other.box) or other.is_over(self.box)


# Where each name could stand, with what that costs, best first.
Free = Sequence[Sequence[tuple[float, int, Label]]]
# How many names found no place, what the places cost, and the places.
Try = tuple[tuple[int, float], list[Label | None]]


def apart(points: Sequence[Point], width: float, height: float) -> list[Box]:
    """Return a box at each point, moved as little as needed so that none overlap."""
    boxes = [Box(x, y, width, height) for x, y in points]
    for _round in range(ROUNDS):
        moved = False
        for i in range(len(boxes)):
            for j in range(i + 1, len(boxes)):
                one, other = boxes[i], boxes[j]
                across, down = one.overlap(other)
                if min(across, down) <= 0.01:
                    continue
                moved = True
                dx, dy = (across / 2, 0.0) if across <= down else (0.0, down / 2)
                dx = -dx if one.x <= other.x else dx
                dy = -dy if one.y <= other.y else dy
                boxes[i] = Box(one.x + dx, one.y + dy, width, height)
                boxes[j] = Box(other.x - dx, other.y - dy, width, height)
        if not moved:
            break
    return boxes


def label(
    marks: Sequence[Box],
    sizes: Sequence[Point],
    width: float,
    height: float,
    borders: Sequence[Line] = (),
) -> list[Label | None]:
    """Return where the names of marks stand in a picture of that size.

    No name covers a mark or another name, or leaves the picture; where that is not to
    be had, there is none. Names keep off the borders if they can.
    """
    free = []
    for mark, size in zip(marks, sizes, strict=True):
        others = [each for each in marks if each != mark]
        found = [
            (rank + cost_of(place.box, others, borders), rank, place)
            for rank, place in enumerate(places(mark, size))
            if place.box.is_inside(width, height)
            and not any(place.is_over(each) for each in others)
        ]
        free.append(sorted(found, key=lambda one: one[:2]))
    # Who has the least choice chooses first; then each once before all others, and
    # where that leaves some without a name, each of those with another one.
    order = sorted(range(len(marks)), key=lambda i: (len(free[i]), i))
    singles = [(i,) for i in order[:MOST_TRIES]]
    best = least(chosen_in(first, order, free) for first in [(), *singles])
    nameless = [i for i in order if best[1][i] is None and free[i]]
    pairs = [(i, j) for i in nameless for j in order if i != j][:MOST_TRIES]
    return least([best, *(chosen_in(first, order, free) for first in pairs)])[1]


def least(tries: Iterable[Try]) -> Try:
    """Return the first of those that leave the fewest without a name at least cost."""
    return min(tries, key=lambda one: one[0])


def chosen_in(first: Sequence[int], order: Sequence[int], free: Free) -> Try:
    """Return the places that names take, one after the other, of those free to each.

    Before them how many found none, and what the places cost.
    """
    chosen: list[Label | None] = [None] * len(free)
    costs = [0.0] * len(free)
    # All choose, then all look once more for a better place.
    turns = [*first, *(i for i in order if i not in first)]
    for i in turns * 2:
        others = [each for j, each in enumerate(chosen) if each and j != i]
        chosen[i], costs[i] = None, 0.0
        for cost, _rank, found in free[i]:
            if not any(found.meets(each) for each in others):
                chosen[i], costs[i] = found, cost
                break
    return (chosen.count(None), sum(costs)), chosen


def places(mark: Box, size: Point) -> Iterator[Label]:
    """Yield where the name of a mark may stand, best first."""
    for distance in DISTANCES:
        for right, down in SIDES:
            x = mark.x + right * ((mark.width + size[0]) / 2 + distance)
            if right and down:
                # Diagonally the name begins over the mark's edge.
                x = mark.x + right * (size[0] / 2 + distance / 2)
            y = mark.y + down * ((mark.height + size[1]) / 2 + distance)
            box = Box(x, y, *size)
            is_far = distance > DISTANCES[0]
            yield Label(
                box, (nearest(mark, box), nearest(box, mark)) if is_far else None
            )


def cost_of(box: Box, others: Sequence[Box], borders: Sequence[Line]) -> int:
    """Return what a name costs over a border, or so near another mark as to mislead."""
    near = sum(box.meets(each, 3 * GAP) for each in others)
    return OVER_BORDER * is_over(box, borders) + MISLEADING * near


def is_over(box: Box, borders: Sequence[Line]) -> bool:
    """Whether a name would lie over a border."""
    left, right = box.x - box.width / 2, box.x + box.width / 2
    # Most borders are nowhere near.
    near = (
        line
        for line in borders
        if min(line[0][0], line[1][0]) < right and max(line[0][0], line[1][0]) > left
    )
    return any(box.is_crossed(line) for line in near)


def nearest(box: Box, other: Box) -> Point:
    """Return the point of a box that is next to another box's middle."""
    return (
        min(max(other.x, box.x - box.width / 2), box.x + box.width / 2),
        min(max(other.y, box.y - box.height / 2), box.y + box.height / 2),
    )

"""The lines of a map: around the whole, and between its parts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from partners.geometry import Point, Ring

Line = Sequence[Point]


def outer_and_inner(rings: Iterable[Ring]) -> tuple[list[Line], list[Line]]:
    """Return the lines around the whole ground, and those between its parts.

    What two parts share, point by point, lies between them.
    """
    whole = list(rings)
    shared = Counter(frozenset(edge) for ring in whole for edge in edges(ring))
    outer: list[Line] = []
    inner: dict[frozenset[Point], Line] = {}
    for ring in whole:
        for line, count in runs(ring, shared):
            if count == 1:
                outer.append(line)
            else:
                # The neighbour has the same line the other way round, perhaps cut
                # elsewhere: each edge is kept once.
                for edge in edges(line):
                    inner.setdefault(frozenset(edge), edge)
    return outer, joined(inner.values())


def edges(line: Line) -> Iterator[tuple[Point, Point]]:
    """Yield the edges of a line."""
    yield from pairwise(line)


def runs(
    ring: Ring, shared: Counter[frozenset[Point]]
) -> Iterator[tuple[list[Point], int]]:
    """Cut a ring where its edges begin or cease to be shared."""
    run: list[Point] = []
    last = 0
    for start, end in edges(ring):
        count = min(shared[frozenset((start, end))], 2)
        if count != last and run:
            yield run, last
            run = []
        run = [*(run or [start]), end]
        last = count
    if run:
        yield run, last


def joined(found: Iterable[Line]) -> list[Line]:
    """Return edges that follow each other as lines."""
    lines: list[list[Point]] = []
    for start, end in found:
        if lines and lines[-1][-1] == start:
            lines[-1].append(end)
        else:
            lines.append([start, end])
    return [*lines]


def path(lines: Iterable[Line]) -> str:
    """Return lines as the data of an SVG path, in whole units; closed ones close."""
    return "".join(subpath(line) for line in lines)


def subpath(line: Line) -> str:
    """Return one line: where it starts, then step by step."""
    corners = [(round(x), round(y)) for x, y in line]
    is_closed = corners[0] == corners[-1]
    written = "M{} {}".format(*corners[0])
    steps = [
        f"{x - a} {y - b}"
        for (a, b), (x, y) in edges(corners[: -1 if is_closed else None])
        if (x, y) != (a, b)
    ]
    if steps:
        written += "l" + " ".join(steps).replace(" -", "-")
    return written + ("z" if is_closed else "")

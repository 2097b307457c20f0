"""The map as a template draws it: lines in units, marks in percent and pixels.

The ground grows with the page; marks and names keep the size that eyes and fingers
need. So a mark stands at a share of the picture, and what belongs to it at pixels from
there: once for wide pages and once for narrow ones, where names have less room.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from actions.map.borders import Line, edges, outer_and_inner, path
from actions.map.labels import Box, Label, apart, label
from actions.map.projection import WIDTH, Projection
from partners.geometry import Point, Ring


@dataclass(frozen=True)
class Look:
    """The least width at which a map is drawn so, and its sizes in pixels.

    `letter` is the mean width of a letter of the names.
    """

    name: str
    least: int
    mark: Point
    letter: float
    line: float

    @property
    def pane(self) -> str:
        """The window around its middle, as the data of an SVG path."""
        wide, high = self.mark
        return f"M{-wide / 2:g} {-high / 2:g}h{wide:g}v{high:g}h{-wide:g}z"

    @property
    def bar(self) -> str:
        """The bar between the panes of the window."""
        high = self.mark[1]
        return f"M0 {-high / 2:g}v{high:g}"


# Below 760 px of window the narrow one is shown; static/css/spaces.css has its type.
LOOKS = (
    Look("wide", 640, (24, 26), 9.6, 21),
    Look("narrow", 286, (16, 19), 7.4, 16),
)


@dataclass(frozen=True)
class Town:
    """A town to be marked: where it lies, how many entries it has, what asks for them.

    `is_lit`: the reader's choice includes it.
    """

    key: str
    name: str
    at: Point
    count: int
    query: str = ""
    is_lit: bool = True


@dataclass(frozen=True)
class Name:
    """Where the name of a mark stands, in pixels; a line may lead there."""

    x: str
    y: str
    anchor: str
    line: tuple[str, str, str, str] | None


@dataclass(frozen=True)
class Mark:
    """A town on the map: the place in percent, all else in pixels from there.

    `x` and `y`: the middle of its window.
    """

    town: Town
    left: str
    top: str
    x: str
    y: str
    name: Name | None


@dataclass(frozen=True)
class Layer:
    """The marks at one size of the map."""

    look: Look
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Map:
    """A district's ground and the towns on it."""

    height: int
    ground: str
    outer: str
    inner: str
    layers: tuple[Layer, ...]

    @property
    def width(self) -> int:
        """In the same units as the height."""
        return WIDTH


@lru_cache(maxsize=64)
def draw(rings: tuple[Ring, ...], towns: tuple[Town, ...]) -> Map | None:
    """Return the map of a ground with its towns; None where no boundary is known."""
    if not rings:
        return None
    points = [point for ring in rings for point in ring]
    project = Projection.of([*points, *(town.at for town in towns)])
    outer, inner = outer_and_inner(rings)
    around = [[project(point) for point in line] for line in outer]
    return Map(
        height=project.height,
        ground=path([project(point) for point in ring] for ring in rings),
        outer=path(around),
        inner=path([project(point) for point in line] for line in inner),
        layers=tuple(layer(look, project, towns, around) for look in LOOKS)
        if towns
        else (),
    )


def layer(
    look: Look, project: Projection, towns: Sequence[Town], around: Iterable[Line]
) -> Layer:
    """Return the marks as they stand on a map of the look's least width."""
    unit = look.least / WIDTH
    exact = [project(town.at) for town in towns]
    marks = apart([(x * unit, y * unit) for x, y in exact], *look.mark)
    sizes = [(len(town.name) * look.letter, look.line) for town in towns]
    borders = [
        ((a * unit, b * unit), (c * unit, d * unit))
        for line in around
        for (a, b), (c, d) in edges(line)
    ]
    names = label(marks, sizes, look.least, project.height * unit, borders)
    drawn = (
        Mark(
            town=town,
            left=written(x / WIDTH * 100),
            top=written(y / project.height * 100),
            x=written(mark.x - x * unit),
            y=written(mark.y - y * unit),
            name=named(mark, name, (x * unit, y * unit)) if name else None,
        )
        for town, (x, y), mark, name in zip(towns, exact, marks, names, strict=True)
    )
    return Layer(look, tuple(drawn))


def named(mark: Box, name: Label, at: Point) -> Name:
    """Return where a name begins, is centred or ends, from the place of its mark."""
    left, right = name.box.x - name.box.width / 2, name.box.x + name.box.width / 2
    if left >= mark.x:
        x, anchor = left, "start"
    elif right <= mark.x:
        x, anchor = right, "end"
    else:
        x, anchor = name.box.x, "middle"
    line = None
    if name.line:
        (a, b), (c, d) = name.line
        line = (
            written(a - at[0]),
            written(b - at[1]),
            written(c - at[0]),
            written(d - at[1]),
        )
    # The middle of small letters stands a third of the type's size above their line.
    return Name(
        written(x - at[0]),
        written(name.box.y - at[1] + name.box.height / 4),
        anchor,
        line,
    )


def written(value: float) -> str:
    """Return a number with one decimal at most, the same in every language."""
    return f"{round(value, 1) + 0:g}"

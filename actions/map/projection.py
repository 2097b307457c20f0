"""From degrees to the plane.

Equirectangular, true to scale at the middle latitude: north is up, meridians are
upright, and over the two or three degrees of a region its scale errs by about one in a
hundred, which is less than the simplification of the boundary. Lambert's conic would
bend the meridians for a gain that no eye sees.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians
from typing import Self

from partners.geometry import Point

# The picture is so many units wide, whatever the ground; on each side a margin of so
# many, in which labels may stand.
WIDTH = 1000
MARGIN = 50
# Ground wider or higher than so many times its other side would leave no map to read.
MOST_UNEVEN = 3


@dataclass(frozen=True)
class Projection:
    """Where degrees stand in a picture of `WIDTH` by `height` units."""

    west: float
    north: float
    scale: float
    squeeze: float
    left: float
    top: float
    height: int

    @classmethod
    def of(cls, points: Iterable[Point]) -> Self:
        """Return the projection that shows all the points, with a margin around."""
        xs, ys = zip(*points, strict=True)
        west, east, south, north = min(xs), max(xs), min(ys), max(ys)
        squeeze = cos(radians((south + north) / 2))
        wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
        inner = WIDTH - 2 * MARGIN
        frame = inner * min(max(high / wide, 1 / MOST_UNEVEN), MOST_UNEVEN / 2)
        scale = min(inner / wide, frame / high)
        return cls(
            west=west,
            north=north,
            scale=scale,
            squeeze=squeeze,
            left=MARGIN + (inner - wide * scale) / 2,
            top=MARGIN + (frame - high * scale) / 2,
            height=round(frame + 2 * MARGIN),
        )

    def __call__(self, point: Point) -> Point:
        """Return where a point of longitude and latitude stands, in units."""
        x, y = point
        return (
            self.left + (x - self.west) * self.squeeze * self.scale,
            self.top + (self.north - y) * self.scale,
        )

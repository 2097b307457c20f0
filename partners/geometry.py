"""Ground in GeoJSON (RFC 7946): the model field, what it refuses, and its rings."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

# Longitude and latitude in degrees (WGS 84).
Point = tuple[float, float]
Ring = tuple[Point, ...]

# A ring ends where it begins, so that three corners are four points.
FEWEST_POINTS = 4
# More than a picture shows; a boundary at full precision is to be simplified first.
MOST_POINTS = 5000


def validate_geometry(value: Any) -> None:
    """Raise `ValidationError` for anything but a sound polygon or several."""
    if not isinstance(value, dict) or value.keys() != {"type", "coordinates"}:
        raise ValidationError(_("Expected “type” and “coordinates”, and nothing else."))
    if value["type"] not in ("Polygon", "MultiPolygon"):
        raise ValidationError(_("Only “Polygon” and “MultiPolygon” are ground."))
    try:
        rings = list(rings_of(value))
    except (TypeError, ValueError) as error:
        message = _("Coordinates are lists of rings of [longitude, latitude].")
        raise ValidationError(message) from error
    for ring in rings:
        if len(ring) < FEWEST_POINTS or ring[0] != ring[-1]:
            raise ValidationError(_("A ring has four points or more, and is closed."))
        if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring):
            raise ValidationError(_("These are no degrees of longitude and latitude."))
    if not 0 < sum(map(len, rings)) <= MOST_POINTS:
        message = _("Expected 1 to %(most)s points; simplify the boundary.")
        raise ValidationError(message % {"most": MOST_POINTS})


def rings_of(geometry: dict[str, Any]) -> Iterator[Ring]:
    """Yield the rings of a geometry, outer and inner ones alike."""
    found = geometry["coordinates"]
    for polygon in found if geometry["type"] == "MultiPolygon" else [found]:
        for ring in polygon:
            yield tuple((number(x), number(y)) for x, y in ring)


def number(value: Any) -> float:
    """Return a number; raise `TypeError` for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    return float(value)


class GeometryField(models.JSONField):
    """A polygon, or several, as GeoJSON writes them."""

    default_validators = [validate_geometry]

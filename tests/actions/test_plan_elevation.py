from types import SimpleNamespace

import pytest
from django.utils.translation import override

from actions.plan.axis import Axis, Span
from actions.plan.elevation import (
    GROUND,
    MOST_LANTERNS,
    MOST_TIERS,
    SKY,
    STEP,
    Elevation,
    Roof,
)
from actions.plan.lanes import Lane, Mark, Outlook, Row
from actions.plan.stretch import Stretch
from creative_district.kernel.months import Month
from tests.factories import on

AXIS = Axis(Month(2013, 1), 31)
END = Outlook.at_end_of(AXIS, 31)


def mark(due, *, outlook=END, reached=True, **grade):
    when = on(due, **grade)
    milestone = SimpleNamespace(
        due=when,
        reached=when if reached else None,
        cancelled_on=None,
        scope="own",
        thrust_id=None,
    )
    return Mark.of(milestone, outlook)


def row(start=None, end=None, *marks, name="Action", outlook=END):
    action = SimpleNamespace(
        scope="own",
        thrust_id=None,
        picture_title=name,
        period="dates",
        start=on(start) if start else None,
        end=on(end) if end else None,
    )
    with override("en"):
        return Row.of(action, marks, outlook, continued=False)


def elevation(*rows, loose=(), context=(), colour=1, outlook=END):
    thrust = SimpleNamespace(colour=colour) if colour else None
    return Elevation([Lane(thrust, rows, loose)], context, outlook)


def walls(drawn):
    return [
        (w.stretch.span, w.y, w.is_attested, w.is_past)
        for street in drawn.streets
        for tier in street.tiers
        for w in tier.walls
    ]


def test_places_are_shares_of_the_street():
    stretch = Stretch(AXIS, Span(18, 20))

    assert [stretch.x, stretch.width, stretch.middle, stretch.end] == [
        "54.84%",
        "9.68%",
        "59.68%",
        "64.52%",
    ]
    assert [month.span for month in stretch.months] == [
        Span(18, 18),
        Span(19, 19),
        Span(20, 20),
    ]


@pytest.mark.parametrize("slot", range(7))
def test_each_slot_has_a_roof_that_ends_where_it_began_to_rise(slot):
    roof = Roof.of(slot, 1, is_attested=True)

    assert roof.units == (32 if slot else 1)
    assert roof.path.startswith("M0 1")
    assert Roof.of(slot, 0.01, is_attested=False).units == 1


def test_undated_actions_stand_behind_and_long_ones_in_front():
    undated, short, long = row(), row("2013-06", "2013-06"), row("2013-02", "2014-12")

    drawn = elevation(long, undated, short)

    assert walls(drawn) == [
        (Span(1, 31), SKY, False, True),
        (Span(6, 6), SKY + STEP - 5, True, True),
        (Span(2, 24), SKY + 2 * STEP - 5, True, True),
    ]


def test_of_actions_alike_the_one_that_may_have_been_longer_stands_behind():
    wide, less = row("2013-06", None), row(None, "2014-05")

    spans = [span for span, *_rest in walls(elevation(less, wide))]

    assert spans == [Span(7, 31), Span(6, 6), Span(1, 16), Span(17, 17)]


def test_what_has_passed_is_parted_from_what_is_to_come():
    outlook = Outlook.at_end_of(AXIS, 10)
    drawn = elevation(row("2013-08", None, outlook=outlook), outlook=outlook)

    assert [(span, known, past) for span, _y, known, past in walls(drawn)] == [
        (Span(9, 10), False, True),
        (Span(11, 31), False, False),
        (Span(8, 8), True, True),
    ]
    assert (drawn.clock, drawn.remainder, drawn.is_late) == ("32.26%", "67.74%", False)
    assert drawn.is_at_month_end
    assert drawn.shows_ahead


def test_attested_walls_are_closed_and_possible_ones_open_towards_them():
    [tier] = elevation(row("2013-08", None)).streets[0].tiers

    assert [(w.has_left, w.has_right) for w in tier.walls] == [
        (False, True),
        (True, True),
    ]


def test_every_wall_reaches_the_ground():
    [street] = elevation(
        row(), row("2013-06", "2013-06"), row("2013-02", "2014-12")
    ).streets

    feet = {w.y + w.height for tier in street.tiers for w in tier.walls}
    assert feet == {street.height}


def test_a_street_without_actions_stays_and_a_district_without_any_has_none():
    assert [s.height for s in elevation().streets] == [SKY + 66 + GROUND]
    assert elevation(colour=None).streets == []


def test_a_street_says_how_many_actions_it_has_no_room_for():
    rows = [row() for _ in range(MOST_TIERS + 2)] + [row("2013-02", "2014-12")]
    [street] = elevation(*rows).streets

    assert (len(street.tiers), street.folded) == (MOST_TIERS, 3)
    assert street.tiers[-1].walls[0].is_attested


def test_windows_of_the_same_months_are_one_with_their_number():
    [tier] = (
        elevation(row(None, None, mark("2014-06"), mark("2014-06-16"))).streets[0].tiers
    )

    assert [(s.stretch.span, s.name, s.count) for s in tier.signs] == [
        (Span(18, 18), "lit", 2)
    ]


def test_a_quarter_is_a_window_of_as_many_panes_that_hides_no_other():
    [tier] = (
        elevation(row(None, None, mark("2014-05"), mark("2014-Q2"))).streets[0].tiers
    )
    quarter, month = tier.signs

    assert [(pane.span, look) for pane, look in quarter.panes] == [
        (Span(16, 16), "lit"),
        (Span(17, 17), "lit"),
        (Span(18, 18), "lit"),
    ]
    assert month.panes == []


@pytest.mark.parametrize(
    ("name", "looks"),
    [
        ("lit", ["lit", "lit", "lit"]),
        ("half", ["lit", "lit", "blank"]),
        ("disputed", ["blank", "blank", "blank"]),
        ("announced", ["open dashed", "open dashed", "open dashed"]),
        ("ahead", ["open", "open", "open"]),
        ("late", ["open", "open", "open"]),
    ],
)
def test_panes_say_how_well_a_quarter_is_known(name, looks):
    [tier] = elevation(row(None, None, mark("2014-Q2"))).streets[0].tiers
    sign = tier.signs[0]
    sign = type(sign)(name, sign.stretch, sign.y, 1)

    assert [look for _pane, look in sign.panes] == looks
    assert sign.needs_symbol == (name in {"disputed", "late"})


def test_only_what_is_drawn_is_explained():
    drawn = elevation(
        row(None, None, mark("2014-06"), mark("2014-08", reached=False)),
        loose=[mark("2013-01", confidence="medium"), mark("2012-04")],
    )

    assert drawn.windows == [("lit", "lit"), ("late", "open")]
    assert drawn.lanterns == [("half", "blank")]
    assert (drawn.shows_walls, drawn.shows_plots) == (True, True)
    assert (drawn.slots, drawn.key_slot, drawn.before) == ({1}, 1, 1)
    assert not elevation(row("2013-01", "2015-07")).shows_plots


def test_lanterns_of_a_month_stand_over_each_other_up_to_a_number():
    few = elevation(loose=[mark("2013-02")] * 3)
    many = elevation(loose=[mark("2013-02")] * (MOST_LANTERNS + 1))

    [post] = few.posts
    assert [sign.y for sign in post.signs] == [60, 40, 20]
    assert (post.top, few.pavement) == (20, 86)
    assert [[s.count for s in post.signs] for post in many.posts] == [[6]]
    assert few.clearing == "6.45%"


def test_the_horizon_has_what_is_attested_the_longest_lowest():
    houses = elevation(
        context=[
            row("2014-01", "2015-07", name="Hubs"),
            row("2012-01", "2016-01", name="Network"),
            row("2013-11", "2013-11", name="Summit"),
            row(name="Unknown"),
        ]
    ).horizon

    assert [(h.stretch.span, h.height, h.name) for h in houses] == [
        (Span(1, 31), 28, "Network"),
        (Span(13, 31), 41, "Hubs"),
        (Span(11, 11), 54, ""),
    ]


@pytest.mark.parametrize(
    ("length", "month", "numbers", "kept"),
    [
        (3, 2, [1, 2, 3], [1, 2, 3]),
        (31, 18, list(range(1, 32)), [1, 18, 31]),
        (31, 30, list(range(1, 32)), [1, 30]),
        (60, 60, [*range(1, 59, 2), 60], [1, 60]),
    ],
)
def test_doors_stand_close_or_not_and_a_narrow_screen_keeps_few(
    length, month, numbers, kept
):
    axis = Axis(Month(2013, 1), length)
    doors = list(elevation(outlook=Outlook.at_end_of(axis, month)).doors)

    assert [door.number for door in doors] == numbers
    assert [door.number for door in doors if door.is_kept] == kept
    assert [door.number for door in doors if door.is_now] == [month]


def test_years_begin_at_their_first_month():
    assert list(elevation().years) == [
        (2013, "0%", False),
        (2014, "38.71%", False),
        (2015, "77.42%", False),
    ]

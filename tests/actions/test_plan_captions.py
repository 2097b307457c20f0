from types import SimpleNamespace

import pytest

from actions.plan.axis import Axis, Span
from actions.plan.building import Building
from actions.plan.captions import Caption, captions, carries_name, name_of
from actions.plan.lanes import Outlook
from creative_district.kernel.months import Month
from tests.factories import on

AXIS = Axis(Month(2013, 1), 31)
END = Outlook.at_end_of(AXIS, 31)


def row(name, start=None, end=None, *, note="dates", windows=(), outlook=END):
    building = Building.of(
        outlook.axis,
        start=on(start) if start else None,
        end=on(end) if end else None,
    )
    return SimpleNamespace(
        action=SimpleNamespace(picture_title=name, period=note),
        building=building,
        pieces=building.pieces(outlook.passed),
        drawn=[SimpleNamespace(span=span) for span in windows],
    )


def captions_of(*dates, outlook=END, **how):
    return list(captions(outlook, row(*dates, outlook=outlook, **how)))


def test_the_name_of_an_undated_action_begins_its_plot():
    assert captions_of("Group") == [Caption("name", "Group", "0%", note="dates")]


def test_a_name_stands_on_a_wall_that_is_long_enough_its_dates_before_it():
    assert captions_of("Launch", "2013-03", "2014-12") == [
        Caption("board", "Launch", "6.45%"),
        Caption("note", "dates", "6.45%", is_end=True),
    ]


def test_the_dates_of_a_wall_that_fills_the_street_stand_at_its_end():
    assert captions_of("Intelligence", "2013-01", "2015-07") == [
        Caption("board", "Intelligence", "0%"),
        Caption("inside", "dates", "100%", is_end=True),
    ]


def test_dates_that_fit_nowhere_are_left_out():
    assert captions_of("Intelligence", "2013-01", "2015-07", note="x" * 120) == [
        Caption("board", "Intelligence", "0%")
    ]


@pytest.mark.parametrize(
    ("start", "end", "place"),
    [
        ("2013-06", None, "19.35%"),  # after the wall, in the plot
        (None, "2014-07", "0%"),  # before the wall, in the plot
    ],
)
def test_a_name_too_long_for_its_wall_stands_where_the_action_may_have_been(
    start, end, place
):
    name = "Thirty-two letters make one name"

    assert captions_of(name, start, end) == [Caption("name", name, place, note="dates")]


def test_a_name_keeps_clear_of_windows():
    windows = [Span(1, 2), Span(22, 24)]

    assert captions_of("Visits", windows=windows) == [
        Caption("name", "Visits", "6.45%", note="dates")
    ]


def test_a_name_before_the_plot_ends_where_that_begins():
    assert captions_of("Evening", "2014-06", "2014-06") == [
        Caption("name", "Evening", "54.84%", is_end=True, note="dates")
    ]


def test_a_name_that_fits_nowhere_begins_with_the_street():
    name = "Thirty-two letters make one name"
    outlook = Outlook.at_end_of(Axis(Month(2013, 1), 12), 12)

    [wide, narrow] = captions_of(name, "2013-06", "2013-08", outlook=outlook)

    assert (wide.x, wide.is_end) == ("41.67%", True)
    assert (narrow.x, narrow.is_end, narrow.sight) == ("0%", False, "narrow")


def test_a_narrow_screen_has_the_name_beside_a_wall_that_is_too_short_for_it():
    assert captions_of("Vouchers for all", "2014-06", "2014-12") == [
        Caption("board", "Vouchers for all", "54.84%", sight="wide"),
        Caption("note", "dates", "54.84%", is_end=True),
        Caption("name", "Vouchers for all", "54.84%", is_end=True, sight="narrow"),
    ]


def test_what_is_still_to_come_has_letters_of_its_own():
    outlook = Outlook.at_end_of(AXIS, 3)

    assert captions_of("Launch", "2013-05", "2015-07", outlook=outlook) == [
        Caption("board", "Launch", "12.9%", is_ahead=True),
        Caption("note", "dates", "12.9%", is_end=True),
    ]


def test_where_nothing_is_free_a_name_takes_the_whole_street():
    windows = [Span(1, 31)]

    assert captions_of("Visits", windows=windows) == [
        Caption("name", "Visits", "0%", note="dates")
    ]


def test_a_name_is_cut_where_it_is_too_long():
    assert name_of(row("An action " * 5)) == "An action An action An action An action…"


def test_a_wall_carries_a_name_that_it_is_long_enough_for():
    assert carries_name(AXIS, row("Vouchers", "2014-06", "2014-08"))
    assert not carries_name(AXIS, row("Vouchers", "2014-06", "2014-07"))
    assert not carries_name(AXIS, row("Vouchers"))

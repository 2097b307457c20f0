import pytest

from actions.plan.axis import Axis, Span
from actions.plan.building import Building, Piece
from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.months import Month
from tests.factories import on

AXIS = Axis(Month(2013, 1), 31)
ALL = Span(1, 31)


def building(start=None, end=None, milestones=(), **more):
    return Building.of(
        AXIS,
        start=on(start) if start else None,
        end=on(end) if end else None,
        milestones=[on(written) for written in milestones],
        **more,
    )


@pytest.mark.parametrize(
    ("start", "end", "milestones", "core", "plot"),
    [
        (None, None, [], None, ALL),
        ("2013-01", "2015-07", [], ALL, ALL),
        ("2014-06-16", None, [], Span(18, 18), Span(18, 31)),
        (None, "2014-05-23", [], Span(17, 17), Span(1, 17)),
        ("2014-06-16", None, ["2014-11-13"], Span(18, 23), Span(18, 31)),
        (None, None, ["2014-05-22"], Span(17, 17), ALL),
        (None, None, ["2014-Q4"], None, ALL),
        (None, None, ["2014-Q4", "2014-05-22"], Span(17, 22), ALL),
        (None, None, ["2012-04", "2015-10-01"], None, ALL),
        ("2014-Q1", "2014-Q3", [], Span(15, 19), Span(13, 21)),
        ("2014", None, [], None, Span(13, 31)),
        ("2011-06", "2013-02", [], Span(1, 2), Span(1, 2)),
        ("2011-06", None, [], None, ALL),
        ("2011-06", None, ["2013-03"], Span(1, 3), ALL),
        ("2016-01", None, [], None, None),
        ("2014-03", "2014-05", ["2014-08"], Span(15, 20), Span(15, 17)),
    ],
)
def test_facts_attest_the_months_between_them(start, end, milestones, core, plot):
    made = building(start, end, milestones)

    assert (made.core, made.plot) == (core, plot)


@pytest.mark.parametrize(
    "grade",
    [
        (Status.PLANNED, Confidence.HIGH),
        (Status.INFERRED, Confidence.HIGH),
        (Status.ACTUAL, Confidence.MEDIUM),
        (Status.ACTUAL, Confidence.LOW),
    ],
)
def test_what_is_not_firm_bounds_the_plot_and_builds_no_wall(grade):
    start, end, within = (
        on(written).graded(*grade) for written in ("2013-11", "2014-01", "2013-12")
    )

    made = Building.of(AXIS, start=start, end=end, milestones=[within])

    assert made == Building(core=None, plot=Span(11, 13))


def test_an_action_that_went_on_is_attested_from_its_start_to_the_last_month():
    assert building("2014-01", continued=True) == Building(
        core=Span(13, 31), plot=Span(13, 31), goes_on=True
    )
    assert building("2011-06", continued=True) == Building(
        core=ALL, plot=ALL, came_before=True, goes_on=True
    )


def test_going_on_attests_nothing_without_a_known_start():
    assert building(milestones=["2014-05-22"], continued=True) == Building(
        core=Span(17, 17), plot=ALL, goes_on=True
    )


def test_an_end_after_the_last_month_goes_on():
    assert building("2015-01", "2016-03") == Building(
        core=Span(25, 31), plot=Span(25, 31), goes_on=True
    )


def test_pieces_part_known_from_possible_and_past_from_to_come():
    vouchers = building("2014-06-16", None, ["2014-11-13"])

    assert vouchers.pieces(now=18) == [
        Piece(Span(18, 18), is_attested=True, is_past=True),
        Piece(Span(19, 23), is_attested=True, is_past=False),
        Piece(Span(24, 31), is_attested=False, is_past=False),
    ]


def test_a_plot_goes_round_its_core():
    coworking = building(milestones=["2014-05-22"])

    assert coworking.pieces(now=31) == [
        Piece(Span(1, 16), is_attested=False, is_past=True),
        Piece(Span(17, 17), is_attested=True, is_past=True),
        Piece(Span(18, 31), is_attested=False, is_past=True),
    ]


@pytest.mark.parametrize("now", [1, 18, 31])
def test_pieces_never_overlap_and_leave_no_possible_month_out(now):
    made = building("2013-03", None, ["2014-Q4", "2014-02-01"])

    covered = [
        number
        for piece in made.pieces(now)
        for number in range(piece.span.first, piece.span.last + 1)
    ]

    assert covered == list(range(3, 32))


def test_nothing_is_drawn_of_an_action_outside_the_plan():
    assert building("2016-01").pieces(now=31) == []

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from actions.phases import Progress
from actions.plan.axis import Axis, Span
from actions.plan.lanes import Lane, Mark, Outlook, Row, lanes_of
from actions.plan.standing import standing_of
from creative_district.kernel.dates import Confidence
from creative_district.kernel.months import Month
from programme.grade import Grade
from tests.factories import on

AXIS = Axis(Month(2013, 1), 31)
END = Outlook.at_end_of(AXIS, 31)


def milestone(due, *, scope="own", thrust_id=None, reached=True):
    when = due if not isinstance(due, str) else on(due)
    return SimpleNamespace(
        due=when,
        reached=when if reached else None,
        cancelled_on=None,
        scope=scope,
        thrust_id=thrust_id,
    )


def mark(due, outlook=END, **changes):
    return Mark.of(milestone(due, **changes), outlook)


def row(*, marks=(), scope="own", thrust_id=None, start=None, end=None):
    action = SimpleNamespace(scope=scope, thrust_id=thrust_id, start=start, end=end)
    with override("en"):
        return Row.of(action, marks, END, continued=False)


def test_a_reached_milestone_stands_as_well_as_its_date():
    when = on("2014-06", confidence=Confidence.MEDIUM)

    assert standing_of(Progress.REACHED, when, source_count=1) == Grade.SINGLE


def test_every_other_progress_is_a_standing_of_its_own():
    others = [progress for progress in Progress if progress != Progress.REACHED]

    assert others == [standing_of(p, on("2014-06"), source_count=2) for p in others]


@pytest.mark.parametrize(
    ("today", "month", "passed"),
    [
        (date(2012, 12, 31), 1, 0),
        (date(2013, 1, 1), 1, 1),
        (date(2014, 6, 2), 18, 18),
        (date(2026, 1, 1), 31, 31),
    ],
)
def test_today_is_looked_from_the_nearest_month(today, month, passed):
    assert Outlook.on(AXIS, today) == Outlook(AXIS, month, passed, today)


@pytest.mark.parametrize(
    ("asked", "month", "today"),
    [
        (-3, 1, date(2013, 2, 1)),
        (18, 18, date(2014, 7, 1)),
        (10**30, 31, date(2015, 8, 1)),
    ],
)
def test_a_month_is_looked_from_its_end(asked, month, today):
    assert Outlook.at_end_of(AXIS, asked) == Outlook(AXIS, month, month, today)


def test_a_milestone_of_the_last_day_is_reached_at_the_end_of_its_month():
    june, may = Outlook.at_end_of(AXIS, 18), Outlook.at_end_of(AXIS, 17)

    assert [mark("2014-06-30", outlook).standing for outlook in (may, june)] == [
        Progress.AHEAD,
        Grade.ESTABLISHED,
    ]


def test_a_milestone_outside_the_plan_has_no_place_in_it():
    marks = [mark(due) for due in ("2012-04", "2014-Q4", "2015-10-01")]

    assert [(m.span, m.is_before) for m in marks] == [
        (None, True),
        (Span(22, 24), False),
        (None, False),
    ]


def test_context_builds_no_wall_of_an_own_action():
    own, context = mark("2013-06-03"), mark("2013-11-07", scope="context")

    assert row(marks=[own, context]).building.core == Span(6, 6)
    assert row(marks=[own, context], scope="context").building.core == Span(6, 11)


def test_what_is_due_but_not_reached_builds_no_wall():
    due = mark("2013-06-03", reached=False)

    assert row(marks=[due]).building.core is None
    assert row(marks=[due]).period == "dates unknown, one milestone known: 3 June 2013"


def test_context_is_not_counted_in_the_words_of_an_own_action():
    marks = [mark("2013-11-07", scope="context")]

    assert row(marks=marks).period == "dates unknown"


def test_a_row_draws_only_what_lies_in_the_plan():
    before, inside = mark("2012-04"), mark("2014-05-22")

    assert row(marks=[before, inside]).drawn == [inside]


def test_a_row_is_attested_in_the_months_of_its_core():
    one = row(start=on("2014-05"), end=on("2014-07"))

    assert [m for m in range(1, 32) if one.is_attested_in(m)] == [17, 18, 19]
    assert not any(row().is_attested_in(m) for m in range(1, 32))


def test_lanes_follow_the_thrusts_and_end_with_the_whole_district():
    first, second = SimpleNamespace(pk=7), SimpleNamespace(pk=8)
    undated = row(thrust_id=7)
    late = row(thrust_id=7, start=on("2014-05"))
    early = row(thrust_id=7, start=on("2013-02"))
    whole = row()
    street, district = mark("2014-05", thrust_id=8), mark("2014-06")

    lanes = lanes_of([first, second], [undated, late, early, whole], [street, district])

    assert lanes == [
        Lane(first, [early, late, undated], []),
        Lane(second, [], [street]),
        Lane(None, [whole], [district]),
    ]


def test_an_empty_street_keeps_its_lane_and_an_empty_district_has_none():
    street = SimpleNamespace(pk=7)

    assert lanes_of([street], [], []) == [Lane(street, [], [])]

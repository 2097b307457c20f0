from datetime import date

from actions.plan.axis import Axis, Span
from creative_district.kernel.months import Month
from tests.factories import on

PERIOD = Axis(Month(2013, 1), 31)


def test_a_stated_period_gives_the_months_both_ends_included():
    axis = Axis.of(on("2013-01"), on("2015-07"), [on("2012-04"), on("2018-11-01")])

    assert axis == PERIOD
    assert axis.end == Month(2015, 7)


def test_an_end_that_no_source_gives_is_that_of_the_dated_records():
    dated = [on("2013-05-16"), on("2014-Q4")]

    assert Axis.of(None, None, dated) == Axis(Month(2013, 5), 20, is_stated=False)
    assert Axis.of(on("2013-01"), None, dated) == Axis(
        Month(2013, 1), 24, is_stated=False
    )
    assert Axis.of(None, on("2014-06"), dated) == Axis(
        Month(2013, 5), 14, is_stated=False
    )


def test_records_that_all_lie_before_a_stated_start_leave_one_month():
    assert Axis.of(on("2014-01"), None, [on("2013-05")]) == Axis(
        Month(2014, 1), 1, is_stated=False
    )


def test_nothing_dated_gives_no_months():
    assert Axis.of(None, None, []) is None


def test_a_period_longer_than_the_columns_of_the_style_sheet_is_not_drawn():
    drawn = [Axis(Month(1990, 1), length).is_drawable for length in (120, 121)]

    assert drawn == [True, False]


def test_years_take_the_months_that_they_have_in_the_period():
    assert list(PERIOD.years()) == [
        (2013, Span(1, 12)),
        (2014, Span(13, 24)),
        (2015, Span(25, 31)),
    ]


def test_numbers_go_on_counting_beyond_both_ends():
    days = [date(2012, 12, 31), date(2013, 1, 1), date(2014, 6, 16), date(2015, 8, 1)]

    assert [PERIOD.number(day) for day in days] == [0, 1, 18, 32]
    assert [PERIOD.clamp(number) for number in (-5, 0, 18, 32)] == [1, 1, 18, 31]


def test_a_date_spans_the_months_in_which_it_may_lie():
    spans = {
        written: PERIOD.span(on(written))
        for written in ("2014-06-16", "2014-Q4", "2014", "2012", "2015-Q3", "2016")
    }

    assert spans == {
        "2014-06-16": Span(18, 18),
        "2014-Q4": Span(22, 24),
        "2014": Span(13, 24),
        "2012": None,
        "2015-Q3": Span(31, 31),
        "2016": None,
    }


def test_a_span_reads_as_its_doors():
    assert [str(span) for span in (Span(18, 18), Span(22, 24))] == ["18", "22–24"]

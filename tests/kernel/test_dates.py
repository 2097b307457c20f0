"""Dates as far as they are known: reading, writing, words."""

from datetime import date

import pytest
from django.utils import translation

from creative_district.kernel.dates import (
    Confidence,
    DateError,
    PartialDate,
    Precision,
    Status,
)
from creative_district.kernel.months import Month


@pytest.mark.parametrize(
    ("written", "earliest", "latest", "precision"),
    [
        ("2014", date(2014, 1, 1), date(2014, 12, 31), Precision.YEAR),
        ("2014-Q4", date(2014, 10, 1), date(2014, 12, 31), Precision.QUARTER),
        ("2015-02", date(2015, 2, 1), date(2015, 2, 28), Precision.MONTH),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29), Precision.MONTH),
        ("2014-06-16", date(2014, 6, 16), date(2014, 6, 16), Precision.DAY),
        (
            "2014-11-27/2014-11-28",
            date(2014, 11, 27),
            date(2014, 11, 28),
            Precision.RANGE,
        ),
    ],
)
def test_written_form_gives_bounds_and_reads_back(written, earliest, latest, precision):
    parsed = PartialDate.parse(written)

    assert parsed == PartialDate(earliest, latest, precision)
    assert parsed.value == written
    assert PartialDate.decode(parsed.encode()) == parsed


@pytest.mark.parametrize(
    "written",
    [
        *("", "soon", "14", "2014-13", "2014-Q5", "2013-02-29", "2014-6-1"),
        *("2014/2013", "2013/2014/2015"),
    ],
)
def test_what_is_no_date_is_refused_in_words(written):
    with pytest.raises(DateError) as error:
        PartialDate.parse(written)

    assert str(error.value)


def test_range_of_one_day_is_that_day():
    assert PartialDate.parse("2014-06-16/2014-06-16") == PartialDate.parse("2014-06-16")


def test_refusal_says_what_is_allowed():
    with pytest.raises(DateError) as error, translation.override("en"):
        PartialDate.parse("June 2014")

    assert str(error.value) == (
        "“June 2014” is not a date. Write 2014, 2014-Q4, 2014-06, 2014-06-16 or "
        "2014-11-05/2014-11-15."
    )


def test_grade_survives_storage():
    planned = PartialDate.parse(
        "2014-10-01", status=Status.PLANNED, confidence=Confidence.MEDIUM
    )

    assert PartialDate.decode(planned.encode()) == planned
    assert planned.is_announced_only
    assert not planned.is_firm


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2014", "2014"),
        ("2014-Q4", "fourth quarter of 2014"),
        ("2014-06", "June 2014"),
        ("2014-06-16", "16 June 2014"),
        ("2013-11-05/2013-11-15", "5–15 November 2013"),
        ("2013-11-28/2013-12-02", "28 November – 2 December 2013"),
        ("2013-12-28/2014-01-02", "28 December 2013 – 2 January 2014"),
    ],
)
def test_words_claim_no_more_than_is_known(written, words):
    with translation.override("en"):
        assert PartialDate.parse(written).in_words() == words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2014-06", "juin 2014"),
        ("2014-10-01", "1er octobre 2014"),
        ("2013-11-05/2013-11-15", "5–15 novembre 2013"),
    ],
)
def test_words_in_french(written, words):
    with translation.override("fr"):
        assert PartialDate.parse(written).in_words() == words


def test_dates_order_by_their_bounds():
    written = ["2014-06-16", "2014", "2013-Q4", "2014-06", "2013-12-31"]

    ordered = sorted(PartialDate.parse(each) for each in written)

    assert [each.value for each in ordered] == [
        "2013-Q4",
        "2013-12-31",
        "2014",
        "2014-06",
        "2014-06-16",
    ]


def test_months_count_across_years():
    january = Month(2013, 1)

    assert january + 30 == Month(2015, 7)
    assert Month.of(date(2015, 7, 31)) - january == 30
    assert (Month(2012, 2).first, Month(2012, 2).last) == (
        date(2012, 2, 1),
        date(2012, 2, 29),
    )

"""The months of a programme in a mail."""

from datetime import date

import pytest
from django.utils import translation

from actions.reminders.month_strip import MonthStrip
from tests.factories import on

START, END = on("2014-01"), on("2014-06")


def strip(due: str, today: date = date(2014, 2, 1)) -> MonthStrip | None:
    return MonthStrip.of(START, END, due=on(due), today=today)


def test_each_month_is_due_now_past_or_ahead():
    found = strip("2014-Q2", date(2014, 3, 9))

    assert found is not None
    assert found.cells == ["past", "past", "now", "due", "due", "due"]


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2014, 2, 1), "Due in month 4–6 of 6. It is month 2."),
        (date(2015, 2, 1), "Due in month 4–6 of 6."),
    ],
)
def test_the_line_says_the_same(today, words):
    found = strip("2014-Q2", today)

    with translation.override("en"):
        assert found is not None
        assert found.line == words


def test_a_date_outside_the_period_is_not_drawn():
    assert strip("2015-01-01") is None


@pytest.mark.parametrize(
    ("start", "end"), [(None, END), (START, None), (on("2000"), on("2014"))]
)
def test_no_period_or_one_too_long_is_not_drawn(start, end):
    found = MonthStrip.of(start, end, due=on("2014-05"), today=date(2014, 2, 1))

    assert found is None

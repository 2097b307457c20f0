"""Send days, send times and waits."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actions.reminders.policy import (
    is_working_day,
    morning,
    next_morning,
    retry_delay,
    send_day,
)


@pytest.mark.parametrize(
    ("due_on", "offset", "country", "day"),
    [
        (date(2014, 6, 16), -7, "BE", date(2014, 6, 6)),  # Whit Monday, then weekend
        (date(2014, 6, 16), -7, "IT", date(2014, 6, 9)),  # a working day in Italy
        (date(2014, 6, 16), -7, "ZZ", date(2014, 6, 9)),  # no holidays are known
        (date(2014, 6, 15), 0, "BE", date(2014, 6, 13)),
        (date(2014, 12, 22), 3, "BE", date(2014, 12, 26)),
        (date(2014, 12, 22), 3, "IT", date(2014, 12, 29)),  # St Stephen, then weekend
    ],
)
def test_mails_go_out_on_working_days(due_on, offset, country, day):
    assert send_day(due_on, offset, country) == day


def test_national_holiday_is_no_working_day():
    assert not is_working_day(date(2014, 7, 21), "BE")
    assert is_working_day(date(2014, 7, 22), "BE")


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        (date(2014, 3, 29), 7),
        (date(2014, 3, 30), 6),  # summer time begins that night
        (date(2014, 10, 25), 6),
        (date(2014, 10, 26), 7),
    ],
)
def test_eight_in_the_morning_is_right_across_summer_time(day, hour):
    assert morning(day, "Europe/Brussels") == datetime(
        day.year, day.month, day.day, hour, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("moment", "following"),
    [
        ("2014-03-29T06:59Z", "2014-03-29T07:00Z"),
        ("2014-03-29T07:00Z", "2014-03-30T06:00Z"),  # summer time begins that night
        ("2014-06-30T23:30Z", "2014-07-01T06:00Z"),  # past midnight in Brussels
    ],
)
def test_the_next_morning_is_that_of_the_reader(moment, following):
    found = next_morning(datetime.fromisoformat(moment), "Europe/Brussels")

    assert found == datetime.fromisoformat(following)


def test_waits_double_up_to_the_longest_for_five_days():
    minute, hour = timedelta(minutes=1), timedelta(hours=1)

    waits = []
    while delay := retry_delay(len(waits) + 1, first=minute, longest=hour):
        waits.append(delay)

    assert waits[:8] == [minute * m for m in (1, 2, 4, 8, 16, 32, 60, 60)]
    assert timedelta(days=5) <= sum(waits, timedelta()) < timedelta(days=5) + hour

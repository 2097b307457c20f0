"""Send days and send times against the law and the calendar, written out by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.models import Reminder
from actions.reminders.policy import is_working_day, morning
from actions.reminders.vocabulary import State
from tests.actions.reminders.conftest import at, reconcile, sweep
from tests.factories import make_milestone, on

EASTER = {
    2013: "03-31",
    2014: "04-20",
    2015: "04-05",
    2016: "03-27",
    2026: "04-05",
    2027: "03-28",
    2028: "04-16",
    2029: "04-01",
    2030: "04-21",
}
# Royal decree of 18 April 1974, article 1.
BELGIAN = ("01-01", "05-01", "07-21", "08-15", "11-01", "11-11", "12-25")
BELGIAN_FROM_EASTER = (1, 39, 50)  # Easter Monday, Ascension Day, Whit Monday
# Law 260 of 27 May 1949, as changed in 1977, 1985 and 2000.
ITALIAN = (
    *("01-01", "01-06", "04-25", "05-01", "06-02"),
    *("08-15", "11-01", "12-08", "12-25", "12-26"),
)
ITALIAN_FROM_EASTER = (1,)
ITALIAN_FROM_2026 = ("10-04",)  # law 151 of 8 October 2025


def days_of(year):
    first = date(year, 1, 1)
    count = (date(year + 1, 1, 1) - first).days
    return [first + timedelta(days=number) for number in range(count)]


def lawful(country, year):
    """Return the days of a year that the country's law makes holidays."""
    easter = date.fromisoformat(f"{year}-{EASTER[year]}")
    fixed, movable = {
        "BE": (BELGIAN, BELGIAN_FROM_EASTER),
        "IT": (
            (*ITALIAN, *(ITALIAN_FROM_2026 if year >= 2026 else ())),
            ITALIAN_FROM_EASTER,
        ),
    }[country]
    return {date.fromisoformat(f"{year}-{day}") for day in fixed} | {
        easter + timedelta(days=number) for number in movable
    }


@pytest.mark.parametrize("country", ["BE", "IT"])
@pytest.mark.parametrize("year", EASTER)
def test_weekdays_without_work_are_those_of_the_law(country, year):
    weekdays = [day for day in days_of(year) if day.weekday() < 5]

    free = {day for day in weekdays if not is_working_day(day, country)}

    assert free == lawful(country, year) & set(weekdays)
    assert not any(
        is_working_day(day, country) for day in {*days_of(year)} - {*weekdays}
    )


@pytest.mark.parametrize(
    ("day", "country"),
    [
        (date(2013, 9, 27), "BE"),  # the French Community's
        (date(2014, 7, 11), "BE"),  # the Flemish Community's
        (date(2014, 9, 15), "BE"),  # the day after Wallonia's, a Sunday
        (date(2014, 6, 24), "IT"),  # Florence's patron
        (date(2015, 11, 30), "IT"),  # Tuscany's
    ],
)
def test_holidays_of_a_region_are_working_days(day, country):
    assert is_working_day(day, country)


@pytest.mark.parametrize("country", ["ZZ", ""])
def test_where_the_library_knows_no_holidays_only_weekends_are_free(country):
    assert [is_working_day(date(2014, 12, day), country) for day in range(22, 29)] == [
        True
    ] * 5 + [False] * 2


CHANGES = [
    (date(2013, 3, 31), 7, 6),
    (date(2013, 10, 27), 6, 7),
    (date(2014, 3, 30), 7, 6),
    (date(2014, 10, 26), 6, 7),
    (date(2015, 3, 29), 7, 6),
    (date(2015, 10, 25), 6, 7),
]


@pytest.mark.parametrize(("day", "before", "after"), CHANGES)
def test_eight_in_brussels_is_right_on_both_sides_of_every_clock_change(
    day, before, after
):
    week = [day + timedelta(days=number) for number in range(-3, 4)]

    mornings = [morning(each, "Europe/Brussels") for each in week]

    assert mornings == [
        datetime(each.year, each.month, each.day, hour, tzinfo=UTC)
        for each, hour in zip(week, [before] * 3 + [after] * 4, strict=True)
    ]


@pytest.mark.parametrize(("day", "before", "after"), CHANGES)
def test_reminders_around_a_clock_change_are_sent_at_eight(crew, day, before, after):
    for number, hour in [(-2, before), (2, after)]:
        due_on = day + timedelta(days=number)
        eight = datetime(due_on.year, due_on.month, due_on.day, hour, tzinfo=UTC)
        milestone = make_milestone(action=crew.action, due=on(due_on.isoformat()))

        early = sweep(crew.programme, eight - timedelta(minutes=1))
        sent = sweep(crew.programme, eight)

        on_the_day = (milestone.reminders.get(offset_days=0).key, crew.lead.email)
        assert on_the_day not in early
        assert on_the_day in sent


@pytest.mark.parametrize(
    ("zone", "moments"),
    [
        # Due on Monday 27 October 2014, the day after summer time ended in Europe.
        ("Europe/Brussels", ["10-24T06:00", "10-27T07:00", "10-30T07:00"]),
        ("Europe/Lisbon", ["10-24T07:00", "10-27T08:00", "10-30T08:00"]),
        ("Europe/Helsinki", ["10-24T05:00", "10-27T06:00", "10-30T06:00"]),
        ("Africa/Abidjan", ["10-24T08:00", "10-27T08:00", "10-30T08:00"]),
        ("Asia/Tokyo", ["10-23T23:00", "10-26T23:00", "10-29T23:00"]),
        ("Asia/Kathmandu", ["10-24T02:15", "10-27T02:15", "10-30T02:15"]),
        # Summer time ends there a week later.
        ("America/New_York", ["10-24T12:00", "10-27T12:00", "10-30T12:00"]),
    ],
)
def test_eight_is_where_the_reader_is(crew, zone, moments):
    crew.lead.time_zone = zone
    crew.lead.save()
    make_milestone(action=crew.action, due=on("2014-10-27"))

    reconcile(crew.programme, at("2014-09-01"))

    rows = crew.lead.reminders.filter(offset_days__in=[-1, 0, 3])
    assert [row.send_at for row in rows.order_by("offset_days")] == [
        datetime.fromisoformat(f"2014-{moment}").replace(tzinfo=UTC)
        for moment in moments
    ]


OFFSETS = (-30, -7, -1, 0, 3, 14)


@pytest.mark.parametrize(
    ("due", "country", "days"),
    [
        # Three days after lies a Saturday: what is late goes out on the Monday.
        ("2014-10-15", "BE", "2014: 09-15 10-08 10-14 10-15 10-20 10-29"),
        # Whit Monday on 9 June 2014 is a working day in Italy; 2 June is none there.
        ("2014-06-16", "BE", "2014: 05-16 06-06 06-13 06-16 06-19 06-30"),
        ("2014-06-16", "IT", "2014: 05-16 06-09 06-13 06-16 06-19 06-30"),
        ("2014-06-09", "BE", "2014: 05-09 06-02 06-06 06-06 06-12 06-23"),
        ("2014-06-09", "IT", "2014: 05-09 05-30 06-06 06-09 06-12 06-23"),
        # Labour Day, of both; Liberation Day, of Italy alone.
        ("2014-05-01", "BE", "2014: 04-01 04-24 04-30 04-30 05-05 05-15"),
        ("2014-04-25", "BE", "2014: 03-26 04-18 04-24 04-25 04-28 05-09"),
        ("2014-04-25", "IT", "2014: 03-26 04-18 04-24 04-24 04-28 05-09"),
        # Over Christmas and the New Year: 26 December and 6 January are Italy's.
        ("2014-12-23", "BE", "2014: 11-21 12-16 12-22 12-23 12-26 01-06"),
        ("2014-12-23", "IT", "2014: 11-21 12-16 12-22 12-23 12-29 01-07"),
        # The programme's last month is due on its last day, a Friday.
        ("2015-07", "BE", "2015: 07-01 07-24 07-30 07-31 08-03 08-14"),
        ("2015-07-31", "BE", "2015: 07-01 07-24 07-30 07-31 08-03 08-14"),
        # Month ends: 28 and 29 February, 30 April, 31 December.
        ("2014-02", "BE", "2014: 01-29 02-21 02-27 02-28 03-03 03-14"),
        ("2016-02", "BE", "2016: 01-29 02-22 02-26 02-29 03-03 03-14"),
        ("2016-02-29", "BE", "2016: 01-29 02-22 02-26 02-29 03-03 03-14"),
        ("2015-03-30", "BE", "2015: 02-27 03-23 03-27 03-30 04-02 04-13"),
        ("2014-04", "BE", "2014: 03-31 04-23 04-29 04-30 05-05 05-14"),
        # Quarters, a year and a range are due on their last day.
        ("2014-Q1", "BE", "2014: 02-28 03-24 03-28 03-31 04-03 04-14"),
        ("2015-Q2", "BE", "2015: 05-29 06-23 06-29 06-30 07-03 07-14"),
        ("2014-Q4", "BE", "2014: 12-01 12-24 12-30 12-31 01-05 01-14"),
        ("2014", "BE", "2014: 12-01 12-24 12-30 12-31 01-05 01-14"),
        ("2014-11-05/2014-11-15", "BE", "2014: 10-16 11-07 11-14 11-14 11-18 12-01"),
    ],
)
def test_send_days_of_every_rule(crew, due, country, days):
    crew.programme.country = country
    crew.programme.save()
    make_milestone(action=crew.action, due=on(due))

    reconcile(crew.programme, at("2013-01-01"))

    rows = crew.lead.reminders.order_by("offset_days")
    zone = ZoneInfo("Europe/Brussels")
    year, listed = days.split(": ")
    assert year in due
    assert [row.offset_days for row in rows] == list(OFFSETS)
    assert [f"{row.send_at.astimezone(zone):%m-%d %H:%M}" for row in rows] == [
        f"{day} 08:00" for day in listed.split()
    ]


def test_tuscanys_reminders_follow_italys_calendar(crew, rival):
    """Its rule of a week before falls on 2 June 2014, which is free in Italy alone."""
    make_milestone(action=crew.action, key="here", due=on("2014-06-09"))
    make_milestone(action=rival.action, key="there", due=on("2014-06-09"))

    for programme in (crew.programme, rival.programme):
        reconcile(programme, at("2014-05-01"))

    rows = Reminder.objects.filter(milestone__key__in=["here", "there"], offset_days=-7)
    assert {(row.milestone.key, row.send_at, row.state) for row in rows} == {
        ("here", at("2014-06-02", 8), State.PLANNED),
        ("there", at("2014-05-30", 8), State.PLANNED),
    }


@pytest.mark.parametrize("due", ["0001", "9999"])
def test_a_mistyped_year_stops_no_other_milestone(crew, call, due):
    make_milestone(action=crew.action, due=on(due))

    sent = sweep(crew.programme, at("2014-06-16", 8))

    on_the_day = call.reminders.get(offset_days=0)
    assert (on_the_day.key, crew.lead.email) in sent

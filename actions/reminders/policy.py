"""When a reminder is sent and when it is tried again: pure, no ORM, no clock."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

SEND_TIME = time(8)
PATIENCE = timedelta(days=5)
SATURDAY = 5
DAY = timedelta(days=1)
# Whoever writes the year 1 or 9999 gets reminders of a day that can be reckoned with.
FIRST, LAST = date(1000, 1, 1), date(9000, 12, 31)


@cache
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Return a year's public holidays of the whole country.

    Those of its regions are not among them; none where the library knows no such
    country.
    """
    import holidays  # noqa: PLC0415 - 3 MB that only the reckoning of mails needs

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


def is_working_day(day: date, country: str) -> bool:
    """Whether the day is no Saturday, no Sunday and no public holiday."""
    return day.weekday() < SATURDAY and day not in public_holidays(country, day.year)


def send_day(due_on: date, offset_days: int, country: str) -> date:
    """Return the day of a rule's mail: a working day.

    Mails before and on the due day move to the working day before, late ones to the
    working day after.
    """
    day = min(max(due_on, FIRST), LAST) + timedelta(days=offset_days)
    step = DAY if offset_days > 0 else -DAY
    while not is_working_day(day, country):
        day += step
    return day


def morning(day: date, zone: str) -> datetime:
    """Return 08:00 of a day where the reader is, in UTC."""
    return datetime.combine(day, SEND_TIME, ZoneInfo(zone)).astimezone(UTC)


def next_morning(moment: datetime, zone: str) -> datetime:
    """Return the first 08:00 after a moment where the reader is, in UTC."""
    today = day_in(zone, moment)
    at_eight = morning(today, zone)
    return at_eight if at_eight > moment else morning(today + DAY, zone)


def day_in(zone: str, moment: datetime) -> date:
    """Return the day that a moment falls on where the reader is."""
    return moment.astimezone(ZoneInfo(zone)).date()


def retry_delay(
    failure_count: int, *, first: timedelta, longest: timedelta
) -> timedelta | None:
    """Return how long to wait after so many failures in a row; None: give up.

    The wait doubles up to `longest`; all waits together last five days.
    """
    delay = waited = timedelta()
    for failure in range(failure_count):
        waited += delay
        delay = min(first * 2 ** min(failure, 30), longest)
    return delay if waited < PATIENCE else None

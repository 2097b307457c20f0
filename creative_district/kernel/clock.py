"""The programme's clock: real by default, shifted by `PROGRAMME_AS_OF`.

It decides what is due, late, reached and the current month. Timestamps, sessions,
leases and retries stay on real time (`django.utils.timezone.now`). Only outermost
callers (views, tasks, commands) ask it; everything below takes `today` or `now`.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from creative_district.kernel.models import ClockStart


def is_shifted() -> bool:
    """Whether this portal rehearses another day."""
    return bool(settings.PROGRAMME_AS_OF)


def start_of(as_of: str, zone: ZoneInfo) -> datetime:
    """Return when a shifted clock starts: at 09:00 of the day, or as given.

    Raises `ValueError` for anything but an ISO day or an ISO day and time.
    """
    if "T" in as_of:
        moment = datetime.fromisoformat(as_of)
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return datetime.combine(date.fromisoformat(as_of), time(9), zone)


def shift() -> timedelta:
    """Return what the shifted clock adds to real time; nothing when it is real.

    The moment at which it was first asked is kept in the database, so that web and
    worker agree and a restart does not turn the clock back.
    """
    if not is_shifted():
        return timedelta()
    begun, _created = ClockStart.objects.get_or_create(
        as_of=settings.PROGRAMME_AS_OF, defaults={"started_at": timezone.now()}
    )
    zone = ZoneInfo(settings.TIME_ZONE)
    return start_of(settings.PROGRAMME_AS_OF, zone) - begun.started_at


def now() -> datetime:
    """Return the programme's moment, aware, in UTC."""
    return timezone.now() + shift() if is_shifted() else timezone.now()


def today(zone: str | None = None) -> date:
    """Return the programme's day in a time zone (default: the portal's)."""
    return now().astimezone(ZoneInfo(zone or settings.TIME_ZONE)).date()

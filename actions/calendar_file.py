"""Milestones as an iCalendar file (RFC 5545).

Each is the same event in every mail and in every file that calendars subscribe to.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vDuration

from actions.models import Milestone

DAY = timedelta(days=1)
# How often a calendar that subscribed looks again.
REFRESH = timedelta(hours=6)


class Entry(NamedTuple):
    """A milestone as a calendar is to show it, in the reader's words."""

    milestone: Milestone
    title: str
    description: str
    place: str
    url: str
    is_withdrawn: bool = False

    @property
    def is_cancelled(self) -> bool:
        """Whether calendars are to strike it out."""
        return self.is_withdrawn or self.milestone.cancelled_on is not None


def domain() -> str:
    """Return the host that makes this portal's identifiers unique in the world."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return host.encode("idna").decode()


def method(entries: Sequence[Entry]) -> str:
    """Return what a calendar is to do with the file (RFC 5546).

    A file has one method. Where only some of its milestones are cancelled, their status
    says so.
    """
    are_cancelled = all(entry.is_cancelled for entry in entries)
    return "CANCEL" if are_cancelled else "PUBLISH"


def calendar_file(entries: Sequence[Entry], *, stamp: datetime) -> bytes:
    """Return an iCalendar file to be sent once, written at `stamp`."""
    calendar = _calendar(method(entries))
    for entry in entries:
        calendar.add_component(_event(entry, stamp))
    written: bytes = calendar.to_ical()
    return written


def subscription(entries: Iterable[Entry], *, name: str) -> bytes:
    """Return an iCalendar file to be fetched again and again (RFC 7986).

    It is the same, byte for byte, until one of its milestones changes.
    """
    return b"".join(subscription_pieces(map(event_of, entries), name=name))


def subscription_pieces(events: Iterable[bytes], *, name: str) -> Iterator[bytes]:
    """Yield such a file around its events, each written by `event_of`."""
    calendar = _calendar("PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    around: bytes = calendar.to_ical()
    end = b"END:VCALENDAR\r\n"
    yield around.removesuffix(end)
    yield from events
    yield end


def event_of(entry: Entry) -> bytes:
    """Return one event of a file that is fetched again and again."""
    written: bytes = _event(entry, changed_at(entry.milestone)).to_ical()
    return written


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Creative District//Portal//EN")
    calendar.add("method", method)
    return calendar


def _event(entry: Entry, stamp: datetime) -> Event:
    """Return the milestone as an all-day event over the days that it may take.

    The UID never changes; SEQUENCE grows with each later change, so that a calendar
    replaces what it holds.
    """
    milestone = entry.milestone
    event = Event()
    event.add("uid", f"milestone-{milestone.key}@{domain()}")
    event.add("sequence", sequence(milestone))
    event.add("dtstamp", stamp)
    event.add("last-modified", changed_at(milestone))
    event.add("dtstart", milestone.due.earliest)
    if milestone.due.latest < date.max:
        event.add("dtend", milestone.due.latest + DAY)
    event.add("summary", entry.title)
    event.add("description", entry.description)
    if entry.place:
        event.add("location", entry.place)
    event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("organizer", vCalAddress(f"mailto:{parseaddr(settings.MAIL_FROM)[1]}"))
    return event


def sequence(milestone: Milestone) -> int:
    """Return a number that only grows: the seconds from creation to the last change."""
    age = changed_at(milestone) - milestone.created_at
    return max(int(age.total_seconds()), 0)


def changed_at(milestone: Milestone) -> datetime:
    """Return when its event last changed: with it or with what it belongs to."""
    above = (milestone.programme, milestone.action, milestone.street)
    return max(each.updated_at for each in (milestone, *above) if each)

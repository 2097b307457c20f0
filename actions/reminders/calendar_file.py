"""A milestone as an iCalendar file, the same event every time it is sent."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress

from actions.models import Milestone


def domain() -> str:
    """Return the host that makes this portal's identifiers unique in the world."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def event(milestone: Milestone, *, url: str, stamp: datetime) -> Event:
    """Return the milestone as an all-day event over the days that it may take.

    The UID never changes; SEQUENCE grows with each later save, so that a calendar
    replaces what it holds.
    """
    entry = Event()
    entry.add("uid", f"milestone-{milestone.key}@{domain()}")
    entry.add("sequence", sequence(milestone))
    entry.add("dtstamp", stamp)
    entry.add("dtstart", milestone.due.earliest)
    entry.add("dtend", milestone.due.latest + timedelta(days=1))
    entry.add("summary", str(milestone.title))
    if milestone.action:
        entry.add("description", str(milestone.action.title))
    if milestone.place:
        entry.add("location", str(milestone.place.name))
    if url:
        entry.add("url", url)
    entry.add("status", "CANCELLED" if milestone.cancelled_on else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")
    entry.add("organizer", vCalAddress(f"mailto:{parseaddr(settings.MAIL_FROM)[1]}"))
    return entry


def sequence(milestone: Milestone) -> int:
    """Return a number that only grows: the seconds from creation to the last save."""
    return int((milestone.updated_at - milestone.created_at).total_seconds())


def calendar_file(*events: Event) -> str:
    """Return the text of an iCalendar file with these events."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Creative District//Portal//EN")
    calendar.add("method", "PUBLISH")
    for entry in events:
        calendar.add_component(entry)
    written: bytes = calendar.to_ical()
    return written.decode()

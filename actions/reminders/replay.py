"""Walks a programme's timeline through the real planner and the real delivery.

On a scratch copy of the rows, with a stepped clock, to a tray that reaches nobody.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Min

from actions.models import Reminder
from actions.reminders import dispatch
from actions.reminders.vocabulary import State
from partners.services import make_demonstration_contacts
from programme.models import Programme

NOON = time(12)

# How many mails by month (its first day), cause and offset in days.
Table = Counter[tuple[date, str, int]]


class ReplayError(Exception):
    """A mail of this day cannot be built; the log says why."""


class Tray(BaseEmailBackend):
    """Keeps the keys of mails instead of sending them."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[str] = []

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.keys += [mail.extra_headers["X-Reminder-Key"] for mail in email_messages]
        return len(email_messages)


def replay(
    *,
    programme: Programme,
    first: date,
    last: date,
    progress: Callable[[date], None],
) -> Table:
    """Return what would have been sent from `first` to `last`, both included.

    As if the record had been loaded on the first day. The database is left as it was:
    everything happens in a transaction that is rolled back.
    """
    table: Table = Counter()
    with transaction.atomic():
        _begin(programme, first)
        # The first sweep plans the whole timeline, and nobody writes in between: a day
        # before the next planned moment needs no sweep.
        soonest: datetime | None = _noon(programme, first)
        for day in days(first, last):
            progress(day)
            if soonest and soonest <= _noon(programme, day):
                for key in _sweep(programme, day):
                    _milestone, cause, offset, *_rest = key.split(".")
                    table[day.replace(day=1), cause, int(offset)] += 1
                soonest = _soonest(programme)
        transaction.set_rollback(True)
    return table


def days(first: date, last: date) -> Iterator[date]:
    """Yield every day from `first` to `last`."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _begin(programme: Programme, first: date) -> None:
    """Empty the ledger; give people who stand in where the programme has none."""
    scratch = Programme.objects.get(pk=programme.pk)
    scratch.reminders_from = datetime.combine(
        first, time(), ZoneInfo(programme.time_zone)
    )
    scratch.reminders_paused = False
    scratch.save()
    Reminder.objects.filter(milestone__programme=scratch).delete()
    if not scratch.contacts.exists():
        make_demonstration_contacts(programme=scratch)


def _noon(programme: Programme, day: date) -> datetime:
    return datetime.combine(day, NOON, ZoneInfo(programme.time_zone))


def _soonest(programme: Programme) -> datetime | None:
    """Return the next moment for which a mail is planned."""
    planned = Reminder.objects.filter(
        milestone__programme=programme, state=State.PLANNED
    )
    found: datetime | None = planned.aggregate(Min("send_at"))["send_at__min"]
    return found


def _sweep(programme: Programme, day: date) -> list[str]:
    """Sweep at noon; return the keys of the mails."""
    tray = Tray()
    tally = dispatch.sweep(
        clock=lambda: _noon(programme, day),
        programmes=Programme.objects.filter(pk=programme.pk),
        open_mail=lambda: tray,
        rate=0,
    )
    if tally.letters[State.PLANNED]:
        raise ReplayError(day)
    return tray.keys

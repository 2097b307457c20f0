"""Walks a programme's timeline through the real planner and the real delivery.

On a scratch copy of the rows, with a stepped clock, to a tray that reaches nobody.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Self, cast
from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Min, Q

from actions.models import Reminder
from actions.reminders import dispatch, policy
from actions.reminders.message import ReminderMail
from actions.reminders.vocabulary import State, in_words
from partners.services import make_demonstration_contacts
from programme.models import Programme

# A rule of a month (its first day): cause, and offset in days.
Cell = tuple[date, str, int]


class ReplayError(Exception):
    """The reminders of a programme cannot be planned; the message says why."""


@dataclass
class Timeline:
    """What would have been sent."""

    reminders: Counter[Cell] = field(default_factory=Counter)
    # By month. Where people want one mail a day, these are fewer.
    mails: Counter[date] = field(default_factory=Counter)
    # Reminders that could not be mailed, and why.
    failures: list[tuple[str, str]] = field(default_factory=list)

    def __iadd__(self, other: Self) -> Self:
        self.reminders += other.reminders
        self.mails += other.mails
        self.failures += other.failures
        return self

    def note(self, mail: ReminderMail, day: date) -> None:
        """Count a mail of a day, and each reminder in it."""
        month = day.replace(day=1)
        self.mails[month] += 1
        for key in mail.keys:
            _milestone, cause, offset, *_rest = key.split(".")
            self.reminders[month, cause, int(offset)] += 1


def to_nobody(_mail: ReminderMail) -> None:
    """Let a mail go that nobody is to get."""


@dataclass
class Replay:
    """A programme's days from `first` to `last`, both included.

    As if the record had been loaded on the first day. `post` gets each mail, marked as
    a test; `progress` is told the day reached and the mails so far.
    """

    programme: Programme
    first: date
    last: date
    progress: Callable[[date, int], None]
    post: Callable[[ReminderMail], None] = to_nobody
    timeline: Timeline = field(default_factory=Timeline)

    def run(self) -> Timeline:
        """Return what would have been sent; the database is left as it was.

        Everything happens in a transaction that is rolled back. Raises `ReplayError`
        when nothing can be planned.
        """
        with transaction.atomic():
            self._begin()
            moment: datetime | None = self._midnight(self.first)
            end = self._midnight(self.last + policy.DAY)
            while moment and moment < end:
                self._sweep(moment)
                moment = self._next(moment)
            self._note_failures()
            transaction.set_rollback(True)
        return self.timeline

    def _begin(self) -> None:
        """Empty the ledger; give people who stand in where the programme has none."""
        self.programme = Programme.objects.get(pk=self.programme.pk)
        self.programme.reminders_from = self._midnight(self.first)
        self.programme.reminders_paused = False
        # What makes a mail say that it means nothing.
        self.programme.is_practice = True
        self.programme.save()
        Reminder.objects.filter(milestone__programme=self.programme).delete()
        self.programme.contacts.update(next_digest_at=None)
        if not self.programme.contacts.exists():
            make_demonstration_contacts(programme=self.programme)

    def _sweep(self, moment: datetime) -> None:
        day = policy.day_in(self.programme.time_zone, moment)
        self.progress(day, self.timeline.mails.total())
        tray = Tray()
        tally = dispatch.sweep(
            clock=lambda: moment,
            programmes=Programme.objects.filter(pk=self.programme.pk),
            open_mail=lambda: tray,
            rate=0,
        )
        if tally.faults:
            raise ReplayError("; ".join(tally.faults))
        for mail in tray.mails:
            self.timeline.note(mail, day)
            self.post(mail)

    def _next(self, moment: datetime) -> datetime | None:
        """Return the next moment at which there may be something to send.

        Nobody writes meanwhile: that is when a reminder is planned, when a contact may
        have another daily mail, or on the morning of a day of cancellation.
        """
        zone = self.programme.time_zone
        planned = Reminder.objects.filter(
            milestone__programme=self.programme, state=State.PLANNED
        )
        daily = self.programme.contacts.filter(
            reminders__in=planned.filter(send_at__lte=moment)
        )
        cancelled = self.programme.milestones.filter(
            cancelled_on__gt=policy.day_in(zone, moment)
        )
        called_off: date | None = cancelled.aggregate(on=Min("cancelled_on"))["on"]
        moments: list[datetime | None] = [
            planned.aggregate(at=Min("send_at", filter=Q(send_at__gt=moment)))["at"],
            daily.filter(next_digest_at__gt=moment).aggregate(at=Min("next_digest_at"))[
                "at"
            ],
            policy.morning(called_off, zone) if called_off else None,
        ]
        return min((each for each in moments if each), default=None)

    def _note_failures(self) -> None:
        failed = Reminder.objects.filter(
            Q(state=State.FAILED) | Q(state=State.PLANNED, attempt_count__gt=0),
            milestone__programme=self.programme,
        )
        self.timeline.failures = [(row.key, in_words(row.reason)) for row in failed]

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self.programme.time_zone))


class Tray(BaseEmailBackend):
    """Keeps mails instead of sending them."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[ReminderMail] = []

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.mails += cast("Sequence[ReminderMail]", email_messages)
        return len(email_messages)

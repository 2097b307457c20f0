"""One summer of reminders, told mail by mail: what tests of changes compare."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.core import mail
from django.core.mail import get_connection
from django.db.models import Min

from actions.models import Reminder
from actions.reminders import dispatch
from actions.reminders.vocabulary import Cause, State
from programme.models import Programme
from tests.actions.reminders.conftest import BRUSSELS, at

DAY = timedelta(days=1)


def season(
    programme: Programme,
    changes: Mapping[str, Callable[[], object]],
    *,
    first: str = "2014-05-02",
    last: str = "2014-07-31",
) -> list[str]:
    """Sweep at nine on each day on which something changes or is due.

    Return every mail as "05-16 -30 lead": day, rule or cause, and to whom; with "late"
    where it was marked so.
    """
    now, told = at(first), []
    while now <= at(last):
        for day, change in changes.items():
            if at(day) == now:
                change()
        told += letters(programme, now)
        soonest = planned(programme)
        # What is held back stays due: a look once a week is enough.
        now += 7 * DAY if soonest and soonest <= now else DAY
        coming = [at(day) for day in changes if at(day) >= now]
        if soonest:
            coming.append(at(f"{soonest.astimezone(BRUSSELS).date()}"))
        now = max(now, min(coming, default=at(last) + DAY))
    return told


def planned(programme):
    """Return the next moment for which a mail is planned."""
    rows = Reminder.objects.filter(milestone__programme=programme, state=State.PLANNED)
    return rows.aggregate(Min("send_at"))["send_at__min"]


def letters(programme, now, open_mail=get_connection):
    """Sweep once; return what each mail told, a line for each reminder in it."""
    mail.outbox.clear()
    dispatch.sweep(
        clock=lambda: now,
        programmes=Programme.objects.filter(pk=programme.pk),
        open_mail=open_mail,
    )
    day = f"{now.astimezone(BRUSSELS):%m-%d}"
    return sorted(f"{day} {line}" for letter in mail.outbox for line in told_by(letter))


def told_by(letter):
    """Return what a mail tells, and to whom: "-30 lead"."""
    rows = {row.key: row for row in Reminder.objects.all()}
    name = letter.to[0].partition("@")[0]
    for key in letter.message().get_all("X-Reminder-Key"):
        row = rows[key]
        what = f"{row.offset_days:+d}" if row.cause == Cause.RULE else row.cause
        yield f"{what} {name}{' late' if row.is_late else ''}"

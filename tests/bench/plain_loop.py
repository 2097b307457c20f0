"""The yardstick of the reminder engine: the same mails, sent by one plain loop.

Over one connection, without a ledger. `python -m tests.bench.plain_loop read` reads a
hundred reminders at a time, as a worker does, builds the mail of each and sends it;
`… built` only sends what it has built before. What they send stays due; `… forget`
makes what workers have sent due again.
"""

import sys
from itertools import islice

import django

django.setup()

from django.core.mail import get_connection  # noqa: E402 - settings come first
from django.utils import timezone  # noqa: E402

from actions.models import Reminder  # noqa: E402
from actions.reminders import claims, message  # noqa: E402
from actions.reminders.dossier import Dossier  # noqa: E402
from actions.reminders.vocabulary import State  # noqa: E402

BATCH = 100


def mails():
    """Yield the mail of each reminder that is due."""
    now = timezone.now()
    due = Reminder.objects.filter(state=State.PLANNED, send_at__lte=now)
    ids = iter(due.order_by("send_at", "pk").values_list("pk", flat=True))
    while batch := list(islice(ids, BATCH)):
        reminders = claims.in_full(due.filter(pk__in=batch))
        programme = reminders[0].milestone.programme
        dossier = Dossier.of(programme, {row.milestone_id for row in reminders})
        for reminder in reminders:
            yield message.build(reminders=[reminder], now=now, dossier=dossier)


def send(letters):
    """Send all of them over one connection."""
    with get_connection() as connection:
        for letter in letters:
            connection.send_messages([letter])


match sys.argv[1]:
    case "read":
        send(mails())
    case "built":
        send(list(mails()))
    case "forget":
        Reminder.objects.filter(state=State.SENT).update(
            state=State.PLANNED, sent_at=None, attempt_count=0
        )

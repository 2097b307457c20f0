"""The sweep: bring the ledger up to date and send what is due."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from actions.models import Reminder
from actions.reminders import claims, ledger
from actions.reminders.delivery import Delivery, OpenMail
from actions.reminders.vocabulary import Reason, State
from creative_district.kernel.models import Heartbeat
from programme.models import Programme

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass
class Tally:
    """What a sweep did, and why it did no more."""

    planned: int = 0
    changed: int = 0
    # Why nothing is due, by milestone.
    silence: Counter[Reason] = field(default_factory=Counter)
    # What became of the reminders that were due.
    letters: Counter[State] = field(default_factory=Counter)
    # Why no mail server takes the portal's mail; None: it was not tried.
    trouble: str | None = None

    def __str__(self) -> str:
        sent = ", ".join(f"{count} {what}" for what, count in self.letters.items())
        why = ", ".join(f"{count} {what}" for what, count in self.silence.items())
        return (
            f"{sent or 'nothing sent'}; {self.planned} newly planned,"
            f" {self.changed} changed; milestones: {why or 'none'}"
        )


def sweep(
    *,
    clock: Clock,
    programmes: QuerySet[Programme] | None = None,
    open_mail: OpenMail = get_connection,
    rate: int | None = None,
) -> Tally:
    """Reconcile the ledger with the plan, then send everything that is due.

    It may run any number of times, and at the same time as others of its kind. `rate`
    is how many mails a minute may bring (default: the setting; 0: any number).
    """
    districts = Programme.objects.all() if programmes is None else programmes
    tally = Tally()
    for programme in districts.order_by("pk"):
        outcome = ledger.reconcile(programme=programme, now=clock())
        tally.planned += outcome.planned
        tally.changed += outcome.changed
        tally.silence += outcome.silence
    mails_per_minute = settings.REMINDER_RATE_PER_MINUTE if rate is None else rate
    while size := batch_size(mails_per_minute):
        claim = claims.claim(now=clock(), programmes=districts, size=size)
        if not claim.ids:
            break
        delivery = Delivery(claim, clock, open_mail)
        tally.letters += delivery.send()
        tally.trouble = delivery.trouble
        if delivery.trouble:
            logger.error("Reminders wait for the mail server: %s", delivery.trouble)
            break
    beat(tally)
    logger.info("Reminders: %s", tally)
    return tally


def batch_size(rate: int) -> int:
    """Return how many mails may be sent now: a batch, or less under a rate."""
    if not rate:
        return int(settings.REMINDER_BATCH_SIZE)
    lately = Reminder.objects.filter(
        state=State.SENT, sent_at__gt=Now() - timedelta(minutes=1)
    )
    return max(0, min(settings.REMINDER_BATCH_SIZE, rate - lately.count()))


def beat(tally: Tally) -> None:
    """Note that a sweep has ended, and whether the mail server takes our mail."""
    noted: dict[str, object] = {"beaten_at": timezone.now()}
    if tally.trouble is not None:
        noted["trouble"] = tally.trouble
    if not Heartbeat.objects.filter(name="sweep").update(**noted):
        Heartbeat.objects.get_or_create(name="sweep", defaults=noted)

"""The sweep: bring the ledger up to date and send what is due."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from actions.reminders import claims, ledger
from actions.reminders.delivery import Delivery, OpenMail
from actions.reminders.health import PLAN, SWEEP
from actions.reminders.vocabulary import Reason, State
from creative_district.kernel.models import Heartbeat
from programme.models import Programme

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

PAUSE_SECONDS = 0.5


@dataclass
class Tally:
    """What a sweep did, and why it did no more."""

    planned: int = 0
    changed: int = 0
    # Why nothing is due, by milestone.
    silence: Counter[Reason] = field(default_factory=Counter)
    # What became of the reminders that were due.
    reminders: Counter[State] = field(default_factory=Counter)
    # Why no mail server takes the portal's mail; None: it was not tried.
    trouble: str | None = None
    # Why districts cannot be planned.
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        sent = ", ".join(f"{count} {what}" for what, count in self.reminders.items())
        why = ", ".join(f"{count} {what}" for what, count in self.silence.items())
        return (
            f"{sent or 'nothing sent'}; {self.planned} newly planned,"
            f" {self.changed} changed; milestones: {why or 'none'}"
        )


def never() -> bool:
    """Say that a sweep may go on."""
    return False


def sweep(
    *,
    clock: Clock,
    programmes: QuerySet[Programme] | None = None,
    open_mail: OpenMail = get_connection,
    rate: int | None = None,
    stop: Callable[[], bool] | None = None,
    call_help: Callable[[], None] | None = None,
) -> Tally:
    """Reconcile the ledger with the plan, then send everything that is due.

    It may run any number of times, and at the same time as others of its kind. `rate`
    is how many mails a minute may bring (default: the setting; 0: any number). `stop`
    is asked before each mail whether to end; without it, the sweep does not wait for
    the rate to allow more. `call_help` is called once, where there is more than a batch
    and the mail server takes it.
    """
    districts = Programme.objects.all() if programmes is None else programmes
    tally = Tally()
    sound = districts.filter(pk__in=_planned(districts, clock, tally))
    mails_per_minute = settings.REMINDER_RATE_PER_MINUTE if rate is None else rate
    is_over = stop or never
    while not is_over() and not tally.trouble:
        claim = claims.claim(
            now=clock(),
            programmes=sound,
            size=settings.REMINDER_BATCH_SIZE,
            rate=mails_per_minute,
        )
        if claim.letters:
            delivery = Delivery(claim, clock, open_mail, is_over)
            tally.reminders += delivery.send()
            tally.trouble = delivery.trouble
            is_full = len(claim.letters) == settings.REMINDER_BATCH_SIZE
            if call_help and is_full and not tally.trouble:
                call_help()
                call_help = None
        elif stop and mails_per_minute and claims.due(clock(), sound).exists():
            time.sleep(PAUSE_SECONDS)
        else:
            break
    if tally.trouble:
        logger.error("Reminders wait for the mail server: %s", tally.trouble)
    beat(PLAN, "; ".join(tally.faults))
    beat(SWEEP, tally.trouble)
    logger.info("Reminders: %s", tally)
    return tally


def _planned(districts: QuerySet[Programme], clock: Clock, tally: Tally) -> list[int]:
    """Bring the ledger of each district up to date; return those where that went well.

    A district that cannot be planned must not hold up the others.
    """
    planned = []
    for programme in districts.order_by("pk"):
        try:
            outcome = ledger.reconcile(programme=programme, now=clock())
        except DatabaseError:
            raise
        except Exception as error:
            logger.exception("Reminders of %s cannot be planned", programme.key)
            tally.faults.append(f"{programme.key}: {error!r}")
            continue
        tally.planned += outcome.planned
        tally.changed += outcome.changed
        tally.silence += outcome.silence
        planned.append(programme.pk)
    return planned


def beat(name: str, trouble: str | None) -> None:
    """Note that a job has ended, and what an operator has to mend.

    No text: nothing. `None`: what was noted last may still hold.
    """
    noted: dict[str, object] = {"beaten_at": timezone.now()}
    if trouble is not None:
        noted["trouble"] = trouble
    if not Heartbeat.objects.filter(name=name).update(**noted):
        Heartbeat.objects.get_or_create(name=name, defaults=noted)

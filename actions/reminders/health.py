"""How the engine is doing: what staff, probes and metrics are told of it.

Reads alone. What is due follows the programme's clock; sweeps and attempts, real time.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from actions.models import Reminder
from actions.reminders.vocabulary import Cause, Reason, State
from creative_district.kernel.models import Heartbeat
from partners.models import Contact
from programme.models import Programme

# The jobs of a sweep, by the names of their heartbeats.
PLAN, SWEEP = "plan", "sweep"
OVERDUE_AFTER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Health:
    """The engine at a moment."""

    # The last sweep that ended; why the mail server takes no mail, and which districts
    # cannot be planned.
    swept_at: datetime | None
    trouble: str
    unplanned: str
    states: Mapping[str, int]
    # What is due and not sent, what has been for too long, and since when.
    due: int
    overdue: int
    oldest: datetime | None
    retrying: int
    failed: int
    refused: int
    unwilling: int
    paused: Sequence[Programme]

    @classmethod
    def at(cls, now: datetime) -> Self:
        """Read how the engine stands at `now`: 7 queries."""
        beats = {beat.name: beat for beat in Heartbeat.objects.order_by("name")}
        backlog = waiting(now).aggregate(
            due=Count("pk"),
            overdue=Count("pk", filter=_waits(now - OVERDUE_AFTER)),
            oldest=Min("send_at"),
            retrying=Count("pk", filter=Q(retry_at__gt=Now())),
        )
        counted = Reminder.objects.order_by().values_list("state")
        return cls(
            swept_at=beats[SWEEP].beaten_at if SWEEP in beats else None,
            trouble=beats[SWEEP].trouble if SWEEP in beats else "",
            unplanned=beats[PLAN].trouble if PLAN in beats else "",
            states=Counter(dict(counted.annotate(Count("pk")))),
            failed=failed().count(),
            refused=refused().count(),
            unwilling=unwilling(now).count(),
            paused=list(Programme.objects.filter(reminders_paused=True)),
            **backlog,
        )


def waiting(now: datetime) -> QuerySet[Reminder]:
    """Return what is due at `now` and not sent, unless its programme is paused.

    Who takes one mail a day and had today's waits for nothing until tomorrow.
    """
    return Reminder.objects.filter(_waits(now))


def overdue(now: datetime) -> QuerySet[Reminder]:
    """Return what should have gone out half an hour ago."""
    return waiting(now - OVERDUE_AFTER)


def retrying(now: datetime) -> QuerySet[Reminder]:
    """Return what is due and waits for another attempt."""
    return waiting(now).filter(retry_at__gt=Now())


def failed() -> QuerySet[Reminder]:
    """Return what failed and that staff can still see to.

    Not what was sent again since, nor what is about a milestone that is settled.
    """
    repeats = Reminder.objects.filter(
        milestone=OuterRef("milestone"),
        cause=OuterRef("cause"),
        offset_days=OuterRef("offset_days"),
        contact=OuterRef("contact"),
        due_on=OuterRef("due_on"),
        resend_number__gt=OuterRef("resend_number"),
    )
    is_open = Q(milestone__reached=None, milestone__cancelled_on=None)
    is_notice = Q(cause=Cause.CANCELLED, milestone__cancelled_on__isnull=False)
    return Reminder.objects.filter(
        is_open | is_notice, ~Exists(repeats), state=State.FAILED
    )


def refused() -> QuerySet[Contact]:
    """Return the contacts whose address a mail server refused for good."""
    return Contact.objects.exclude(problem="")


def unwilling(now: datetime) -> QuerySet[Contact]:
    """Return who wants no mail, though reminders to them lie ahead."""
    withheld = Reminder.objects.filter(
        contact=OuterRef("pk"),
        state=State.SKIPPED,
        reason=Reason.WANTS_NO_MAIL,
        send_at__gt=now,
    )
    return Contact.objects.filter(Exists(withheld))


def _waits(now: datetime) -> Q:
    had_today = Q(
        contact__delivery=Contact.Delivery.DIGEST, contact__next_digest_at__gt=now
    )
    return ~had_today & Q(
        state__in=[State.PLANNED, State.CLAIMED],
        send_at__lte=now,
        milestone__programme__reminders_paused=False,
    )

"""Who sends which reminder: leases on rows, compared by the database's clock.

Any number of workers may claim. None gets what another holds; what a dead worker held
can be claimed again when its lease has run out.
"""

import os
import random
import socket
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Now

from actions.models import Reminder
from actions.reminders import ledger, policy
from actions.reminders.vocabulary import Reason, State
from partners.models import Contact, Partner, Place
from programme.models import Programme

FREE: dict[str, Any] = {"claimed_by": "", "lease_ends_at": None}


@dataclass(frozen=True, slots=True)
class Claim:
    """The rows that one worker has taken, under a name that no other claim has."""

    name: str
    ids: Sequence[int]


def claim(*, now: datetime, programmes: QuerySet[Programme], size: int) -> Claim:
    """Take up to `size` reminders that are due at `now`, the longest due first."""
    name = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    ids = ledger.move(
        due(now, programmes)[:size],
        to=State.CLAIMED,
        claimed_by=name,
        lease_ends_at=Now() + lease(),
    )
    return Claim(name, ids)


def due(now: datetime, programmes: QuerySet[Programme]) -> QuerySet[Reminder]:
    """Return what is to be sent now and held by no living worker."""
    waiting = Q(state=State.PLANNED) & (Q(retry_at=None) | Q(retry_at__lte=Now()))
    left_behind = Q(state=State.CLAIMED, lease_ends_at__lte=Now())
    return Reminder.objects.filter(
        waiting | left_behind,
        send_at__lte=now,
        milestone__programme__in=programmes,
        milestone__programme__reminders_paused=False,
    ).order_by("send_at", "pk")


def lease() -> timedelta:
    """Return how long a claim holds unless it is renewed."""
    return timedelta(seconds=settings.REMINDER_LEASE_SECONDS)


def take(claim: Claim, index: int) -> Reminder | None:
    """Renew the rest of the claim and return one of its reminders, read afresh.

    With what a mail may tell: a lead or a place that is not public is None.
    None: the lease on it has run out, and it may be another's by now.
    """
    held = Reminder.objects.filter(
        state=State.CLAIMED, claimed_by=claim.name, lease_ends_at__gt=Now()
    )
    held.filter(pk__in=claim.ids[index:]).update(lease_ends_at=Now() + lease())
    return (
        held.filter(pk=claim.ids[index])
        .select_related(
            "milestone__programme",
            "milestone__action__thrust",
            "contact__partner",
            "contact__programme",
        )
        .prefetch_related(
            Prefetch("milestone__action__lead", Partner.objects.public()),
            Prefetch("milestone__place", Place.objects.public()),
        )
        .first()
    )


def close(reminder: Reminder, state: State, reason: str) -> None:
    """Give a claimed reminder up: it is no longer wanted."""
    ledger.move(_held(reminder), to=state, reason=reason, **FREE)


def mark_sent(reminder: Reminder) -> None:
    """Record that the mail server took the mail, whoever holds the row by now."""
    ledger.move(
        Reminder.objects.filter(pk=reminder.pk).exclude(state=State.SENT),
        to=State.SENT,
        wait=True,
        sent_at=Now(),
        is_late=reminder.is_late,
        attempt_count=F("attempt_count") + 1,
        retry_at=None,
        **FREE,
    )


def mark_failed(reminder: Reminder, answer: str) -> None:
    """Record a refusal for good and show staff the contact's problem."""
    ledger.move(
        _held(reminder),
        to=State.FAILED,
        reason=answer,
        attempt_count=F("attempt_count") + 1,
        **FREE,
    )
    Contact.objects.filter(pk=reminder.contact_id).update(problem=answer)


def try_later(reminder: Reminder, answer: str) -> None:
    """Let a reminder wait for its next attempt; after five days, give it up."""
    delay = policy.retry_delay(
        reminder.attempt_count + 1,
        first=timedelta(seconds=settings.REMINDER_RETRY_SECONDS),
        longest=timedelta(seconds=settings.REMINDER_RETRY_MAX_SECONDS),
    )
    counted = {"attempt_count": F("attempt_count") + 1, **FREE}
    if delay is None:
        ledger.move(
            _held(reminder), to=State.FAILED, reason=Reason.RETRY_OVER, **counted
        )
        return
    # Spread, so that a recovering server does not meet everybody at once.
    spread = random.uniform(0.75, 1.25)  # noqa: S311 - nothing secret
    ledger.move(
        _held(reminder),
        to=State.PLANNED,
        reason=answer,
        retry_at=Now() + delay * spread,
        **counted,
    )


def release(claim: Claim, start: int, reason: str) -> None:
    """Put the rest of a claim back as if nobody had taken it."""
    rest = Reminder.objects.filter(
        pk__in=claim.ids[start:], state=State.CLAIMED, claimed_by=claim.name
    )
    ledger.move(rest, to=State.PLANNED, reason=reason, **FREE)


def _held(reminder: Reminder) -> QuerySet[Reminder]:
    return Reminder.objects.filter(
        pk=reminder.pk, state=State.CLAIMED, claimed_by=reminder.claimed_by
    )

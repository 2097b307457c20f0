"""Who sends to which webhook: leases on rows, compared by the database's clock.

Any number of workers may claim. None gets what another holds; what a dead worker held
can be claimed again when its lease has run out, and is then sent once more.
"""

import os
import random
import socket
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from creative_district.portal.webhooks import messages
from partners.models import Webhook, WebhookDelivery
from partners.webhooks import retry_delay

State, Outcome = WebhookDelivery.State, WebhookDelivery.Outcome
FREE: dict[str, Any] = {"claimed_by": "", "lease_ends_at": None}
# What a webhook has whose receiver took the last message
WELL: dict[str, Any] = {"failure_count": 0, "failing_since": None, "retry_at": None}
STOPPING = {
    Outcome.GONE: Webhook.Reason.GONE,
    Outcome.LOST_KEY: Webhook.Reason.LOST_KEY,
}
# A call ends in time, but for what the system takes to resolve a name.
CALLS_PER_LEASE = 4
# So many webhooks are looked through for one that no other worker takes.
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Claim:
    """A webhook that one worker has taken, under a name that no other claim has."""

    name: str
    webhook: Webhook
    delivery: WebhookDelivery


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one attempt came to."""

    outcome: WebhookDelivery.Outcome
    status: int | None = None
    detail: str = ""
    # How long the receiver asks to be left alone
    wait: timedelta = timedelta()

    @property
    def told(self) -> dict[str, Any]:
        """What the log keeps of it."""
        return {
            "outcome": self.outcome,
            "status": self.status,
            "detail": self.detail[:200],
            "tried_at": Now(),
            "attempt_count": F("attempt_count") + 1,
        }


def next_claim(*, now: datetime) -> Claim | None:
    """Take the webhook that has waited longest for its turn; None: nothing is to send.

    One that another worker takes at this moment is passed over.
    """
    ready = Webhook.objects.ready(messages.newest()).values_list("pk", flat=True)
    for pk in list(ready[:AT_ONCE]):
        if claim := take(pk, now=now):
            return claim
    return None


def take(pk: int, *, now: datetime) -> Claim | None:
    """Take a webhook with what it is sent next; None: another has it, or nothing is.

    The claim, the message and the webhook's place in the feed are one transaction.
    """
    name = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    due = Q(state=Webhook.State.ON) & (Q(retry_at=None) | Q(retry_at__lte=Now()))
    with transaction.atomic():
        webhook = (
            Webhook.objects.free()
            .select_for_update(skip_locked=True, no_key=True)
            .annotate(is_due=ExpressionWrapper(due, BooleanField()))
            .filter(pk=pk)
            .first()
        )
        if webhook is None:
            return None
        delivery = messages.next_message(webhook, is_due=webhook.is_due, now=now)
        if delivery is None:
            return None
        Webhook.objects.filter(pk=pk).update(
            claimed_by=name, lease_ends_at=Now() + lease(), served_at=Now()
        )
    return Claim(name, webhook, delivery)


def lease() -> timedelta:
    """Return how long a claim holds."""
    return CALLS_PER_LEASE * timedelta(seconds=settings.WEBHOOK_TIMEOUT_SECONDS)


def settle(claim: Claim, verdict: Verdict) -> None:
    """Note what an attempt came to, and let the webhook go.

    That a receiver took a message is noted whoever holds the webhook by now. A failure
    is noted by its holder alone: another attempt may be under way.
    """
    with transaction.atomic():
        if verdict.outcome == Outcome.TAKEN:
            _note_taken(claim, verdict)
        elif claim.delivery.kind == WebhookDelivery.Kind.TEST:
            _note_failure(claim, verdict, state=State.FAILED)
            _held(claim).update(**FREE)
        elif _let_go(claim, _after_failure(claim, verdict)):
            _note_failure(claim, verdict)


def _note_taken(claim: Claim, verdict: Verdict) -> None:
    _row(claim).update(state=State.DELIVERED, delivered_at=Now(), **verdict.told)
    noted: dict[str, Any] = {"delivered_at": Now(), **WELL}
    if claim.delivery.kind == WebhookDelivery.Kind.TEST:
        noted = {"delivered_at": Now()}
    _held(claim).update(**noted, **FREE)


def _let_go(claim: Claim, noted: dict[str, Any]) -> bool:
    """Let a webhook go with what is noted of it; return whether it was still held.

    One that staff switched off meanwhile stays as they left it.
    """
    is_on = _held(claim).filter(state=Webhook.State.ON).update(**noted, **FREE)
    return bool(is_on or _held(claim).update(**FREE))


def _note_failure(claim: Claim, verdict: Verdict, **more: Any) -> None:
    waiting = _row(claim).filter(state=State.WAITING)
    waiting.update(**verdict.told, **more)


def _after_failure(claim: Claim, verdict: Verdict) -> dict[str, Any]:
    """Return how a webhook goes on: with a pause, or not at all."""
    count = claim.webhook.failure_count + 1
    noted = {
        "failure_count": count,
        "failing_since": Coalesce(F("failing_since"), Now()),
    }
    if reason := STOPPING.get(verdict.outcome):
        return {**noted, **stopped(reason)}
    longest = timedelta(seconds=settings.WEBHOOK_RETRY_MAX_SECONDS)
    first = timedelta(seconds=settings.WEBHOOK_RETRY_SECONDS)
    delay = retry_delay(count, first=first, longest=longest)
    if delay is None:
        return {**noted, **stopped(Webhook.Reason.UNANSWERED)}
    # Spread, so that a recovering receiver does not meet everybody at once.
    delay *= random.uniform(0.75, 1.25)  # noqa: S311 - nothing secret
    return {**noted, "retry_at": Now() + max(delay, min(verdict.wait, longest))}


def stopped(reason: str) -> dict[str, Any]:
    """Return what a webhook that the portal gives up has in its row."""
    return {"state": Webhook.State.STOPPED, "reason": reason, "retry_at": None}


def _held(claim: Claim) -> QuerySet[Webhook]:
    held: QuerySet[Webhook] = Webhook.objects.filter(
        pk=claim.webhook.pk, claimed_by=claim.name
    )
    return held


def _row(claim: Claim) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(pk=claim.delivery.pk)

"""What staff do with webhooks: make them, switch them on and off, try, send again."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction

from creative_district.kernel.worker import queue
from creative_district.portal.webhooks import messages
from creative_district.portal.webhooks.claims import WELL
from partners.models import Webhook, WebhookDelivery
from partners.webhooks import OVERLAP, fingerprint_of, new_seed, secret_of, written

logger = logging.getLogger(__name__)

SEND = "creative_district.portal.tasks.send_webhooks"
State = Webhook.State


class SwitchedOffError(Exception):
    """Staff switched the webhook off: nothing is sent to it but tests."""


@transaction.atomic
def make_webhook(*, webhook: Webhook) -> str:
    """Keep a webhook that is told what changes from now on; return its secret."""
    webhook.seed, webhook.place = new_seed(), messages.newest()
    secret = secret_of(webhook.seed)
    webhook.fingerprint = fingerprint_of(secret)
    webhook.save()
    return written(secret)


@transaction.atomic
def change_secret(*, webhook: Webhook, now: datetime) -> str:
    """Give a webhook a new secret and return it; the former one signs a day longer.

    Not where the portal's key has changed: nobody can sign with that one any more.
    """
    locked = Webhook.objects.select_for_update(no_key=True).get(pk=webhook.pk)
    is_lost = fingerprint_of(secret_of(locked.seed)) != locked.fingerprint
    seed = new_seed()
    secret = secret_of(seed)
    Webhook.objects.filter(pk=webhook.pk).update(
        seed=seed,
        fingerprint=fingerprint_of(secret),
        former_seed="" if is_lost else locked.seed,
        former_until=None if is_lost else now + OVERLAP,
    )
    return written(secret)


def switch_on(*, webhook: Webhook) -> bool:
    """Go on announcing, from where it ended; return whether that changes anything."""
    closed = Webhook.objects.filter(pk=webhook.pk).exclude(state=State.ON)
    is_changed = bool(closed.update(state=State.ON, reason="", **WELL))
    wake_after_commit()
    return is_changed


def switch_off(*, webhook: Webhook) -> bool:
    """Announce nothing until it is switched on; return whether that changes anything.

    What changes meanwhile is announced then.
    """
    opened = Webhook.objects.filter(pk=webhook.pk).exclude(state=State.OFF)
    return bool(opened.update(state=State.OFF, reason="", retry_at=None))


@transaction.atomic
def send_test(*, webhook: Webhook, now: datetime) -> WebhookDelivery:
    """Have a message without entries sent, once, whatever the webhook's state."""
    delivery = messages.write_test(webhook, now=now)
    wake_after_commit()
    return delivery


@transaction.atomic
def send_again(*, delivery: WebhookDelivery) -> None:
    """Have a message sent at once, under the name that it has, taken before or not.

    A webhook that the portal has stopped is switched on by that. Raises
    `SwitchedOffError` for changes to one that staff have switched off.
    """
    webhook = Webhook.objects.select_for_update(no_key=True).get(pk=delivery.webhook_id)
    if delivery.kind == WebhookDelivery.Kind.CHANGES:
        if webhook.state == State.OFF:
            raise SwitchedOffError
        Webhook.objects.filter(pk=webhook.pk).update(state=State.ON, reason="", **WELL)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=WebhookDelivery.State.WAITING
    )
    wake_after_commit()


def wake_after_commit() -> None:
    """Have a worker send what waits, once this transaction is kept."""
    transaction.on_commit(wake_worker)


def wake_worker() -> None:
    """Queue the sending; without a broker, the next run finds what waits."""
    if error := queue(SEND, expires=settings.WEBHOOK_SWEEP_SECONDS):
        logger.warning("Webhooks are served at the next run: no broker (%s)", error)

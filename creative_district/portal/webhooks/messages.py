"""What a webhook is told: entries of the feed, and where the feed goes on.

The place in the feed moves in the transaction that writes the message. One message of
changes waits at a time, so that a receiver that was away is told the rest as fast as it
takes it, in the order of the feed.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models.functions import Now

from creative_district.kernel.api.renderers import to_json
from creative_district.portal.changes.bookmarks import address_after
from creative_district.portal.changes.entries import EntrySerializer
from creative_district.portal.front.moments import FRESH_FOR
from creative_district.portal.models import Change
from partners.models import Webhook, WebhookDelivery
from partners.webhooks import new_message_id

Kind = WebhookDelivery.Kind


def newest() -> int:
    """Return the number of the feed's last entry; 0 where there is none.

    As the feed itself, it tells nothing that may be kept elsewhere as it was before.
    """
    told = Change.objects.filter(told_at__lte=Now() - timedelta(seconds=FRESH_FOR))
    return told.order_by("-pk").values_list("pk", flat=True).first() or 0


def next_message(
    webhook: Webhook, *, is_due: bool, now: datetime
) -> WebhookDelivery | None:
    """Return what the webhook is sent next; None: there is nothing.

    A test, which staff ask for, has its turn whether the webhook is due or not. To be
    called in a transaction that has the webhook's row locked.
    """
    waiting = webhook.deliveries.filter(state=WebhookDelivery.State.WAITING)
    test = waiting.filter(kind=Kind.TEST).order_by("pk").first()
    if test or not is_due:
        return test
    return waiting.order_by("pk").first() or announce(webhook, now=now)


def announce(webhook: Webhook, *, now: datetime) -> WebhookDelivery | None:
    """Write the message of what comes next in the feed, and move the webhook's place.

    Entries of resources that it does not want are passed over; where nothing else has
    come, there is no message.
    """
    last = newest()
    wanted = Change.objects.filter(pk__gt=webhook.place, pk__lte=last)
    if webhook.resources:
        wanted = wanted.filter(resource__in=webhook.resources)
    size = settings.WEBHOOK_BATCH_SIZE
    entries = list(wanted.order_by("pk")[: size + 1])
    page, has_more = entries[:size], len(entries) > size
    # The last place, unless the database's clock was put back.
    webhook.place = page[-1].pk if has_more else max(last, webhook.place)
    webhook.save(update_fields=["place"])
    if not page:
        return None
    body = body_of(Kind.CHANGES, webhook.place, page, has_more=has_more, now=now)
    return keep(webhook, Kind.CHANGES, body, entry_count=len(page))


def write_test(webhook: Webhook, *, now: datetime) -> WebhookDelivery:
    """Write a message without entries, which says where the webhook's feed goes on."""
    body = body_of(Kind.TEST, webhook.place, [], has_more=False, now=now)
    return keep(webhook, Kind.TEST, body)


def body_of(
    kind: Kind, place: int, entries: Sequence[Change], *, has_more: bool, now: datetime
) -> str:
    """Return a message's body: the page of the feed that ends at a place."""
    page = {
        "next": address_after(Change.objects.filter(pk=place).first()),
        "more": has_more,
        "results": EntrySerializer(entries, many=True).data,
    }
    moment = now.astimezone(UTC).replace(microsecond=0)
    return to_json({"type": kind.value, "timestamp": moment, "data": page}).decode()


def keep(webhook: Webhook, kind: Kind, body: str, **more: Any) -> WebhookDelivery:
    """Keep a message that waits to be sent."""
    return WebhookDelivery.objects.create(
        webhook=webhook, message_id=new_message_id(), kind=kind, body=body, **more
    )

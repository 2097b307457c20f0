"""What a webhook is told follows the feed: each entry once, in its order."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from creative_district.kernel.text import Text
from creative_district.portal.changes import telling
from creative_district.portal.webhooks import messages
from partners.models import Webhook, WebhookDelivery
from tests.factories import make_change, make_place, make_webhook

pytestmark = pytest.mark.django_db
NOW = datetime(2014, 6, 2, 10, 0, 0, 500, tzinfo=UTC)


def next_of(webhook: Webhook, *, is_due: bool = True) -> Any:
    with transaction.atomic():
        return messages.next_message(
            Webhook.objects.get(pk=webhook.pk), is_due=is_due, now=NOW
        )


def taken(delivery: WebhookDelivery) -> None:
    delivery.state = WebhookDelivery.State.DELIVERED
    delivery.save()


def told(webhook: Webhook) -> list[list[str]]:
    """Return the keys that each message tells of, taken one after the other."""
    found = []
    while delivery := next_of(webhook):
        found.append([entry["id"] for entry in page_of(delivery)["results"]])
        taken(delivery)
    return found


def page_of(delivery: WebhookDelivery) -> Any:
    return json_of(delivery)["data"]


def json_of(delivery: WebhookDelivery) -> Any:
    return json.loads(delivery.body)


def test_a_message_is_a_page_of_the_feed(client: Client) -> None:
    webhook = make_webhook()
    telling.tell()
    Webhook.objects.update(place=messages.newest())
    start = client.get("/api/v1/changes/").json()["next"]
    make_place(key="atelier", name=Text(fr="Atelier"))
    telling.tell()

    delivery = next_of(webhook)

    path = start.removeprefix("http://localhost:8000")
    assert json_of(delivery) == {
        "type": "changes",
        "timestamp": "2014-06-02T10:00:00Z",
        "data": client.get(path).json(),
    }
    assert [entry["id"] for entry in page_of(delivery)["results"]] == ["atelier"]
    assert (delivery.entry_count, delivery.state) == (1, "waiting")


def test_a_new_webhook_is_told_what_changes_from_then_on() -> None:
    make_change(key="before")
    webhook = make_webhook()
    make_change(key="after")

    assert told(webhook) == [["after"]]


def test_entries_are_told_in_batches_in_the_order_of_the_feed(
    settings: Any,
) -> None:
    settings.WEBHOOK_BATCH_SIZE = 2
    webhook = make_webhook()
    keys = [make_change().key for _number in range(5)]

    first = next_of(webhook)
    assert page_of(first)["more"] is True
    assert told(webhook) == [keys[:2], keys[2:4], keys[4:]]
    last = WebhookDelivery.objects.order_by("pk").last()
    assert page_of(last)["more"] is False


def test_one_message_waits_at_a_time_and_keeps_its_name_and_body() -> None:
    webhook = make_webhook()
    make_change()
    first = next_of(webhook)
    make_change()

    again = next_of(webhook)

    assert again == first
    assert (again.message_id, again.body) == (first.message_id, first.body)
    assert WebhookDelivery.objects.count() == 1


def test_only_wanted_resources_are_told_and_the_rest_is_passed_over() -> None:
    webhook = make_webhook(resources=["actions", "news"])
    for resource in ("actions", "places", "news", "places"):
        make_change(resource=resource, key=resource)

    assert told(webhook) == [["actions", "news"]]
    webhook.refresh_from_db()
    assert webhook.place == messages.newest()


def test_nothing_wanted_makes_no_message_and_is_looked_through_once() -> None:
    webhook = make_webhook(resources=["actions"])
    make_change(resource="places")

    assert next_of(webhook) is None
    assert not Webhook.objects.ready(messages.newest()).exists()


def test_the_place_moves_only_with_the_message() -> None:
    webhook = make_webhook()
    make_change()
    place = webhook.place

    with transaction.atomic():
        assert next_of(webhook)
        transaction.set_rollback(True)

    webhook.refresh_from_db()
    assert (webhook.place, WebhookDelivery.objects.count()) == (place, 0)


def test_a_test_says_where_the_feed_goes_on(client: Client) -> None:
    make_change()
    webhook = make_webhook()
    make_change(key="later")

    delivery = messages.write_test(webhook, now=NOW)

    page = page_of(delivery)
    assert json_of(delivery)["type"] == "test"
    assert page["results"] == []
    path = page["next"].removeprefix("http://localhost:8000")
    entries = client.get(path).json()["results"]
    assert [entry["id"] for entry in entries if entry["id"] == "later"] == ["later"]


def test_a_test_has_its_turn_first_and_whatever_the_state() -> None:
    webhook = make_webhook(state=Webhook.State.OFF)
    make_change()
    test = messages.write_test(webhook, now=NOW)

    assert next_of(webhook, is_due=False) == test
    taken(test)
    assert next_of(webhook, is_due=False) is None


def test_a_message_stays_small() -> None:
    webhook = make_webhook()
    for number in range(80):
        make_change(resource="milestones", key=f"{'k' * 40}-{number:03}")

    delivery = next_of(webhook)

    assert delivery.entry_count == 75
    assert len(delivery.body.encode()) < 20_000

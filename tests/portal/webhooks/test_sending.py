"""What goes out, to whom it never goes, and what becomes of it."""

import base64
import hmac
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from creative_district.kernel.outgoing import Client
from creative_district.portal import tasks
from creative_district.portal.webhooks import claims, sending, services
from creative_district.portal.webhooks.addresses import client as own_client
from creative_district.portal.webhooks.claims import Verdict
from partners.models import Webhook, WebhookDelivery
from tests.factories import make_change, make_delivery, make_place, make_webhook
from tests.portal.webhooks.receiver import Got, Receiver, caller

pytestmark = pytest.mark.django_db
Run = Callable[..., int]
PUBLIC = "93.184.215.14"
Outcome = WebhookDelivery.Outcome


def is_signed(got: Got, secret: str) -> bool:
    """Whether a message has a signature by a secret; of this minute."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    moment = got.headers["webhook-timestamp"]
    assert abs(int(moment) - time.time()) < 60
    content = f"{got.message_id}.{moment}.".encode() + got.body
    digest = hmac.digest(key, content, "sha256")
    wanted = f"v1,{base64.b64encode(digest).decode()}"
    return wanted in got.headers["webhook-signature"].split(" ")


def standing(webhook: Webhook) -> dict[str, Any]:
    """Return how a webhook stands, but for its moments."""
    names = ["state", "reason", "failure_count", "claimed_by"]
    found: dict[str, Any] = Webhook.objects.values(*names).get(pk=webhook.pk)
    return found


def log(webhook: Webhook) -> list[tuple[Any, ...]]:
    rows = WebhookDelivery.objects.filter(webhook=webhook).order_by("pk")
    return list(rows.values_list("state", "outcome", "status", "attempt_count"))


def retry_now(webhook: Webhook) -> None:
    Webhook.objects.filter(pk=webhook.pk).update(retry_at=Now() - timedelta(seconds=1))


def test_a_change_is_announced_and_signed(
    webhook: Any, receiver: Receiver, run: Run
) -> None:
    make_change(key="atelier")

    assert run() == 1

    [got] = receiver.got
    assert got.keys == ["atelier"]
    assert got.headers["content-type"] == "application/json"
    assert got.headers["user-agent"] == "portal"
    assert is_signed(got, webhook.secret)
    assert log(webhook) == [("delivered", "taken", 204, 1)]
    webhook.refresh_from_db()
    assert webhook.delivered_at is not None
    assert (webhook.lease_ends_at, webhook.claimed_by) == (None, "")
    assert run() == 0


def test_all_that_waits_goes_out_in_the_order_of_the_feed(
    webhook: Any, receiver: Receiver, run: Run, settings: Any
) -> None:
    settings.WEBHOOK_BATCH_SIZE = 2
    keys = [make_change().key for _number in range(9)]

    assert run() == 5
    assert receiver.told() == keys


def test_each_webhook_is_told_what_it_wants(
    webhook: Any, receiver: Receiver, run: Run
) -> None:
    make_webhook(url=receiver.at("news"), resources=["news"])
    make_webhook(url=receiver.at("off"), state=Webhook.State.OFF)
    make_change(resource="news", key="one")
    make_change(resource="places", key="two")

    assert run() == 2
    assert {got.path: got.keys for got in receiver.got} == {
        "/": ["one", "two"],
        "/news": ["one"],
    }


def test_the_task_tells_and_sends(
    webhook: Any, receiver: Receiver, settings: Any
) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = [receiver.host]
    make_place(key="atelier")

    tasks.send_webhooks()

    assert "atelier" in receiver.told()
    assert receiver.got[0].headers["user-agent"] == (
        "CreativeDistrict (+http://localhost:8000; webhooks)"
    )


def test_an_idle_run_takes_two_queries(
    webhook: Any, run: Run, django_assert_num_queries: Any
) -> None:
    make_webhook(state=Webhook.State.STOPPED)
    run()

    with django_assert_num_queries(2):
        assert run() == 0


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [("1800", 1790, 1801), ("5", 40, 76), ("100000", 14390, 14401), ("soon", 40, 76)],
)
def test_a_receiver_may_ask_for_a_longer_pause_up_to_four_hours(
    webhook: Any, receiver: Receiver, run: Run, asked: str, least: int, most: int
) -> None:
    make_change(key="one")
    receiver.status, receiver.retry_after = 503, asked

    assert run() == 1
    webhook.refresh_from_db()
    wait = webhook.retry_at - timezone.now()
    assert timedelta(seconds=least) < wait < timedelta(seconds=most)


def test_a_message_that_is_not_taken_is_sent_again_later_under_its_name(
    webhook: Any, receiver: Receiver, run: Run
) -> None:
    make_change(key="one")
    receiver.status = 500

    assert run() == 1
    make_change(key="two")
    assert run() == 0
    assert log(webhook) == [("waiting", "rejected", 500, 1)]
    assert standing(webhook) == {
        "state": "on",
        "reason": "",
        "failure_count": 1,
        "claimed_by": "",
    }
    webhook.refresh_from_db()
    wait = webhook.retry_at - timezone.now()
    assert timedelta(seconds=40) < wait < timedelta(seconds=76)

    retry_now(webhook)
    receiver.status = 200
    assert run() == 2
    first, again, then = receiver.got
    assert (again.message_id, again.body) == (first.message_id, first.body)
    assert [got.keys for got in (again, then)] == [["one"], ["two"]]
    assert log(webhook) == [
        ("delivered", "taken", 200, 2),
        ("delivered", "taken", 200, 1),
    ]
    webhook.refresh_from_db()
    assert (webhook.failure_count, webhook.failing_since) == (0, None)


def test_a_receiver_that_takes_nothing_for_three_days_is_given_up_and_comes_back(
    webhook: Any, receiver: Receiver, run: Run, settings: Any
) -> None:
    settings.WEBHOOK_BATCH_SIZE = 2
    keys = [make_change().key for _number in range(5)]
    receiver.status = 503
    Webhook.objects.filter(pk=webhook.pk).update(failure_count=40)

    run()
    assert standing(webhook) == {
        "state": "stopped",
        "reason": "unanswered",
        "failure_count": 41,
        "claimed_by": "",
    }
    assert run() == 0

    receiver.status, receiver.got = 200, []
    services.switch_on(webhook=webhook)
    run()
    assert receiver.told() == keys
    assert standing(webhook)["failure_count"] == 0


def test_a_receiver_that_is_gone_is_written_to_no_more(
    webhook: Any, receiver: Receiver, run: Run
) -> None:
    make_change()
    receiver.status = 410

    run()

    assert log(webhook) == [("waiting", "gone", 410, 1)]
    assert standing(webhook)["state"] == "stopped"
    assert standing(webhook)["reason"] == "gone"


@pytest.mark.parametrize("status", [301, 302, 303, 304, 307, 308])
def test_redirects_are_not_followed(
    webhook: Any, receiver: Receiver, run: Run, status: int
) -> None:
    make_change()
    receiver.status = status

    run()

    assert len(receiver.got) == 1
    assert log(webhook) == [("waiting", "redirected", status, 1)]


@pytest.mark.parametrize(
    "url",
    [
        "http://{}/",
        "https://{}/",
    ],
)
@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "0.0.0.1", "[::1]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "localhost",
    ],
)  # fmt: skip
def test_the_inside_is_never_called(
    run: Run, receiver: Receiver, url: str, number: str
) -> None:
    webhook = make_webhook(url=url.format(number))
    make_change()

    run(client=own_client())

    assert log(webhook) == [("waiting", "forbidden", None, 1)]


@pytest.mark.parametrize(
    "url",
    ["http://hooks.example/", "https://hooks.example:8443/", "https://a:b@c.example/"],
)
def test_unfit_addresses_are_never_called(run: Run, url: str) -> None:
    webhook = make_webhook(url=url)
    make_change()

    run(client=Client("portal", resolve=lambda _host, _port: [PUBLIC], seconds=0.1))

    assert log(webhook) == [("waiting", "forbidden", None, 1)]


def test_a_name_that_turns_to_the_inside_is_refused(
    receiver: Receiver, run: Run
) -> None:
    """The second answer of its name server is this machine: so is its third."""
    numbers = iter([[PUBLIC], ["127.0.0.1"], [PUBLIC, "127.0.0.1"]])
    turning = Client("portal", seconds=0.2, resolve=lambda _host, _port: next(numbers))
    webhook = make_webhook(url="https://rebinding.example/")
    make_change()

    outcomes = []
    for _time in range(3):
        run(client=turning)
        outcomes.append(log(webhook)[0][1])
        retry_now(webhook)

    assert outcomes == ["silent", "forbidden", "forbidden"]
    assert receiver.got == []


def test_a_host_of_the_setting_may_be_private_and_do_without_https(
    receiver: Receiver, run: Run
) -> None:
    host = "hooks.lan", receiver.server_port
    named = replace(caller(receiver), may_also_reach={host, receiver.host})
    lan = replace(named, resolve=lambda _host, _port: ["127.0.0.1"])
    webhook = make_webhook(url=f"http://hooks.lan:{receiver.server_port}/")
    make_change()

    run(client=lan)

    assert log(webhook) == [("delivered", "taken", 204, 1)]


@pytest.mark.parametrize(
    ("number", "is_reached"),
    [
        ("10.1.2.3", True), ("192.168.7.8", True), ("fd12::1", True),
        ("127.0.0.1", False), ("169.254.169.254", False), ("::1", False),
        ("fe80::1", False), ("0.0.0.1", False),
    ],
)  # fmt: skip
def test_a_named_host_leads_to_no_machine_but_of_its_network(
    run: Run, number: str, is_reached: bool
) -> None:
    lan = Client(
        "portal",
        seconds=0.05,
        resolve=lambda _host, _port: [number],
        may_also_reach={("hooks.lan", 443)},
    )
    webhook = make_webhook(url="https://hooks.lan/")
    make_change()

    run(client=lan)

    assert log(webhook)[0][1] == ("silent" if is_reached else "forbidden")


def test_an_unknown_host_and_silence_are_told_apart(run: Run) -> None:
    nowhere = make_webhook(url="https://nowhere.example/")
    silent = make_webhook(url="https://silent.example/")
    make_change()

    def resolve(host: str, _port: int) -> list[str]:
        return [] if host == "nowhere.example" else [PUBLIC]

    run(client=Client("portal", seconds=0.1, resolve=resolve))

    assert log(nowhere) == [("waiting", "unknown-host", None, 1)]
    assert log(silent) == [("waiting", "silent", None, 1)]
    detail = WebhookDelivery.objects.get(webhook=nowhere).detail
    assert detail == "no address is known of nowhere.example"


def test_whatever_goes_wrong_with_one_holds_up_no_other(
    webhook: Any, receiver: Receiver, run: Run, caplog: Any
) -> None:
    broken = make_webhook(url="https://broken.example/")
    make_change()

    def resolve(host: str, _port: int) -> list[str]:
        if host == "broken.example":
            raise RuntimeError("the resolver is broken")
        return [host]

    run(client=replace(caller(receiver), resolve=resolve))

    assert log(broken) == [("waiting", "silent", None, 1)]
    assert log(webhook) == [("delivered", "taken", 204, 1)]
    assert "the resolver is broken" in caplog.text


def test_slow_receivers_hold_up_no_others(receiver: Receiver, run: Run) -> None:
    slow = [make_webhook(url=receiver.at("slow")) for _number in range(4)]
    quick = [make_webhook(url=receiver.at(f"{n}")) for n in ("200", "201", "202")]
    make_change()
    begun = time.monotonic()

    run(client=caller(receiver, seconds=1))

    assert time.monotonic() - begun < 4
    assert {log(webhook)[0][1] for webhook in slow} == {"silent"}
    assert {log(webhook)[0][1] for webhook in quick} == {"taken"}


def test_a_run_that_is_to_stop_begins_nothing(
    webhook: Any, receiver: Receiver, run: Run
) -> None:
    make_change()

    assert run(stop=lambda: True) == 0
    assert receiver.got == []


def test_those_that_waited_longest_come_first(
    webhook: Any, receiver: Receiver, run: Run, monkeypatch: Any, settings: Any
) -> None:
    """One with much to tell does not keep others from their turn."""
    monkeypatch.setattr(sending, "CALLS", 1)
    settings.WEBHOOK_BATCH_SIZE = 1
    other = make_webhook(url=receiver.at("other"))
    for _number in range(3):
        make_change()

    run()

    assert [got.path for got in receiver.got] == ["/", "/other"] * 3
    assert len(log(other)) == 3


def test_what_a_dead_worker_held_is_sent_again_when_its_lease_ends(
    webhook: Any, receiver: Receiver, run: Run
) -> None:
    make_change(key="one")
    dead: Any = claims.next_claim(now=timezone.now())
    sending.attempt(dead, caller(receiver), timezone.now())

    assert run() == 0
    Webhook.objects.update(lease_ends_at=Now() - timedelta(seconds=1))
    assert run() == 1

    first, again = receiver.got
    assert first.message_id == again.message_id == dead.delivery.message_id
    assert log(webhook) == [("delivered", "taken", 204, 1)]


def test_a_slow_worker_notes_what_was_taken_but_no_failure(
    webhook: Any, receiver: Receiver, run: Run
) -> None:
    make_change()
    slow: Any = claims.next_claim(now=timezone.now())
    Webhook.objects.update(lease_ends_at=Now() - timedelta(seconds=1))
    other: Any = claims.next_claim(now=timezone.now())
    assert other.delivery == slow.delivery

    claims.settle(slow, Verdict(Outcome.REJECTED, 500))
    assert log(webhook) == [("waiting", "", None, 0)]
    assert standing(webhook)["claimed_by"] == other.name

    claims.settle(slow, Verdict(Outcome.TAKEN, 200))
    assert log(webhook) == [("delivered", "taken", 200, 1)]
    assert standing(webhook)["claimed_by"] == other.name


def test_what_staff_do_meanwhile_is_not_undone(webhook: Any, run: Run) -> None:
    make_change()
    claim: Any = claims.next_claim(now=timezone.now())
    services.switch_off(webhook=webhook)

    claims.settle(claim, Verdict(Outcome.GONE, 410))

    assert standing(webhook) == {
        "state": "off",
        "reason": "",
        "failure_count": 0,
        "claimed_by": "",
    }
    assert log(webhook) == [("waiting", "gone", 410, 1)]


def test_a_message_is_signed_by_the_former_secret_too_for_a_day(
    webhook: Any, receiver: Receiver, run: Run
) -> None:
    now = timezone.now()
    secret = services.change_secret(webhook=webhook, now=now)
    make_change()
    run()
    make_change()
    run(clock=lambda: now + timedelta(days=1, seconds=1))

    within, after = receiver.got
    assert is_signed(within, secret)
    assert is_signed(within, webhook.secret)
    key = secret.removeprefix("whsec_")
    assert len(after.headers["webhook-signature"].split(" ")) == 1
    assert len(base64.b64decode(key)) == 32


def test_nothing_is_sent_that_the_receiver_could_not_check(
    webhook: Any, receiver: Receiver, run: Run, settings: Any
) -> None:
    """The key of the portal has changed, and with it every secret."""
    make_change(key="one")
    settings.SECRET_KEY = "another"

    run()
    assert receiver.got == []
    assert log(webhook) == [("waiting", "lost-key", None, 1)]
    assert standing(webhook)["reason"] == "lost-key"

    secret = services.change_secret(webhook=webhook, now=timezone.now())
    services.switch_on(webhook=webhook)
    run()
    [got] = receiver.got
    assert (got.keys, is_signed(got, secret)) == (["one"], True)
    assert " " not in got.headers["webhook-signature"]


def test_a_test_is_sent_once_and_changes_nothing_else(
    webhook: Any, receiver: Receiver, run: Run
) -> None:
    make_change(key="one")
    receiver.status = 500
    run()
    test = services.send_test(webhook=webhook, now=timezone.now())

    assert run() == 1
    assert run() == 0
    test.refresh_from_db()
    assert (test.state, test.outcome, test.status) == ("failed", "rejected", 500)
    assert standing(webhook)["failure_count"] == 1
    assert receiver.got[-1].told["type"] == "test"

    receiver.status = 410
    services.send_again(delivery=test)
    run()
    assert standing(webhook)["state"] == "on"


def test_a_test_that_is_taken_does_not_end_a_pause(
    webhook: Any, receiver: Receiver, run: Run
) -> None:
    make_change()
    receiver.status = 500
    run()
    receiver.status = 200
    make_delivery(webhook=webhook)

    assert run() == 1
    webhook.refresh_from_db()
    assert (webhook.failure_count, webhook.retry_at is not None) == (1, True)
    assert webhook.delivered_at is not None


def test_a_message_that_was_taken_is_sent_again_under_its_name(
    webhook: Any, receiver: Receiver, run: Run
) -> None:
    make_change(key="one")
    run()
    make_change(key="two")
    run()

    services.send_again(delivery=WebhookDelivery.objects.order_by("pk")[0])
    run()

    first, _second, again = receiver.got
    assert again.message_id == first.message_id
    assert log(webhook)[0] == ("delivered", "taken", 204, 2)


def test_sending_again_wakes_a_webhook_that_was_stopped_or_waits(
    webhook: Any, receiver: Receiver, run: Run
) -> None:
    make_change()
    for status, state in ((410, "stopped"), (500, "on")):
        receiver.status = status
        run()
        assert standing(webhook)["state"] == state
        services.send_again(delivery=WebhookDelivery.objects.get())
        assert standing(webhook)["state"] == "on"
        receiver.status = 200
        assert run() == 1
        make_change()
        WebhookDelivery.objects.all().delete()


def test_nothing_is_sent_again_to_a_webhook_that_staff_switched_off(
    webhook: Any, receiver: Receiver, run: Run
) -> None:
    make_change()
    run()
    services.switch_off(webhook=webhook)
    delivery = WebhookDelivery.objects.get()

    with pytest.raises(services.SwitchedOffError):
        services.send_again(delivery=delivery)

    assert run() == 0


def test_what_changed_while_it_was_off_is_announced_when_it_is_on(
    webhook: Any, receiver: Receiver, run: Run
) -> None:
    assert services.switch_off(webhook=webhook) is True
    assert services.switch_off(webhook=webhook) is False
    make_change(key="one")
    assert run() == 0

    assert services.switch_on(webhook=webhook) is True
    assert services.switch_on(webhook=webhook) is False
    assert run() == 1
    assert receiver.told() == ["one"]


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_woken_for_what_staff_ask_for(webhook: Any, queue: Any) -> None:
    services.send_test(webhook=webhook, now=timezone.now())

    assert queue() == [("creative_district.portal.tasks.send_webhooks", [])]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "postgresql" not in django_settings.DATABASES["default"]["ENGINE"],
    reason="SQLite has one writer at a time, and tests have it in memory",
)
def test_workers_at_once_send_each_message_once_and_in_order(
    receiver: Receiver, settings: Any
) -> None:
    settings.WEBHOOK_BATCH_SIZE = 3
    for _number in range(3):
        make_webhook(url=receiver.at())
    keys = [make_change().key for _number in range(30)]

    def work(_number: int) -> None:
        try:
            sending.send(
                client=caller(receiver), clock=timezone.now, stop=lambda: False
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    work(0)

    names = [got.message_id for got in receiver.got]
    assert len(names) == len(set(names)) == 30
    owners = dict(WebhookDelivery.objects.values_list("message_id", "webhook"))
    for pk in set(owners.values()):
        own = [got for got in receiver.got if owners[got.message_id] == pk]
        assert [key for got in own for key in got.keys] == keys

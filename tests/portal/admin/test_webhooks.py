"""Staff make webhooks, see each secret once, and see to what is not taken."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from creative_district.portal.webhooks import services
from partners.models import Webhook, WebhookDelivery
from partners.webhooks import secret_of, written
from tests.factories import (
    make_change,
    make_delivery,
    make_partner,
    make_programme,
    make_user,
    make_webhook,
)
from tests.portal.admin.pages import address, form_data

LIST = address(Webhook, "changelist")
ADD = address(Webhook, "add")
LOG = address(WebhookDelivery, "changelist")
URL = "https://hooks.partner.example/changes"


@pytest.fixture
def staff(db: None) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user(username="boss"))
    return client


def filled(client: Client, programme: Any, partner: Any, **changes: Any) -> Any:
    told = {"programme": programme.pk, "partner": partner.pk, "name": "Website"}
    return {**form_data(client.get(ADD)), **told, "url": URL, **changes}


def make(client: Client, **changes: Any) -> tuple[Any, str]:
    """Make a webhook by the form; return the answer and the secret that it shows."""
    programme = make_programme()
    partner = make_partner(programme=programme)
    answer = client.post(ADD, filled(client, programme, partner, **changes))
    return answer, secret_in(answer)


def secret_in(answer: Any) -> str:
    found = re.findall(r'value="(whsec_[^"]+)"', answer.text)
    return found[0] if found else ""


def press(client: Client, action: str, *rows: Any, page: str = LIST) -> Any:
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(page, data, follow=True)


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def notes() -> list[str]:
    return [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "it is shown once"), ("fr", "affiché qu’une fois")],
)
def test_a_secret_is_shown_once(staff: Client, language: str, told: str) -> None:
    staff.cookies["django_language"] = language
    make_change()
    answer, secret = make(staff, resources=["actions", "news"])

    webhook = Webhook.objects.get()
    assert (answer.status_code, told in answer.text) == (200, True)
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret == written(secret_of(webhook.seed))
    assert (webhook.url, webhook.resources) == (URL, ["actions", "news"])
    assert (webhook.state, str(webhook.made_by)) == ("on", "boss")
    assert webhook.place > 0
    for page in (LIST, address(Webhook, "change", webhook.pk)):
        shown = staff.get(page).text
        assert URL in shown
        assert secret not in shown
        assert webhook.seed not in shown
    entry = LogEntry.objects.get()
    assert secret not in f"{entry.object_repr} {entry.change_message}"
    rows = " ".join(map(str, Webhook.objects.values().get().values()))
    assert secret.removeprefix("whsec_") not in rows


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.partner.example/", "https://127.0.0.1/", "https://10.0.0.1/",
        "https://169.254.169.254/latest/", "https://[::1]/", "https://[fd00::1]/",
        "https://hooks.partner.example:8443/", "https://me:secret@partner.example/",
    ],
)  # fmt: skip
def test_an_address_that_is_never_called_is_refused(staff: Client, url: str) -> None:
    answer, _secret = make(staff, url=url)

    assert "Give an https address of a machine on the public internet" in answer.text
    assert not Webhook.objects.exists()


def test_a_host_of_the_setting_is_taken(staff: Client, settings: Any) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = [("hooks.lan", 8080)]

    make(staff, url="http://hooks.lan:8080/")

    assert Webhook.objects.get().url == "http://hooks.lan:8080/"


def test_a_partner_gets_webhooks_where_it_takes_part(staff: Client) -> None:
    answer = staff.post(ADD, filled(staff, make_programme(), make_partner()))

    assert "This partner does not take part in the programme." in answer.text
    assert not Webhook.objects.exists()


def test_what_the_worker_writes_survives_a_form(staff: Client) -> None:
    """Whoever saves the form read the row before the worker moved on."""
    webhook = make_webhook(url=URL)
    page = address(Webhook, "change", webhook.pk)
    data = form_data(staff.get(page))
    Webhook.objects.update(place=7, claimed_by="worker", failure_count=3)

    staff.post(page, {**data, "name": "Other", "resources": ["places"]})

    webhook.refresh_from_db()
    assert (webhook.name, webhook.resources) == ("Other", ["places"])
    assert (webhook.place, webhook.claimed_by, webhook.failure_count) == (
        7,
        "worker",
        3,
    )


def test_a_webhook_stays_its_partners(staff: Client) -> None:
    webhook = make_webhook()
    page = address(Webhook, "change", webhook.pk)
    data = form_data(staff.get(page))

    staff.post(page, {**data, "partner": make_partner().pk})

    before = webhook.partner
    webhook.refresh_from_db()
    assert webhook.partner == before


def test_a_new_secret_is_shown_and_the_former_counts_for_a_day(staff: Client) -> None:
    webhook: Any = make_webhook()

    answer = press(staff, "change_secret", webhook)

    former = webhook.seed
    webhook.refresh_from_db()
    assert secret_in(answer) == written(secret_of(webhook.seed)) != webhook.secret
    assert webhook.former_seed == former
    assert "The former secret counts for 24 hours more." in answer.text
    assert notes() == ["Made a new secret."]


def test_secrets_are_made_one_by_one(staff: Client) -> None:
    rows = [make_webhook(), make_webhook()]

    answer = press(staff, "change_secret", *rows)

    assert said(answer) == ["Choose one webhook alone."]
    assert Webhook.objects.exclude(former_seed="").count() == 0


def test_webhooks_are_switched_off_and_on(staff: Client) -> None:
    webhook, other = make_webhook(), make_webhook(state="off")
    page = address(Webhook, "change", webhook.pk)
    assert "Switch off" in staff.get(page).text

    off = press(staff, "switch_off", webhook, other)
    assert said(off) == ["1 webhook is switched off."]
    assert "Switch on" in staff.get(page).text
    on = press(staff, "switch_on", webhook)
    assert said(on) == [
        "1 webhook is switched on; what changed meanwhile is announced."
    ]
    assert on.request["PATH_INFO"] == page
    states = Webhook.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["on", "off"]
    assert notes() == ["Switched off.", "Switched on."]


def test_a_test_is_asked_for_and_the_log_tells_of_it(staff: Client) -> None:
    webhook = make_webhook()

    answer = press(staff, "send_test", webhook)

    assert said(answer) == ["1 test is on its way; this log says what becomes of it."]
    asked = f"{answer.request['PATH_INFO']}?{answer.request['QUERY_STRING']}"
    assert asked == f"{LOG}?webhook__id__exact={webhook.pk}"
    test = WebhookDelivery.objects.get()
    assert (test.kind, test.state) == ("test", "waiting")
    assert address(WebhookDelivery, "change", test.pk) in answer.text


def test_the_list_says_how_each_stands(staff: Client) -> None:
    make_webhook(name="a")
    make_webhook(name="b", state="off")
    make_webhook(name="c", state="stopped", reason="gone")
    failing = make_webhook(name="d", failing_since="2014-06-02T07:00Z")
    make_delivery(webhook=failing, outcome="rejected", status=500)
    make_delivery(webhook=failing)

    shown = staff.get(f"{LIST}?o=1").text

    assert re.findall(r"field-standing[^>]*>([^<]+)<", shown) == [
        "switched on",
        "switched off",
        "stopped (the receiver wants no more)",
        "failing since 2 June 2014, 09:00",
    ]
    assert re.findall(r"field-last_attempt[^>]*>([^<]+)<", shown) == [
        "–",
        "–",
        "–",
        "the receiver answered with an error (500)",
    ]


def test_the_log_says_what_became_of_each_message(staff: Client) -> None:
    on, off = make_webhook(), make_webhook(state="off")
    later = make_webhook(retry_at="2014-06-02T07:00Z")
    for webhook in (on, off, later):
        make_delivery(webhook=webhook, kind="changes")
    make_delivery(webhook=off)
    make_delivery(webhook=on, state="delivered", outcome="taken", status=204)

    shown = staff.get(f"{LOG}?o=1").text

    assert re.findall(r"field-next_attempt[^>]*>([^<]+)<", shown) == [
        "with the next run",
        "switched off",
        "2 June 2014, 09:00",
        "with the next run",
        "–",
    ]
    assert re.findall(r"field-told_attempt[^>]*>([^<]+)<", shown)[-1] == "taken (204)"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "forbidden address: internal, or without https"),
        ("fr", "adresse interdite\xa0: interne, ou sans https"),
    ],
)
def test_errors_are_worded_in_the_readers_language(
    staff: Client, language: str, told: str
) -> None:
    staff.cookies["django_language"] = language
    delivery = make_delivery(outcome="forbidden", detail="only https is called")

    shown = staff.get(address(WebhookDelivery, "change", delivery.pk)).text

    assert told in shown
    assert "only https is called" in shown


def test_a_message_is_shown_and_sent_again_from_its_page(staff: Client) -> None:
    delivery = make_delivery(state="failed")
    page = address(WebhookDelivery, "change", delivery.pk)
    shown = staff.get(page).text
    assert "&quot;type&quot;: &quot;test&quot;" in shown
    assert 'value="send_again"' in shown

    answer = press(staff, "send_again", delivery, page=LOG)

    delivery.refresh_from_db()
    assert delivery.state == "waiting"
    assert said(answer) == ["1 message is sent again."]
    assert answer.request["PATH_INFO"] == page
    assert notes() == ["Asked to send it again."]


def test_what_cannot_be_sent_again_says_why(staff: Client) -> None:
    webhook = make_webhook(name="Website")
    told = {"webhook": webhook, "kind": "changes", "state": "delivered"}
    rows = [make_delivery(**told), make_delivery(**told), make_delivery()]
    services.switch_off(webhook=webhook)

    answer = press(staff, "send_again", *rows, page=LOG)

    refusal = f"{webhook} is switched off: switch it on first."
    assert said(answer) == [refusal, refusal, "1 message is sent again."]
    states = WebhookDelivery.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["delivered", "delivered", "waiting"]


def test_a_stopped_webhook_waits_on_the_start_page(staff: Client) -> None:
    make_webhook(state="stopped", reason="unanswered", failing_since=timezone.now())
    make_webhook()

    [task] = [
        task for task in staff.get("/admin/").context["tasks"] if task.model is Webhook
    ]

    assert (task.count, task.label) == (1, "Webhooks that are stopped")
    assert task.address == f"{LIST}?state__exact=stopped"
    assert staff.get(task.address).context["cl"].result_count == 1

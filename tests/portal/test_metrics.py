"""The figures of the reminder engine, for a machine that shows the token."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from actions.models import Reminder
from creative_district.kernel.models import Heartbeat
from creative_district.portal.changes.telling import tell
from partners.models import Contact
from tests.factories import (
    make_contact,
    make_milestone,
    make_partner,
    make_programme,
    make_reminder,
    make_webhook,
    on,
)

NOON = "2014-06-16T12:00:00Z"
TOKEN = "a token"
STOPPED = {"state": "stopped", "failing_since": datetime(2014, 6, 1, tzinfo=UTC)}
# Attempts follow the database's own clock.
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(settings):
    settings.METRICS_TOKEN = TOKEN
    with time_machine.travel(NOON, tick=False):
        yield


def ask(client, token=TOKEN, scheme="Bearer"):
    return client.get("/metrics", headers={"authorization": f"{scheme} {token}"})


def figures(answer):
    """Return each figure by its name and labels, as Prometheus reads them."""
    assert answer.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def fill():
    now = timezone.now()
    milestone = make_milestone(due=on("2014-06-16"))
    waits = {"milestone": milestone, "state": Reminder.State.PLANNED}
    make_reminder(**waits, send_at=now - timedelta(minutes=10))
    make_reminder(**waits, send_at=now - timedelta(hours=2), retry_at=LATER)
    make_reminder(**waits, send_at=now + timedelta(days=1))
    make_reminder(milestone=milestone, send_at=now, state=Reminder.State.FAILED)
    make_contact(problem="550 no such user")
    paused = make_milestone(programme=make_programme(reminders_paused=True))
    make_reminder(milestone=paused, send_at=now - timedelta(days=1))
    Heartbeat.objects.create(
        name="sweep", beaten_at=now - timedelta(seconds=42), trouble="535 no"
    )
    Heartbeat.objects.create(name="plan", beaten_at=now, trouble="sick: TypeError()")
    partner = make_partner(programme=milestone.programme)
    for changes in ({}, {"failing_since": now - timedelta(minutes=5)}, STOPPED):
        make_webhook(programme=milestone.programme, partner=partner, **changes)


def test_the_figures_of_an_engine_in_trouble(db, client):
    fill()

    assert figures(ask(client)) == {
        ("district_reminders", "planned"): 4,
        ("district_reminders", "claimed"): 0,
        ("district_reminders", "sent"): 0,
        ("district_reminders", "failed"): 1,
        ("district_reminders", "skipped"): 0,
        ("district_reminders", "cancelled"): 0,
        ("district_reminders", "superseded"): 0,
        ("district_reminders_due",): 2,
        ("district_reminders_overdue",): 1,
        ("district_reminders_oldest_due_seconds",): 7200,
        ("district_reminders_retrying",): 1,
        ("district_reminders_to_mend",): 1,
        ("district_contacts_refused",): 1,
        ("district_programmes_paused",): 1,
        ("district_mail_server_takes_mail",): 0,
        ("district_programmes_planned",): 0,
        ("district_sweep_age_seconds",): 42,
        ("district_webhooks", "on"): 2,
        ("district_webhooks", "off"): 0,
        ("district_webhooks", "stopped"): 1,
        ("district_webhooks_failing",): 1,
        ("district_webhooks_failing_seconds",): 300,
        ("district_changes_told",): 0,
    }


def test_the_figures_of_an_engine_that_has_nothing_to_do(db, client):
    tell()
    found = figures(ask(client))

    assert set(found.values()) == {0, 1}
    assert [name for name, value in found.items() if value] == [
        ("district_mail_server_takes_mail",),
        ("district_programmes_planned",),
        ("district_changes_told",),
    ]
    assert ("district_sweep_age_seconds",) not in found


@pytest.mark.parametrize(
    ("changes", "state", "to_mend"),
    [
        pytest.param({}, Reminder.State.FAILED, 1, id="open"),
        pytest.param({}, Reminder.State.SENT, 0, id="sent"),
        pytest.param(
            {"reached": on("2014-06-15")}, Reminder.State.FAILED, 0, id="done"
        ),
    ],
)
def test_what_is_to_be_mended(db, client, changes, state, to_mend):
    milestone = make_milestone(**changes)
    make_reminder(milestone=milestone, send_at=timezone.now(), state=state)

    assert figures(ask(client))["district_reminders_to_mend",] == to_mend


def test_what_was_sent_again_is_mended(db, client):
    failed = make_reminder(send_at=timezone.now(), state=Reminder.State.FAILED)
    about = {"milestone": failed.milestone, "contact": failed.contact}
    make_reminder(
        **about,
        resend_number=1,
        send_at=timezone.now(),
        state=Reminder.State.SENT,
    )

    assert figures(ask(client))["district_reminders_to_mend",] == 0


def test_the_answer_is_in_the_text_format_and_kept_by_nobody(db, client):
    answer = ask(client)

    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.cookies == {}


@pytest.mark.parametrize(
    ("token", "scheme"),
    [("another", "Bearer"), (TOKEN, "Basic"), ("", "Bearer"), ("é", "Bearer")],
)
def test_a_wrong_token_is_refused(db, client, token, scheme):
    fill()

    answer = ask(client, token, scheme)

    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="metrics"'


def test_who_shows_nothing_is_refused(db, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/metrics").status_code == 401


@pytest.mark.parametrize("given", ["Bearer a token", "bearer a token", "Bearer "])
def test_without_a_token_in_the_settings_there_is_no_such_page(
    db, client, settings, given
):
    settings.METRICS_TOKEN = ""

    answer = client.get("/metrics", headers={"authorization": given})

    assert answer.status_code == 404


def test_staff_need_the_token_too(admin_client):
    assert admin_client.get("/metrics").status_code == 401


def test_the_cost_is_the_same_whatever_there_is(db, client, django_assert_num_queries):
    with django_assert_num_queries(10):
        ask(client)

    fill()
    with django_assert_num_queries(10):
        ask(client)


def test_metrics_are_only_read(client):
    assert client.post("/metrics").status_code == 405


def test_daily_mail_of_tomorrow_is_no_backlog(db, client):
    now = timezone.now()
    milestone = make_milestone()
    contact = make_contact(
        programme=milestone.programme,
        delivery=Contact.Delivery.DIGEST,
        next_digest_at=now + timedelta(hours=18),
    )
    make_reminder(
        milestone=milestone, contact=contact, send_at=now - timedelta(minutes=40)
    )

    assert figures(ask(client))["district_reminders_due",] == 0

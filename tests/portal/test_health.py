"""What the portal says of its own health."""

from datetime import timedelta

import pytest
import time_machine
from celery import current_app
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from actions.models import Reminder
from creative_district.kernel.models import Heartbeat
from partners.models import Contact
from tests.factories import (
    make_contact,
    make_milestone,
    make_programme,
    make_reminder,
)

NOON = "2014-06-16T12:00:00Z"


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield timezone.now()


@pytest.fixture
def swept(db, noon):
    return Heartbeat.objects.create(name="sweep", beaten_at=noon)


@pytest.fixture
def nobody_at_the_broker():
    """Celery pointed at a port where nothing listens."""
    conf = current_app.conf
    configured = conf.broker_transport, conf.broker_write_url
    conf.broker_transport, conf.broker_write_url = None, "redis://127.0.0.1:1/0"
    yield
    conf.broker_transport, conf.broker_write_url = configured


def told(client, status=200):
    answer = client.get("/ready", headers={"accept-language": "en"})
    assert answer.status_code == status
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.json()


def test_health_asks_nothing_of_the_database(db, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_before_the_first_sweep_it_is_starting(db, client):
    assert told(client) == {"status": "starting", "reasons": []}


def test_after_a_sweep_all_is_well(client, swept):
    assert told(client) == {"status": "ok", "reasons": []}


@pytest.mark.parametrize(("minutes", "status"), [(3, "ok"), (4, "degraded")])
def test_a_late_sweep_degrades(client, swept, minutes, status):
    with time_machine.travel(swept.beaten_at + timedelta(minutes=minutes), tick=False):
        assert told(client)["status"] == status


def test_patience_grows_with_the_interval(client, swept, settings):
    settings.REMINDER_SWEEP_SECONDS = 600

    with time_machine.travel(swept.beaten_at + timedelta(minutes=29), tick=False):
        assert told(client)["status"] == "ok"
    with time_machine.travel(swept.beaten_at + timedelta(minutes=31), tick=False):
        assert told(client) == {
            "status": "degraded",
            "reasons": [
                {"code": "sweep", "detail": "The sweep for reminders is late."}
            ],
        }


def test_reminders_that_wait_for_half_an_hour_degrade(client, swept):
    milestone = make_milestone()
    ago = swept.beaten_at - timedelta(minutes=31)
    for state in Reminder.State:
        make_reminder(milestone=milestone, state=state, send_at=ago)

    assert told(client) == {
        "status": "degraded",
        "reasons": [
            {
                "code": "reminders",
                "detail": "2 reminders have been due for more than half an hour.",
            }
        ],
    }


def test_reminders_that_are_not_yet_late_or_paused_do_not(client, swept):
    paused = make_milestone(programme=make_programme(reminders_paused=True))
    make_reminder(milestone=paused, send_at=swept.beaten_at - timedelta(days=2))
    make_reminder(send_at=swept.beaten_at - timedelta(minutes=29))

    assert told(client) == {"status": "ok", "reasons": []}


@pytest.mark.parametrize(
    ("delivery", "status"),
    [(Contact.Delivery.DIGEST, "ok"), (Contact.Delivery.EACH, "degraded")],
)
def test_what_waits_for_tomorrow_s_daily_mail_is_not_overdue(
    client, swept, delivery, status
):
    milestone = make_milestone()
    tomorrow = swept.beaten_at + timedelta(hours=18)
    contact = make_contact(
        programme=milestone.programme, delivery=delivery, next_digest_at=tomorrow
    )
    ago = swept.beaten_at - timedelta(hours=2)
    make_reminder(milestone=milestone, contact=contact, send_at=ago)

    assert told(client)["status"] == status


def test_a_daily_mail_that_is_half_an_hour_late_degrades(client, swept):
    milestone = make_milestone()
    contact = make_contact(
        programme=milestone.programme,
        delivery=Contact.Delivery.DIGEST,
        next_digest_at=swept.beaten_at - timedelta(minutes=31),
    )
    yesterday = swept.beaten_at - timedelta(days=1)
    make_reminder(milestone=milestone, contact=contact, send_at=yesterday)

    assert told(client)["status"] == "degraded"


def test_a_mail_server_that_takes_nothing_degrades_without_its_words(client, swept):
    swept.trouble = "535 wrong password for district@mail.example"
    swept.save()

    assert told(client) == {
        "status": "degraded",
        "reasons": [{"code": "mail", "detail": "The mail server takes no mail."}],
    }


def test_a_district_that_cannot_be_planned_degrades(client, swept):
    Heartbeat.objects.create(
        name="plan", beaten_at=swept.beaten_at, trouble="sick: TypeError()"
    )

    assert told(client) == {
        "status": "degraded",
        "reasons": [
            {
                "code": "plan",
                "detail": "The reminders of a district cannot be planned.",
            }
        ],
    }


def test_a_silent_broker_degrades(client, swept, nobody_at_the_broker):
    assert told(client) == {
        "status": "degraded",
        "reasons": [
            {"code": "broker", "detail": "The message broker does not answer."}
        ],
    }


def test_an_unapplied_migration_makes_it_unavailable(client, swept):
    MigrationRecorder(connection).record_unapplied("actions", "0001_initial")

    assert told(client, status=503) == {
        "status": "unavailable",
        "reasons": [{"code": "migrations", "detail": "1 migration is not applied."}],
    }


def test_without_a_database_it_is_unavailable(client, swept):
    def refuse(*_args):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(refuse):
        answer = told(client, status=503)

    assert answer == {
        "status": "unavailable",
        "reasons": [{"code": "database", "detail": "The database does not answer."}],
    }


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_probes_only_read(client, path):
    assert client.post(path).status_code == 405

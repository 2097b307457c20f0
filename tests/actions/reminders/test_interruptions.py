"""What comes between a worker and the end of its batch."""

import smtplib
import time
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from celery.signals import worker_shutting_down
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError, connection, connections

from actions.models import Reminder
from actions.reminders import dispatch, tasks
from actions.reminders.vocabulary import Reason, State
from partners.models import Contact
from tests.actions.reminders.conftest import at, sweep
from tests.factories import make_contact, make_milestone

JUNE = at("2014-06-06")


@pytest.fixture
def people(crew):
    """Four people, each to be reminded of a milestone of their own."""
    found = [make_contact(programme=crew.programme) for _ in range(4)]
    for person in found:
        make_milestone(programme=crew.programme, responsible=person)
    return found


def standing():
    rows = Reminder.objects.filter(
        offset_days=-7, milestone__programme__key="home"
    ).order_by("pk")
    return [(row.state, row.reason) for row in rows]


@contextmanager
def database_away():
    """Let no write through while the block runs: another connection holds them all.

    Only the embedded database says so at once; PostgreSQL would wait.
    """
    begun, over = Event(), Event()

    def hold():
        with connection.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            begun.set()
            over.wait()
            cursor.execute("ROLLBACK")
        connections.close_all()

    thread = Thread(target=hold)
    thread.start()
    begun.wait()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.fixture
def embedded(transactional_db):
    """The embedded database, committing for real."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's restart is tested on a real one")


def test_a_slow_batch_keeps_its_lease_by_renewing_it(crew, people, settings):
    settings.REMINDER_LEASE_SECONDS = 1

    class Slow(EmailBackend):
        def send_messages(self, messages):
            time.sleep(0.4)
            return super().send_messages(messages)

    sent = sweep(crew.programme, JUNE, open_mail=Slow)

    assert [address for _key, address in sent] == [person.email for person in people]
    assert standing() == [(State.SENT, "")] * 4


def test_a_claim_lost_with_its_contact_is_no_trouble_when_the_server_goes(crew, people):
    class Breaking(EmailBackend):
        def send_messages(self, messages):
            Contact.objects.filter(pk=people[2].pk).delete()
            raise smtplib.SMTPServerDisconnected("gone")

    sweep(crew.programme, JUNE, open_mail=Breaking)

    assert standing() == [(State.PLANNED, "gone")] * 3


def test_a_worker_that_is_asked_to_stop_sends_nothing_more(crew, people, time_machine):
    time_machine.move_to(JUNE)
    worker_shutting_down.send(sender="worker", sig="SIGTERM", how="Warm", exitcode=0)
    try:
        tasks.sweep()
    finally:
        tasks.stopping.clear()

    assert mail.outbox == []
    assert standing() == [(State.PLANNED, "")] * 4


def test_a_worker_that_is_asked_to_stop_in_mid_batch_puts_the_rest_back(crew, people):
    asked = Event()

    class Stopped(EmailBackend):
        def send_messages(self, messages):
            asked.set()
            return super().send_messages(messages)

    sweep(crew.programme, JUNE, open_mail=Stopped, stop=asked.is_set)

    assert standing() == [(State.SENT, ""), *[(State.PLANNED, Reason.STOPPED)] * 3]


def test_what_the_server_took_is_recorded_when_the_database_is_back(
    embedded, crew, people
):
    away = database_away()

    class Between(EmailBackend):
        def send_messages(self, messages):
            count = super().send_messages(messages)
            if len(mail.outbox) == 1:
                away.__enter__()
                Thread(target=come_back).start()
            return count

    def come_back():
        time.sleep(0.3)
        away.__exit__(None, None, None)

    sent = sweep(crew.programme, JUNE, open_mail=Between)

    assert len(sent) == 4
    assert standing() == [(State.SENT, "")] * 4


def test_what_cannot_be_recorded_goes_out_again_under_the_same_name(
    embedded, crew, people, settings
):
    settings.REMINDER_LEASE_SECONDS = 1
    away = database_away()

    class Between(EmailBackend):
        def send_messages(self, messages):
            count = super().send_messages(messages)
            away.__enter__()
            return count

    with pytest.raises(OperationalError):
        sweep(crew.programme, JUNE, open_mail=Between)
    away.__exit__(None, None, None)
    (first,) = mail.outbox

    time.sleep(1)
    sweep(crew.programme, JUNE)

    named = [letter.message()["Message-ID"] for letter in mail.outbox]
    assert len(named) == len(set(named)) == 4
    assert first.message()["Message-ID"] in named
    assert standing() == [(State.SENT, "")] * 4


def test_without_a_database_a_sweep_fails_and_blames_no_district(
    embedded, crew, people
):
    with database_away(), pytest.raises(OperationalError):
        dispatch.sweep(clock=lambda: JUNE)

    assert standing() == []
    assert len(sweep(crew.programme, JUNE)) == 4

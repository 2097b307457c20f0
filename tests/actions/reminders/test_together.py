"""Any number of sweeps at once: each reminder is planned and sent once."""

from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection, connections

from actions.models import Reminder, ReminderEvent
from actions.reminders import dispatch
from actions.reminders.vocabulary import State
from partners.models import Contact
from tests.actions.reminders.conftest import at
from tests.factories import make_contact, make_milestone, make_programme, make_rule

WORKERS = 4


def at_once(work):
    """Run the same work in several threads that start together."""
    barrier, errors = Barrier(WORKERS), []

    def run():
        barrier.wait()
        try:
            work()
        except Exception as error:  # a thread's error must fail the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_send_each_reminder_once(settings):
    if connection.vendor != "postgresql":
        pytest.skip("threads need a database server: set TEST_DATABASE_URL")
    settings.REMINDER_BATCH_SIZE = 3
    programme = make_programme()
    make_rule(programme=programme)
    for _ in range(20):
        make_milestone(
            programme=programme, responsible=make_contact(programme=programme)
        )

    at_once(lambda: dispatch.sweep(clock=lambda: at("2014-06-06")))

    people = Contact.objects.filter(programme=programme)
    assert sorted(to for m in mail.outbox for to in m.to) == sorted(
        person.email for person in people
    )
    rows = Reminder.objects.filter(contact__in=people)
    assert [row.state for row in rows] == [State.SENT] * 20
    assert ReminderEvent.objects.filter(reminder__in=rows).count() == 60

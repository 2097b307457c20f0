"""Waking the worker: after commit, and never at the cost of the write."""

import logging
from queue import Empty

import pytest
from celery import Celery, current_app
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from actions.models import Reminder
from actions.reminders import tasks
from actions.reminders.wake import call_for_help, replan_after_commit
from creative_district import celery_app
from creative_district.kernel.models import Heartbeat
from tests.actions.reminders.conftest import at, standing, sweep
from tests.factories import make_contact, make_milestone

NOBODY_LISTENS = {
    "broker_url": "redis://127.0.0.1:1/0",
    "broker_transport_options": {
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
    },
}
NO_FOLDER = {
    "broker_url": "filesystem://localhost",
    "broker_transport": "creative_district.filesystem_broker.Transport",
    "broker_transport_options": dict.fromkeys(
        ("data_folder_in", "data_folder_out", "control_folder"), "/dev/null/broker"
    ),
}


@pytest.fixture
def queue():
    """The worker's queue, empty."""
    with current_app.connection_for_read() as connection:
        waiting = connection.SimpleQueue("celery")
        waiting.clear()
        yield waiting
        waiting.clear()
        waiting.close()


@pytest.fixture
def broken(request):
    """An application whose broker is away."""
    app = Celery()
    app.conf.update(request.param)
    app.set_current()
    yield
    celery_app.set_current()


def test_worker_is_woken_after_the_commit(
    crew, queue, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        replan_after_commit(programme=crew.programme)
        with pytest.raises(Empty):
            queue.get(block=False)

    message = queue.get(timeout=5)
    message.ack()
    assert message.headers["task"] == "actions.reminders.tasks.replan"
    assert message.payload[0] == [crew.programme.pk]


def test_write_that_is_rolled_back_wakes_nobody(
    crew, queue, django_capture_on_commit_callbacks
):
    with (
        django_capture_on_commit_callbacks(execute=True),
        transaction.atomic(),
    ):
        replan_after_commit(programme=crew.programme)
        transaction.set_rollback(True)

    with pytest.raises(Empty):
        queue.get(block=False)


@pytest.mark.parametrize("broken", [NOBODY_LISTENS, NO_FOLDER], indirect=True)
def test_write_goes_on_without_a_broker(
    crew, broken, caplog, django_capture_on_commit_callbacks
):
    with (
        caplog.at_level(logging.WARNING, logger="actions.reminders"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        replan_after_commit(programme=crew.programme)

    assert [record.args[0] for record in caplog.records] == [crew.programme.pk]


def test_tasks_plan_and_sweep(crew, call, time_machine):
    time_machine.move_to("2014-05-02T07:00:00Z", tick=False)

    tasks.replan(crew.programme.pk)
    assert len(standing()) == 8
    tasks.replan(0)
    tasks.sweep()

    assert Heartbeat.objects.get(name="sweep").beaten_at.year == 2014
    assert not Reminder.objects.exclude(state="planned").exists()


def owe(crew, count):
    for _number in range(count):
        make_milestone(
            programme=crew.programme, responsible=make_contact(programme=crew.programme)
        )


def asked_for_help(crew, **how):
    """Sweep; return how often it asked for another worker, and how many mails went."""
    calls = []
    sent = sweep(
        crew.programme, at("2014-06-06"), call_help=lambda: calls.append(1), **how
    )
    return len(calls), len(sent)


@pytest.mark.parametrize(("count", "calls"), [(5, 1), (2, 1), (1, 0)])
def test_a_sweep_that_has_a_whole_batch_to_send_asks_for_help_once(
    crew, settings, count, calls
):
    settings.REMINDER_BATCH_SIZE = 2
    owe(crew, count)

    assert asked_for_help(crew) == (calls, count)
    assert asked_for_help(crew) == (0, 0)


def test_nobody_is_asked_for_help_when_the_server_takes_nothing(crew, settings):
    settings.REMINDER_BATCH_SIZE = 2
    owe(crew, 5)

    class Away(EmailBackend):
        def open(self):
            raise ConnectionRefusedError

    assert asked_for_help(crew, open_mail=Away) == (0, 0)


def test_help_comes_by_another_sweep(queue):
    call_for_help()

    message = queue.get(timeout=5)
    message.ack()
    assert message.headers["task"] == "actions.reminders.tasks.sweep"
    assert message.headers["expires"]


@pytest.mark.parametrize("broken", [NOBODY_LISTENS, NO_FOLDER], indirect=True)
def test_a_sweep_goes_on_without_help_and_without_a_broker(broken, caplog):
    with caplog.at_level(logging.WARNING, logger="actions.reminders"):
        call_for_help()

    assert "No other worker helps" in caplog.text

"""Staff ask for a reminder to be sent once more."""

from collections import Counter
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.utils.translation import override

from actions.models import Reminder, ReminderEvent
from actions.reminders.vocabulary import Cause, Reason, State
from actions.services import ResendError, clear_problem, pause_reminders, send_again
from creative_district.kernel import record
from partners.models import Contact
from tests.actions.reminders.conftest import at, reconcile, standing, sweep
from tests.factories import make_programme, make_reminder, on

NOW = at("2014-06-10")


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def sent(crew, call):
    """The reminder of the week before, which went out on Friday the 6th."""
    crew.programme.reminders_from = at("2014-06-06", 0)
    crew.programme.save()
    sweep(crew.programme, at("2014-06-09"))
    return Reminder.objects.get(milestone=call, state=State.SENT)


def ended(reminder, state, reason=""):
    """Return the reminder, brought to a state."""
    reminder.state, reminder.reason = state, reason
    reminder.save()
    return reminder


def refusal(reminder):
    """Return why a reminder is not sent again, after seeing that nothing is written."""
    before = Reminder.objects.count(), ReminderEvent.objects.count()
    with pytest.raises(ResendError) as caught:
        send_again(reminder=reminder, now=NOW)
    assert (Reminder.objects.count(), ReminderEvent.objects.count()) == before
    return str(caught.value)


@pytest.mark.parametrize("state", [State.SENT, State.FAILED, State.SKIPPED])
def test_a_repeat_is_due_at_once_under_a_number_of_its_own(sent, state):
    again = send_again(reminder=ended(sent, state), now=NOW)

    again.refresh_from_db()
    assert again.key == sent.key.removesuffix(".0") + ".1"
    assert again.message_id != sent.message_id
    assert (again.state, again.is_asked, again.send_at) == (State.PLANNED, True, NOW)
    events = again.events.values_list("from_state", "to_state", "reason")
    assert list(events) == [("", State.PLANNED, Reason.ASKED)]


def test_a_repeat_reaches_the_contact(crew, sent):
    again = send_again(reminder=sent, now=NOW)

    reconcile(crew.programme, NOW)

    assert sweep(crew.programme, NOW) == [(again.key, crew.lead.email)]
    assert sweep(crew.programme, NOW) == []


def test_a_repeat_can_itself_be_repeated(crew, sent):
    first = send_again(reminder=sent, now=NOW)
    sweep(crew.programme, NOW)

    second = send_again(reminder=sent, now=NOW)
    sweep(crew.programme, NOW)
    third = send_again(reminder=first, now=NOW)

    numbers = [row.resend_number for row in (first, second, third)]
    assert numbers == [1, 2, 3]


def test_what_is_under_way_is_not_asked_for_twice(sent):
    again = send_again(reminder=sent, now=NOW)

    words = "It is on its way already."
    assert [refusal(sent), refusal(again)] == [words, words]
    assert refusal(ended(again, State.CLAIMED)) == words


@pytest.mark.parametrize("state", [State.CANCELLED, State.SUPERSEDED])
def test_what_was_never_to_go_out_is_not_sent_again(sent, state):
    assert refusal(ended(sent, state)) == (
        "Only what was sent, failed or skipped can be sent again."
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param(
            {"due": on("2014-09-01")},
            "The milestone is due on another day now. Whoever was told the old day "
            "gets a mail about the new one by itself.",
            id="moved",
        ),
        pytest.param(
            {"reached": on("2014-06-09")},
            "The milestone is reached: nobody is reminded of it any more.",
            id="reached",
        ),
        pytest.param(
            {"cancelled_on": date(2014, 6, 10)},
            "The milestone is cancelled: nobody is reminded of it any more.",
            id="cancelled",
        ),
        pytest.param(
            {"state": record.State.WITHDRAWN},
            "The public does not see the milestone, or it is not the programme’s own: "
            "publish it first.",
            id="withdrawn",
        ),
        pytest.param(
            {"scope": record.Scope.CONTEXT},
            "The public does not see the milestone, or it is not the programme’s own: "
            "publish it first.",
            id="not our own",
        ),
    ],
)
def test_a_milestone_that_is_closed_is_not_spoken_of_again(sent, changes, words):
    for name, value in changes.items():
        setattr(sent.milestone, name, value)
    sent.milestone.save()

    assert refusal(sent) == words


def test_a_cancellation_is_told_again_while_it_holds(crew, sent, call):
    call.cancelled_on = date(2014, 6, 10)
    call.save()
    sweep(crew.programme, NOW)
    told = Reminder.objects.get(cause=Cause.CANCELLED)

    again = send_again(reminder=told, now=NOW)

    assert sweep(crew.programme, NOW) == [(again.key, crew.lead.email)]
    call.cancelled_on = None
    call.save()
    assert refusal(told) == "The milestone is no longer cancelled."


def test_a_new_date_is_told_again(crew, sent, call):
    call.due = on("2014-09-01")
    call.save()
    sweep(crew.programme, NOW)
    told = Reminder.objects.get(cause=Cause.MOVED)

    again = send_again(reminder=told, now=NOW)

    assert sweep(crew.programme, NOW) == [(again.key, crew.lead.email)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param(
            {"delivery": Contact.Delivery.NONE},
            "Ada wants no mail. Ask first, then choose another delivery on the "
            "contact’s page.",
            id="wants no mail",
        ),
        pytest.param(
            {"problem": "550 no such user"},
            "The mail server refused the address of Ada for good. Mend it on the "
            "contact’s page and clear the problem there.",
            id="address refused",
        ),
    ],
)
def test_who_cannot_be_reached_is_not_mailed_again(sent, changes, words):
    Contact.objects.filter(pk=sent.contact_id).update(name="Ada", **changes)

    assert refusal(sent) == words


def test_a_date_told_by_a_repeat_is_told_anew_when_it_comes_back(crew, sent, call):
    """The mail about it had failed, and went out when staff asked for it again."""
    for day in ["2014-07-04", "2014-07-11", "2014-07-04"]:
        call.due = on(day)
        call.save()
        reconcile(crew.programme, NOW)
        notice = Reminder.objects.filter(cause=Cause.MOVED).latest("pk")
        if not notice.resend_number and day == "2014-07-04":
            send_again(reminder=ended(notice, State.FAILED, "550 No"), now=NOW)
        assert len(sweep(crew.programme, NOW)) == 1

    assert [row[2] for row in standing(cause=Cause.MOVED)] == [
        State.FAILED,
        State.SENT,
        State.SENT,
        State.SENT,
    ]


def test_who_left_for_another_programme_is_not_mailed_again(sent):
    Contact.objects.filter(pk=sent.contact_id).update(programme=make_programme())

    assert refusal(sent) == "The contact belongs to another programme now."


def test_asking_wakes_the_worker(sent, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send_again(reminder=sent, now=NOW)

    milestone = sent.milestone
    assert queue() == [
        ("actions.reminders.tasks.replan", [milestone.programme_id, [milestone.pk]])
    ]


def test_a_paused_programme_s_mails_wait(crew, sent):
    pause_reminders(programme=crew.programme, paused=True)
    again = send_again(reminder=sent, now=NOW)

    held_back = sweep(crew.programme, NOW)
    pause_reminders(programme=crew.programme, paused=False)

    assert held_back == []
    assert sweep(crew.programme, NOW) == [(again.key, crew.lead.email)]
    paused = crew.programme.history.values_list("reminders_paused", flat=True)
    assert list(paused)[:2] == [False, True]


def test_a_mended_address_gets_what_still_applies(crew, call):
    Contact.objects.filter(pk=crew.lead.pk).update(problem="550 no such user")
    reconcile(crew.programme, at("2014-06-02"))
    skipped = standing(milestone=call, contact=crew.lead, state=State.SKIPPED)

    crew.lead.refresh_from_db()
    clear_problem(contact=crew.lead)
    reconcile(crew.programme, at("2014-06-02"))

    crew.lead.refresh_from_db()
    assert crew.lead.problem == ""
    assert skipped
    assert standing(milestone=call, contact=crew.lead, state=State.SKIPPED) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_have_one_mail_sent():
    if connection.vendor != "postgresql":
        pytest.skip("threads need a database server: set TEST_DATABASE_URL")
    sent = make_reminder(state=State.SENT, send_at=NOW)
    barrier, outcomes = Barrier(4), []

    def ask():
        own = Reminder.objects.get(pk=sent.pk)
        barrier.wait()
        try:
            outcomes.append(send_again(reminder=own, now=NOW).resend_number)
        except Exception as error:  # a thread's error must fail the test
            outcomes.append(type(error))
        finally:
            connections.close_all()

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Counter(outcomes) == {1: 1, ResendError: 3}
    assert Reminder.objects.count() == 2

"""Delivery over a real SMTP server on loopback."""

import socket
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from actions.models import Reminder
from actions.reminders.vocabulary import Reason, State
from creative_district.kernel.models import Heartbeat
from creative_district.kernel.text import Text
from tests.actions.reminders.conftest import at, sweep
from tests.actions.reminders.mail_server import mail_server
from tests.factories import make_contact, make_milestone, make_partner, make_place

JUNE = at("2014-06-06")


@pytest.fixture
def server(settings):
    """The server that the portal's mail goes to."""
    with mail_server() as (script, running):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = running.hostname
        settings.EMAIL_PORT = running.port
        yield script


@pytest.fixture
def three(crew):
    """Three people, each to be reminded of a milestone of their own."""
    people = [make_contact(programme=crew.programme) for _ in range(3)]
    for person in people:
        make_milestone(programme=crew.programme, responsible=person)
    return people


def due(person):
    return person.reminders.get(offset_days=-7)


def states(people):
    return [(due(person).state, due(person).reason) for person in people]


def test_each_reminder_arrives_with_its_key_over_one_connection(crew, three, server):
    sweep(crew.programme, JUNE)

    assert server.received == [(due(person).key, person.email) for person in three]
    assert [mail["Message-ID"].split("@")[0] for mail in server.letters] == [
        f"<{due(person).message_id}" for person in three
    ]
    assert len(server.peers) == 1
    assert states(three) == [(State.SENT, "")] * 3
    assert [due(person).attempt_count for person in three] == [1, 1, 1]


def test_sweeping_again_sends_nothing_more(crew, three, server):
    sweep(crew.programme, JUNE)
    sweep(crew.programme, JUNE)

    assert len(server.received) == 3


def test_address_refused_for_good_fails_and_is_shown_to_staff(crew, three, server):
    answer = "550 5.1.1 No such person"
    server.recipients[three[0].email] = answer

    sweep(crew.programme, JUNE)

    assert states(three) == [
        (State.FAILED, answer),
        (State.SENT, ""),
        (State.SENT, ""),
    ]
    assert len(server.peers) == 1
    three[0].refresh_from_db()
    assert three[0].problem == answer
    sweep(crew.programme, JUNE)
    later = three[0].reminders.filter(offset_days__gt=-7)
    assert set(later.values_list("state", "reason")) == {
        (State.SKIPPED, Reason.ADDRESS_REFUSED)
    }


def test_passing_refusal_is_tried_again_later(crew, three, server):
    server.contents[three[1].email] = "451 4.3.0 Try later"

    sweep(crew.programme, JUNE)
    sweep(crew.programme, JUNE)

    assert states(three) == [
        (State.SENT, ""),
        (State.PLANNED, "451 4.3.0 Try later"),
        (State.SENT, ""),
    ]
    waiting = due(three[1]).retry_at - timezone.now()
    assert timedelta(seconds=30) < waiting < timedelta(seconds=80)
    server.contents.clear()
    Reminder.objects.update(retry_at=timezone.now() - timedelta(seconds=1))
    sweep(crew.programme, JUNE)
    assert states(three) == [(State.SENT, "")] * 3
    assert due(three[1]).attempt_count == 2


def test_after_five_days_of_attempts_a_reminder_is_given_up(crew, three, server):
    server.contents[three[1].email] = "451 4.3.0 Try later"
    sweep(crew.programme, JUNE)
    Reminder.objects.filter(pk=due(three[1]).pk).update(
        retry_at=timezone.now(), attempt_count=500
    )

    sweep(crew.programme, JUNE)

    assert states(three)[1] == (State.FAILED, Reason.RETRY_OVER)


@pytest.mark.parametrize(
    "answer",
    ["554 5.7.1 Relay access denied", "530 5.7.0 Authentication required"],
)
def test_refusal_of_the_portal_itself_pauses_and_fails_nothing(
    crew, three, server, answer
):
    server.recipients = {person.email: answer for person in three}

    sweep(crew.programme, JUNE)

    assert states(three) == [(State.PLANNED, Reason.PAUSED)] * 3
    assert [due(person).attempt_count for person in three] == [0, 0, 0]
    assert Heartbeat.objects.get(name="sweep").trouble == answer
    server.recipients.clear()
    sweep(crew.programme, JUNE)
    assert states(three) == [(State.SENT, "")] * 3
    assert Heartbeat.objects.get(name="sweep").trouble == ""


def test_without_a_mail_server_everything_waits(crew, three, settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
        sweep(crew.programme, JUNE)

    assert {state for state, _reason in states(three)} == {State.PLANNED}
    assert [due(person).attempt_count for person in three] == [1, 1, 1]
    assert "refused" in Heartbeat.objects.get(name="sweep").trouble


def test_log_in_that_is_refused_pauses(crew, three, server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "district", "secret"

    sweep(crew.programme, JUNE)

    assert states(three) == [(State.PLANNED, Reason.PAUSED)] * 3


def test_mail_that_cannot_be_built_holds_up_no_other(crew, three, server):
    type(three[0]).objects.filter(pk=three[0].pk).update(email="a\nb@partner.example")

    sweep(crew.programme, JUNE)

    assert [state for state, _ in states(three)] == [
        State.PLANNED,
        State.SENT,
        State.SENT,
    ]


def test_catching_up_is_marked_late(crew, three, server):
    sweep(crew.programme, at("2014-06-10"))

    assert [due(person).is_late for person in three] == [True] * 3


def test_paused_programme_sends_nothing_until_it_goes_on(crew, three, server):
    crew.programme.reminders_paused = True
    crew.programme.save()
    sweep(crew.programme, JUNE)
    assert server.received == []

    crew.programme.reminders_paused = False
    crew.programme.save()
    sweep(crew.programme, JUNE)

    assert len(server.received) == 3


def test_rate_limits_what_one_minute_brings(crew, three, server, settings):
    settings.REMINDER_RATE_PER_MINUTE = 2

    sweep(crew.programme, JUNE)
    sweep(crew.programme, JUNE)

    assert len(server.received) == 2


def test_a_mail_names_no_partner_and_no_place_that_is_not_public(crew, call):
    hidden = {"name": Text(fr="Secret"), "state": "draft"}
    crew.action.lead = make_partner(**hidden)
    crew.action.save()
    call.responsible, call.place = crew.lead, make_place(**hidden)
    call.save()

    sent = sweep(crew.programme, at("2014-05-16"))

    assert [address for _key, address in sent] == [crew.lead.email]
    (letter,) = mail.outbox
    assert "Secret" not in " ".join(str(part) for part in letter.message().walk())


def test_what_is_no_longer_wanted_is_not_sent(crew, three):
    """The check inside the claim: a change comes while the batch is on its way."""

    class Interrupted(EmailBackend):
        def send_messages(self, messages):
            for person in three[1:]:
                person.milestones.update(cancelled_on=JUNE.date())
            return super().send_messages(messages)

    sweep(crew.programme, JUNE, open_mail=Interrupted)

    assert states(three) == [
        (State.SENT, ""),
        (State.CANCELLED, Reason.CANCELLED),
        (State.CANCELLED, Reason.CANCELLED),
    ]

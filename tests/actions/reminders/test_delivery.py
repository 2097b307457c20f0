"""Delivery over a real SMTP server on loopback."""

import socket
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from aiosmtpd.smtp import SMTP
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection
from django.utils import timezone

from actions.models import Milestone, Reminder
from actions.reminders import briefing, claims
from actions.reminders.vocabulary import Reason, State
from creative_district.kernel.models import Heartbeat
from creative_district.kernel.text import Text
from partners.models import Contact, Partner
from programme.models import Programme
from tests.actions.reminders.conftest import at, sweep
from tests.factories import make_contact, make_milestone, make_partner, make_place
from tests.mail_server import Server, mail_server

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


def test_server_that_hangs_up_after_a_refusal_delays_nobody_else(
    crew, three, server, monkeypatch
):
    async def push(self, status):
        await SMTP.push(self, status)
        if status == answer:
            self.transport.close()

    monkeypatch.setattr(Server, "push", push)
    server.recipients[three[0].email] = answer = "550 5.1.1 No such person"

    sweep(crew.programme, JUNE)

    assert states(three) == [
        (State.FAILED, answer),
        (State.SENT, ""),
        (State.SENT, ""),
    ]


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


def test_refusal_of_the_portal_itself_pauses_and_fails_nothing(crew, three, server):
    answer = "530 5.7.0 Authentication required"
    server.recipients = {person.email: answer for person in three}

    sweep(crew.programme, JUNE)

    assert states(three) == [(State.PLANNED, Reason.PAUSED)] * 3
    assert [due(person).attempt_count for person in three] == [0, 0, 0]
    assert Heartbeat.objects.get(name="sweep").trouble == answer
    server.recipients.clear()
    sweep(crew.programme, JUNE)
    assert states(three) == [(State.SENT, "")] * 3
    assert Heartbeat.objects.get(name="sweep").trouble == ""


def test_one_domain_that_is_not_relayed_to_holds_up_nobody_else(crew, three, server):
    server.recipients[three[0].email] = answer = "554 5.7.1 Relay access denied"

    sweep(crew.programme, JUNE)

    assert states(three) == [
        (State.PLANNED, answer),
        (State.SENT, ""),
        (State.SENT, ""),
    ]


def test_server_that_relays_to_nobody_gets_no_more_of_the_batch(crew, three, server):
    answer = "554 5.7.1 Relay access denied"
    server.recipients = {person.email: answer for person in three}

    sweep(crew.programme, JUNE)

    assert states(three) == [(State.PLANNED, answer)] * 3
    assert Heartbeat.objects.get(name="sweep").trouble == answer


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


def test_broken_address_fails_by_itself_and_is_shown_to_staff(crew, three, server):
    Contact.objects.filter(pk=three[0].pk).update(email="a\nb@partner.example")

    sweep(crew.programme, JUNE)

    assert [state for state, _ in states(three)] == [
        State.FAILED,
        State.SENT,
        State.SENT,
    ]
    three[0].refresh_from_db()
    assert "a b@partner.example" in three[0].problem
    assert three[0].problem == due(three[0]).reason


def test_mail_that_cannot_be_built_waits_and_holds_up_no_other(crew, three, server):
    """A fault of ours: it is mended in five days, and nobody is to blame meanwhile."""
    three[0].milestones.update(action=crew.action)
    spoilt = make_milestone(action=crew.action, kind=Milestone.Kind.OTHER)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE actions_milestone SET title = '5' WHERE id = %s", [spoilt.pk]
        )

    sweep(crew.programme, JUNE)

    assert [state for state, _ in states(three)] == [
        State.PLANNED,
        State.SENT,
        State.SENT,
    ]
    assert due(three[0]).attempt_count == 1
    assert "Error" in due(three[0]).reason


def test_address_that_the_server_cannot_write_fails_by_itself(crew, three, server):
    Contact.objects.filter(pk=three[0].pk).update(email="é@partner.example")

    sweep(crew.programme, JUNE)

    assert [state for state, _ in states(three)] == [
        State.FAILED,
        State.SENT,
        State.SENT,
    ]


def test_asked_to_stop_it_ends_with_the_mail_in_hand(crew, three, server):
    sweep(crew.programme, JUNE, stop=lambda: bool(server.letters))

    assert states(three) == [
        (State.SENT, ""),
        (State.PLANNED, Reason.STOPPED),
        (State.PLANNED, Reason.STOPPED),
    ]
    sweep(crew.programme, JUNE)
    assert len(server.received) == 3


def test_answer_that_no_database_can_keep_fails_by_itself(crew, three, server):
    server.recipients[three[0].email] = "550 No\0one"

    sweep(crew.programme, JUNE)

    assert states(three) == [
        (State.FAILED, "550 No\ufffdone"),
        (State.SENT, ""),
        (State.SENT, ""),
    ]


def test_address_that_is_mended_during_the_refusal_stays_mended(crew, three):
    class Interrupted(EmailBackend):
        def send_messages(self, messages):
            [address] = messages[0].to
            if address == three[0].email:
                Contact.objects.filter(email=address).update(email="new@staff.example")
                raise SMTPRecipientsRefused({address: (550, b"No such person")})
            return super().send_messages(messages)

    sweep(crew.programme, JUNE, open_mail=Interrupted)

    assert states(three)[0] == (State.FAILED, "550 No such person")
    three[0].refresh_from_db()
    assert three[0].problem == ""


def test_sent_is_kept_where_the_event_of_it_cannot_be_written(crew, three, server):
    def refuse_events(execute, sql, params, many, context):
        if "INSERT" in sql and "reminderevent" in sql and State.SENT in params:
            raise IntegrityError("duplicate key")
        return execute(sql, params, many, context)

    sweep(crew.programme, JUNE, stop=lambda: True)  # plans, and sends nothing
    with connection.execute_wrapper(refuse_events):
        sweep(crew.programme, JUNE)
        sweep(crew.programme, JUNE)

    assert len(server.received) == 3
    assert states(three) == [(State.SENT, "")] * 3


def test_district_that_is_paused_in_mid_batch_keeps_the_rest(crew, three, server):
    class Interrupted(EmailBackend):
        def send_messages(self, messages):
            Programme.objects.update(reminders_paused=True)
            return super().send_messages(messages)

    sweep(crew.programme, JUNE, open_mail=Interrupted)

    assert states(three) == [
        (State.SENT, ""),
        (State.PLANNED, Reason.DISTRICT_PAUSED),
        (State.PLANNED, Reason.DISTRICT_PAUSED),
    ]


def test_erased_between_claim_and_mail_gets_none(crew, three, server):
    class Interrupted(EmailBackend):
        def send_messages(self, messages):
            Contact.objects.filter(email=three[1].email).delete()
            return super().send_messages(messages)

    mails = Interrupted()
    sweep(crew.programme, JUNE, open_mail=lambda: mails)

    assert [to for message in mail.outbox for to in message.to] == [
        three[0].email,
        three[2].email,
    ]


def test_with_a_rate_it_waits_for_its_turn_until_it_is_stopped(
    crew, three, server, settings
):
    settings.REMINDER_RATE_PER_MINUTE = 2
    asked = []

    def stop():
        asked.append(len(server.received))
        if len(asked) == 6:  # as if the minute had passed
            Reminder.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
        return len(asked) > 20

    sweep(crew.programme, JUNE, stop=stop)

    assert len(server.received) == 3
    assert asked.count(2) >= 2


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


def test_a_lead_that_is_hidden_in_mid_batch_is_named_no_more(
    crew, three, server, monkeypatch
):
    monkeypatch.setattr(briefing, "FRESH", 0)
    lead = crew.lead.partner
    Partner.objects.filter(pk=lead.pk).update(name=Text(fr="Secret"))
    Milestone.objects.update(action=crew.action)

    class Interrupted(EmailBackend):
        def send_messages(self, messages):
            Partner.objects.filter(pk=lead.pk).update(state="withdrawn")
            return super().send_messages(messages)

    sweep(crew.programme, JUNE, open_mail=Interrupted)

    assert ["Secret" in letter.body for letter in mail.outbox] == [True, False, False]


def test_milestone_that_is_deleted_while_mails_are_prepared_stops_none(
    crew, three, monkeypatch
):
    """Its reminders are read, it is deleted, then what concerns them is read."""
    read = claims.in_full

    def deleting(rows):
        found = read(rows)
        three[0].milestones.all().delete()
        return found

    monkeypatch.setattr(claims, "in_full", deleting)

    sweep(crew.programme, JUNE)

    assert [to for message in mail.outbox for to in message.to] == [
        three[1].email,
        three[2].email,
    ]


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

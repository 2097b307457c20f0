"""One mail a day, for whoever wants it so."""

from collections import Counter
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, connections

from actions.models import Reminder
from actions.reminders import claims, dispatch
from actions.reminders.briefing import Briefing
from actions.reminders.vocabulary import State
from partners.models import Contact
from programme.models import Programme
from tests.actions.reminders.conftest import at
from tests.factories import make_contact, make_milestone, make_programme, make_rule, on

JUNE = at("2014-06-06")
DIGEST = Contact.Delivery.DIGEST


def sweep(moment, **how):
    """Sweep all districts; return the keys of each mail, by recipient."""
    mail.outbox.clear()
    dispatch.sweep(clock=lambda: moment, **how)
    return [
        (*message.to, len(message.message().get_all("X-Reminder-Key")))
        for message in mail.outbox
    ]


@pytest.fixture
def reader(crew):
    """A person who wants one mail a day, and whom late milestones reach alone."""
    crew.coordinator.delete()
    return make_contact(programme=crew.programme, delivery=DIGEST)


def twelve(person):
    """Make twelve milestones of one person: five late, seven to come."""
    late = ["2014-06-02"] * 5
    return [
        make_milestone(programme=person.programme, responsible=person, due=on(day))
        for day in late + ["2014-06-13"] * 7
    ]


def test_twelve_that_are_due_are_one_mail(reader):
    twelve(reader)

    assert sweep(JUNE) == [(reader.email, 12)]
    assert sweep(JUNE) == []

    sent = Reminder.objects.filter(contact=reader, state=State.SENT)
    assert sent.count() == 12
    assert sent.values("sent_at").distinct().count() == 1


def test_what_falls_due_later_that_day_waits_for_tomorrows_mail(reader):
    twelve(reader)
    sweep(at("2014-06-06", 8))
    make_milestone(programme=reader.programme, responsible=reader, due=on("2014-06-10"))

    assert sweep(at("2014-06-06", 15)) == []
    assert sweep(at("2014-06-07", 7)) == []
    assert sweep(at("2014-06-07", 8)) == [(reader.email, 1)]


def test_a_mail_in_the_night_does_not_hold_back_that_mornings(reader):
    make_milestone(programme=reader.programme, responsible=reader, due=on("2014-06-17"))
    assert (reader.email, 1) in sweep(at("2014-06-17", 6))

    assert sweep(at("2014-06-17", 7)) == []
    assert sweep(at("2014-06-17", 8)) == [(reader.email, 1)]

    sent = reader.reminders.filter(state=State.SENT).order_by("offset_days")
    assert list(sent.values_list("offset_days", "is_late")) == [(-1, True), (0, False)]


def test_daily_mails_and_single_ones_go_out_side_by_side(crew, reader):
    other = make_contact(programme=crew.programme)
    for person in [reader, other, reader, other]:
        make_milestone(programme=crew.programme, responsible=person)

    assert Counter(sweep(JUNE)) == {(reader.email, 2): 1, (other.email, 1): 2}


def test_daily_mail_that_fails_for_now_is_tried_again_as_a_whole(reader):
    twelve(reader)

    class Busy(EmailBackend):
        def send_messages(self, messages):
            raise TimeoutError

    sweep(JUNE, open_mail=Busy)
    make_milestone(programme=reader.programme, responsible=reader, due=on("2014-06-13"))

    assert sweep(JUNE) == []
    Reminder.objects.update(retry_at=None)
    assert sweep(JUNE) == [(reader.email, 13)]


def test_mails_that_tell_of_very_much_are_several(reader, monkeypatch):
    monkeypatch.setattr(claims, "MOST_ITEMS", 5)
    twelve(reader)

    assert sweep(JUNE) == [(reader.email, 5), (reader.email, 5), (reader.email, 2)]
    assert sweep(JUNE) == []


def test_nobody_else_sees_to_a_contact_whom_a_worker_holds(reader):
    twelve(reader)
    sweep(JUNE, rate=0, stop=lambda: True)  # plans, and sends nothing
    districts = Programme.objects.all()
    first = claims.claim(now=JUNE, programmes=districts, size=10)
    make_milestone(programme=reader.programme, responsible=reader)
    dispatch.sweep(clock=lambda: JUNE, stop=lambda: True)

    second = claims.claim(now=JUNE, programmes=districts, size=10)

    assert [len(letter) for letter in first.letters] == [12]
    assert second.letters == []
    assert len(Briefing(first).letter(0)) == 12


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_one_daily_mail_to_each(settings):
    if connection.vendor != "postgresql":
        pytest.skip("threads need a database server: set TEST_DATABASE_URL")
    settings.REMINDER_BATCH_SIZE = 2
    programme = make_programme()
    make_rule(programme=programme)
    people = [make_contact(programme=programme, delivery=DIGEST) for _ in range(8)]
    for person in people * 3:
        make_milestone(programme=programme, responsible=person)
    barrier, errors = Barrier(4), []

    def run():
        barrier.wait()
        try:
            dispatch.sweep(clock=lambda: JUNE)
        except Exception as error:  # a thread's error must fail the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert Counter(to for message in mail.outbox for to in message.to) == Counter(
        person.email for person in people
    )
    rows = Reminder.objects.filter(contact__in=people)
    assert set(rows.values_list("state", flat=True)) == {State.SENT}

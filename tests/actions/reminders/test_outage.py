"""Days without a mail server: waits that grow, nothing lost, nothing sent twice.

The database's clock, by which retries go, cannot be stepped. Days go by for the ledger
when the moments that it keeps move back.
"""

import socket
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from actions.models import Reminder, ReminderEvent
from actions.reminders.vocabulary import Reason, State
from partners.models import Contact
from tests.actions.reminders.conftest import at, standing, sweep
from tests.factories import make_contact, make_milestone, make_rule, on
from tests.mail_server import Stage, mail_server

MOMENT, HOUR, DAY = timedelta(seconds=10), timedelta(hours=1), timedelta(days=1)
BEGUN = at("2014-05-16")  # 30 days before the call opens


class Days:
    """A programme's days, which pass for its clock and for its ledger alike."""

    def __init__(self, programme, now: datetime) -> None:
        self.programme = programme
        self.now = now

    def go_by(self, time: timedelta) -> None:
        self.now += time
        Reminder.objects.update(
            retry_at=F("retry_at") - time,
            lease_ends_at=F("lease_ends_at") - time,
            sent_at=F("sent_at") - time,
        )

    def sweep(self) -> None:
        sweep(self.programme, self.now)

    def pass_(self, hours: int, *, every: int = 1) -> None:
        """Sweep every so many hours for so long."""
        for _sweep in range(hours // every):
            self.sweep()
            self.go_by(every * HOUR)


@pytest.fixture
def server(settings):
    """The server that the portal's mail goes to."""
    with mail_server() as (script, running):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = running.hostname
        settings.EMAIL_PORT = running.port
        yield script


@contextmanager
def nobody_listens():
    """Let connections to the mail server be refused while the block runs."""
    real = settings.EMAIL_PORT
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = taken.getsockname()[1]
        try:
            yield
        finally:
            settings.EMAIL_PORT = real


def waits(days, *, most):
    """Sweep whenever an attempt may be made; return the waits between the attempts."""
    days.sweep()
    waited = []
    while len(waited) < most:
        row = Reminder.objects.get(send_at__lte=days.now)
        if row.state != State.PLANNED:
            break
        assert row.attempt_count == len(waited) + 1
        wait = row.retry_at - timezone.now()
        days.go_by(wait - MOMENT)
        if len(waited) < 10:
            days.sweep()
            row.refresh_from_db()
            assert row.attempt_count == len(waited) + 1, "tried before its time"
        days.go_by(MOMENT * 1.01)
        days.sweep()
        waited.append(wait)
    return waited


def assert_grow(waited, *, longest):
    """Waits double from a minute on, each up to a quarter shorter or longer."""
    planned = [min(60 * 2**number, longest) for number in range(len(waited))]
    spread = [
        wait.total_seconds() / seconds
        for wait, seconds in zip(waited, planned, strict=True)
    ]
    assert all(0.74 < share < 1.26 for share in spread), spread
    assert len({round(share, 3) for share in spread}) > len(spread) / 2


def test_five_days_of_refusals_are_spread_out_and_end_in_a_failure(
    crew, call, server, settings
):
    settings.REMINDER_RETRY_MAX_SECONDS = 4 * 3600
    server.recipients[crew.lead.email] = "451 4.3.0 Try later"

    waited = waits(Days(crew.programme, BEGUN), most=1000)

    assert_grow(waited, longest=4 * 3600)
    assert 4.5 * DAY < sum(waited, timedelta()) < 5.5 * DAY
    row = Reminder.objects.get(offset_days=-30)
    assert (row.state, row.reason) == (State.FAILED, Reason.RETRY_OVER)
    assert row.attempt_count == len(waited) + 1
    answers = ReminderEvent.objects.filter(reminder=row, to_state=State.PLANNED)
    assert set(answers.values_list("reason", flat=True)) == {"", "451 4.3.0 Try later"}
    assert server.received == []


def test_a_server_that_takes_no_connection_is_asked_less_and_less(crew, call, server):
    server.faults[Stage.CONNECTED] = lambda _recipient: "421 4.3.2 Too busy"
    days = Days(crew.programme, BEGUN)

    waited = waits(days, most=10)

    assert_grow(waited, longest=3600)
    row = Reminder.objects.get(offset_days=-30)
    assert "421" in row.reason
    with nobody_listens():
        days.go_by(2 * HOUR)
        days.sweep()
    row.refresh_from_db()
    assert (row.state, row.attempt_count) == (State.PLANNED, 12)
    assert "refused" in row.reason


def test_what_waited_goes_out_once_when_the_server_is_back_on_day_four(crew, server):
    people = [make_contact(programme=crew.programme) for _ in range(3)]
    for person in people:
        make_milestone(programme=crew.programme, responsible=person)
    days = Days(crew.programme, BEGUN)
    with nobody_listens():
        days.pass_(hours=3 * 24, every=2)
    assert server.received == []

    days.pass_(hours=24, every=3)

    rows = Reminder.objects.filter(offset_days=-30)
    assert sorted(server.received) == sorted(
        (row.key, row.contact.email) for row in rows
    )
    assert len(server.received) == 3
    assert {(row.state, row.is_late) for row in rows} == {(State.SENT, True)}
    assert all(row.attempt_count > 30 for row in rows)


def test_a_later_reminder_that_comes_due_meanwhile_takes_the_place(crew, call, server):
    make_rule(programme=crew.programme, offset_days=-27)  # on Tuesday 20 May
    days = Days(crew.programme, BEGUN)
    with nobody_listens():
        days.pass_(hours=4 * 24 + 3, every=3)

    days.sweep()

    assert [address for _key, address in server.received] == [crew.lead.email]
    assert standing(contact=crew.lead)[:2] == [
        ("rule", -30, State.SUPERSEDED, Reason.LATER_ONE_DUE),
        ("rule", -27, State.SENT, ""),
    ]


def test_no_reminder_before_goes_out_when_the_server_is_back_after_the_due_day(
    crew, server
):
    make_milestone(action=crew.action, due=on("2014-05-19"))
    crew.programme.reminder_rules.filter(offset_days=0).delete()
    days = Days(crew.programme, BEGUN)  # a Friday: one day before the Monday
    with nobody_listens():
        days.pass_(hours=4 * 24, every=3)

    days.pass_(hours=3 * 24, every=3)

    assert standing(contact=crew.lead) == [
        ("rule", -30, State.SUPERSEDED, Reason.LATER_ONE_DUE),
        ("rule", -7, State.SUPERSEDED, Reason.LATER_ONE_DUE),
        ("rule", -1, State.SUPERSEDED, Reason.DUE_DAY_OVER),
        ("rule", 3, State.SENT, ""),
        ("rule", 14, State.PLANNED, ""),
    ]
    assert sorted(address for _key, address in server.received) == sorted(
        [crew.lead.email, crew.coordinator.email]
    )


def test_five_days_with_a_wrong_password_fail_nothing(crew, call, server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "district", "wrong"
    days = Days(crew.programme, BEGUN)
    days.pass_(hours=5 * 24, every=4)
    row = Reminder.objects.get(offset_days=-30)
    assert (row.state, row.reason) == (State.PLANNED, Reason.PAUSED)
    assert (row.attempt_count, row.retry_at) == (0, None)

    settings.EMAIL_HOST_USER = ""
    days.sweep()

    assert server.received == [(row.key, crew.lead.email)]


def test_daily_mail_that_waited_three_days_is_one_mail(crew, server):
    crew.lead.delivery = Contact.Delivery.DIGEST
    crew.lead.save()
    for day in ("16", "17", "18", "19"):  # of June: reminded on 16, 19 and 20 May
        make_milestone(action=crew.action, due=on(f"2014-06-{day}"))
    days = Days(crew.programme, BEGUN)
    with nobody_listens():
        days.pass_(hours=4 * 24, every=3)

    days.pass_(hours=12, every=3)

    rows = Reminder.objects.filter(offset_days=-30)
    assert len(server.letters) == 1
    assert sorted(server.received) == sorted((row.key, crew.lead.email) for row in rows)
    assert {row.state for row in rows} == {State.SENT}

"""Claims: nobody gets what another holds, and nothing stays with the dead."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from actions.models import Reminder
from actions.reminders import claims
from actions.reminders.briefing import Briefing
from actions.reminders.vocabulary import State
from programme.models import Programme
from tests.actions.reminders.conftest import at
from tests.factories import make_reminder

JUNE = at("2014-06-06")


@pytest.fixture
def due(db):
    return [make_reminder(send_at=at(f"2014-06-0{day}")) for day in (2, 1, 3, 7)]


def claim(size=10):
    return claims.claim(now=JUNE, programmes=Programme.objects.all(), size=size)


def test_claims_take_what_is_longest_due_and_nothing_twice(due):
    first, second, third = claim(2), claim(2), claim(2)

    assert first.ids() == [due[1].pk, due[0].pk]
    assert second.ids() == [due[2].pk]
    assert third.ids() == []


def test_renewing_a_claim_renews_the_rest_of_it(due):
    held = claim()
    Reminder.objects.update(lease_ends_at=Now() + timedelta(seconds=2))

    claims.renew(held, 1)

    assert Briefing(held).letter(1) == [due[0]]
    waiting = Reminder.objects.filter(lease_ends_at__gt=Now() + timedelta(seconds=60))
    assert set(waiting) == {due[0], due[2]}


def test_lease_that_has_run_out_is_anothers_to_claim(due):
    lost = claim()
    Reminder.objects.update(lease_ends_at=Now() - timedelta(seconds=1))

    assert Briefing(lost).letter(0) == []
    found = claim()

    assert found.ids() == lost.ids()
    assert Briefing(lost).letter(0) == []
    assert Briefing(found).letter(0) == [due[1]]


def test_worker_that_lost_its_lease_still_records_what_it_sent(due):
    slow = claim()
    letter = Briefing(slow).letter(0)
    Reminder.objects.update(lease_ends_at=Now() - timedelta(seconds=1))
    other = claim()

    claims.mark_sent(letter, now=JUNE)

    assert Reminder.objects.get(pk=letter[0].pk).state == State.SENT
    assert Briefing(other).letter(0) == []


def test_released_rows_are_free_again(due):
    held = claim()

    claims.release(held, 1, "paused")

    assert claim().ids() == held.ids(1)

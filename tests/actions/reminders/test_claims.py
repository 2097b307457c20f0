"""Claims: nobody gets what another holds, and nothing stays with the dead."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from actions.models import Reminder
from actions.reminders import claims
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

    assert list(first.ids) == [due[1].pk, due[0].pk]
    assert list(second.ids) == [due[2].pk]
    assert list(third.ids) == []


def test_taking_one_renews_the_rest_of_the_claim(due):
    held = claim()
    Reminder.objects.update(lease_ends_at=Now() + timedelta(seconds=2))

    reminder = claims.take(held, 1)

    assert reminder == due[0]
    waiting = Reminder.objects.filter(lease_ends_at__gt=Now() + timedelta(seconds=60))
    assert set(waiting) == {due[0], due[2]}


def test_lease_that_has_run_out_is_anothers_to_claim(due):
    lost = claim()
    Reminder.objects.update(lease_ends_at=Now() - timedelta(seconds=1))

    assert claims.take(lost, 0) is None
    found = claim()

    assert list(found.ids) == list(lost.ids)
    assert claims.take(lost, 0) is None
    assert claims.take(found, 0) == due[1]


def test_worker_that_lost_its_lease_still_records_what_it_sent(due):
    slow = claim()
    reminder = claims.take(slow, 0)
    Reminder.objects.update(lease_ends_at=Now() - timedelta(seconds=1))
    other = claim()

    claims.mark_sent(reminder)

    assert Reminder.objects.get(pk=reminder.pk).state == State.SENT
    assert claims.take(other, 0) is None


def test_released_rows_are_free_again(due):
    held = claim()

    claims.release(held, 1, "paused")

    assert list(claim().ids) == list(held.ids[1:])

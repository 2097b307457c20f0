"""Two at once: one is answered, the other told so, and nothing is half-written."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.conf import settings
from django.db import connection

from actions.models import Action
from creative_district.portal.writing import endpoints
from partners.models import KeptAnswer
from tests.factories import make_milestone
from tests.portal.writing.conftest import Program, refusal

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "postgresql" not in settings.DATABASES["default"]["ENGINE"],
        reason="SQLite has one writer at a time, and tests have it in memory",
    ),
]
MINE = "milestones/mine/"


def at_once(*tasks):
    """Run the tasks side by side, and return what they return."""
    barrier = Barrier(len(tasks))

    def run(task):
        barrier.wait()
        try:
            return task()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def test_of_two_with_the_same_tag_one_writes(own, district):
    milestone = make_milestone(
        programme=district, key="mine", responsible_partner=own.partner
    )
    seen = own.writer.get(MINE).headers["ETag"]

    def writer(written):
        program = Program(own.token)
        body = {"reached_on": written}
        return lambda: program.patch(MINE, body, if_match=seen)

    days = ["2014-06-02", "2014-06-03", "2014-06-04", "2014-06-05"]
    answers = at_once(*map(writer, days))

    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [200, 412, 412, 412]
    won = days[statuses.index(200)]
    milestone.refresh_from_db()
    assert milestone.reached.value == won
    assert milestone.history.count() == 2


def test_the_same_key_twice_at_once_makes_one_action(own):
    def proposer():
        program = Program(own.token)
        body = {"title": {"en": "A workshop"}}
        return lambda: program.post("actions/", body, idempotency_key="k1")

    answers = at_once(*(proposer() for _time in range(4)))

    statuses = {answer.status_code for answer in answers}
    assert statuses <= {201, 409}
    assert 201 in statuses
    bodies = {answer.content for answer in answers if answer.status_code == 201}
    assert len(bodies) == 1
    assert Action.objects.filter(lead=own.partner).count() == 1
    assert KeptAnswer.objects.get().status == 201


def test_the_second_is_told_while_the_first_is_at_work(own, monkeypatch):
    begun, go_on = Event(), Event()
    propose = endpoints.propose_action

    def slow(**told):
        begun.set()
        assert go_on.wait(10)
        return propose(**told)

    monkeypatch.setattr(endpoints, "propose_action", slow)
    body = {"title": {"en": "A workshop"}}

    def first():
        return Program(own.token).post("actions/", body, idempotency_key="k1")

    def second():
        assert begun.wait(10)
        try:
            return Program(own.token).post("actions/", body, idempotency_key="k1")
        finally:
            go_on.set()

    made, told = at_once(first, second)

    assert made.status_code == 201
    said = "A request with this key is in progress. Try again in a moment."
    assert refusal(told) == (409, said, [])
    assert Action.objects.filter(lead=own.partner).count() == 1


def test_titles_that_come_at_once_get_addresses_of_their_own(own):
    def proposer():
        program = Program(own.token)
        return lambda: program.post("actions/", {"title": {"en": "A workshop"}})

    at_once(*(proposer() for _time in range(3)))

    slugs = {action.slug["en"] for action in Action.objects.filter(lead=own.partner)}
    assert slugs == {"a-workshop", "a-workshop-2", "a-workshop-3"}

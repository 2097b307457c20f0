"""How the engine is doing, counted from its rows."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from actions.reminders import health
from actions.reminders.health import Health
from actions.reminders.vocabulary import Reason, State
from creative_district.kernel.models import Heartbeat
from tests.actions.reminders.conftest import at
from tests.factories import make_contact, make_milestone, make_reminder, on

NOW = at("2014-06-06", 9)
HOUR = timedelta(hours=1)


def make(programme, state, **changes):
    """Make a reminder that was due an hour ago, about a milestone of its own."""
    if "milestone" not in changes:
        changes["milestone"] = make_milestone(programme=programme)
    return make_reminder(**{"state": state, "send_at": NOW - HOUR, **changes})


def test_an_engine_that_never_ran_knows_nothing(db, rival):
    assert Health.at(NOW) == Health(
        swept_at=None,
        trouble="",
        unplanned="",
        states={},
        due=0,
        overdue=0,
        oldest=None,
        retrying=0,
        failed=0,
        refused=0,
        unwilling=0,
        paused=[],
    )


@pytest.fixture
def rows(crew, rival):
    """One reminder in each standing that somebody has to know of, and others."""
    programme, soon = crew.programme, timezone.now() + HOUR
    quarter = NOW - HOUR / 4
    rival.programme.reminders_paused = True
    rival.programme.save()
    daily = make_contact(
        programme=programme, delivery="digest", next_digest_at=NOW + HOUR
    )
    settled = make_milestone(programme=programme, reached=on("2014-06-01"))
    called_off = make_milestone(programme=programme, cancelled_on=date(2014, 6, 1))
    quiet = make_contact(programme=programme, delivery="none")
    refused = make_contact(programme=programme, problem="550 No such person")
    repeated = make(programme, State.FAILED)
    make(
        programme,
        State.SENT,
        milestone=repeated.milestone,
        contact=repeated.contact,
        resend_number=1,
    )
    make(programme, State.SENT)
    make(programme, State.PLANNED, send_at=NOW + HOUR)
    make(programme, State.PLANNED, contact=daily)
    make(rival.programme, State.PLANNED)
    make(programme, State.FAILED, milestone=settled)
    make(programme, State.FAILED, milestone=called_off)
    make(programme, State.SKIPPED, contact=quiet, reason=Reason.WANTS_NO_MAIL)
    return {
        "overdue": [make(programme, State.CLAIMED)],
        "prompt": [make(programme, State.PLANNED, send_at=quarter)],
        "retrying": [make(programme, State.PLANNED, retry_at=soon)],
        "failed": [
            make(programme, State.FAILED),
            make(programme, State.FAILED, milestone=called_off, cause="cancelled"),
        ],
        "refused": [refused],
        "unwilling": [
            make(
                programme,
                State.SKIPPED,
                send_at=NOW + HOUR,
                reason=Reason.WANTS_NO_MAIL,
            ).contact
        ],
    }


def test_each_standing_is_counted_by_what_shows_its_rows(rows):
    assert {
        "overdue": set(health.overdue(NOW)),
        "waiting": set(health.waiting(NOW)),
        "retrying": set(health.retrying(NOW)),
        "failed": set(health.failed()),
        "refused": set(health.refused()),
        "unwilling": set(health.unwilling(NOW)),
    } == {
        "overdue": {*rows["overdue"], *rows["retrying"]},
        "waiting": {*rows["overdue"], *rows["retrying"], *rows["prompt"]},
        "retrying": set(rows["retrying"]),
        "failed": set(rows["failed"]),
        "refused": set(rows["refused"]),
        "unwilling": set(rows["unwilling"]),
    }


def test_the_engine_at_a_moment(rows, rival):
    for name, trouble in [("sweep", "451 Try later"), ("plan", "home: KeyError")]:
        Heartbeat.objects.create(name=name, beaten_at=NOW, trouble=trouble)

    assert Health.at(NOW) == Health(
        swept_at=NOW,
        trouble="451 Try later",
        unplanned="home: KeyError",
        states={"planned": 5, "claimed": 1, "sent": 2, "failed": 5, "skipped": 2},
        due=3,
        overdue=2,
        oldest=NOW - HOUR,
        retrying=1,
        failed=2,
        refused=1,
        unwilling=1,
        paused=[rival.programme],
    )

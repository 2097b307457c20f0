"""On time, at the rate that was set, and not before the moment."""

import time
from bisect import bisect_right

import pytest

from tests.faults.conftest import COUNT
from tests.faults.portal import Portal

pytestmark = pytest.mark.slow

# Five sweeps; a sweep is a minute in production.
FIVE_MINUTES = 5
RATE = 20


def test_what_falls_due_goes_out_within_five_minutes(portal: Portal) -> None:
    """Milestones are entered one after the other whose reminders are due at once."""
    due_at = {}
    with portal.running(workers=2):
        portal.sends_all()
        for _time in range(4):
            made = portal.owe(25)
            due_at |= {key: time.monotonic() for key, _recipient in made}
        portal.sends_all()
        portal.sweeps()

    came_at = {
        key: arrival.at for arrival in portal.mail.arrivals for key in arrival.keys
    }
    delays = sorted(came_at[key] - moment for key, moment in due_at.items())
    print("slowest", [round(delay, 2) for delay in delays[-5:]])
    assert bisect_right(delays, FIVE_MINUTES) >= 0.99 * len(delays)
    portal.kept_its_promise()


def test_three_workers_together_keep_the_rate(portal: Portal) -> None:
    portal.environment |= {
        "REMINDER_RATE_PER_MINUTE": str(RATE),
        "REMINDER_BATCH_SIZE": "5",
    }
    with portal.running(workers=3):
        portal.sends_all()

    moments = [arrival.at for arrival in portal.mail.arrivals]
    most = max(
        bisect_right(moments, moment + 60) - place
        for place, moment in enumerate(moments)
    )
    assert COUNT > RATE
    assert most == RATE
    portal.kept_its_promise()

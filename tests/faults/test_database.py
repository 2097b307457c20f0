"""PostgreSQL is restarted while mails are on their way."""

import signal
import time

import pytest

from tests.faults.portal import Portal
from tests.faults.servers import PostgreSQL
from tests.running import until

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "how", [signal.SIGINT, signal.SIGQUIT], ids=["restarted", "crashed"]
)
def test_restarted_database_loses_and_repeats_nothing(
    how: signal.Signals, portal: Portal, postgres: PostgreSQL
) -> None:
    # Away for less than a lease: what was accepted is still the same worker's.
    portal.environment["REMINDER_LEASE_SECONDS"] = "15"
    portal.mail.work = 0.2
    with portal.running(workers=2):
        for _time in range(2):
            before = len(portal.mail.arrivals)
            until(lambda before=before: len(portal.mail.arrivals) > before)
            postgres.stop(how)
            time.sleep(1)
            postgres.start()
        came = len(portal.mail.received)
        portal.mail.work = 0
        portal.sends_all()
        portal.sweeps()

    assert came < len(portal.owed)
    portal.kept_its_promise()

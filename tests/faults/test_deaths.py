"""Workers that are killed, stopped and joined by others: nothing lost, no repeats."""

import random
import signal
import time
from itertools import cycle, islice

import pytest

from tests.faults.compose import grace_of
from tests.faults.conftest import both
from tests.faults.portal import INTERVALS, Portal, Process
from tests.running import until

pytestmark = pytest.mark.slow

DEATHS = 5
# Five minutes are two leases and a half, whatever a lease is.
FIVE_MINUTES = 2.5 * int(INTERVALS["REMINDER_LEASE_SECONDS"])


@pytest.fixture
def chance() -> random.Random:
    """What decides on moments; its seed is printed for whoever repeats a failure."""
    seed = random.randrange(10**6)
    print(f"random.Random({seed})")
    return random.Random(seed)


def in_a_batch(portal: Portal, chance: random.Random) -> None:
    """Wait for some random moment after the next mail has come."""
    before = len(portal.mail.arrivals)
    until(lambda: len(portal.mail.arrivals) > before)
    time.sleep(chance.uniform(0, 0.3))


@both
def test_killed_workers_lose_nothing(portal: Portal, chance: random.Random) -> None:
    portal.mail.work = 0.1
    with portal.beat():
        for _death in range(DEATHS):
            with portal.worker() as worker:
                in_a_batch(portal, chance)
                worker.kill()
        came = len(set(portal.mail.received))
        with portal.worker():
            portal.sends_all()
            portal.sweeps()

    assert came < len(portal.owed)
    portal.kept_its_promise(repeats=DEATHS)


@both
def test_stopped_workers_lose_and_repeat_nothing(
    portal: Portal, chance: random.Random
) -> None:
    portal.mail.work = 0.3
    codes, seconds = [], []
    with portal.beat():
        for _deploy in range(DEATHS):
            with portal.worker() as worker:
                in_a_batch(portal, chance)
                worker.send_signal(signal.SIGTERM)
                asked = time.monotonic()
                codes.append(worker.wait())
                seconds.append(time.monotonic() - asked)
        came = len(portal.mail.received)
        with portal.worker():
            portal.sends_all()
            portal.sweeps()

    print("stopped after", [round(second, 1) for second in seconds])
    assert codes == [0] * DEATHS
    assert max(seconds) < grace_of("worker")
    # They stopped in the middle of the batch, not at its end.
    assert came < len(portal.owed)
    portal.kept_its_promise()


def frozen_holder(portal: Portal, workers: list[Process]) -> Process:
    """Return a worker that is stopped in its tracks and holds reminders."""
    for worker in islice(cycle(workers), 200):
        worker.send_signal(signal.SIGSTOP)
        if worker.pid in portal.holders():
            return worker
        worker.send_signal(signal.SIGCONT)
    raise AssertionError("no worker holds anything")


def test_others_send_what_a_killed_worker_held_within_five_minutes(
    portal: Portal, chance: random.Random
) -> None:
    portal.mail.work = 0.1
    with portal.running(workers=2) as workers:
        in_a_batch(portal, chance)
        frozen_holder(portal, workers).kill()
        portal.mail.work = 0
        portal.sends_all(FIVE_MINUTES)
        portal.sweeps()

    portal.kept_its_promise(repeats=1)


def test_three_workers_share_the_work_and_repeat_nothing(portal: Portal) -> None:
    portal.environment["REMINDER_BATCH_SIZE"] = "3"
    portal.mail.work = 0.4
    seen = set()

    def all_work() -> bool:
        seen.update(portal.holders())
        return seen == pids

    with portal.running(workers=3) as workers:
        pids = {worker.pid for worker in workers}
        until(all_work)
        portal.mail.work = 0
        portal.sends_all()
        portal.sweeps()

    portal.kept_its_promise()


def test_two_beats_make_no_repeats(portal: Portal) -> None:
    portal.mail.work = 0.05
    with portal.beat() as one, portal.beat() as other, portal.running(workers=2):
        portal.sends_all()
        portal.sweeps(4)
        alive = [one.poll(), other.poll()]

    assert alive == [None, None]
    portal.kept_its_promise()

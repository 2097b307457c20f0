"""The broker goes, comes back empty, hangs: it only wakes; nothing is lost by it."""

import shutil
import signal
import sys
import time

import pytest

from tests.faults.compose import command_of
from tests.faults.conftest import embedded
from tests.faults.portal import Portal
from tests.faults.servers import Redis
from tests.running import until

pytestmark = pytest.mark.slow

TWO_MINUTES = 120

# Celery's waits between its attempts, cut to a thousandth.
HURRIED = """
from time import sleep
from celery.__main__ import main
from kombu.utils import functional

functional.sleep = lambda seconds: sleep(seconds / 1000)
main()
"""


def test_killed_broker_is_found_again_within_two_minutes(
    portal: Portal, redis: Redis
) -> None:
    portal.mail.work = 0.1
    with portal.running(workers=2):
        until(lambda: portal.mail.arrivals)
        redis.stop(signal.SIGKILL)
        # What a sweep has begun it ends; writing needs no broker.
        portal.owe(5)
        time.sleep(1)
        redis.start()
        portal.sends_all(TWO_MINUTES)
        portal.sweeps()

    portal.kept_its_promise()


def test_emptied_broker_wakes_workers_again(portal: Portal, redis: Redis) -> None:
    portal.mail.work = 0.1
    with portal.running(workers=2):
        until(lambda: portal.mail.arrivals)
        for _time in range(3):
            redis.client().flushall()
            time.sleep(0.7)
        portal.sends_all(TWO_MINUTES)
        redis.client().flushall()
        portal.owe(5)
        portal.sends_all(TWO_MINUTES)
        portal.sweeps()

    portal.kept_its_promise()


@pytest.mark.parametrize("portal", [embedded], indirect=True)
def test_emptied_folder_of_the_embedded_broker_wakes_the_worker_again(
    portal: Portal,
) -> None:
    portal.mail.work = 0.1
    with portal.running():
        until(lambda: portal.mail.arrivals)
        shutil.rmtree(portal.folder / "broker")
        portal.sends_all(TWO_MINUTES)
        portal.owe(5)
        portal.sends_all(TWO_MINUTES)
        portal.sweeps()

    portal.kept_its_promise()


def test_broker_that_hangs_holds_up_no_command(portal: Portal, redis: Redis) -> None:
    with portal.running():
        portal.sends_all()
        redis.process.send_signal(signal.SIGSTOP)
        asked = time.monotonic()
        portal.owe(5)
        seconds = time.monotonic() - asked
        redis.process.send_signal(signal.SIGCONT)
        portal.sends_all(TWO_MINUTES)
        portal.sweeps()

    assert seconds < 60
    portal.kept_its_promise()


def test_absent_broker_is_never_given_up(portal: Portal, redis: Redis) -> None:
    redis.stop(signal.SIGKILL)
    hurried = [sys.executable, "-c", HURRIED]
    with (
        portal.process([*hurried, *command_of("worker")[1:]]) as worker,
        portal.process([*hurried, *command_of("beat")[1:]]) as beat,
    ):
        # Celery's own limit is a hundred attempts.
        until(lambda: portal.logged.count("rying again") > 400)
        alive = [worker.poll(), beat.poll()]
        redis.start()
        portal.sends_all(TWO_MINUTES)

    assert alive == [None, None]
    portal.kept_its_promise()

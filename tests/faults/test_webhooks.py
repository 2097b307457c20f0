"""Receivers and workers die in the middle of messages: nothing is lost."""

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from creative_district.environment import ROOT
from tests.faults.conftest import both
from tests.faults.portal import Portal, Process
from tests.faults.servers import free_port
from tests.faults.test_mirror import begun, said
from tests.running import until

pytestmark = pytest.mark.slow

DEATHS = 4
SECONDS_OF_WRITING = 6
# Four times as long as a call may take
LEASE_SECONDS = 4


class Receiver:
    """A receiver that can be killed and started again, and what it has noted."""

    def __init__(self, folder: Path, number: int) -> None:
        self.port = free_port()
        self.file = folder / f"received-{number}"
        self.secret = ""
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/changes"

    def start(self) -> None:
        program = Path(__file__).with_name("receiving.py")
        self.process = subprocess.Popen(
            [sys.executable, program, str(self.port), self.secret, self.file], cwd=ROOT
        )

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    @property
    def notes(self) -> list[Any]:
        """The messages, in the order in which they came."""
        if not self.file.exists():
            return []
        return [json.loads(line) for line in self.file.read_text().splitlines()]

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """What entries it was told, repeats included."""
        return [
            (entry["resource"], entry["id"], entry["change"])
            for note in self.notes
            for entry in note["told"]["data"]["results"]
        ]

    def firsts(self) -> list[tuple[str, str, str]]:
        """Return the entries of its messages, each message where it came first."""
        messages = {}
        for note in self.notes:
            messages.setdefault(note["id"], note["told"]["data"]["results"])
        return [
            (entry["resource"], entry["id"], entry["change"])
            for entries in messages.values()
            for entry in entries
        ]


@pytest.fixture
def receivers(portal: Portal) -> Iterator[list[Receiver]]:
    """Two that are there, and webhooks that tell them everything."""
    made = [Receiver(portal.folder, number) for number in range(2)]
    hosts = ",".join(f"127.0.0.1:{receiver.port}" for receiver in made)
    portal.environment |= {
        "WEBHOOK_PRIVATE_HOSTS": hosts,
        "WEBHOOK_SWEEP_SECONDS": "1",
        "WEBHOOK_TIMEOUT_SECONDS": "1",
        "WEBHOOK_RETRY_SECONDS": "1",
        "WEBHOOK_RETRY_MAX_SECONDS": "2",
        # So that many messages follow each other, and death finds one under way
        "WEBHOOK_BATCH_SIZE": "3",
    }
    with begun(portal, "subscribing", *[receiver.url for receiver in made]) as process:
        for receiver, secret in zip(made, said(process), strict=True):
            receiver.secret = secret
    try:
        for receiver in made:
            receiver.start()
        yield made
    finally:
        for receiver in made:
            receiver.kill()


@contextmanager
def writing(portal: Portal, seconds: float) -> Iterator[None]:
    """Have two processes write while the block runs; both are done afterwards."""
    with ExitStack() as stack:
        writers = [
            stack.enter_context(begun(portal, "writing", number, seconds))
            for number in range(2)
        ]
        yield
        assert min(said(writer) for writer in writers) > 0


def feed(portal: Portal) -> list[tuple[Any, ...]]:
    return portal.rows('SELECT resource, "key", change FROM portal_change ORDER BY id')


def is_all_told(portal: Portal) -> bool:
    """Whether nothing waits: no touch, no message, no entry beyond a place."""
    [(waits,)] = portal.rows(
        "SELECT (SELECT count(*) FROM portal_touch)"
        " + (SELECT count(*) FROM portal_item WHERE is_due)"
        " + (SELECT count(*) FROM partners_webhookdelivery WHERE state = 'waiting')"
        " + (SELECT count(*) FROM partners_webhook"
        "    WHERE place < (SELECT max(id) FROM portal_change))"
    )
    return not waits


def in_a_message(receiver: Receiver, portal: Portal) -> None:
    """Wait until something comes, and a random while; nothing may be left to come."""
    before = len(receiver.notes)
    until(lambda: len(receiver.notes) > before or is_all_told(portal))
    time.sleep(random.uniform(0, 0.15))


def kept_the_promise(portal: Portal, receivers: list[Receiver]) -> None:
    """Assert that each was told every entry, genuinely and in the feed's order."""
    entries = feed(portal)
    assert len(entries) > 50
    for receiver in receivers:
        assert len(receiver.notes) > 10
        assert all(note["genuine"] for note in receiver.notes)
        assert receiver.firsts() == entries
        # What is sent once more is the same.
        bodies = {(note["id"], json.dumps(note["told"])) for note in receiver.notes}
        assert len(bodies) == len({note["id"] for note in receiver.notes})


def repeats(receivers: list[Receiver]) -> int:
    return sum(
        len(receiver.notes) - len({note["id"] for note in receiver.notes})
        for receiver in receivers
    )


@both
def test_killed_workers_and_receivers_lose_nothing(
    portal: Portal, receivers: list[Receiver]
) -> None:
    with portal.beat(), writing(portal, SECONDS_OF_WRITING):
        for death in range(DEATHS):
            receiver = receivers[death % 2]
            with portal.worker() as worker:
                in_a_message(receiver, portal)
                worker.kill()
            with portal.worker():
                in_a_message(receiver, portal)
                receiver.kill()
                time.sleep(0.5)
                receiver.start()
    with portal.beat(), portal.worker():
        until(lambda: is_all_told(portal))

    print("sent once more:", repeats(receivers))
    kept_the_promise(portal, receivers)


def test_a_frozen_worker_is_replaced_and_harms_nothing_when_it_wakes(
    portal: Portal, receivers: list[Receiver]
) -> None:
    with portal.running(workers=2) as workers, writing(portal, SECONDS_OF_WRITING):
        in_a_message(receivers[0], portal)
        frozen = holder(portal, workers)
        time.sleep(1.5 * LEASE_SECONDS)
        frozen.send_signal(signal.SIGCONT)
    with portal.running():
        until(lambda: is_all_told(portal))

    print("sent once more:", repeats(receivers))
    kept_the_promise(portal, receivers)


def holder(portal: Portal, workers: list[Process]) -> Process:
    """Return a worker that is stopped in its tracks and holds a webhook."""
    for worker in islice(cycle(workers), 400):
        worker.send_signal(signal.SIGSTOP)
        names = portal.rows("SELECT claimed_by FROM partners_webhook")
        if any(f":{worker.pid}:" in name for (name,) in names):
            return worker
        worker.send_signal(signal.SIGCONT)
    raise AssertionError("no worker holds anything")


def test_a_receiver_that_was_away_holds_up_nobody_and_is_told_all(
    portal: Portal, receivers: list[Receiver]
) -> None:
    away, there = receivers
    away.kill()
    with portal.running(), writing(portal, SECONDS_OF_WRITING):
        until(lambda: len(there.notes) > 2)
        until(portal.is_settled)
    assert away.notes == []
    with portal.running():
        [(waiting,)] = portal.rows(
            "SELECT count(*) FROM partners_webhookdelivery WHERE state = 'waiting'"
        )
        assert waiting <= 2
        away.start()
        until(lambda: is_all_told(portal))

    kept_the_promise(portal, receivers)

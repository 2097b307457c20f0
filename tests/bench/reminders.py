"""Reminders per second, from claim to commit, beside a plain loop over one connection.

Real workers with production's command, on the servers that TEST_DATABASE_URL and
TEST_REDIS_URL name, else on the embedded default, where there is one worker.
"""

import os
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from creative_district.environment import ROOT
from tests.bench.district import servers
from tests.faults.compose import command_of

COUNT = 800
PATIENCE = 120
SWEEP = ["call", "actions.reminders.tasks.sweep"]

# What one worker is measured by, and how much of its speed it must reach. A worker asks
# before each mail whether it is still wanted, and commits after it. The limits are well
# below what an idle machine shows: database, mail server and worker share its cores
# with whatever else it does.
LOOPS = {
    "read": ("loop that reads, builds and sends", 0.2),
    "built": ("loop that only sends", 0.05),
}
# More workers must not get in each other's way; how much they help is the machine's.
MORE = 0.6

Environment = dict[str, str]


class Sink:
    """The mail server of the bench, and what it has taken."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout
        self.port = int(process.stdout.readline())
        self.client = smtplib.SMTP("127.0.0.1", self.port)

    def rate(self, work: Iterator[None]) -> float:
        """Return how many mails a second came while the work was under way.

        From the first to the last, so that nothing counts that comes before or after.
        """
        self.client.rset()
        deadline = time.monotonic() + PATIENCE
        with contextmanager(lambda: work)():
            while (taken := self._taken())[0] < COUNT:
                assert time.monotonic() < deadline, f"{taken[0]:.0f} of {COUNT} came"
                time.sleep(0.2)
        _count, first, last = taken
        return (COUNT - 1) / (last - first)

    def _taken(self) -> list[float]:
        _code, answer = self.client.verify("")
        return [float(word) for word in answer.split()]


def measure() -> list[dict[str, Any]]:
    """Return the engine's speed beside that of the plain loop."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="district-"))
        command = [sys.executable, "-m", "tests.bench.sink"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        stack.callback(end, process)
        sink = Sink(process)
        environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "creative_district.settings",
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "LOG_LEVEL": "WARNING",
            **stack.enter_context(servers("reminders")),
        }
        run(environment, "manage.py", "migrate", "--verbosity=0")
        run(environment, "manage.py", "practice", f"--due-now={COUNT}")
        loops = {how: sink.rate(plain_loop(environment, how)) for how in LOOPS}
        speeds = []
        for count in (1, 2, 3) if "REDIS_URL" in environment else (1,):
            speeds.append(sink.rate(workers(environment, count)))
            run(environment, "-m", "tests.bench.plain_loop", "forget")
        return [*results(speeds, loops)]


def results(
    speeds: Sequence[float], loops: Mapping[str, float]
) -> Iterator[dict[str, Any]]:
    """Yield what is printed: one worker beside the loops, more workers beside one."""
    one, *more = speeds
    for how, (name, least) in LOOPS.items():
        yield result(f"one worker / {name}", one, loops[how], least)
    for count, speed in enumerate(more, start=2):
        yield result(f"{count} workers / one worker", speed, one, MORE)


def result(name: str, speed: float, unit: float, least: float) -> dict[str, Any]:
    """Return what is printed of one ratio."""
    ratio = speed / unit
    return {
        "name": name,
        "mails_per_second": round(speed, 1),
        "unit_per_second": round(unit, 1),
        "ratio": round(ratio, 2),
        "limit": f"≥ {least}",
        "passed": ratio >= least,
    }


def plain_loop(environment: Environment, how: str) -> Iterator[None]:
    """Send all that is due by one plain loop."""
    run(environment, "-m", "tests.bench.plain_loop", how)
    yield


def workers(environment: Environment, count: int) -> Iterator[None]:
    """Run so many workers and ask for one sweep; the others come to help."""
    with ExitStack() as stack:
        for number in range(count):
            worker = [*command_of("worker"), f"--hostname=bench-{number}"]
            process = subprocess.Popen(
                worker,
                cwd=ROOT,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(end, process)
        run(environment, "-m", "celery", "-A", "creative_district", *SWEEP)
        yield


def run(environment: Environment, *arguments: str) -> None:
    """Run a command of the portal to its end."""
    subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and wait until it is gone."""
    process.terminate()
    process.wait()

"""A portal whose worker and beat run as in production, and what it owes."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import psycopg

from creative_district.environment import ROOT
from tests.faults.compose import command_of
from tests.mail_server import Script
from tests.running import PATIENCE, until

# Production's, with minutes made seconds.
INTERVALS = {
    "REMINDER_SWEEP_SECONDS": "1",
    "REMINDER_LEASE_SECONDS": "4",
    "REMINDER_RETRY_SECONDS": "1",
    "REMINDER_RETRY_MAX_SECONDS": "2",
    "EMAIL_TIMEOUT": "1",
}

# Key and recipient
Owed = set[tuple[str, str]]
Process = subprocess.Popen[bytes]


class Portal:
    """A portal on a database and a broker, without its web server."""

    def __init__(
        self, folder: Path, script: Script, owed: Owed, **environment: str
    ) -> None:
        self.folder = folder
        self.mail = script
        self.owed = set(owed)
        self.environment = environment_of(folder, **environment)
        self.is_embedded = "REDIS_URL" not in environment

    @contextmanager
    def running(self, *, workers: int = 1) -> Iterator[list[Process]]:
        """Run beat and so many workers; yield the workers."""
        with self.beat(), ExitStack() as stack:
            yield [stack.enter_context(self.worker()) for _number in range(workers)]

    def worker(self, *, code: Path = ROOT, **environment: str) -> Any:
        """Run a worker while the block runs; embedded, it is its own beat."""
        own_beat = {"EMBEDDED_BEAT": "1"} if self.is_embedded else {}
        return self.process(command_of("worker"), code, **own_beat, **environment)

    def beat(self) -> Any:
        """Run beat while the block runs, unless the worker is its own."""
        return nullcontext() if self.is_embedded else self.process(command_of("beat"))

    @contextmanager
    def process(
        self, command: list[str], code: Path = ROOT, **environment: str
    ) -> Iterator[Process]:
        """Run a process while the block runs; kill what is left of it."""
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=code,
                env={**self.environment, **environment},
                stdout=log,
                stderr=log,
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    @property
    def logged(self) -> str:
        """What all its processes have said."""
        log = self.folder / "log"
        return log.read_text() if log.exists() else ""

    def owe(self, count: int) -> Owed:
        """Make so many more reminders that are due; return their keys and readers."""
        made = make_due(self.environment, count)
        self.owed |= made
        return made

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what its database answers."""
        if url := self.environment.get("DATABASE_URL"):
            with psycopg.connect(url) as connection:
                return connection.execute(query).fetchall()
        file = self.folder / "portal.sqlite3"
        with closing(sqlite3.connect(file, timeout=20)) as connection:
            return connection.execute(query).fetchall()

    def standing(self, columns: str) -> set[tuple[Any, ...]]:
        """Return the different values that the owed reminders' rows have."""
        query = f"SELECT {columns} FROM actions_reminder WHERE offset_days = -7"  # noqa: S608
        return set(self.rows(query))

    def holders(self) -> set[int]:
        """Return the processes whose claims its reminders are under."""
        names = self.standing("claimed_by") - {("",)}
        return {int(name.split(":")[1]) for (name,) in names}

    def is_settled(self) -> bool:
        """Whether nothing of what is due waits or is being sent."""
        return not self.standing("state") & {("planned",), ("claimed",)}

    @property
    def heartbeat(self) -> Any:
        """When the last sweep ended, and why the mail server takes nothing."""
        query = "SELECT beaten_at, trouble FROM kernel_heartbeat WHERE name = 'sweep'"
        return next(iter(self.rows(query)), (None, ""))

    def sends_all(self, seconds: float = PATIENCE) -> None:
        """Wait until all that is owed has come, and the ledger knows it."""
        until(
            lambda: set(self.mail.received) >= self.owed and self.is_settled(), seconds
        )

    def sweeps(self, times: int = 2) -> None:
        """Wait for so many more sweeps to end."""
        for _time in range(times):
            last, _trouble = self.heartbeat
            until(lambda last=last: self.heartbeat[0] != last)

    def kept_its_promise(self, *, repeats: int = 0) -> None:
        """Assert that all came, nothing else, with so many repeats at most."""
        letters = self.mail.letters
        keys = {key for key, _recipient in self.mail.received}
        named = {tuple(mail.get_all("X-Reminder-Key")) for mail in letters}
        assert set(self.mail.received) == self.owed
        assert self.mail.repeated <= repeats
        # A repeat has the same Message-ID, so that mail systems can drop it.
        assert len({mail["Message-ID"] for mail in letters}) == len(keys) == len(named)
        assert self.standing("state") == {("sent",)}


def environment_of(folder: Path, **environment: str) -> dict[str, str]:
    """Return the environment of a portal's processes."""
    return {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder),
        "SECRET_KEY": "-" * 50,
        **INTERVALS,
        **environment,
    }


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run a command of manage.py; return what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        timeout=PATIENCE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def make_due(environment: dict[str, str], count: int) -> Owed:
    """Make so many reminders that are due; return their keys and recipients."""
    lines = manage(environment, "practice", "--due-now", str(count)).splitlines()
    owed = {(key, reader) for key, reader in (line.split("\t") for line in lines)}
    assert len(owed) == count
    return owed

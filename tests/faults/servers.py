"""A PostgreSQL cluster and a Redis of the tests' own, to be stopped and killed."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import redis

from tests.faults.compose import command_of
from tests.running import until


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Server:
    """A server in a folder and on a port of its own."""

    # The user it must run as when the tests run as root
    user: str | None = None

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="district-faults-"))
        self.as_user: dict[str, Any] = {}
        if self.user and os.geteuid() == 0:
            account = pwd.getpwnam(self.user)
            shutil.chown(self.folder, account.pw_uid, account.pw_gid)
            self.as_user = {
                "user": account.pw_uid,
                "group": account.pw_gid,
                "extra_groups": [],
            }
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> Sequence[str | Path]:
        """Return what starts it in the foreground."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether it takes commands."""
        raise NotImplementedError

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), cwd=self.folder, stdout=log, stderr=log, **self.as_user
            )
        until(self.answers)

    def stop(self, how: signal.Signals) -> None:
        """End it with a signal and wait until it is gone."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None

    def remove(self) -> None:
        """Kill it and take its folder away."""
        self.stop(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgreSQL(Server):
    """A cluster made by `initdb`.

    It does not wait for the disk, which matters when the power fails only: what is
    committed survives the end of every process.
    """

    user = "postgres"
    options = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off")

    def __init__(self) -> None:
        super().__init__()
        self.data = self.folder / "data"
        subprocess.run(
            [program("initdb"), "--auth=trust", "--username=postgres", self.data],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            check=True,
            **self.as_user,
        )

    def command(self) -> Sequence[str | Path]:
        settings = [word for option in self.options for word in ("-c", option)]
        return [program("postgres"), "-D", self.data, "-p", str(self.port), *settings]

    def answers(self) -> bool:
        try:
            self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def execute(self, statement: str) -> None:
        """Run a statement outside of any database of the portal."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def copy(self, template: str, database: str) -> None:
        """Make a database as another one is.

        The checkpoint keeps a crash from setting the copy's sequences back: PostgreSQL
        15 takes over how many of their values the template has logged ahead.
        """
        self.execute(f"CREATE DATABASE {database} TEMPLATE {template}")
        self.execute("CHECKPOINT")

    def drop(self, database: str) -> None:
        """Take a database away, whoever is connected to it."""
        self.execute(f"DROP DATABASE {database} WITH (FORCE)")

    def url(self, database: str) -> str:
        """Return the address of a database."""
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def restart(self, how: signal.Signals) -> None:
        """Stop it and start it again: SIGINT is a fast stop, SIGQUIT a crash."""
        self.stop(how)
        self.start()


class Redis(Server):
    """The broker as production starts it."""

    def command(self) -> Sequence[str | Path]:
        own = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        return [*command_of("redis"), *own, "--dir", self.folder]

    def answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False

    def client(self) -> redis.Redis:
        """Return a client of it."""
        return redis.Redis(port=self.port)

    @property
    def url(self) -> str:
        """Where the portal finds it."""
        return f"redis://127.0.0.1:{self.port}/0"


def program(name: str) -> Path:
    """Return a program of the newest PostgreSQL server that is installed."""
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        key=lambda path: float(path.parts[-3]),
    )
    assert found, "PostgreSQL's server programs are missing: apt install postgresql"
    return found[-1]

"""A database of one's own for a bench, and the CPU that its sessions use."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

# The clock of a process is its number, inverted, beside these bits (posix-timers.h).
CLOCK_BITS, CLOCK_OF_PROCESS = 3, 2


@contextmanager
def own_database(server: str, name: str) -> Iterator[str]:
    """Make a database on a server, give its address, and throw it away afterwards."""
    address = urlsplit(server)
    name = f"bench_{name}_{os.getpid()}"
    with psycopg.connect(named(server, "postgres"), autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(address._replace(path=f"/{name}"))
        finally:
            session.execute(f"DROP DATABASE {name} WITH (FORCE)")


def named(server: str, name: str) -> str:
    """Return the address of another database on the same server."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def is_on_this_machine(server: str) -> bool:
    """Whether the processes of a database server can be watched from here."""
    with psycopg.connect(named(server, "postgres")) as session:
        pid = session.info.backend_pid
        return "postgres" in name_of(pid)


def name_of(process: int) -> str:
    """Return what a process is called; empty where there is none of that number."""
    with suppress(OSError):
        return Path(f"/proc/{process}/comm").read_text()
    return ""


def cpu_of(process: int) -> float:
    """Return the seconds of CPU that a process, with all its threads, has used.

    To the nanosecond, while /proc tells hundredths. Raises `OSError` where there is
    no such process.
    """
    return time.clock_gettime(~process << CLOCK_BITS | CLOCK_OF_PROCESS)


class Sessions:
    """The processes that serve the sessions of one database.

    One that has ended counts with what it had used when it was looked at last.
    """

    def __init__(self, address: str) -> None:
        self.name = urlsplit(address).path[1:]
        self.watch = psycopg.connect(named(address, "postgres"), autocommit=True)
        self.used: dict[int, float] = {}

    def spent(self, *, cores: set[int]) -> float:
        """Return the seconds of CPU used so far; keep the processes to the cores."""
        found = self.watch.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s"
            " AND backend_type IN ('client backend', 'parallel worker')",
            [self.name],
        )
        for (pid,) in found:
            with suppress(OSError):  # it has just ended
                self.used[pid] = cpu_of(pid)
            with suppress(OSError):  # another user's
                os.sched_setaffinity(pid, cores)
        return sum(self.used.values())

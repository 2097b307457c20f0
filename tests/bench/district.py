"""A portal with a practice district, which benches share.

On a database of its own at the server that TEST_DATABASE_URL names, as long as the CPU
of that server can be watched from here; else on SQLite, whose work is the portal's own.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import redis

from creative_district.environment import ROOT
from tests.bench.database import is_on_this_machine, own_database

# Actions and milestones; BENCH_PART=10 makes a tenth of the large district.
PART = int(os.environ.get("BENCH_PART", "1"))
SIZES = {"small": (100, 1_000), "large": (10_000 // PART, 100_000 // PART)}
SITE = "http://localhost:8000"

TELL = "from creative_district.portal.changes.telling import tell; tell()"
# A record of each kind in the middle of the district, and how many stand where.
ROWS = """
from django.db.models import Max, Min
from actions.models import Action, Milestone
for model in (Action, Milestone):
    own = model.objects.filter(programme__is_practice=True).order_by("pk")
    print(*own.aggregate(Min("pk"), Max("pk")).values(), own[own.count() // 2].pk)
"""


class District:
    """A portal, and where in its tables the practice records stand."""

    def __init__(self, environment: Mapping[str, str], size: str) -> None:
        self.environment = dict(environment)
        self.actions, self.milestones = SIZES[size]

    @property
    def database(self) -> str:
        """The server's address; empty for SQLite."""
        return self.environment.get("DATABASE_URL", "")

    def make(self) -> None:
        """Make all of it, and have the feed tell it, as after a night."""
        self.manage("set_up")
        self.manage(
            "practice",
            f"--actions={self.actions}",
            f"--milestones={self.milestones}",
        )
        self.manage("shell", "--verbosity=0", "--command", TELL)
        if self.database:
            with psycopg.connect(self.database, autocommit=True) as session:
                session.execute("VACUUM ANALYZE")

    def look(self) -> None:
        """Note the first, the last and a middle row of actions and of milestones."""
        said = self.manage("shell", "--verbosity=0", "--command", ROWS)
        rows = [[*map(int, line.split())] for line in said.splitlines()]
        (self.first_action, self.last_action, self.action) = rows[0]
        (self.first_milestone, self.last_milestone, self.milestone) = rows[1]

    def manage(self, *command: str) -> str:
        """Run a command of the portal; say how long it took, return what it prints."""
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=Path(ROOT),
            env={"PATH": os.environ["PATH"], **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        took = time.monotonic() - begun
        if took > 20:
            words = " ".join(" ".join(command).split())[:80]
            print(f"{took:.0f} s: manage.py {words}", file=sys.stderr)
        return done.stdout


@contextmanager
def practice_district(size: str) -> Iterator[District]:
    """Make a portal with a practice district; nothing of it stays."""
    with ExitStack() as stack:
        folder = tempfile.TemporaryDirectory(prefix="district-bench-")
        environment = {
            "DATA_DIR": stack.enter_context(folder),
            "SITE_URL": SITE,
            "LOG_LEVEL": "WARNING",
            # More is asked in a minute than one address may ask; but it is counted.
            "API_RATE_ANON": "10000000/min",
        }
        if can_be_watched():
            environment |= stack.enter_context(servers(size))
        district = District(environment, size)
        district.make()
        district.look()
        yield district


def can_be_watched() -> bool:
    """Whether the CPU that the database uses can be counted, if one is named."""
    server = os.environ.get("TEST_DATABASE_URL")
    if server and not is_on_this_machine(server):
        print("PostgreSQL is on another machine: SQLite instead", file=sys.stderr)
        return False
    return True


@contextmanager
def servers(name: str) -> Iterator[dict[str, str]]:
    """Give a bench a database of its own and an empty broker; or neither."""
    server, broker = (
        os.environ.get("TEST_DATABASE_URL"),
        os.environ.get("TEST_REDIS_URL"),
    )
    if not (server and broker):
        yield {}
        return
    redis.Redis.from_url(broker).flushdb()
    with own_database(server, name) as address:
        yield {"DATABASE_URL": address, "REDIS_URL": broker}

"""One gunicorn with one worker, and what a request costs it and what it asks.

Server and load generator have a core each, where there are two: what is measured is
CPU, of the server's processes and of the sessions that they have at the database.
"""

import http.client
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import redis

from creative_district.environment import ROOT
from tests.bench.database import Sessions, cpu_of
from tests.bench.ports import free_port

# Seconds of CPU that one round takes, and how many requests it has, if they are dear or
# cheap.
ROUND, LEAST, MOST = 0.4, 6, 1_500
# Of these the cheapest counts: whatever else the machine does makes the others dearer.
ROUNDS = 4
CORES = sorted(os.sched_getaffinity(0))
SERVERS, CLIENTS = {CORES[0]}, {CORES[-1]}

Headers = Mapping[str, str]


class Server:
    """A running server and a kept connection to it."""

    def __init__(
        self, process: subprocess.Popen[bytes], port: int, environment: dict[str, str]
    ) -> None:
        self.process = process
        self.headers: dict[str, str] = {}
        self.connection = http.client.HTTPConnection("localhost", port, timeout=600)
        database = environment.get("DATABASE_URL")
        self.sessions = Sessions(database) if database else None
        broker = environment.get("REDIS_URL")
        self.redis = redis.Redis.from_url(broker) if broker else None

    def leave(self) -> None:
        """Close what watches it."""
        self.connection.close()
        if self.sessions:
            self.sessions.watch.close()
        if self.redis:
            self.redis.close()

    def get(self, path: str, headers: Headers | None = None) -> tuple[int, bytes]:
        """Ask for a page, read all of it, return the status and the body."""
        answer = self.ask(path, headers)
        return answer.status, answer.read()

    def ask(
        self, path: str, headers: Headers | None = None
    ) -> http.client.HTTPResponse:
        """Ask for a page; whoever asks reads it."""
        sent = {**self.headers, **(headers or {})}
        try:
            self.connection.request("GET", path, headers=sent)
            return self.connection.getresponse()
        except http.client.RemoteDisconnected:  # it was idle for too long
            self.connection.close()
            self.connection.request("GET", path, headers=sent)
            return self.connection.getresponse()

    def spent(self) -> float:
        """Return the seconds of CPU used so far: by server, database and Redis."""
        spent = sum(cpu_of(process) for process in (self.process.pid, self.worker))
        if self.sessions:
            spent += self.sessions.spent(cores=SERVERS)
        if self.redis:
            used = self.redis.info("cpu")
            spent += used["used_cpu_user"] + used["used_cpu_sys"]
        return spent

    @property
    def worker(self) -> int:
        """The process that answers."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        (worker,) = map(int, children)
        return worker

    def tag_of(self, path: str) -> str:
        """Return the validator of an answer."""
        answer = self.ask(path)
        answer.read()
        return answer.headers["ETag"]

    @property
    def memory(self) -> int:
        """The bytes of the worker's memory, its share of what is shared (PSS)."""
        return self._kilobytes("smaps_rollup", "Pss:") * 1024

    def peak(self) -> Callable[[], int]:
        """Return what tells the most memory that the worker has had since."""
        with suppress(OSError):  # some kernels let nobody; then it is the most ever
            Path(f"/proc/{self.worker}/clear_refs").write_text("5")
        shared = self._kilobytes("status", "VmRSS:") * 1024 - self.memory
        return lambda: self._kilobytes("status", "VmHWM:") * 1024 - shared

    def _kilobytes(self, file: str, name: str) -> int:
        said = Path(f"/proc/{self.worker}/{file}").read_text()
        (line,) = (line for line in said.splitlines() if line.startswith(name))
        return int(line.split()[1])

    def rest(self) -> None:
        """Wait until nothing is done any more."""
        for _moment in range(100):
            before = self.spent()
            time.sleep(0.1)
            if self.spent() - before < 0.01:
                return

    def cost(
        self,
        paths: Iterable[str],
        *,
        warm: int = 5,
        headers: Headers | None = None,
        expects: int = 200,
        most: int = MOST,
    ) -> float:
        """Return the seconds of CPU that one request for one of the paths costs.

        `warm` of them come before. Each path is asked for once, in their order.
        """
        asked = iter(paths)
        until = time.monotonic() + ROUND
        for number, path in enumerate(itertools.islice(asked, warm)):
            if number >= LEAST and time.monotonic() > until:
                break
            assert self.get(path, headers)[0] == expects, path
        self.rest()
        before, count, look = self.spent(), 0, time.monotonic() + ROUND
        for path in itertools.islice(asked, most):
            status, _body = self.get(path, headers)
            assert status == expects, (path, status)
            count += 1
            # Looking costs the server something as well.
            if count >= LEAST and time.monotonic() > look:
                if self.spent() - before > ROUND:
                    break
                look = time.monotonic() + ROUND / 4
        assert count, "nothing was asked for"
        return (self.spent() - before) / count


@contextmanager
def load_on_its_core() -> Iterator[None]:
    """Keep this process to the core of the load generator."""
    os.sched_setaffinity(0, CLIENTS)
    try:
        yield
    finally:
        os.sched_setaffinity(0, set(CORES))


def side_by_side(*costs: Iterator[float]) -> list[float]:
    """Return the least of each cost, measured in turns, round by round."""
    rounds = [[next(cost) for cost in costs] for _round in range(ROUNDS)]
    return [min(each) for each in zip(*rounds, strict=True)]


@contextmanager
def serving(application: str, environment: dict[str, str]) -> Iterator[Server]:
    """Serve a WSGI application as production does."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--log-level", "error"]
    command += ["-c", "python:creative_district.gunicorn", application]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "LOG_LEVEL": "WARNING",
            **environment,
            "PORT": str(port),
        },
    )
    os.sched_setaffinity(process.pid, SERVERS)
    try:
        server = Server(process, port, environment)
        wait_for(server)
        yield server
        server.leave()
    finally:
        process.terminate()
        process.wait()


def wait_for(server: Server) -> None:
    """Wait until the server takes connections."""
    for _moment in range(300):
        assert server.process.poll() is None, "the server ended"
        try:
            return server.connection.connect()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")

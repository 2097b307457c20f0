"""One gunicorn with one worker, and what a request costs it."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from creative_district.environment import ROOT

TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A running server and a kept connection to it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.headers: dict[str, str] = {}
        self.connection = http.client.HTTPConnection("localhost", port, timeout=60)

    def get(self, path: str) -> int:
        """Ask for a page, read all of it, return the status."""
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status

    def spent(self) -> float:
        """Return the seconds of CPU that the server has used so far."""
        ticks = 0
        for process in (self.process.pid, *self._children()):
            fields = (
                Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            )
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def _children(self) -> list[int]:
        pid = self.process.pid
        return [
            int(child)
            for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]

    def cost(self, path: str, *, count: int, warm: int = 5) -> float:
        """Return the seconds of CPU that one request for the page costs."""
        self.connection.close()  # the server has dropped an idle one
        for _request in range(warm):
            assert self.get(path) == 200, path
        before = self.spent()
        for _request in range(count):
            assert self.get(path) == 200, path
        return (self.spent() - before) / count


@contextmanager
def serving(
    application: str, port: int, environment: dict[str, str]
) -> Iterator[Server]:
    """Serve a WSGI application as production does."""
    command = [sys.executable, "-m", "gunicorn", "--log-level", "error"]
    command += ["-c", "python:creative_district.gunicorn", application]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            # More is asked in a minute than one address may ask.
            "API_RATE_ANON": "0",
            **environment,
            "PORT": str(port),
        },
    )
    server = Server(process, port)
    try:
        wait_for(server)
        yield server
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

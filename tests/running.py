"""The whole portal, started as `make run` starts it, for tests from the outside."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from creative_district.environment import ROOT

START = [sys.executable, "-m", "creative_district.supervisor"]
PATIENCE = 120  # seconds, on a machine that is busy with other things


def until(holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be reaped does not."""
    status = readable(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return bool(status) and status[0] != "Z"


def readable(path: Path) -> str:
    """Return what a file about a process says; nothing once the process has gone."""
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


class Portal:
    """A portal in a folder of its own, on a free port."""

    def __init__(self, folder: Path, **environment: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self.data_dir = folder / "data"
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(self.data_dir),
            "PORT": str(port),
            **environment,
        }

    @contextmanager
    def started(self) -> Iterator[subprocess.Popen[bytes]]:
        """Start it and wait until it serves; afterwards nothing of it is left."""
        with (self.folder / "printed").open("wb") as printed:
            process = subprocess.Popen(
                START,
                cwd=ROOT,
                env=self.environment,
                stdout=printed,
                stderr=printed,
                preexec_fn=hear_hangups,  # noqa: PLW1509 - no thread is running
            )
            try:
                until(lambda: process.poll() is not None or self.serves())
                assert process.poll() is None, self.printed
                yield process
            finally:
                process.terminate()
                process.wait()
                until(lambda: not self.processes())

    def start_another(self) -> subprocess.CompletedProcess[str]:
        """Start it once more and wait for that to end."""
        return subprocess.run(
            START,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    @property
    def printed(self) -> str:
        """What it has printed since it was started last."""
        return (self.folder / "printed").read_text()

    def serves(self) -> bool:
        """Whether it answers."""
        try:
            return self.get("/health") == 200
        except OSError:
            return False

    def get(self, path: str) -> int:
        """Return the status of its answer to a request."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def page(self, path: str) -> str:
        """Return what it answers to a request, which must succeed."""
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:  # noqa: S310
            return str(answer.read().decode())

    def processes(self, word: str = "") -> list[int]:
        """Return its processes whose command holds a word."""
        mark = f"DATA_DIR={self.data_dir}\0"
        return [
            int(process.name)
            for process in Path("/proc").glob("[0-9]*")
            if mark in f"{readable(process / 'environ')}\0"
            and word in readable(process / "cmdline")
            and is_alive(int(process.name))
        ]


def hear_hangups() -> None:
    """Let SIGHUP end the portal also where the tests themselves run under nohup."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

"""The embedded portal as a user starts it: it serves, survives, stops."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from creative_district.environment import ROOT
from tests.operations.test_supervisor import is_alive, until

pytestmark = pytest.mark.slow

START = [sys.executable, "-m", "creative_district.supervisor"]
PATIENCE = 120  # with a machine busy with other things


class Portal:
    """A portal started in a folder of its own, with everything that it prints."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(folder / "data"),
            "PORT": str(port),
        }

    @contextmanager
    def started(self) -> Iterator[subprocess.Popen[bytes]]:
        """Start it and wait until it serves; kill it at last if the test has not."""
        with (self.folder / "printed").open("wb") as printed:
            process = subprocess.Popen(
                START, cwd=ROOT, env=self.environment, stdout=printed, stderr=printed
            )
            try:
                until(lambda: process.poll() is not None or self.serves(), PATIENCE)
                assert process.poll() is None, self.printed
                yield process
            finally:
                process.kill()
                process.wait()
                until(lambda: not self.processes(), PATIENCE)

    def start_another(self) -> subprocess.CompletedProcess[str]:
        """Start it a second time and wait for its end."""
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
        return (self.folder / "printed").read_text()

    def serves(self) -> bool:
        try:
            return self.get("/health") == 200
        except OSError:
            return False

    def get(self, path: str) -> int:
        """Return the status of the answer to a request."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def processes(self, word: str = "") -> list[int]:
        """Return every process that works in this portal's folder, known by a word."""
        mark = f"DATA_DIR={self.environment['DATA_DIR']}\0"
        return [
            int(process.name)
            for process in Path("/proc").glob("[0-9]*")
            if mark in readable(process / "environ")
            and word in readable(process / "cmdline")
            and is_alive(int(process.name))
        ]


def readable(path: Path) -> str:
    """Return what the file says; nothing when its process has gone."""
    try:
        return path.read_text(errors="replace") + "\0"
    except OSError:
        return ""


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Portal:
    """A portal that has not been started yet, the same for all tests here."""
    return Portal(tmp_path_factory.mktemp("portal"))


def test_first_start_serves_both_languages_and_tells_what_is_where(
    tmp_path: Path,
) -> None:
    portal = Portal(tmp_path)

    with portal.started():
        statuses = {path: portal.get(path) for path in ("/fr/", "/en/", "/api/v1/")}
        told = portal.printed

    assert statuses == {"/fr/": 200, "/en/": 200, "/api/v1/": 200}
    assert re.search(
        r"^  account +admin, password \S{16} \(shown only now\)$", told, re.MULTILINE
    )
    assert all(
        f"/{name}" in told for name in ("fr/", "en/", "admin/mailbox/", "api/v1/")
    )


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_signal_ends_everything(name: str, portal: Portal) -> None:
    with portal.started() as process:
        process.send_signal(signal.Signals[name])
        code = process.wait(PATIENCE)

        assert (code, portal.processes()) == (0, [])


def test_killed_supervisor_takes_its_children_along(portal: Portal) -> None:
    with portal.started() as process:
        process.kill()

        until(lambda: not portal.processes(), PATIENCE)


@pytest.mark.parametrize("word", ["celery", "gunicorn"])
def test_killed_child_is_started_again(word: str, portal: Portal) -> None:
    with portal.started():
        before = portal.processes(word)
        for pid in before:
            os.kill(pid, signal.SIGKILL)

        until(
            lambda: set(portal.processes(word)) - set(before) and portal.serves(),
            PATIENCE,
        )


def test_second_start_meanwhile_is_refused(portal: Portal) -> None:
    with portal.started() as process:
        told = portal.start_another()

        assert (told.returncode, told.stdout) == (1, "")
        assert told.stderr == (
            f"The portal already runs in {portal.environment['DATA_DIR']}"
            f" (process {process.pid}).\n"
        )
        assert portal.serves()


def test_start_over_old_data_changes_nothing(portal: Portal) -> None:
    with portal.started():
        pass
    with portal.started():
        told = portal.printed

    assert [
        word
        for word in ("database", "static files", "Loading", "password")
        if word in told
    ] == []
    assert portal.url.rpartition(":")[2] + "/fr/" in told

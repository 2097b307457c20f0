"""The embedded portal as a user starts it: it serves, survives, stops."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from creative_district.environment import ROOT
from tests.running import PATIENCE, Portal, until

pytestmark = pytest.mark.slow


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

        until(lambda: not portal.processes())


@pytest.mark.parametrize("word", ["celery", "gunicorn"])
def test_killed_child_is_started_again(word: str, portal: Portal) -> None:
    with portal.started():
        before = portal.processes(word)
        for pid in before:
            os.kill(pid, signal.SIGKILL)

        until(lambda: set(portal.processes(word)) - set(before) and portal.serves())


def test_health_is_asked_as_containers_do(portal: Portal) -> None:
    def asked() -> int:
        command = [sys.executable, "-m", "creative_district.healthcheck"]
        told = subprocess.run(command, cwd=ROOT, env=portal.environment, check=False)
        return told.returncode

    with portal.started():
        while_it_runs = asked()
    afterwards = asked()

    assert (while_it_runs, afterwards) == (0, 1)


def test_second_start_meanwhile_is_refused(portal: Portal) -> None:
    with portal.started() as process:
        told = portal.start_another()

        assert (told.returncode, told.stdout) == (1, "")
        assert told.stderr == (
            f"The portal already runs in {portal.data_dir} (process {process.pid}).\n"
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

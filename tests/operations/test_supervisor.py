"""One portal a folder and an address; what dies comes back; nothing is left behind."""

import socket
from pathlib import Path

import pytest

from creative_district import supervisor
from creative_district.supervisor import Child, Refused, only_one_in, refuse_taken
from tests.running import is_alive, until

STUBBORN = """
import pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path(sys.argv[1]).write_text(str(other.pid))
time.sleep(60)
"""


def test_second_portal_in_a_folder_is_refused(tmp_path: Path) -> None:
    with (
        only_one_in(tmp_path),
        pytest.raises(Refused, match=r"^The portal already runs in .+ \(process \d+\)"),
        only_one_in(tmp_path),
    ):
        pass


def test_folder_is_free_again_afterwards(tmp_path: Path) -> None:
    with only_one_in(tmp_path):
        pass
    with only_one_in(tmp_path):
        pass


def test_taken_port_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(Refused, match=f"^Port {port} of 127.0.0.1 cannot be used"):
            refuse_taken(("127.0.0.1", port))

    refuse_taken(("127.0.0.1", port))


def test_dead_child_is_started_again_with_growing_pauses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.1)
    child = Child("child", ["-c", "raise SystemExit(3)"], pause=0.03)
    pauses = []

    for _death in range(3):
        pauses.append(child.pause)
        child.start()
        until(lambda: child.exit_code() == 3)
        child.keep_running()
        assert child.process is None
    until(lambda: child.keep_running() or child.process)
    child.kill()

    assert pauses == [0.03, 0.06, 0.1]


def test_long_life_forgets_earlier_deaths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "STEADY", 0.0)
    child = Child("child", ["-c", "raise SystemExit(3)"], pause=16.0)

    child.start()
    until(lambda: child.exit_code() == 3)
    child.keep_running()

    assert child.pause == supervisor.FIRST_PAUSE * 2


def test_child_that_will_not_stop_is_killed_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE", 0.1)
    noted = tmp_path / "pid"
    child = Child("child", ["-c", STUBBORN, str(noted)])

    with supervisor.running(child):
        until(lambda: noted.exists() and noted.read_text())
        pids = [child.process.pid if child.process else 0, int(noted.read_text())]
        alive = [is_alive(pid) for pid in pids]

    until(lambda: not any(is_alive(pid) for pid in pids))
    assert alive == [True, True]


def test_environment_of_a_child_has_what_is_its_own() -> None:
    code = "import os, sys; sys.exit(int(os.environ['ANSWER']))"
    child = Child("child", ["-c", code], {"ANSWER": "42"})

    with supervisor.running(child):
        until(lambda: child.exit_code() is not None)
        code_of_it = child.exit_code()

    assert code_of_it == 42

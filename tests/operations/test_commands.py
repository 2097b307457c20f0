"""A database that cannot be used is told in a sentence, whatever the command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from creative_district.environment import ROOT

NOWHERE = "postgres://nobody@127.0.0.1:1/nothing"
LOAD = ["load_programme", "docs/example-district.json"]
REPLAY = ["replay_reminders", "--from", "2013-01-01", "--to", "2013-01-31"]


@pytest.mark.parametrize(
    ("command", "database", "reason"),
    [
        (["set_up"], NOWHERE, "connection failed: "),
        (["practice", "--actions", "1"], "", "no such table: "),
        (LOAD, "", "no such table: "),
        (REPLAY, "", "no such table: "),
    ],
)
def test_command_tells_what_its_database_lacks(
    command: list[str], database: str, reason: str, tmp_path: Path
) -> None:
    told = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": database,
        },
        capture_output=True,
        text=True,
        check=False,
    )

    first, *_between, last = told.stderr.splitlines()
    assert (told.returncode, told.stdout) == (1, "")
    assert first.startswith(f"CommandError: The database cannot be used: {reason}")
    assert last.startswith("`manage.py set_up` prepares it, ")

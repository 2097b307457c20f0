"""A worker of the code before beside a new one, on the new database."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from creative_district.environment import ROOT
from tests.faults.portal import Portal
from tests.running import until

pytestmark = pytest.mark.slow


def git(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run git on the portal's repository."""
    return subprocess.run(
        ["git", "-C", ROOT, *arguments], capture_output=True, text=True, check=False
    )


@pytest.fixture
def previous_code(tmp_path: Path) -> Iterator[Path]:
    """A working tree of the commit before, or of the one that is named."""
    commit = os.environ.get("PREVIOUS_COMMIT") or "HEAD~1"
    folder = tmp_path / "previous"
    made = git("worktree", "add", "--detach", folder, commit)
    if made.returncode:
        pytest.skip(f"git has no {commit} here: {made.stderr.strip()}")
    yield folder
    git("worktree", "remove", "--force", folder)


def test_old_and_new_workers_share_the_work_and_repeat_nothing(
    portal: Portal, previous_code: Path
) -> None:
    portal.environment["REMINDER_BATCH_SIZE"] = "3"
    portal.mail.work = 0.3
    seen = set()

    def both_work() -> bool:
        seen.update(portal.holders())
        return seen == pids

    with (
        portal.beat(),
        portal.worker(code=previous_code) as old,
        portal.worker() as new,
    ):
        pids = {old.pid, new.pid}
        until(both_work)
        portal.mail.work = 0
        portal.owe(5)
        portal.sends_all()
        portal.sweeps()
        alive = [old.poll(), new.poll()]

    assert alive == [None, None]
    portal.kept_its_promise()

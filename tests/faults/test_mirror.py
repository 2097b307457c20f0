"""Eight writers and a follower of the feed: the mirror is exact in the end."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from creative_district.environment import ROOT
from tests.faults.conftest import both
from tests.faults.portal import Portal

pytestmark = pytest.mark.slow

SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "creative_district.settings",
    # All followers ask from one address.
    "API_RATE_ANON": "0",
}
MAIN = "import django; django.setup(); from tests.faults.{} import main; main()"
WRITERS, SECONDS = 8, 15


@contextmanager
def begun(
    portal: Portal, module: str, *arguments: object
) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN.format(module), *map(str, arguments)],
        cwd=ROOT,
        env={**portal.environment, **SETTINGS},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        process.kill()


def said(process: subprocess.Popen[str]) -> Any:
    """Wait for its end; return what it has printed."""
    out, _errors = process.communicate()
    assert process.returncode == 0
    return json.loads(out)


@both
def test_a_mirror_is_exact_whatever_is_written_meanwhile(portal: Portal) -> None:
    """Two followers, for what one has told the other must not miss."""
    over = portal.folder / "over"
    with ExitStack() as stack:
        followers = [
            stack.enter_context(begun(portal, "following", over))
            for _number in range(2)
        ]
        writers = [
            stack.enter_context(begun(portal, "writing", number, SECONDS))
            for number in range(WRITERS)
        ]
        written = [said(writer) for writer in writers]
        over.touch()
        read = [said(follower) for follower in followers]

    assert min(written) > 0
    for told in read:
        assert told.pop("entries") > told.pop("items") > 30
        assert told == {
            "changes": ["create", "delete", "unpublish", "update"],
            "is_exact": True,
            "begun_late_is_exact": True,
        }

"""`make help` tells of every command."""

import re

from creative_district.environment import ROOT


def test_every_command_is_explained_in_a_line() -> None:
    makefile = (ROOT / "Makefile").read_text()
    [commands] = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)

    explained = re.findall(r"^([a-z-]+):.*## \S.+$", makefile, re.MULTILINE)

    assert sorted(explained) == sorted(commands.split())

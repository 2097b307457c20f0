"""What `.env.example` lists: the complete configuration, one variable a line."""

import re
import shlex

from creative_district.environment import ROOT

LINE = re.compile(r"^(?P<off># )?(?P<name>[A-Z][A-Z0-9_]+)=(?P<value>.*)$")


def listed() -> list[re.Match[str]]:
    """Return the lines that name a variable, in order."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return [found for line in lines if (found := LINE.match(line))]


def names() -> list[str]:
    """Return every variable, those that are commented out too."""
    return [line["name"] for line in listed()]


def production() -> dict[str, str]:
    """Return the example of a complete production environment, as a shell reads it."""
    return {
        line["name"]: "".join(shlex.split(line["value"], comments=True))
        for line in listed()
        if not line["off"]
    }

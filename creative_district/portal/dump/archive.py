"""The archives on disk, and when the next one is due.

A dump is one file whose name tells when it was made and its checksum. So what readers
get comes into being by one renaming: it is never half a dump, and never has the
checksum of another.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from django.conf import settings

# The hour of the night, in UTC, from which on the last dump is too old.
HOUR = 2
FORMAT = "%Y%m%dT%H%M%SZ"
NAME = re.compile(r"([0-9]{8}T[0-9]{6}Z)-([0-9a-f]{64})\.zip")
DRAFT = "draft-"
# The last but one stays for those who are reading it.
KEPT = 2


@dataclass(frozen=True, slots=True)
class Dump:
    """An archive that is complete; `digest` is its SHA-256 in hexadecimal."""

    path: Path
    made_at: datetime
    digest: str

    @classmethod
    def named(cls, folder: Path, made_at: datetime, digest: str) -> Self:
        """Return the dump of a moment, where it is to be."""
        stamp = made_at.astimezone(UTC).strftime(FORMAT)
        return cls(folder / f"{stamp}-{digest}.zip", made_at, digest)

    @classmethod
    def at(cls, path: Path) -> Self | None:
        """Return the dump at a path; None for a file that is none."""
        if found := NAME.fullmatch(path.name):
            made_at = datetime.strptime(found[1], FORMAT).replace(tzinfo=UTC)
            return cls(path, made_at, found[2])
        return None


def dumps() -> list[Dump]:
    """Return the dumps that are there, the latest first."""
    paths = sorted(settings.DUMP_DIR.glob("*.zip"), reverse=True)
    return [dump for path in paths if (dump := Dump.at(path))]


def latest() -> Dump | None:
    """Return the dump that is served; None before the first one."""
    return next(iter(dumps()), None)


def is_due(now: datetime) -> bool:
    """Whether there is no dump of the last night."""
    night = now.astimezone(UTC).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if night > now:
        night -= timedelta(days=1)
    made = latest()
    return made is None or made.made_at < night


def next_attempt(now: datetime) -> datetime:
    """Return the full hour at which the worker looks next whether one is due."""
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return hour + timedelta(hours=1)

"""How a dump is made: read as exports are, under a name that nobody serves."""

import hashlib
import logging
import os
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.conf import settings

from actions.reminders.dispatch import beat
from creative_district.kernel.api.exports import made
from creative_district.kernel.api.reader import Reader
from creative_district.kernel.api.renderers import to_json
from creative_district.portal import stored
from creative_district.portal.changes.bookmarks import address_after
from creative_district.portal.dump.archive import (
    DRAFT,
    KEPT,
    Dump,
    dumps,
    is_due,
)
from creative_district.portal.holdings import LICENCE
from creative_district.portal.models import Change

# The name of the heartbeat.
JOB = "dump"

# What is dumped: the view that lists each resource, by its name.
Resources = Mapping[str, Any]

logger = logging.getLogger(__name__)


def dump_when_due(resources: Resources, *, now: datetime, today: date) -> None:
    """Make the dump of the last night where there is none yet.

    A failure is logged and noted for staff and `/ready`; the last good dump stays.
    """
    trouble = ""
    if is_due(now):
        try:
            make_dump(resources, now=now, today=today)
        except Exception as error:
            logger.exception("The dump cannot be made")
            trouble = repr(error)
    beat(JOB, trouble)


def make_dump(resources: Resources, *, now: datetime, today: date) -> Dump:
    """Make a dump and serve it from now on; states are those of `today`."""
    folder: Path = settings.DUMP_DIR
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=DRAFT, delete=False) as file:
        draft = Path(file.name)
        try:
            fill(file, resources, now=now, today=today)
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            draft.chmod(0o644)
            dump = Dump.named(folder, now, digest)
            draft.rename(dump.path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    clear(now)
    return dump


def fill(file: IO[bytes], resources: Resources, *, now: datetime, today: date) -> None:
    """Write `<resource>.ndjson` for each, then `dump.json`, which counts them."""
    counts: dict[str, int] = {}
    stamp = now.astimezone(UTC).timetuple()[:6]
    # Before the first reading.
    follows = address_after(Change.objects.order_by("-pk").first())
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:

        def member(name: str) -> IO[bytes]:
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            return archive.open(entry, "w", force_zip64=True)

        for name, view in resources.items():
            with member(f"{name}.ndjson") as lines:
                counts[name] = write_lines(lines, view, today)
        with member("dump.json") as contents:
            contents.write(to_json(contents_of(counts, follows, now)))


def write_lines(file: IO[bytes], view: Any, today: date) -> int:
    """Write all public items of a resource, of every scope; return how many."""
    count = 0
    for item in items_of(view, today):
        file.write(to_json(item) + b"\n")
        count += 1
    return count


def items_of(view: Any, today: date) -> Iterable[Any]:
    """Return all public items of a resource, as they are stored if they are."""
    if stored.has_stored():
        return stored.items_of(stored.stored_of(view().model, None))
    context = {"reader": Reader(None, today), "fields": (), "expand": {}}
    make = view.serializer_class(context=context).to_representation
    return made(view().get_queryset(), make, settings.LANGUAGE_CODE)


def contents_of(counts: dict[str, int], follows: str, now: datetime) -> dict[str, Any]:
    """Return what a dump says of itself.

    `made_at` and the place in the feed are before the first reading: whoever follows
    the feed from there on misses nothing.
    """
    return {
        "site": settings.SITE_URL,
        "made_at": now.astimezone(UTC),
        "changes": follows,
        "licence": LICENCE,
        "languages": [code for code, _name in settings.LANGUAGES],
        "resources": counts,
    }


def clear(now: datetime) -> None:
    """Delete older dumps, and drafts of runs that died more than a day ago."""
    for dump in dumps()[KEPT:]:
        dump.path.unlink(missing_ok=True)
    for draft in settings.DUMP_DIR.glob(f"{DRAFT}*"):
        if now.timestamp() - draft.stat().st_mtime > 24 * 3600:
            draft.unlink(missing_ok=True)

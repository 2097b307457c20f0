"""Makes the smaller copies of pictures, whenever a worker comes to it.

The rows say what is missing; the broker only wakes. Several workers may be at it: one
takes a picture by a conditional update, and who dies over it leaves it to the next.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import F

from creative_district.kernel.pictures import DAMAGE, smaller
from creative_district.kernel.worker import queue
from programme.models import Picture, Rendering
from programme.models.picture import FOLDER, MOST_ATTEMPTS

logger = logging.getLogger(__name__)

RENDER = "programme.tasks.render"
# Longer than any picture takes; also the pause before a next attempt.
LEASE = timedelta(minutes=5)
# So many tasks at most wait in the queue after one look.
BATCH = 100
# A file may be there before its row is.
ORPHANED_FOR = timedelta(days=1)


def wake_worker(picture_id: int) -> None:
    """Queue the making of copies; without a broker the next look finds it."""
    if error := queue(RENDER, picture_id, expires=600):
        logger.warning(
            "Picture %s waits for its sizes: no broker (%s)", picture_id, error
        )


def sweep(*, now: datetime) -> None:
    """Queue what waits, and give up what no attempt has brought to an end."""
    Rendering.objects.lost(now).update(state=Rendering.State.FAILED)
    for picture_id in Rendering.objects.waiting(now).values_list("pk", flat=True)[
        :BATCH
    ]:
        wake_worker(picture_id)


def render(*, picture_id: int, now: datetime) -> bool:
    """Make the copies of a picture if they are missing and nobody is at it.

    Says whether it did. What goes wrong is kept on the row; after `MOST_ATTEMPTS` the
    picture is left to staff.
    """
    if not claim(picture_id, now):
        return False
    row = Rendering.objects.select_related("picture").get(pk=picture_id)
    try:
        made = make_copies(row.picture)
    except DAMAGE as error:
        logger.exception("The sizes of picture %s could not be made", picture_id)
        record_failure(row, error)
        return False
    row.state, row.widths = Rendering.State.MADE, made
    row.trouble, row.claimed_until = "", None
    row.save()
    return True


def claim(picture_id: int, now: datetime) -> bool:
    """Take a picture; only one of those who try at the same time gets it."""
    until, attempts = now + LEASE, F("attempts") + 1
    return bool(
        Rendering.objects.waiting(now)
        .filter(pk=picture_id)
        .update(claimed_until=until, attempts=attempts)
    )


def record_failure(row: Rendering, error: BaseException) -> None:
    """Say on the row what went wrong; the claim stays, so that there is a pause."""
    row.trouble = f"{type(error).__name__}: {error}"[:300]
    if row.attempts >= MOST_ATTEMPTS:
        row.state = Rendering.State.FAILED
    row.save(update_fields=["trouble", "state"])


def make_copies(picture: Picture) -> list[int]:
    """Write the copies of a picture; the same ones, however often."""
    for width in picture.widths:
        with picture.file.open("rb") as file:
            write(picture.place_of(width), smaller(file, width).content)
    return list(picture.widths)


def write(name: str, content: bytes) -> None:
    """Write a file of ours, of which nobody ever sees a part."""
    draft = default_storage.save(f"{name}.part", ContentFile(content))
    Path(default_storage.path(draft)).replace(default_storage.path(name))


def delete_files(folder: str) -> None:
    """Delete the files of a picture that is gone."""
    for name in default_storage.listdir(folder)[1]:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)


def delete_orphans(*, now: datetime) -> int:
    """Delete files that belong to no picture; return of how many pictures.

    A picture may go with its programme, and an upload may be taken back.
    """
    if not default_storage.exists(FOLDER):
        return 0
    kept = {each.folder for each in Picture.objects.only("file").iterator()}
    found = {f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[0]}
    orphans = [
        folder
        for folder in found - kept
        if default_storage.get_modified_time(folder) < now - ORPHANED_FOR
    ]
    for folder in orphans:
        delete_files(folder)
    return len(orphans)

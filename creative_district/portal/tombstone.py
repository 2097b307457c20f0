"""What is still told of a record that was public once."""

from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from creative_district.kernel.record import State
from creative_district.kernel.versions import IMPORTED


class Tombstone(NamedTuple):
    """What it was called when the public saw it last; when it was withdrawn, and why.

    `reason` is empty where none was given.
    """

    title: Any
    day: date
    reason: str


def tombstone(record: Any, time_zone: str) -> Tombstone | None:
    """Return what is told of a withdrawn record; None of one that nobody ever saw.

    The reason is that of the change which withdrew it, or what it belongs to. It is
    public: whoever withdraws writes it for readers. Loading a file gives none.
    """
    change = _closing(record)
    if change is None:
        return None
    published = record.history.filter(state=State.PUBLISHED)
    seen = published.filter(
        Q(publish_from=None) | Q(publish_from__lte=change.history_date),
        history_date__lte=change.history_date,
    ).first()
    if seen is None:
        return None
    title = getattr(seen, "title", None) or getattr(seen, "name", "")
    day = timezone.localtime(change.history_date, ZoneInfo(time_zone)).date()
    reason = change.history_change_reason or ""
    return Tombstone(title, day, "" if reason == IMPORTED else reason)


def _closing(record: Any) -> Any:
    """Return the change by which the public lost a record; None if it never had it."""
    closed = _withdrawn(record)
    if closed is None:
        return None
    published = closed.history.filter(id=OuterRef("id"), state=State.PUBLISHED)
    changes = closed.history.filter(
        state=State.WITHDRAWN,
        history_id__gt=Subquery(
            published.order_by("-history_id").values("history_id")[:1]
        ),
    )
    return changes.order_by("history_id").first()


def _withdrawn(record: Any) -> Any:
    """Return what was withdrawn: the record, or the nearest that it belongs to."""
    if record.state == State.WITHDRAWN:
        return record
    above = (getattr(record, name) for name in record.public_parents)
    return next((found for each in above if each and (found := _withdrawn(each))), None)

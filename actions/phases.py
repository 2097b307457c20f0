"""The states that follow from dates and a day: pure, no ORM, no clock."""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from creative_district.kernel.dates import PartialDate


class Phase(TextChoices):
    """Where an action stands on a day, as far as its dates tell."""

    AHEAD = "ahead", pgettext_lazy("phase of an action", "ahead")
    RUNNING = "running", pgettext_lazy("phase of an action", "running")
    ENDED = "ended", pgettext_lazy("phase of an action", "ended")
    UNKNOWN = "unknown", pgettext_lazy("phase of an action", "unknown")


class Progress(TextChoices):
    """Where a milestone stands on a day."""

    AHEAD = "ahead", pgettext_lazy("progress of a milestone", "ahead")
    DUE = "due", pgettext_lazy("progress of a milestone", "due")
    LATE = "late", pgettext_lazy("progress of a milestone", "late")
    ANNOUNCED = (
        "announced",
        pgettext_lazy("progress of a milestone", "announced, not confirmed"),
    )
    REACHED = "reached", pgettext_lazy("progress of a milestone", "reached")
    CANCELLED = "cancelled", pgettext_lazy("progress of a milestone", "cancelled")


def phase_of(
    start: PartialDate | None, end: PartialDate | None, *, today: date
) -> Phase:
    """Return the phase that the dates certify for `today`, else unknown."""
    if end and end.latest < today:
        return Phase.ENDED
    if start and start.earliest > today:
        return Phase.AHEAD
    if start and end and start.latest <= today:
        return Phase.RUNNING
    return Phase.UNKNOWN


def progress_of(
    due: PartialDate,
    *,
    reached: PartialDate | None = None,
    cancelled_on: date | None = None,
    today: date,
) -> Progress:
    """Return where a milestone stands on `today`.

    Reached counts from the end of the last day of `reached`. What a source only
    announced and none confirms is never late.
    """
    if cancelled_on and cancelled_on <= today:
        return Progress.CANCELLED
    if reached and reached.latest < today:
        return Progress.REACHED
    if due.latest < today:
        return Progress.ANNOUNCED if due.is_announced_only else Progress.LATE
    return Progress.DUE if due.earliest <= today else Progress.AHEAD

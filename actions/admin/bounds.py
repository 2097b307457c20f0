"""A word to staff about dates outside the period of what they belong to."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from actions.models import Action, Milestone
from creative_district.kernel.dates import PartialDate
from programme.models import Programme


def is_outside(
    due: PartialDate, start: PartialDate | None, end: PartialDate | None
) -> bool:
    """Whether a date certainly lies before the start or after the end, if known."""
    return bool(
        (start and due.latest < start.earliest) or (end and due.earliest > end.latest)
    )


def period(frame: Action | Programme) -> str:
    """Return a period in words, as far as it is known: 'March 2013 – ?'."""
    return f"{frame.start or '?'} – {frame.end or '?'}"


def warn_if_outside(request: HttpRequest, milestone: Milestone) -> None:
    """Tell the person who saved a milestone when it lies outside a known period.

    The record holds such cases, so that it is no error.
    """
    frames: list[Action | Programme | None] = [milestone.action, milestone.programme]
    for frame in frames:
        if frame and is_outside(milestone.due, frame.start, frame.end):
            said = _(
                "“%(milestone)s” (%(due)s) lies outside the period of “%(frame)s” "
                "(%(period)s). Is that meant?"
            )
            values = {
                "milestone": milestone,
                "due": milestone.due,
                "frame": frame,
                "period": period(frame),
            }
            messages.warning(request, said % values)
            return

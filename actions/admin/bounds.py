"""A word to staff about dates that are odd: outside a period, or over."""

from datetime import date

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


def outside(milestone: Milestone) -> str:
    """Say so when a milestone lies outside a known period; empty when it does not.

    The record holds such cases, so that it is no error.
    """
    frames: list[Action | Programme | None] = [milestone.action, milestone.programme]
    for frame in frames:
        if frame and is_outside(milestone.due, frame.start, frame.end):
            said = _(
                "“%(milestone)s” (%(due)s) lies outside the period of “%(frame)s” "
                "(%(period)s). Is that meant?"
            )
            return said % {
                "milestone": milestone,
                "due": milestone.due,
                "frame": frame,
                "period": period(frame),
            }
    return ""


def past(milestone: Milestone, today: date) -> str:
    """Say so when an open milestone is given a day that is over."""
    if milestone.due.latest >= today or milestone.reached or milestone.cancelled_on:
        return ""
    # Translators: “« %(milestone)s » (%(due)s) est dans le passé. Est-ce voulu ?”
    said = _("“%(milestone)s” (%(due)s) lies in the past. Is that meant?")
    return said % {"milestone": milestone, "due": milestone.due}

"""The one query for what has been reached."""

from datetime import date

from django.db.models import Q


def is_reached(today: date, prefix: str = "") -> Q:
    """Match milestones reached by `today`; the same meaning as `phases.progress_of`."""
    kept = Q(**{f"{prefix}cancelled_on": None}) | Q(
        **{f"{prefix}cancelled_on__gt": today}
    )
    return kept & Q(**{f"{prefix}reached__latest__lt": today})

"""What a reader is told of a milestone: did it happen, and how well is that known.

Before the day looked from: its date's grade. After it: what is still to come.
"""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from actions.phases import Progress
from creative_district.kernel.dates import Confidence, PartialDate, Status


class Standing(TextChoices):
    """The state of a milestone in one word; each has a sign of its own in the plan."""

    ESTABLISHED = "established", pgettext_lazy("standing of a milestone", "established")
    SINGLE = "single", pgettext_lazy("standing of a milestone", "one source only")
    THIN = "thin", pgettext_lazy("standing of a milestone", "date thinly sourced")
    INFERRED = "inferred", pgettext_lazy("standing of a milestone", "date inferred")
    DISPUTED = "disputed", pgettext_lazy("standing of a milestone", "sources disagree")
    ANNOUNCED = (
        "announced",
        pgettext_lazy("standing of a milestone", "announced, not confirmed"),
    )
    AHEAD = "ahead", pgettext_lazy("standing of a milestone", "to come")
    DUE = "due", pgettext_lazy("standing of a milestone", "due")
    LATE = "late", pgettext_lazy("standing of a milestone", "late")
    CANCELLED = "cancelled", pgettext_lazy("standing of a milestone", "cancelled")


def standing_of(
    progress: Progress, when: PartialDate, *, source_count: int
) -> Standing:
    """Return the standing of a milestone whose reached (else due) date is `when`."""
    if progress != Progress.REACHED:
        return Standing(progress.value)
    if when.confidence == Confidence.LOW:
        return Standing.DISPUTED
    if when.status == Status.PLANNED:
        return Standing.ANNOUNCED
    if when.status == Status.INFERRED:
        return Standing.INFERRED
    if when.confidence == Confidence.MEDIUM:
        return Standing.SINGLE if source_count == 1 else Standing.THIN
    return Standing.ESTABLISHED

"""What a reader is told of a milestone."""

from actions.phases import Progress
from creative_district.kernel.dates import PartialDate
from programme.grade import Grade, grade_of

# Of a milestone that was reached: how well its date is known. Of any other: how it
# stands. Each has a sign of its own in the plan.
Standing = Grade | Progress


def standing_of(
    progress: Progress, reached: PartialDate | None, *, source_count: int
) -> Standing:
    """Return what is told of a milestone; `reached` counts only once it is reached."""
    if progress != Progress.REACHED or reached is None:
        return progress
    return grade_of(reached.status, reached.confidence, source_count=source_count)

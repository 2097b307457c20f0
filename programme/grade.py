"""How well a fact is known, in one word: pure, no ORM."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from creative_district.kernel.dates import Confidence, Status


class Grade(TextChoices):
    """What readers are told of a fact's support; each has a sign of its own."""

    ESTABLISHED = "established", pgettext_lazy("grade of a fact", "established")
    SINGLE = "single", pgettext_lazy("grade of a fact", "one source only")
    THIN = "thin", pgettext_lazy("grade of a fact", "thinly sourced")
    INFERRED = "inferred", pgettext_lazy("grade of a fact", "inferred")
    DISPUTED = "disputed", pgettext_lazy("grade of a fact", "sources disagree")
    ANNOUNCED = (
        "announced",
        pgettext_lazy("grade of a fact", "announced, not confirmed"),
    )

    @property
    def sign(self) -> str:
        """The window that stands for it: lit, half lit, disputed or announced."""
        match self:
            case Grade.ESTABLISHED:
                return "lit"
            case Grade.DISPUTED | Grade.ANNOUNCED:
                return str(self.value)
            case _:
                return "half"


def grade_of(status: Status, confidence: Confidence, *, source_count: int) -> Grade:
    """Return the grade of a fact; what speaks against it comes first."""
    if confidence == Confidence.LOW:
        return Grade.DISPUTED
    if status == Status.PLANNED:
        return Grade.ANNOUNCED
    if status == Status.INFERRED:
        return Grade.INFERRED
    if confidence == Confidence.MEDIUM:
        return Grade.SINGLE if source_count == 1 else Grade.THIN
    return Grade.ESTABLISHED

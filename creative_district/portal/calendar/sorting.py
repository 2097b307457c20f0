"""The orders in which milestones are read, and how they stand, said to the database."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Collate, NullIf
from django.utils.translation import get_language

from actions.phases import Progress
from creative_district.kernel import collation
from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.translated import shown, sorted_by
from programme.grade import Grade


def standing(today: date) -> Case:
    """Return the expression for `standing_of`, all that is thinly sourced as one."""
    reached = Q(reached__latest__lt=today)
    past = Q(due__latest__lt=today)
    planned = f"/{Status.PLANNED}/"

    def told(standing: Grade | Progress) -> Value:
        return Value(standing.value, output_field=CharField())

    return Case(
        When(cancelled_on__lte=today, then=told(Progress.CANCELLED)),
        When(
            reached & Q(reached__grade__endswith=f"/{Confidence.LOW}"),
            then=told(Grade.DISPUTED),
        ),
        When(reached & Q(reached__grade__contains=planned), then=told(Grade.ANNOUNCED)),
        When(
            reached
            & (
                Q(reached__grade__contains=f"/{Status.INFERRED}/")
                | Q(reached__grade__endswith=f"/{Confidence.MEDIUM}")
            ),
            then=told(Grade.THIN),
        ),
        When(reached, then=told(Grade.ESTABLISHED)),
        When(past & Q(due__grade__contains=planned), then=told(Progress.ANNOUNCED)),
        When(past, then=told(Progress.LATE)),
        default=told(Progress.AHEAD),
    )


def ordered(milestones: QuerySet, sort: str, today: date) -> QuerySet:
    """Return milestones in one of `choices.SORTS`; "-" before it for the reverse."""
    by: dict[str, Any] = {
        "due": F("due"),
        "milestone": sorted_by("title"),
        "action": _by_title_of_action(),
        "thrust": Coalesce("action__thrust__number", "thrust__number"),
        "lead": NullIf(sorted_by("action__lead__name"), Value("")),
        "state": standing(today),
    }
    expression = by[sort.lstrip("-")]
    order = (
        expression.desc(nulls_last=True)
        if sort.startswith("-")
        else expression.asc(nulls_last=True)
    )
    return milestones.order_by(order, "due", "key")


def _by_title_of_action() -> Collate:
    """Return what orders by the title that tables show; no action, no title."""
    short, full = shown("action__short_title"), shown("action__title")
    title = Coalesce(NullIf(short, Value("")), NullIf(full, Value("")))
    return Collate(title, collation.name_for(get_language() or settings.LANGUAGE_CODE))

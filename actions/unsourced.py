"""The facts that the public sees and that no source supports."""

from typing import Any

from django.db.models import Model, Q, QuerySet

from actions.models import Action, Indicator, Milestone, Reading
from programme.models import Statement

# Which fields of a record state a fact, and when they do: dates, leads, outcomes and
# figures. Nobody can cite a source for a reading alone: what is said of the whole
# indicator supports it.
FACTS: dict[type[Model], dict[str, Q]] = {
    Action: {
        "start": ~Q(start=None),
        "end": ~Q(end=None),
        "lead": ~Q(lead=None),
        "outcome": ~Q(outcome={}),
    },
    Milestone: {"due": ~Q(due=None), "reached": ~Q(reached=None)},
    Indicator: {
        "target": ~Q(target=None),
        "readings": Q(pk__in=Reading.objects.values("indicator")),
    },
}


def unsourced(records: Any) -> QuerySet[Any]:
    """Keep the public own records of which a fact has no statement with a source."""
    found = Q(pk__in=[])
    for field, is_stated in FACTS[records.model].items():
        supported = Statement.objects.supporting(records.model, field)
        found |= is_stated & ~Q(pk__in=supported.values("object_id"))
    kept: QuerySet[Any] = records.public().own().filter(found)
    return kept

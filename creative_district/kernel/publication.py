"""Moving records on their way to the public: the steps there are, and taking one."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from creative_district.kernel.record import Record, State

# As much as a version in the history holds
REASON_LENGTH = 100
# Only what the public could see is withdrawn (410): of anything else it knows nothing
# (404). So what the public saw is withdrawn before it can be a draft again.
STEPS: Mapping[State, tuple[State, ...]] = MappingProxyType(
    {
        State.DRAFT: (State.IN_REVIEW, State.PUBLISHED),
        State.IN_REVIEW: (State.DRAFT, State.PUBLISHED),
        State.PUBLISHED: (State.WITHDRAWN,),
        State.WITHDRAWN: (State.DRAFT, State.PUBLISHED),
    }
)
# The public has not seen it yet: its day can be moved, or it can be taken back.
STEPS_OF_SCHEDULED = (State.DRAFT, State.PUBLISHED)
# Whoever may change a record takes the steps between the other states.
PUBLIC_STATES: frozenset[str] = frozenset({State.PUBLISHED, State.WITHDRAWN})


class ImpossibleStepError(Exception):
    """A record cannot go to that state from the one it has; says which record."""

    def __init__(self, record: Record, to: State) -> None:
        said = _("“%(record)s” is “%(from)s”: it cannot become “%(to)s”.")
        before = State(record.state).label
        super().__init__(said % {"record": record, "from": before, "to": to.label})


def is_scheduled(record: Record, *, now: datetime) -> bool:
    """Whether a record is published, but only from a moment to come."""
    is_later = record.publish_from is not None and record.publish_from > now
    return record.state == State.PUBLISHED and is_later


def steps(record: Record, *, now: datetime) -> tuple[State, ...]:
    """Return the states that a record can be given."""
    if is_scheduled(record, now=now):
        return STEPS_OF_SCHEDULED
    return STEPS[State(record.state)]


def concerns_the_public(before: str, after: str) -> bool:
    """Whether it is a step to the public or away from it."""
    return not PUBLIC_STATES.isdisjoint({before, after})


@transaction.atomic
def set_state(
    *,
    records: Iterable[Record],
    state: State,
    now: datetime,
    reason: str = "",
    publish_from: datetime | None = None,
) -> list[Record]:
    """Give the records a state; return those that changed, as they are now.

    Each is saved by itself, so that each has it in its history, with the reason. That
    of a withdrawal is shown to the public. `publish_from` is kept of what is published.
    Raises `ImpossibleStepError`, and writes nothing, if one of them cannot go there.
    """
    changed = [
        record
        for record in held(records)
        if record.state != state
        or (is_scheduled(record, now=now) and record.publish_from != publish_from)
    ]
    for record in changed:
        if state not in steps(record, now=now):
            raise ImpossibleStepError(record, state)
    for record in changed:
        _take(record, state, reason, publish_from)
    return changed


def held(records: Iterable[Record]) -> Collection[Record]:
    """Return the records as they are now; until the transaction ends, nobody writes."""
    by_model: dict[type[Record], list[Any]] = {}
    for record in records:
        by_model.setdefault(type(record), []).append(record.pk)
    return [
        record
        for model, pks in by_model.items()
        for record in model.objects.select_for_update(no_key=True)
        .filter(pk__in=pks)
        .order_by("pk")
    ]


def _take(
    record: Any, state: State, reason: str, publish_from: datetime | None
) -> None:
    record.state = state
    if state != State.WITHDRAWN:
        # Since when it was public stays with what is withdrawn.
        record.publish_from = publish_from if state == State.PUBLISHED else None
    if reason:
        record._change_reason = reason
    record.save(update_fields=["state", "publish_from", "updated_at"])

"""Moving records on their way to the public."""

from django.db import transaction

from creative_district.kernel.record import Record, RecordQuerySet, State


@transaction.atomic
def set_state(*, records: RecordQuerySet, state: State) -> list[Record]:
    """Give the records a state; return those that had another one.

    Each is saved by itself, so that each has it in its history.
    """
    changed = list(records.exclude(state=state))
    for record in changed:
        record.state = state
        record.save(update_fields=["state", "updated_at"])
    return changed

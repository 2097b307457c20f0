"""Moving records on their way to the public."""

from django.db import transaction

from creative_district.kernel.record import Record, RecordQuerySet, State

# As much as a version in the history holds
REASON_LENGTH = 100


@transaction.atomic
def set_state(
    *, records: RecordQuerySet, state: State, reason: str = ""
) -> list[Record]:
    """Give the records a state; return those that had another one.

    Each is saved by itself, so that each has it in its history, with the reason. That
    of a withdrawal is shown to the public.
    """
    changed = list(records.exclude(state=state))
    for record in changed:
        record.state = state
        if reason:
            record._change_reason = reason
        record.save(update_fields=["state", "updated_at"])
    return changed

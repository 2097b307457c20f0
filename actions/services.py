"""Writes that change what people have to be told."""

from datetime import date

from django.db import transaction

from actions.models import Milestone, ReminderRule
from actions.reminders.vocabulary import DEFAULT_RULES
from actions.reminders.wake import replan_after_commit
from creative_district.kernel.dates import PartialDate
from programme.models import Programme


@transaction.atomic
def move_milestone(*, milestone: Milestone, to: PartialDate) -> Milestone:
    """Give a milestone another date and keep the first one that was planned.

    Whoever was told the old date gets one mail about the new one.
    """
    before, milestone.due = milestone.due, to
    milestone.note_move(before)
    return _kept(milestone, "due", "first_planned")


@transaction.atomic
def reach_milestone(*, milestone: Milestone, on: PartialDate) -> Milestone:
    """Record when a milestone was reached; nobody is reminded of it afterwards."""
    milestone.reached = on
    return _kept(milestone, "reached")


@transaction.atomic
def cancel_milestone(*, milestone: Milestone, on: date) -> Milestone:
    """Cancel a milestone; whoever was told of it gets one mail about that."""
    milestone.cancelled_on = on
    return _kept(milestone, "cancelled_on")


def give_default_rules(*, programme: Programme) -> list[ReminderRule]:
    """Give a new programme the rules that every programme starts with."""
    return ReminderRule.objects.bulk_create(
        ReminderRule(programme=programme, offset_days=offset, audience=audience)
        for offset, audience in DEFAULT_RULES
    )


def _kept(milestone: Milestone, *fields: str) -> Milestone:
    milestone.save(update_fields=[*fields, "updated_at"])
    replan_after_commit(programme=milestone.programme)
    return milestone

"""Tells workers that there is something to do; without that they find it later."""

import logging
from collections.abc import Iterable, Sequence
from functools import partial

from django.conf import settings
from django.db import transaction

from creative_district.kernel.worker import queue
from programme.models import Programme

logger = logging.getLogger(__name__)

REPLAN = "actions.reminders.tasks.replan"
SWEEP = "actions.reminders.tasks.sweep"


def replan_after_commit(
    *, programme: Programme, milestones: Iterable[int] | None = None
) -> None:
    """Have the worker plan the programme's reminders, once this transaction is kept.

    Of all its milestones, or only of those that are named. Every write of a milestone,
    a rule or a contact calls it. The broker is only a wake-up call: when it cannot be
    reached, the next sweep finds the work.
    """
    named = None if milestones is None else list(milestones)
    transaction.on_commit(partial(wake_worker, programme.pk, named))


def wake_worker(programme_id: int, milestones: Sequence[int] | None = None) -> None:
    """Queue the replanning of a programme; log it when the broker is away."""
    arguments = (programme_id,) if milestones is None else (programme_id, milestones)
    if error := queue(REPLAN, *arguments, expires=600):
        logger.warning(
            "Programme %s is replanned at the next sweep: no broker (%s)",
            programme_id,
            error,
        )


def call_for_help() -> None:
    """Have one more worker sweep, if any is idle, while there is much to send."""
    if error := queue(SWEEP, expires=settings.REMINDER_SWEEP_SECONDS):
        logger.warning("No other worker helps to send: no broker (%s)", error)

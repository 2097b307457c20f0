"""Tells the worker that a programme's reminders have to be planned anew."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import ChannelError, OperationalError

from programme.models import Programme

logger = logging.getLogger(__name__)

REPLAN = "actions.reminders.tasks.replan"


def replan_after_commit(*, programme: Programme) -> None:
    """Have the worker plan the programme's reminders, once this transaction is kept.

    Every write of a milestone, a rule or a contact calls it. The broker is only a
    wake-up call: when it cannot be reached, the next sweep finds the work.
    """
    transaction.on_commit(partial(wake_worker, programme.pk))


def wake_worker(programme_id: int) -> None:
    """Queue the replanning of a programme; log it when the broker is away."""
    try:
        current_app.send_task(REPLAN, args=[programme_id], retry=False, expires=600)
    except (OperationalError, ChannelError, OSError) as error:
        logger.warning(
            "Programme %s is replanned at the next sweep: no broker (%s)",
            programme_id,
            error,
        )

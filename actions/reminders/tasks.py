"""What the worker runs; each task is one call."""

import time
from collections.abc import Sequence
from functools import partial
from threading import Event
from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down
from django.conf import settings

from actions.reminders import dispatch, ledger, wake
from creative_district.kernel import clock
from programme.models import Programme

stopping = Event()


@worker_shutting_down.connect  # type: ignore[untyped-decorator]  # Celery's are
def finish(**_kwargs: Any) -> None:
    """Let a sweep end with the mail in hand when the worker is asked to stop."""
    stopping.set()


@shared_task  # type: ignore[untyped-decorator]  # Celery's are
def sweep() -> None:
    """Bring the ledger up to date and send what is due.

    It ends when the next one is due, so that other work has its turn and the last
    sweep is never long ago.
    """
    end = time.monotonic() + settings.REMINDER_SWEEP_SECONDS
    dispatch.sweep(
        clock=clock.now,
        stop=partial(is_over, end),
        call_help=wake.call_for_help,
    )


def is_over(end: float) -> bool:
    """Whether a sweep has used up its time, or its worker is asked to stop."""
    return stopping.is_set() or time.monotonic() > end


@shared_task  # type: ignore[untyped-decorator]  # Celery's are
def replan(programme_id: int, milestones: Sequence[int] | None = None) -> None:
    """Bring a programme's ledger up to date; nothing if the programme is gone.

    For all its milestones, or only for those that are named.
    """
    for programme in Programme.objects.filter(pk=programme_id):
        ledger.reconcile(programme=programme, now=clock.now(), milestones=milestones)

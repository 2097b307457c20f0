"""What the worker runs; each task is one call."""

from celery import shared_task

from actions.reminders import dispatch, ledger
from creative_district.kernel import clock
from programme.models import Programme


@shared_task  # type: ignore[untyped-decorator]  # Celery's are
def sweep() -> None:
    """Bring the ledger up to date and send what is due."""
    dispatch.sweep(clock=clock.now)


@shared_task  # type: ignore[untyped-decorator]  # Celery's are
def replan(programme_id: int) -> None:
    """Bring one programme's ledger up to date; nothing if it is gone by now."""
    for programme in Programme.objects.filter(pk=programme_id):
        ledger.reconcile(programme=programme, now=clock.now())

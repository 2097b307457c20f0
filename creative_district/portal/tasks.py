"""What the worker runs beside reminders; each task is one call."""

import time
from functools import partial

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from actions.reminders.tasks import is_over
from creative_district.kernel import clock
from creative_district.kernel.outgoing import Client
from creative_district.portal import retention
from creative_district.portal.changes import telling
from creative_district.portal.dump.writing import dump_when_due
from creative_district.portal.links import checking
from creative_district.portal.resources import resources
from creative_district.portal.webhooks import addresses, sending

# Reminders wait meanwhile: the embedded portal has one worker.
SECONDS_FOR_LINKS = 20
SECONDS_FOR_WEBHOOKS = 10
ITEMS_OF_CHANGES = 500


@shared_task  # type: ignore[untyped-decorator]  # Celery's are
def check_links() -> None:
    """Look at some of the addresses that records name, unless that is switched off."""
    checking.check_links(
        client=Client(f"CreativeDistrict (+{settings.SITE_URL}; checks links)"),
        now=timezone.now(),
        most=settings.LINK_CHECKS_PER_RUN,
        stop=partial(is_over, time.monotonic() + SECONDS_FOR_LINKS),
    )


@shared_task  # type: ignore[untyped-decorator]  # Celery's are
def tidy_up() -> None:
    """Erase what has been kept for as long as it may be."""
    retention.tidy_up(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]  # Celery's are
def dump() -> None:
    """Make the archive of all that is public, once a night."""
    dump_when_due(resources(), now=timezone.now(), today=clock.today())


@shared_task  # type: ignore[untyped-decorator]  # Celery's are
def tell_changes() -> None:
    """Tell what has changed, so that the first to ask for it need not wait."""
    telling.tell(at_most=ITEMS_OF_CHANGES)


@shared_task  # type: ignore[untyped-decorator]  # Celery's are
def send_webhooks() -> None:
    """Tell partners' webhooks what has changed; it begins no call after its time."""
    telling.tell(at_most=ITEMS_OF_CHANGES)
    sending.send(
        client=addresses.client(),
        clock=timezone.now,
        stop=partial(is_over, time.monotonic() + SECONDS_FOR_WEBHOOKS),
    )

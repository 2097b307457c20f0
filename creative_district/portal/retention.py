"""What the portal erases by itself, and when: the privacy page says the same.

Each part names the rows that were kept for as long as they may be. Running it twice, or
twice at once, erases nothing more; a run takes batches for some seconds, one of each
part at least, and the next one goes on.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import DatabaseError
from django.db.models import Q, QuerySet

from actions.models import Reminder
from actions.reminders.dispatch import beat
from actions.reminders.vocabulary import Reason, State
from creative_district.accounts.models import Session
from creative_district.kernel.exchange.upload import KEPT
from creative_district.kernel.models import Letter, LinkCheck, PreviewLink, Upload
from creative_district.portal.links.addresses import without_records
from creative_district.portal.writing import idempotency
from partners.models import KeptAnswer, WebhookDelivery

logger = logging.getLogger(__name__)

NAME = "tidy-up"
BATCH = 500
# After so long a run takes one more batch of each part at most.
SECONDS = 10.0
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
OPEN = {State.PLANNED, State.CLAIMED}

Part = Callable[[datetime], QuerySet[Any]]


def letters(now: datetime) -> QuerySet[Letter]:
    """Return the mails in the mailbox that are old enough."""
    return Letter.objects.filter(received_at__lt=before(now, "KEEP_MAILBOX_DAYS"))


def reminders(now: datetime) -> QuerySet[Reminder]:
    """Return the reminders of settled milestones that are old enough.

    While a milestone is open the ledger needs its rows, or it would send once more what
    was sent; and those from before reminders began it would only make anew.
    """
    cutoff = before(now, "KEEP_REMINDER_DAYS")
    day = cutoff.date()
    settled = Q(milestone__reached__latest__lt=day) | Q(milestone__cancelled_on__lt=day)
    old = Reminder.objects.filter(settled, created_at__lt=cutoff, due_on__lt=day)
    return old.exclude(state__in=OPEN).exclude(reason=Reason.BEFORE_START)


def log_entries(now: datetime) -> QuerySet[LogEntry]:
    """Return what the admin noted of the work of staff and is old enough."""
    return LogEntry.objects.filter(action_time__lt=before(now, "KEEP_LOG_DAYS"))


def sessions(now: datetime) -> QuerySet[Session]:
    """Return the sessions that have expired."""
    found: QuerySet[Session] = Session.objects.filter(expire_date__lte=now)
    return found


def failures(now: datetime) -> QuerySet[AccessAttempt]:
    """Return the failures to sign in that no longer count."""
    forgotten = now - get_cool_off()
    found: QuerySet[Any] = AccessAttempt.objects.filter(attempt_time__lte=forgotten)
    return found


def uploads(now: datetime) -> QuerySet[Upload]:
    """Return the files to import that nobody agreed to in time."""
    return Upload.objects.filter(made_at__lt=now - KEPT)


def preview_links(now: datetime) -> QuerySet[PreviewLink]:
    """Return the links to previews that open nothing any more."""
    closed = Q(expires_at__lt=now) | Q(revoked_at__lt=now)
    found: QuerySet[PreviewLink] = PreviewLink.objects.filter(closed)
    return found


def answers(now: datetime) -> QuerySet[KeptAnswer]:
    """Return the answers of the API that no repeated request is given any more."""
    found: QuerySet[KeptAnswer] = KeptAnswer.objects.filter(idempotency.stale(now))
    return found


def webhook_deliveries(now: datetime) -> QuerySet[WebhookDelivery]:
    """Return what was sent to webhooks long ago; what still waits stays."""
    cutoff = before(now, "KEEP_WEBHOOK_DAYS")
    old: QuerySet[WebhookDelivery] = WebhookDelivery.objects.filter(made_at__lt=cutoff)
    return old.exclude(state=WebhookDelivery.State.WAITING)


def link_checks(_now: datetime) -> QuerySet[LinkCheck]:
    """Return what was found about addresses that no record names any more."""
    return without_records()


PARTS: Sequence[Part] = (
    letters,
    reminders,
    log_entries,
    sessions,
    failures,
    uploads,
    preview_links,
    answers,
    webhook_deliveries,
    link_checks,
)


def before(now: datetime, setting: str) -> datetime:
    """Return the moment before which things are old enough; 0 days: nothing is."""
    days = getattr(settings, setting)
    return now - timedelta(days=days) if days else NEVER


def tidy_up(*, now: datetime, parts: Sequence[Part] = PARTS) -> Counter[str]:
    """Erase what the parts name, for some seconds; return how many rows of each went.

    A part that cannot be done keeps no other from being done; the heartbeat says which.
    """
    ends = time.monotonic() + SECONDS
    erased: Counter[str] = Counter()
    troubles = []
    for part in parts:
        try:
            for count in erase(part(now), ends):
                erased[part.__name__] += count
        except DatabaseError as error:
            logger.exception("What was kept for too long stays: %s", part.__name__)
            troubles.append(f"{part.__name__}: {error!r}")
    beat(NAME, "\n".join(troubles))
    if +erased:
        logger.info("Tidied up: %s", dict(+erased))
    return +erased


def erase(rows: QuerySet[Any], ends: float) -> Iterator[int]:
    """Erase rows, with what hangs on them; yield how many rows with each batch.

    It ends with the batch during which the clock comes to `ends`.
    """
    while True:
        batch = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
        rows.model._base_manager.filter(pk__in=batch).delete()
        yield len(batch)
        if len(batch) < BATCH or time.monotonic() >= ends:
            return

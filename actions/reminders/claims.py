"""Who sends which reminder: leases on rows, compared by the database's clock.

Any number of workers may claim. None gets what another holds; what a dead worker held
can be claimed again when its lease has run out.
"""

import os
import random
import socket
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from actions.models import Reminder
from actions.reminders import ledger, policy
from actions.reminders.vocabulary import Reason, State
from creative_district.kernel.models import Heartbeat
from creative_district.kernel.record import is_public
from partners.models import Contact, Partner, Place
from programme.models import Programme

FREE: dict[str, Any] = {"claimed_by": "", "lease_ends_at": None}
MINUTE = timedelta(minutes=1)
# A daily mail tells of so many reminders at most; what is left goes out in another.
MOST_ITEMS = 100

# The reminders that one mail tells of: one, or all of a contact's daily mail.
Letter = Sequence[Reminder]


@dataclass(frozen=True, slots=True)
class Claim:
    """What one worker has taken, mail by mail, under a name that no other claim has."""

    name: str
    letters: Sequence[Sequence[int]] = field(default_factory=list)

    def ids(self, start: int = 0) -> list[int]:
        """Return the reminders of the mails from `start` on."""
        return [pk for letter in self.letters[start:] for pk in letter]


def claim(
    *, now: datetime, programmes: QuerySet[Programme], size: int, rate: int = 0
) -> Claim:
    """Take the reminders of up to `size` mails due at `now`, the longest due first.

    `rate` is how many mails all workers together may send in a minute; 0: any number.
    """
    name = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    with transaction.atomic():
        if rate:
            size = min(size, _allowance(rate))
        letters = [[pk] for pk in _take(_singly(now, programmes)[: max(size, 0)], name)]
        if len(letters) < size:
            letters += _digests(now, programmes, size - len(letters), name)
    return Claim(name, letters)


def due(now: datetime, programmes: QuerySet[Programme]) -> QuerySet[Reminder]:
    """Return what is to be sent now and held by no living worker."""
    waiting = Q(state=State.PLANNED) & (Q(retry_at=None) | Q(retry_at__lte=Now()))
    left_behind = Q(state=State.CLAIMED, lease_ends_at__lte=Now())
    had_today = Q(
        contact__delivery=Contact.Delivery.DIGEST, contact__next_digest_at__gt=now
    )
    return Reminder.objects.filter(
        waiting | left_behind,
        ~had_today,
        send_at__lte=now,
        milestone__programme__in=programmes,
        milestone__programme__reminders_paused=False,
    ).order_by("send_at", "pk")


def lease() -> timedelta:
    """Return how long a claim holds unless it is renewed."""
    return timedelta(seconds=settings.REMINDER_LEASE_SECONDS)


def renew(claim: Claim, start: int) -> None:
    """Let the lease on the mails from `start` on begin anew, where it has not ended."""
    rest = held(claim).filter(pk__in=claim.ids(start))
    rest.update(lease_ends_at=Now() + lease())


def held(claim: Claim) -> QuerySet[Reminder]:
    """Return what the claim holds by the database's clock: its lease has not ended."""
    return Reminder.objects.filter(
        state=State.CLAIMED, claimed_by=claim.name, lease_ends_at__gt=Now()
    )


def in_full(rows: QuerySet[Reminder]) -> list[Reminder]:
    """Return reminders with all that a mail tells of them.

    A lead or a place that is not public is None.
    """
    found = rows.select_related(
        "milestone__programme",
        "milestone__action__thrust",
        "milestone__action__lead",
        "milestone__thrust",
        "milestone__place",
        "contact__partner",
        "contact__programme",
    ).annotate(
        is_lead_shown=is_public(Partner, "milestone__action__lead__"),
        is_place_shown=is_public(Place, "milestone__place__"),
    )
    return [_without_secrets(reminder) for reminder in found]


def close(reminder: Reminder, state: State, reason: str) -> None:
    """Give a claimed reminder up: it is no longer wanted."""
    ledger.move(_mine([reminder]), to=state, reason=reason, **FREE)


def mark_sent(letter: Letter, *, now: datetime) -> None:
    """Record that the mail server took the mail, whoever holds the rows by now.

    `now` is the programme's moment: another daily mail follows from the next 08:00.
    """
    late = [reminder.pk for reminder in letter if reminder.is_late]
    changes: dict[str, Any] = {
        "sent_at": Now(),
        "is_late": Case(When(pk__in=late, then=Value(True)), default=Value(False)),
        "attempt_count": F("attempt_count") + 1,
        "retry_at": None,
        **FREE,
    }
    with transaction.atomic():
        is_noted = len(letter) == 1 and ledger.move_claimed(
            _mine(letter), letter[0].pk, to=State.SENT, **changes
        )
        if not is_noted:
            unsent = Reminder.objects.filter(pk__in=_keys(letter))
            unsent = unsent.exclude(state=State.SENT)
            ledger.move(unsent, to=State.SENT, wait=True, **changes)
        contact = letter[0].contact
        is_daily = contact.delivery == Contact.Delivery.DIGEST
        if is_daily and len(letter) < MOST_ITEMS:
            Contact.objects.filter(pk=contact.pk).update(
                next_digest_at=policy.next_morning(now, contact.zone)
            )


def keep_sent(letter: Letter) -> None:
    """Keep of a mail that it was sent, and nothing more."""
    Reminder.objects.filter(pk__in=_keys(letter)).update(
        state=State.SENT, sent_at=Now(), retry_at=None, **FREE
    )


def mark_failed(letter: Letter, answer: str) -> None:
    """Record a refusal for good and show staff the contact's problem.

    Not when the address was mended meanwhile: it was another that was refused.
    """
    with transaction.atomic():
        ledger.move(
            _mine(letter),
            to=State.FAILED,
            reason=answer,
            attempt_count=F("attempt_count") + 1,
            **FREE,
        )
        contact = letter[0].contact
        refused = Contact.objects.filter(pk=contact.pk, email=contact.email)
        refused.update(problem=answer)


def try_later(letter: Letter, answer: str) -> None:
    """Let a mail wait for its next attempt; after five days, give it up."""
    delay = policy.retry_delay(
        max(reminder.attempt_count for reminder in letter) + 1,
        first=timedelta(seconds=settings.REMINDER_RETRY_SECONDS),
        longest=timedelta(seconds=settings.REMINDER_RETRY_MAX_SECONDS),
    )
    counted = {"attempt_count": F("attempt_count") + 1, **FREE}
    if delay is None:
        ledger.move(_mine(letter), to=State.FAILED, reason=Reason.RETRY_OVER, **counted)
        return
    # Spread, so that a recovering server does not meet everybody at once.
    spread = random.uniform(0.75, 1.25)  # noqa: S311 - nothing secret
    ledger.move(
        _mine(letter),
        to=State.PLANNED,
        reason=answer,
        retry_at=Now() + delay * spread,
        **counted,
    )


def release(claim: Claim, start: int, reason: str) -> None:
    """Put the mails from `start` on back as if nobody had taken them."""
    rest = Reminder.objects.filter(
        pk__in=claim.ids(start), state=State.CLAIMED, claimed_by=claim.name
    )
    ledger.move(rest, to=State.PLANNED, reason=reason, **FREE)


def put_back(letter: Letter, reason: str) -> None:
    """Put one mail back as if nobody had taken it."""
    ledger.move(_mine(letter), to=State.PLANNED, reason=reason, **FREE)


def _singly(now: datetime, programmes: QuerySet[Programme]) -> QuerySet[Reminder]:
    """Return what is due to contacts who want each reminder by itself."""
    return due(now, programmes).exclude(contact__delivery=Contact.Delivery.DIGEST)


def _digests(
    now: datetime, programmes: QuerySet[Programme], size: int, name: str
) -> list[list[int]]:
    """Take all that is due to each of up to `size` contacts who want one mail a day.

    One worker at a time sees to a contact: its row is locked, and a contact of whom
    somebody holds a reminder, or has one waiting for its next attempt, is left out.
    """
    own = Reminder.objects.filter(contact=OuterRef("pk"))
    busy = own.filter(
        Q(state=State.CLAIMED, lease_ends_at__gt=Now())
        | Q(state=State.PLANNED, retry_at__gt=Now())
    )
    ready = Contact.objects.filter(
        Exists(due(now, programmes).filter(contact=OuterRef("pk"))),
        ~Exists(busy),
        delivery=Contact.Delivery.DIGEST,
    ).order_by("pk")
    locked = ready.select_for_update(skip_locked=True, no_key=True)[:size]
    # Asked once more, behind the lock: another worker may just have let go of one.
    free = ready.filter(pk__in=list(locked.values_list("pk", flat=True)))
    by_contact: dict[int, list[int]] = defaultdict(list)
    rows = due(now, programmes).order_by("due_on", "pk")
    rows = rows.filter(contact__in=list(free.values_list("pk", flat=True)))
    for pk, contact in rows.values_list("pk", "contact_id"):
        if len(by_contact[contact]) < MOST_ITEMS:
            by_contact[contact].append(pk)
    taken = set(_take(rows.filter(pk__in=_all(by_contact.values())), name))
    letters = [[pk for pk in ids if pk in taken] for ids in by_contact.values()]
    return [letter for letter in letters if letter]


def _take(rows: QuerySet[Reminder], name: str) -> list[int]:
    return ledger.move(
        rows, to=State.CLAIMED, claimed_by=name, lease_ends_at=Now() + lease()
    )


def _allowance(rate: int) -> int:
    """Return how many mails more this minute may bring; one worker asks at a time."""
    turn = Heartbeat.objects.filter(name="rate")
    if not turn.update(beaten_at=timezone.now()):
        Heartbeat.objects.get_or_create(
            name="rate", defaults={"beaten_at": timezone.now()}
        )
        turn.update(beaten_at=timezone.now())
    sent = Reminder.objects.filter(state=State.SENT, sent_at__gt=Now() - MINUTE)
    # The reminders of one daily mail were sent at the same moment.
    mails = sent.values("contact", "sent_at").distinct().count()
    under_way = Reminder.objects.filter(state=State.CLAIMED, lease_ends_at__gt=Now())
    return rate - mails - under_way.count()


def _mine(letter: Letter) -> QuerySet[Reminder]:
    return Reminder.objects.filter(
        pk__in=_keys(letter), state=State.CLAIMED, claimed_by=letter[0].claimed_by
    )


def _keys(letter: Letter) -> list[int]:
    return [reminder.pk for reminder in letter]


def _all(letters: Iterable[Sequence[int]]) -> list[int]:
    return [pk for letter in letters for pk in letter]


def _without_secrets(reminder: Reminder) -> Reminder:
    milestone, read = reminder.milestone, reminder.__dict__
    if milestone.action and not read["is_lead_shown"]:
        milestone.action.lead = None
    if not read["is_place_shown"]:
        milestone.place = None
    return reminder

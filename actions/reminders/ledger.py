"""Keeps the persisted reminders equal to those that ought to exist."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from actions.models import Milestone, Reminder, ReminderEvent
from actions.reminders import facts, planning, policy
from actions.reminders.dossier import Dossier
from actions.reminders.planning import Key, Wanted
from actions.reminders.vocabulary import Cause, Reason, State
from creative_district.kernel.record import Scope
from programme.models import Programme

CHUNK = 500
# A reminder before the due day comes at most so long before it.
LONGEST_LEAD = timedelta(days=366)
REVIVABLE = {State.SKIPPED, State.CANCELLED}


@dataclass
class Outcome:
    """What one reconciliation found and changed."""

    planned: int = 0
    changed: int = 0
    # Why nothing is due now, by milestone.
    silence: Counter[Reason] = field(default_factory=Counter)


class Step(NamedTuple):
    """What is to become of rows; `send_at` None: as it was."""

    from_state: str
    to: State
    reason: str = ""
    send_at: datetime | None = None


@dataclass
class Difference:
    """What has to be done to the rows of some milestones."""

    missing: list[Wanted] = field(default_factory=list)
    steps: dict[Step, list[int]] = field(default_factory=lambda: defaultdict(list))
    silence: Counter[Reason] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.missing or self.steps)


def reconcile(
    *, programme: Programme, now: datetime, milestones: Iterable[int] | None = None
) -> Outcome:
    """Insert, cancel, skip, supersede or revive until the rows are as planned.

    Of all the programme's milestones, or only of those that are named.

    Running it twice, or twice at once, changes nothing more: what has to be done is
    worked out once more under a lock on the programme, and the unique key stands
    behind it. Rows that a worker holds, and rows that were sent or failed, stay.
    """
    if milestones is None:
        concerned = _concerned(programme)
        unsettled = _unsettled(concerned, programme, now)
        settled_count = concerned.count() - len(unsettled)
        outcome = Outcome(silence=+Counter({Reason.REACHED: settled_count}))
    else:
        unsettled, outcome = sorted(milestones), Outcome()
    for ids in _chunks(unsettled):
        found = difference(programme, ids, now)
        outcome.silence += found.silence
        if found:
            with transaction.atomic():
                Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
                found = difference(programme, ids, now)
                _apply(found)
            outcome.planned += len(found.missing)
            outcome.changed += sum(map(len, found.steps.values()))
    return outcome


def difference(programme: Programme, ids: Iterable[int], now: datetime) -> Difference:
    """Return what distinguishes the rows of some milestones from the plan."""
    dossier = Dossier.of(programme, ids)
    terms, rows = dossier.terms, dossier.rows
    found = Difference()
    for subject in dossier.subjects.values():
        wanted = {want.key: want for want in planning.plan(subject, terms, now=now)}
        today = policy.day_in(terms.zone, now)
        closed = planning.closed_by(subject, today) or Reason.NOT_WANTED
        found.silence[planning.silence(subject, terms, now=now)] += 1
        for row in rows.get(subject.id, ()):
            want = wanted.pop(facts.key_of(row), None)
            if step := _step(row, want, closed):
                found.steps[step].append(row.pk)
        found.missing += wanted.values()
    return found


def verdict(reminder: Reminder, dossier: Dossier, now: datetime) -> tuple[State, str]:
    """Return what a reminder ought to be at `now`, and why: the check before a mail."""
    subject, terms = dossier.subjects[reminder.milestone_id], dossier.terms
    key = facts.key_of(reminder)
    for want in planning.plan(subject, terms, now=now):
        if want.key == key:
            return want.state, want.reason
    today = policy.day_in(terms.zone, now)
    return State.CANCELLED, planning.closed_by(subject, today) or Reason.NOT_WANTED


def move(
    rows: QuerySet[Reminder],
    *,
    to: State,
    reason: str = "",
    wait: bool = False,
    **changes: Any,
) -> list[int]:
    """Bring rows to a state, with an event for each; return those that it reached.

    Rows that somebody else is moving are left alone, unless `wait`. PostgreSQL locks
    the rows; SQLite's transactions, which are IMMEDIATE, exclude each other.
    """
    with transaction.atomic():
        held = rows.select_for_update(skip_locked=not wait, of=("self",))
        before = dict(held.values_list("pk", "state"))
        if not before:
            return []
        Reminder.objects.filter(pk__in=before).update(
            state=to, reason=reason, **changes
        )
        _record(before.items(), to, reason)
    return list(before)


def move_claimed(
    row: QuerySet[Reminder], pk: int, *, to: State, **changes: Any
) -> bool:
    """Do the same with one claimed row, in half the time: it need not be read first.

    False, and nothing done, when `row` no longer matches it.
    """
    with transaction.atomic():
        is_moved = bool(row.update(state=to, reason="", **changes))
        if is_moved:
            _record([(pk, State.CLAIMED)], to)
    return is_moved


def _step(row: Reminder, want: Wanted | None, closed: Reason) -> Step | None:
    is_planned = row.state == State.PLANNED
    if want is None:
        return Step(row.state, State.CANCELLED, closed) if is_planned else None
    if want.state != State.PLANNED:
        return Step(row.state, want.state, want.reason) if is_planned else None
    # The moment of a mail about a change is when the change was first seen.
    is_moved = row.cause == Cause.RULE and want.send_at != row.send_at
    if row.state in REVIVABLE or (is_planned and is_moved):
        return Step(row.state, State.PLANNED, "", want.send_at)
    return None


def _apply(found: Difference) -> None:
    missing = [_row(want) for want in found.missing]
    Reminder.objects.bulk_create(missing, batch_size=CHUNK)
    new: dict[tuple[State, str], list[tuple[int, str]]] = defaultdict(list)
    for row in missing:
        new[State(row.state), row.reason].append((row.pk, ""))
    for (state, reason), rows in new.items():
        _record(rows, state, reason)
    for step, ids in found.steps.items():
        still = Reminder.objects.filter(pk__in=ids, state=step.from_state)
        anew = {"send_at": step.send_at, "retry_at": None, "attempt_count": 0}
        changes: dict[str, Any] = anew if step.send_at else {}
        move(still, to=step.to, reason=step.reason, **changes)


def _row(want: Wanted) -> Reminder:
    key: Key = want.key
    return Reminder(
        milestone_id=key.milestone,
        cause=key.cause,
        offset_days=key.offset_days,
        contact_id=key.contact,
        due_on=key.due_on,
        resend_number=key.resend_number,
        send_at=want.send_at,
        state=want.state,
        reason=want.reason,
    )


def _record(before: Iterable[tuple[int, str]], to: State, reason: str = "") -> None:
    now = timezone.now()
    ReminderEvent.objects.bulk_create(
        [
            ReminderEvent(
                reminder_id=pk, at=now, from_state=state, to_state=to, reason=reason
            )
            for pk, state in before
        ],
        batch_size=CHUNK,
    )


def _concerned(programme: Programme) -> QuerySet[Milestone]:
    """Return the programme's own milestones, and those that still have plans."""
    concerned: QuerySet[Milestone] = Milestone.objects.filter(
        Q(scope=Scope.OWN) | Q(pk__in=_planned()), programme=programme
    )
    return concerned


def _unsettled(
    milestones: QuerySet[Milestone], programme: Programme, now: datetime
) -> list[int]:
    """Leave out what is reached, recorded and has no plans left: nothing can follow.

    In a long record that is most of it.
    """
    today = policy.day_in(programme.time_zone, now)
    open_ = Q(reached=None) | Q(reached__latest__gte=today)
    cancelled = Q(cancelled_on__isnull=False)
    found = milestones.filter(
        open_ | cancelled | Q(pk__in=_planned()) | _unrecorded(programme)
    )
    return list(found.order_by("pk").values_list("pk", flat=True))


def _unrecorded(programme: Programme) -> Q:
    """Match what passed before reminders began and has no rows that say so."""
    since = programme.reminders_from
    if since is None:
        return Q(pk__in=[])
    latest = policy.day_in(programme.time_zone, since) + LONGEST_LEAD
    recorded = Exists(Reminder.objects.filter(milestone=OuterRef("pk")))
    return Q(due__latest__lte=latest) & ~Q(recorded)


def _planned() -> QuerySet[Reminder, Any]:
    return Reminder.objects.filter(state=State.PLANNED).values("milestone")


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    each = iter(ids)
    while chunk := list(islice(each, CHUNK)):
        yield chunk

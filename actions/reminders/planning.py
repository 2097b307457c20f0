"""Which reminders ought to exist: one pure function, no ORM, no clock.

The ledger compares its outcome with the persisted rows, and delivery asks it again
before each mail.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from actions.reminders import policy
from actions.reminders.vocabulary import Audience, Cause, Reason, State
from creative_district.kernel.dates import PartialDate


class Key(NamedTuple):
    """What names a reminder; the database holds it unique."""

    milestone: int
    cause: str
    offset_days: int
    contact: int
    due_on: date
    resend_number: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reminder that ought to exist."""

    key: Key
    send_at: datetime
    state: State = State.PLANNED
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A contact, as far as planning goes; `refusal` says why no mail goes there."""

    id: int
    zone: str
    refusal: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a contact has been told of a milestone so far."""

    due_on: date
    is_cancelled: bool = False
    # When this contact was, or is to be, mailed that the date is now the present one.
    noticed_at: datetime | None = None
    # The latest moment of the rules' mails that told this contact of the present date.
    reminded_at: datetime | None = None
    # The number of the next mail of a cause that tells this contact of a due day.
    next_numbers: Mapping[tuple[str, date], int] = field(default_factory=dict)

    def is_behind(self, due_on: date) -> bool:
        """Whether the contact believes in another date than this one."""
        return not self.is_cancelled and self.due_on != due_on


@dataclass(frozen=True, slots=True)
class Asked:
    """A reminder that staff asked to be sent once more."""

    key: Key
    person: Person
    send_at: datetime


@dataclass(frozen=True, slots=True)
class Subject:
    """A milestone, and the people whom rules about it address."""

    id: int
    kind: str
    due: PartialDate
    reached: PartialDate | None = None
    cancelled_on: date | None = None
    is_shown: bool = True
    responsible: Sequence[Person] = ()
    participants: Sequence[Person] = ()
    coordinators: Sequence[Person] = ()
    told: Mapping[Person, Told] = field(default_factory=dict)
    asked: Sequence[Asked] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """So many days from the due day, these people are addressed about these kinds."""

    offset_days: int
    audience: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all of a programme's milestones."""

    country: str
    zone: str
    rules: Sequence[Rule]
    since: datetime | None = None


class Moment(NamedTuple):
    """A rule's mail to one person: when it is due, by how many days of offset."""

    send_at: datetime
    offset_days: int


def plan(subject: Subject, terms: Terms, *, now: datetime) -> Iterator[Wanted]:
    """Yield the reminders that ought to exist about a milestone at `now`."""
    match closed_by(subject, policy.day_in(terms.zone, now)):
        case None:
            yield from _rules(subject, terms, now)
            yield from _notices(subject, Cause.MOVED, now)
            yield from _asked(subject, {Cause.RULE, Cause.MOVED})
        case Reason.REACHED:
            yield from _passed(subject, terms, now)
        case Reason.CANCELLED:
            yield from _passed(subject, terms, now)
            yield from _notices(subject, Cause.CANCELLED, now)
            yield from _asked(subject, {Cause.CANCELLED})


def closed_by(subject: Subject, today: date) -> Reason | None:
    """Return why nobody is reminded of a milestone any more; None while it is open."""
    if not subject.is_shown:
        return Reason.HIDDEN
    if subject.cancelled_on and subject.cancelled_on <= today:
        return Reason.CANCELLED
    if subject.reached and subject.reached.latest < today:
        return Reason.REACHED
    return None


def silence(subject: Subject, terms: Terms, *, now: datetime) -> Reason:
    """Return why nothing is due about a milestone at `now`."""
    if closed := closed_by(subject, policy.day_in(terms.zone, now)):
        return closed
    if not any(subject.kind in rule.kinds for rule in terms.rules):
        return Reason.NO_RULE
    if not subject.responsible:
        return Reason.NO_ADDRESSEE
    if subject.due.latest < policy.day_in(terms.zone, now):
        return Reason.DUE_DAY_OVER
    return Reason.IN_ORDER


def addressees(subject: Subject, rules: Iterable[Rule]) -> dict[Person, list[int]]:
    """Return the offsets of the rules that address each person."""
    offsets: dict[Person, list[int]] = {}
    for rule in rules:
        if subject.kind in rule.kinds:
            people = {
                Audience.RESPONSIBLE: [],
                Audience.PARTICIPANTS: subject.participants,
                Audience.COORDINATOR: subject.coordinators,
            }[Audience(rule.audience)]
            for person in dict.fromkeys([*subject.responsible, *people]):
                offsets.setdefault(person, []).append(rule.offset_days)
    return offsets


def _rules(subject: Subject, terms: Terms, now: datetime) -> Iterator[Wanted]:
    due_on = subject.due.latest
    for person, offsets in addressees(subject, terms.rules).items():
        moments = sorted(
            moment
            for offset in offsets
            if (moment := _moment(due_on, offset, terms.country, person.zone))
            and _still_open(subject, moment, person.zone)
        )
        told = subject.told.get(person)
        for moment, reason in _judged(moments, due_on, person, told, terms, now):
            key = Key(subject.id, Cause.RULE, moment.offset_days, person.id, due_on)
            yield Wanted(key, moment.send_at, *_standing(reason, person))


def _passed(subject: Subject, terms: Terms, now: datetime) -> Iterator[Wanted]:
    """Yield, of a closed milestone, what lay before the programme's first day.

    The ledger says of it, too, why nobody was mailed.
    """
    for want in _rules(subject, terms, now):
        if want.reason == Reason.BEFORE_START:
            yield want


def _judged(
    moments: Sequence[Moment],
    due_on: date,
    person: Person,
    told: Told | None,
    terms: Terms,
    now: datetime,
) -> Iterator[tuple[Moment, Reason | None]]:
    """Say of each of a person's moments why it gives no mail; None: it gives one."""
    guarded = _guarded(moments, due_on, person.zone, terms.since)
    due = [m for m in moments if m.send_at <= now and m not in guarded]
    today = policy.day_in(person.zone, now)
    change = told and (told.noticed_at or (now if told.is_behind(due_on) else None))
    reminded = told and told.reminded_at
    for moment in moments:
        if moment in guarded:
            yield moment, Reason.BEFORE_START
        elif moment in due[:-1] or (reminded and moment.send_at <= reminded):
            yield moment, Reason.LATER_ONE_DUE
        elif change and moment.send_at <= change:
            yield moment, Reason.TOLD_BY_CHANGE
        elif moment.offset_days < 0 and due_on < today:
            yield moment, Reason.DUE_DAY_OVER
        else:
            yield moment, None


def _guarded(
    moments: Sequence[Moment], due_on: date, zone: str, since: datetime | None
) -> set[Moment]:
    """Return the moments that the flood guard holds back.

    All before the programme's first day, but for the latest "before" of a milestone
    that was still ahead on that day.
    """
    if since is None:
        return set()
    missed = [moment for moment in moments if moment.send_at < since]
    before = [moment for moment in missed if moment.offset_days < 0]
    is_ahead = due_on > policy.day_in(zone, since)
    return set(missed) - (set(before[-1:]) if is_ahead else set())


def _still_open(subject: Subject, moment: Moment, zone: str) -> bool:
    """Whether the milestone will be open at a moment, as far as is known now."""
    day = policy.day_in(zone, moment.send_at)
    if moment.offset_days > 0 and subject.due.is_announced_only:
        return False
    if subject.cancelled_on and subject.cancelled_on <= day:
        return False
    return not (subject.reached and subject.reached.latest < day)


def _notices(subject: Subject, cause: Cause, now: datetime) -> Iterator[Wanted]:
    """Yield a mail to everybody who was told otherwise."""
    due_on = subject.due.latest
    for person, told in subject.told.items():
        is_owed = (
            told.is_behind(due_on) if cause == Cause.MOVED else not told.is_cancelled
        )
        if is_owed:
            number = told.next_numbers.get((cause, due_on), 0)
            key = Key(subject.id, cause, 0, person.id, due_on, number)
            yield Wanted(key, now, *_standing(None, person))


def _asked(subject: Subject, causes: Set[Cause]) -> Iterator[Wanted]:
    for asked in subject.asked:
        if asked.key.cause in causes and asked.key.due_on == subject.due.latest:
            yield Wanted(asked.key, asked.send_at, *_standing(None, asked.person))


def _standing(reason: Reason | None, person: Person) -> tuple[State, str]:
    match reason:
        case None if person.refusal:
            return State.SKIPPED, person.refusal
        case None:
            return State.PLANNED, ""
        case Reason.BEFORE_START:
            return State.SKIPPED, reason.value
        case _:
            return State.SUPERSEDED, reason.value


@lru_cache(maxsize=65_536)
def _moment(due_on: date, offset_days: int, country: str, zone: str) -> Moment:
    day = policy.send_day(due_on, offset_days, country)
    return Moment(policy.morning(day, zone), offset_days)

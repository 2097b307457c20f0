"""What a change does to the reminders of a milestone: how they stood, how they stand.

The ledger alone decides what follows from a change. Here its rows before and after are
laid side by side, so that staff see what happens before they agree to it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter, itemgetter
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.models import Milestone, Reminder
from actions.reminders import ledger, policy, wording
from actions.reminders.vocabulary import Cause, Reason, State, in_words
from creative_district.kernel.dates import PartialDate, day_in_words
from partners.models import Contact

# A mail that a reader had, is having or is to have; or one that staff have to see to.
SHOWN = {State.PLANNED, State.CLAIMED, State.SENT, State.FAILED}
# A worker that holds one asks the planner before it sends.
OPEN = {State.PLANNED, State.CLAIMED}
REFUSALS = {Reason.WANTS_NO_MAIL.value, Reason.ADDRESS_REFUSED.value}


class Effect(TextChoices):
    """What becomes of a reminder."""

    # Translators: “prévient ceux à qui autre chose avait été dit”
    TELLS = "tells", gettext_lazy("tells those who were told otherwise")
    MOVED = "moved", gettext_lazy("moved")
    # Translators: “reste ce jour-là, avec la nouvelle date”
    KEPT = "kept", gettext_lazy("stays on its day, with the new date")
    # Translators: “déjà envoyé ; un nouveau partira”
    AGAIN = "again", gettext_lazy("sent already; a new one will go")
    NEW = "new", gettext_lazy("new")
    CANCELLED = "cancelled", gettext_lazy("cancelled")
    SENT = "sent", gettext_lazy("sent already")
    # Translators: “aucun mail”
    REFUSED = "refused", gettext_lazy("no mail")


# They say how things stand, and would stand so without the change.
CONTEXT = {Effect.SENT, Effect.REFUSED}


class Slot(NamedTuple):
    """What a reminder before a change and one after it have in common."""

    cause: str
    offset_days: int
    resend_number: int
    contact: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A reminder's state and its day where the reader is; no day: it is due now."""

    state: str
    day: date | None

    def __str__(self) -> str:
        # Translators: “au prochain envoi”
        day = day_in_words(self.day) if self.day else _("with the next mails")
        if self.state == State.PLANNED:
            return day
        return f"{day}, {State(self.state).label}"


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one reminder of some people who fare alike."""

    cause: str
    offset_days: int
    resend_number: int
    before: Standing | None
    after: Standing | None
    effect: Effect
    reason: str = ""
    people: Sequence[Contact] = ()

    @property
    def name(self) -> str:
        """Which reminder it is, in the active language."""
        return wording.name(
            cause=self.cause, offset=self.offset_days, resend=self.resend_number
        )

    @property
    def outcome(self) -> str:
        """What becomes of it and why, in the active language."""
        if not self.reason:
            return str(self.effect.label)
        return f"{self.effect.label} ({in_words(self.reason)})"


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of the reminders of one milestone."""

    # As it will be; as it was, where it is deleted.
    milestone: Milestone
    # Its date before the change; None: it is new.
    was_due: PartialDate | None
    lines: Sequence[Line]

    @property
    def is_moved(self) -> bool:
        """Whether the milestone gets other days."""
        return self.was_due is not None and not self.was_due.same_day_as(
            self.milestone.due
        )

    @property
    def is_felt(self) -> bool:
        """Whether readers will get other mails than without the change."""
        return any(line.effect not in CONTEXT for line in self.lines)

    @property
    def tells(self) -> bool:
        """Whether a mail about the change itself goes out."""
        return any(line.effect == Effect.TELLS for line in self.lines)


def settled(milestones: QuerySet[Milestone], *, now: datetime) -> dict[int, Milestone]:
    """Reconcile the ledger for some milestones; return them with their reminders.

    What it writes belongs to the caller's transaction.
    """
    letters = Reminder.objects.select_related("contact").order_by("pk")
    found = milestones.select_related("programme", "action").order_by("due", "key")
    for programme in {milestone.programme for milestone in found}:
        ids = [row.pk for row in found if row.programme_id == programme.pk]
        ledger.reconcile(programme=programme, now=now, milestones=ids)
    return {
        milestone.pk: milestone
        for milestone in found.prefetch_related(Prefetch("reminders", letters))
    }


def changes(
    before: Mapping[int, Milestone], after: Mapping[int, Milestone], *, now: datetime
) -> list[Change]:
    """Return what becomes of the reminders of each milestone, where readers notice."""
    found = [
        Change(
            milestone,
            before[pk].due if pk in before else None,
            lines(before.get(pk), after.get(pk), now=now),
        )
        for pk, milestone in {**before, **after}.items()
    ]
    return [change for change in found if change.is_felt]


def lines(
    before: Milestone | None, after: Milestone | None, *, now: datetime
) -> list[Line]:
    """Lay a milestone's reminders side by side, once for all people who fare alike.

    Mails about the change come first, then the rules from the earliest to the latest.
    """
    old, new = _letters(before), _letters(after)
    alike: dict[Line, list[Contact]] = defaultdict(list)
    for slot, row in sorted({**old, **new}.items(), key=itemgetter(0)):
        if line := _line(row, old.get(slot), new.get(slot), now):
            alike[line].append(row.contact)
    return [
        replace(line, people=tuple(sorted(people, key=attrgetter("name", "pk"))))
        for line, people in alike.items()
    ]


def _letters(milestone: Milestone | None) -> dict[Slot, Reminder]:
    """Return the reminders about the milestone's date, without those of former ones."""
    if milestone is None:
        return {}
    return {
        Slot(row.cause, row.offset_days, row.resend_number, row.contact_id): row
        for row in milestone.reminders.all()
        if row.due_on == milestone.due.latest
    }


def _line(
    row: Reminder, before: Reminder | None, after: Reminder | None, now: datetime
) -> Line | None:
    was, will = _standing(before, now), _standing(after, now)
    effect = _effect(before, after, is_same_day=was == will)
    if effect is None:
        return None
    is_over = after is not None and after.state != State.PLANNED
    return Line(
        cause=row.cause,
        offset_days=row.offset_days,
        resend_number=row.resend_number,
        before=was,
        after=None if effect == Effect.SENT else will,
        effect=effect,
        reason=row.reason if is_over and effect != Effect.SENT else "",
    )


def _standing(row: Reminder | None, now: datetime) -> Standing | None:
    """Return how a reminder stands, if there is or was to be a mail."""
    if row is None or row.state not in SHOWN:
        return None
    if row.state == State.PLANNED and row.send_at <= now:
        return Standing(row.state, None)
    zone = row.contact.time_zone or row.milestone.programme.time_zone
    return Standing(row.state, policy.day_in(zone, row.send_at))


def _effect(
    before: Reminder | None, after: Reminder | None, *, is_same_day: bool
) -> Effect | None:
    """Return what becomes of a reminder; None: nothing that anybody would notice."""
    was, will = (row.state if row else None for row in (before, after))
    is_same = before == after
    if after and will in OPEN:
        if is_same and (is_same_day or will == State.CLAIMED):
            return None
        if after.cause != Cause.RULE:
            return Effect.TELLS
        if was in OPEN:
            return Effect.KEPT if is_same_day else Effect.MOVED
        return Effect.AGAIN if was == State.SENT else Effect.NEW
    if State.SENT in ({was, will} if is_same else {was}):
        return Effect.SENT
    if was in OPEN:
        return Effect.CANCELLED
    return Effect.REFUSED if after and after.reason in REFUSALS else None

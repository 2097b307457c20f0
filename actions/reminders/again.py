"""Whether a reminder can be sent once more, and if not why, in words for staff."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from actions.models import Reminder
from actions.reminders import planning, policy
from actions.reminders.dossier import Dossier
from actions.reminders.planning import Person
from actions.reminders.vocabulary import Cause, Reason, State

REPEATABLE = {State.SENT, State.FAILED, State.SKIPPED}
UNDER_WAY = {State.PLANNED, State.CLAIMED}


def obstacle(reminder: Reminder, dossier: Dossier, *, now: datetime) -> str:
    """Return why a reminder cannot be sent once more at `now`; empty if it can."""
    today = policy.day_in(dossier.terms.zone, now)
    return (
        _of_state(reminder, dossier)
        or _of_milestone(reminder, dossier, today)
        or _of_person(dossier.people.by_id.get(reminder.contact_id))
    )


def next_number(reminder: Reminder, dossier: Dossier) -> int:
    """Return the resend number of one more mail like this reminder."""
    return 1 + max(row.resend_number for row in _alike(reminder, dossier))


def _alike(reminder: Reminder, dossier: Dossier) -> list[Reminder]:
    """Return all that say the same to the same person: the first and its repeats."""
    rows = dossier.rows[reminder.milestone_id]
    return [row for row in rows if _mail(row) == _mail(reminder)]


def _mail(row: Reminder) -> tuple[str, int, int, date]:
    return row.cause, row.offset_days, row.contact_id, row.due_on


def _of_state(reminder: Reminder, dossier: Dossier) -> str:
    if any(row.state in UNDER_WAY for row in _alike(reminder, dossier)):
        return _("It is on its way already.")
    if reminder.state not in REPEATABLE:
        return _("Only what was sent, failed or skipped can be sent again.")
    return ""


def _of_milestone(reminder: Reminder, dossier: Dossier, today: date) -> str:
    subject = dossier.subjects[reminder.milestone_id]
    closed = planning.closed_by(subject, today)
    if closed == Reason.HIDDEN:
        return _(
            "The public does not see the milestone, or it is not the programme’s own: "
            "publish it first."
        )
    if closed == Reason.REACHED:
        return _("The milestone is reached: nobody is reminded of it any more.")
    if subject.due.latest != reminder.due_on:
        return _(
            "The milestone is due on another day now. Whoever was told the old day "
            "gets a mail about the new one by itself."
        )
    if closed == Reason.CANCELLED and reminder.cause != Cause.CANCELLED:
        return _("The milestone is cancelled: nobody is reminded of it any more.")
    if closed is None and reminder.cause == Cause.CANCELLED:
        return _("The milestone is no longer cancelled.")
    return ""


def _of_person(person: Person | None) -> str:
    if person is None:
        return _("The contact belongs to another programme now.")
    name = {"name": person.name}
    if person.refusal == Reason.WANTS_NO_MAIL:
        return (
            _(
                "%(name)s wants no mail. Ask first, then choose another delivery on "
                "the contact’s page."
            )
            % name
        )
    if person.refusal == Reason.ADDRESS_REFUSED:
        return (
            _(
                "The mail server refused the address of %(name)s for good. Mend it on "
                "the contact’s page and clear the problem there."
            )
            % name
        )
    return ""

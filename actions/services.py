"""Writes that change what people have to be told."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.models import Action, Milestone, Reminder, ReminderEvent, ReminderRule
from actions.reminders import again, ledger
from actions.reminders.dossier import Dossier
from actions.reminders.vocabulary import DEFAULT_RULES, Reason, State
from actions.reminders.wake import replan_after_commit
from creative_district.kernel.dates import PartialDate
from creative_district.kernel.forms.slugs import free_slugs
from creative_district.kernel.publication import REASON_LENGTH
from creative_district.kernel.record import State as Publication
from creative_district.kernel.text import Text
from creative_district.kernel.translating import mark_outdated
from partners.models import Contact, Partner
from partners.services import anonymise_contact
from programme.models import Programme


class ResendError(Exception):
    """A reminder cannot be sent once more; the message tells staff why."""


@transaction.atomic
def move_milestone(*, milestone: Milestone, to: PartialDate) -> Milestone:
    """Give a milestone another date and keep the first one that was planned.

    Whoever was told the old date gets one mail about the new one.
    """
    before, milestone.due = milestone.due, to
    milestone.note_move(before)
    return _kept(milestone, "due", "first_planned")


@transaction.atomic
def reach_milestone(*, milestone: Milestone, on: PartialDate | None) -> Milestone:
    """Record when a milestone was reached; nobody is reminded of it afterwards.

    None takes that back.
    """
    milestone.reached = on
    return _kept(milestone, "reached")


@transaction.atomic
def cancel_milestone(*, milestone: Milestone, on: date) -> Milestone:
    """Cancel a milestone; whoever was told of it gets one mail about that."""
    milestone.cancelled_on = on
    return _kept(milestone, "cancelled_on")


@transaction.atomic
def reach_milestones(
    *, milestones: Iterable[Milestone], on: PartialDate, today: date, reason: str = ""
) -> list[Milestone]:
    """Record that several milestones were reached then; return those that were open.

    One that was cancelled, or reached by `today`, stays as it is. Each has the reason
    in its history. Programmes are locked first, as the ledger does.
    """
    chosen = {milestone.pk for milestone in milestones}
    rows = Milestone.objects.filter(pk__in=chosen)
    programmes = Programme.objects.filter(pk__in=rows.values("programme"))
    held = list(programmes.select_for_update(no_key=True).order_by("pk"))
    kept = rows.exclude(reached__latest__lte=today).filter(cancelled_on=None)
    opened = list(kept.order_by("due", "key"))
    for milestone in opened:
        milestone.reached = on
        milestone._change_reason = reason
        milestone.save(update_fields=["reached", "updated_at"])
    for programme in held:
        ids = [row.pk for row in opened if row.programme_id == programme.pk]
        replan_after_commit(programme=programme, milestones=ids)
    return opened


@transaction.atomic
def propose_action(
    *,
    programme: Programme,
    lead: Partner,
    title: Text,
    today: date,
    reason: str,
    participants: Iterable[Partner] = (),
    **told: Any,
) -> Action:
    """Make the draft of an action that a partner would like to lead, in review.

    Its address is made from its title; where another action has it, a number follows.
    Raises `ValidationError` by field for what an action cannot hold.
    """
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    action: Any = Action(
        programme=programme, lead=lead, title=title, state=Publication.IN_REVIEW, **told
    )
    action.slug = free_slugs(title, programme.actions.all())
    mark_outdated(action, was={}, on=today)
    action.full_clean()
    action._change_reason = reason[:REASON_LENGTH]
    action.save()
    action.participants.set(participants)
    replan_after_commit(programme=programme)
    made: Action = action
    return made


@transaction.atomic
def feature_actions(*, actions: Iterable[Action], is_featured: bool) -> list[Action]:
    """Show actions first on the home page, or no longer; return those changed."""
    changed = [action for action in actions if action.is_featured != is_featured]
    for action in changed:
        action.is_featured = is_featured
        action.save(update_fields=["is_featured", "updated_at"])
    return changed


def give_default_rules(*, programme: Programme) -> list[ReminderRule]:
    """Give a new programme the rules that every programme starts with."""
    return ReminderRule.objects.bulk_create(
        ReminderRule(programme=programme, offset_days=offset, audience=audience)
        for offset, audience in DEFAULT_RULES
    )


@transaction.atomic
def send_again(*, reminder: Reminder, now: datetime) -> Reminder:
    """Have what was sent, failed or skipped sent once more, and return the new row.

    It is due at `now` and has the next resend number, so a key and a `Message-ID` of
    its own. Raises `ResendError` where it would say what no longer holds or not arrive.
    """
    programme = reminder.milestone.programme
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    reminder.refresh_from_db(fields=["state"])
    dossier = Dossier.of(programme, [reminder.milestone_id])
    if why := again.obstacle(reminder, dossier, now=now):
        raise ResendError(why)
    repeat = Reminder.objects.create(
        milestone=reminder.milestone,
        contact=reminder.contact,
        cause=reminder.cause,
        offset_days=reminder.offset_days,
        due_on=reminder.due_on,
        resend_number=again.next_number(reminder, dossier),
        is_asked=True,
        send_at=now,
        reason=Reason.ASKED,
    )
    ReminderEvent.objects.create(
        reminder=repeat,
        at=timezone.now(),
        to_state=repeat.state,
        reason=repeat.reason,
    )
    replan_after_commit(programme=programme, milestones=[reminder.milestone_id])
    return repeat


@transaction.atomic
def pause_reminders(*, programme: Programme, paused: bool) -> None:
    """Hold a programme's mails back, or let them go on; nothing is lost meanwhile."""
    programme.reminders_paused = paused
    programme.save(update_fields=["reminders_paused", "updated_at"])
    replan_after_commit(programme=programme)


@transaction.atomic
def clear_problem(*, contact: Contact) -> None:
    """Mail a contact again whose address had been refused for good and is mended."""
    contact.problem = ""
    contact.save(update_fields=["problem"])
    replan_after_commit(programme=contact.programme)


@transaction.atomic
def erase_contact(*, contact: Contact, alias: str, reason: str) -> None:
    """Take a person out: an alias stays where something was sent, else nothing.

    Milestones that the person was responsible for fall back to the contact of whoever
    leads; what was still to be sent to them is cancelled.
    """
    programme = contact.programme
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    for milestone in Milestone.objects.filter(responsible=contact).order_by("pk"):
        milestone.responsible = None
        milestone._change_reason = reason
        milestone.save(update_fields=["responsible", "updated_at"])
    if contact.reminders.exists():
        _close_reminders(contact)
        anonymise_contact(contact=contact, alias=alias)
    else:
        contact.delete()
    replan_after_commit(programme=programme)


def _close_reminders(contact: Contact) -> None:
    """Cancel what was not sent, and forget what mail servers said of the address."""
    own = Reminder.objects.filter(contact=contact)
    unsent = own.exclude(state__in=[State.SENT, State.CANCELLED, State.SUPERSEDED])
    ledger.move(unsent, to=State.CANCELLED, reason=Reason.ERASED, wait=True)
    own.exclude(reason__in=Reason.values).update(reason="")
    steps = ReminderEvent.objects.filter(reminder__contact=contact)
    steps.exclude(reason__in=Reason.values).update(reason="")


def _kept(milestone: Milestone, *fields: str) -> Milestone:
    milestone.save(update_fields=[*fields, "updated_at"])
    replan_after_commit(programme=milestone.programme, milestones=[milestone.pk])
    return milestone

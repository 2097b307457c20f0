"""What a reminder says, gathered from the rows, in the active language."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actions.models import Milestone, Reminder
from actions.reminders import facts, policy, wording
from actions.reminders.month_strip import MonthStrip
from actions.reminders.vocabulary import Cause, State
from creative_district.kernel import clock
from creative_district.kernel.dates import PartialDate, day_in_words
from creative_district.kernel.text import Rendering, Text
from partners.models import Contact
from programme.models import Programme

SOON = timedelta(days=60)
MOST_NEIGHBOURS = 5


class Fact(NamedTuple):
    """A line of a reminder's table: what it is about, and the words."""

    label: str
    words: Rendering


def content_of(reminder: Reminder, *, now: datetime) -> dict[str, Any]:
    """Return what the templates of a reminder say at `now`."""
    milestone, contact = reminder.milestone, reminder.contact
    programme, due = milestone.programme, milestone.due
    today = policy.day_in(contact.zone, now)
    days = (due.latest - today).days
    told = told_before(reminder)
    before = date_told(milestone, told) if reminder.cause == Cause.MOVED else None
    said = wording.sentence(cause=reminder.cause, due=due, days=days, before=before)
    return {
        "language": get_language(),
        "subject": wording.subject(
            cause=reminder.cause,
            due=due,
            days=days,
            title=str(milestone.title),
            of=owner_of(milestone),
            is_test=is_test(programme),
        ),
        "milestone": milestone,
        "when": wording.when(due),
        "sentence": said.format(what=what_text(milestone)),
        "sentence_html": format_html(said, what=what_html(milestone)),
        "next_step": wording.next_step(reminder.cause, days),
        "reminder": reminder,
        "is_test": is_test(programme),
        "is_open": reminder.cause != Cause.CANCELLED,
        "public_url": f"{settings.SITE_URL}{milestone.get_absolute_url()}",
        "admin_url": settings.SITE_URL
        + reverse("admin:actions_milestone_change", args=[milestone.pk]),
        "site_url": settings.SITE_URL,
        "strip": MonthStrip.of(programme.start, programme.end, due=due, today=today),
        "responsible": responsible_for(milestone),
        "facts": list(facts_of(reminder, told)),
        "neighbours": neighbours_of(milestone, today),
        "programme": programme,
        "why": list(why_of(contact, programme)),
    }


def is_test(programme: Programme) -> bool:
    """Whether a mail is to be marked as one that means nothing outside a rehearsal."""
    return clock.is_shifted() or programme.is_practice


def owner_of(milestone: Milestone) -> str:
    """Return what a milestone belongs to, in few words."""
    if milestone.action:
        return milestone.action.picture_title
    return str(milestone.programme.short_name or milestone.programme.name)


def what_text(milestone: Milestone) -> str:
    """Return the milestone and its action as a sentence names them."""
    action = milestone.action
    return wording.what(has_action=bool(action)).format(
        milestone=milestone.title, action=action.title if action else ""
    )


def what_html(milestone: Milestone) -> SafeString:
    """Return the same with markup, each title in its own language."""
    action = milestone.action
    return format_html(
        wording.what(has_action=bool(action)),
        milestone=format_html("<strong>{}</strong>", marked(milestone.title)),
        action=marked(action.title) if action else "",
    )


def marked(text: Text) -> SafeString:
    """Return a text with its language, where that is not the reader's."""
    words, language, is_fallback = text.rendered()
    if is_fallback:
        return format_html('<span lang="{}">{}</span>', language, words)
    return format_html("{}", words)


def told_before(reminder: Reminder) -> Reminder | None:
    """Return the last mail about this milestone that this contact was sent."""
    return (
        Reminder.objects.filter(
            milestone=reminder.milestone_id,
            contact=reminder.contact_id,
            state=State.SENT,
        )
        .exclude(pk=reminder.pk)
        .order_by("sent_at", "pk")
        .last()
    )


def date_told(milestone: Milestone, told: Reminder | None) -> PartialDate | None:
    """Return the date that a mail gave, as exact as it then was, if history knows."""
    if told is None:
        return None
    past = milestone.history.filter(due__latest=told.due_on).first()
    return past.due if past else None


def responsible_for(milestone: Milestone) -> str:
    """Return the names of those who are responsible; the planner decides who."""
    lead = milestone.action.lead_id if milestone.action else None
    people = facts.people_of(milestone.programme).first_of(
        milestone.responsible_id, milestone.responsible_partner_id, lead
    )
    return names(Contact.objects.filter(pk__in=[person.id for person in people]))


def why_of(contact: Contact, programme: Programme) -> Iterator[str]:
    """Yield why this person gets mail about the programme."""
    rules = programme.reminder_rules.filter(is_active=True)
    return wording.why(
        programme=str(programme.name),
        partner=str(contact.partner or ""),
        offsets=rules.values_list("offset_days", flat=True),
    )


def facts_of(reminder: Reminder, told: Reminder | None) -> Iterator[Fact]:
    """Yield the lines of the table that have something to say."""
    milestone = reminder.milestone
    action, street = milestone.action, milestone.street
    if action:
        yield Fact(_("Action"), action.title.rendered())
    if street:
        yield Fact(_("Thrust"), street.title.rendered())
    if action and action.lead:
        yield Fact(_("Lead partner"), action.lead.name.rendered())
    if others := names(also_told(reminder)):
        yield Fact(_("Also told"), plain(others))
    if told:
        day = policy.day_in(reminder.contact.zone, told.send_at)
        yield Fact(_("Previous message"), plain(day_in_words(day)))


def plain(words: str) -> Rendering:
    """Return words that are in the reader's language, or in none."""
    return Rendering(words, get_language() or settings.LANGUAGE_CODE, False)


def also_told(reminder: Reminder) -> QuerySet[Contact]:
    """Return the other contacts who get the same message."""
    same = Reminder.objects.filter(
        milestone=reminder.milestone_id,
        cause=reminder.cause,
        offset_days=reminder.offset_days,
        due_on=reminder.due_on,
        state__in=[State.PLANNED, State.CLAIMED, State.SENT],
    )
    return Contact.objects.filter(reminders__in=same).exclude(pk=reminder.contact_id)


def names(contacts: QuerySet[Contact]) -> str:
    """Return the contacts' names in one line."""
    ordered = contacts.order_by("name", "pk").distinct()
    return "; ".join(ordered.values_list("name", flat=True))


def neighbours_of(milestone: Milestone, today: date) -> list[Fact]:
    """Return dates and titles of what else is due soon in the same action."""
    if milestone.action is None:
        return []
    soon = (
        Milestone.objects.public()
        .own()
        .filter(
            action=milestone.action,
            due__latest__gte=today,
            due__latest__lte=today + SOON,
            reached=None,
            cancelled_on=None,
        )
        .exclude(pk=milestone.pk)
    )
    return [
        Fact(other.due.in_words(), other.title.rendered())
        for other in soon[:MOST_NEIGHBOURS]
    ]

"""What a mail says, gathered from the rows, in the active language."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actions.calendar_file import Entry
from actions.models import Milestone, Reminder
from actions.reminders import policy, wording
from actions.reminders.dossier import Dossier
from actions.reminders.links import preferences_url, unsubscribe_url
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
    """A line of a mail's table: what it is about, and the words."""

    label: str
    words: Rendering


@dataclass(frozen=True, slots=True)
class Item:
    """A milestone that a mail tells of, in the reader's words."""

    reminder: Reminder
    # From the reader's day to the due day.
    days: int
    # The date that this contact was told before it changed, as exact as it then was.
    before: PartialDate | None
    title: Rendering
    action: Rendering | None
    responsible: str
    public_url: str
    admin_url: str

    @property
    def milestone(self) -> Milestone:
        """The milestone itself."""
        return self.reminder.milestone

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do about it."""
        return self.reminder.cause != Cause.CANCELLED

    @property
    def is_overdue(self) -> bool:
        """Whether it is open and its due day is over."""
        return self.is_open and self.days < 0

    @property
    def when(self) -> str:
        """Its date, as it stands in a sentence."""
        return wording.when(self.milestone.due)

    @property
    def status(self) -> str:
        """When it is due, in a sentence."""
        return wording.status(
            cause=self.reminder.cause, due=self.milestone.due, days=self.days
        )

    @property
    def remarks(self) -> Iterator[str]:
        """What else is to be known of it, in sentences."""
        if self.is_open and self.milestone.due.is_announced_only:
            yield _("This date was announced; nothing confirms it yet.")
        if self.reminder.is_late:
            # Translators: “Ce rappel part plus tard que prévu.”
            yield _("This reminder goes out later than planned.")

    @property
    def occasion(self) -> str:
        """Why the mail tells of it."""
        return wording.occasion(
            cause=self.reminder.cause,
            offset=self.reminder.offset_days,
            before=self.before,
            is_asked=self.reminder.is_asked,
        )

    @property
    def entry(self) -> Entry:
        """What a calendar shows of it."""
        milestone = self.milestone
        place = rendered(milestone.place.name).text if milestone.place else ""
        said = [self.action.text] if self.action else []
        return Entry(
            milestone=milestone,
            title=self.title.text,
            description="\n".join([*said, self.status, self.public_url]),
            place=place,
            url=self.public_url,
        )


def items_of(
    reminders: Sequence[Reminder], dossier: Dossier, *, today: date
) -> list[Item]:
    """Return what a mail tells of: at most 1 query, where a date has changed."""
    told = dates_told(reminders, dossier)
    return [
        Item(
            reminder=reminder,
            days=(reminder.milestone.due.latest - today).days,
            before=told.get(reminder.pk),
            title=title_of(reminder.milestone),
            action=action_of(reminder.milestone),
            responsible=responsible_for(reminder, dossier),
            public_url=public_url(reminder.milestone),
            admin_url=settings.SITE_URL
            + reverse("admin:actions_milestone_change", args=[reminder.milestone_id]),
        )
        for reminder in reminders
    ]


def frame_of(
    contact: Contact, programme: Programme, dossier: Dossier
) -> dict[str, Any]:
    """Return what every mail says around its milestones."""
    return {
        "language": get_language(),
        "is_test": is_test(programme),
        "programme": rendered(programme.name),
        "site_url": settings.SITE_URL,
        "preferences_url": preferences_url(contact),
        "unsubscribe_url": unsubscribe_url(contact),
        "why": list(why_of(contact, programme, dossier)),
    }


def content_of(item: Item, dossier: Dossier, *, today: date) -> dict[str, Any]:
    """Return what a mail says of its one milestone."""
    milestone, cause = item.milestone, item.reminder.cause
    programme, due = milestone.programme, milestone.due
    said = wording.sentence(cause=cause, due=due, days=item.days, before=item.before)
    return {
        "subject": wording.subject(
            cause=cause,
            due=due,
            days=item.days,
            title=item.title.text,
            of=owner_of(milestone),
            is_test=is_test(programme),
        ),
        "item": item,
        "sentence": said.format(what=what_text(item)),
        "sentence_html": format_html(said, what=what_html(item)),
        "next_step": wording.next_step(cause, item.days),
        "strip": item.is_open
        and MonthStrip.of(programme.start, programme.end, due=due, today=today),
        "facts": list(facts_of(item, dossier)),
        "neighbours": neighbours_of(milestone, dossier, today),
    }


def is_test(programme: Programme) -> bool:
    """Whether a mail is to be marked as one that means nothing outside a rehearsal."""
    return clock.is_shifted() or programme.is_practice


def rendered(text: Text) -> Rendering:
    """Return a text for the reader, as one bounded line."""
    words, language, is_fallback = text.rendered()
    return Rendering(wording.one_line(words), language, is_fallback)


def plain(words: str) -> Rendering:
    """Return words that are in the reader's language, or in none."""
    return Rendering(words, get_language() or settings.LANGUAGE_CODE, False)


def title_of(milestone: Milestone) -> Rendering:
    """Return a milestone's title; its key, where it has none in any language."""
    title = rendered(milestone.title)
    return title if title.text else plain(milestone.key)


def action_of(milestone: Milestone) -> Rendering | None:
    """Return the title of a milestone's action, if it has one."""
    return rendered(milestone.action.title) if milestone.action else None


def owner_of(milestone: Milestone) -> str:
    """Return what a milestone belongs to, in few words."""
    if milestone.action:
        return milestone.action.picture_title
    return str(milestone.programme.short_name or milestone.programme.name)


def public_url(milestone: Milestone) -> str:
    """Return the address of the public page that shows a milestone."""
    if milestone.action:
        # The same row: it need not be read again.
        milestone.action.programme = milestone.programme
    try:
        path = milestone.get_absolute_url()
    except NoReverseMatch:
        # An action whose path no form would take: the calendar shows it as well.
        path = f"{milestone.programme.page('calendar')}#{milestone.anchor}"
    return f"{settings.SITE_URL}{path}"


def what_text(item: Item) -> str:
    """Return the milestone and its action as a sentence names them."""
    return wording.what(has_action=bool(item.action)).format(
        milestone=item.title.text, action=item.action.text if item.action else ""
    )


def what_html(item: Item) -> SafeString:
    """Return the same with markup, each title in its own language."""
    return format_html(
        wording.what(has_action=bool(item.action)),
        milestone=format_html("<strong>{}</strong>", marked(item.title)),
        action=marked(item.action) if item.action else "",
    )


def marked(words: Rendering) -> SafeString:
    """Return words with their language, where that is not the reader's."""
    if words.is_fallback:
        return format_html('<span lang="{}">{}</span>', words.language, words.text)
    return format_html("{}", words.text)


def told_before(reminder: Reminder, dossier: Dossier) -> Reminder | None:
    """Return the last mail about this milestone that this contact was sent."""
    sent = [
        row
        for row in dossier.rows.get(reminder.milestone_id, ())
        if row.contact_id == reminder.contact_id
        and row.state == State.SENT
        and row.pk != reminder.pk
    ]
    return max(
        sent, key=lambda row: (row.sent_at or row.created_at, row.pk), default=None
    )


def dates_told(
    reminders: Sequence[Reminder], dossier: Dossier
) -> dict[int, PartialDate]:
    """Return the date that each "date changed" mail's reader was told before.

    As exact as it was in the mail, if history knows it. By reminder; 1 query, none
    where no date has changed.
    """
    told = {
        reminder: last
        for reminder in reminders
        if reminder.cause == Cause.MOVED and (last := told_before(reminder, dossier))
    }
    if not told:
        return {}
    past: dict[int, list[tuple[datetime, PartialDate]]] = defaultdict(list)
    rows = Milestone.history.filter(
        id__in={reminder.milestone_id for reminder in told}
    ).order_by("history_date", "history_id")
    for milestone, moment, due in rows.values_list("id", "history_date", "due"):
        past[milestone].append((moment, due))
    found = {}
    for reminder, last in told.items():
        same = [
            row for row in past[reminder.milestone_id] if row[1].latest == last.due_on
        ]
        # The database's clock, which dates the mail, may be behind the one of history.
        sent_at = last.sent_at or last.created_at
        by_then = [row for row in same if row[0] <= sent_at] or same[:1]
        if by_then:
            found[reminder.pk] = by_then[-1][1]
    return found


def responsible_for(reminder: Reminder, dossier: Dossier) -> str:
    """Return the names of those who are responsible; the planner decides who."""
    subject = dossier.subjects[reminder.milestone_id]
    return wording.names([person.name for person in subject.responsible])


def why_of(contact: Contact, programme: Programme, dossier: Dossier) -> Iterator[str]:
    """Yield why this person gets mail about the programme."""
    return wording.why(
        programme=rendered(programme.name).text,
        partner=rendered(contact.partner.name).text if contact.partner else "",
        offsets=[rule.offset_days for rule in dossier.terms.rules],
    )


def facts_of(item: Item, dossier: Dossier) -> Iterator[Fact]:
    """Yield the lines of the table that have something to say."""
    reminder, milestone = item.reminder, item.milestone
    action, street = milestone.action, milestone.street
    if item.responsible:
        yield Fact(_("Responsible"), plain(item.responsible))
    if item.action:
        yield Fact(_("Action"), item.action)
    if street:
        yield Fact(_("Thrust"), rendered(street.title))
    if action and action.lead:
        yield Fact(_("Lead partner"), rendered(action.lead.name))
    # Translators: “Pourquoi maintenant”
    yield Fact(_("Why now"), plain(item.occasion))
    if others := also_told(reminder, dossier):
        yield Fact(_("Also told"), plain(wording.names(others)))
    if told := told_before(reminder, dossier):
        day = policy.day_in(reminder.contact.zone, told.send_at)
        yield Fact(_("Previous message"), plain(day_in_words(day)))


def also_told(reminder: Reminder, dossier: Dossier) -> list[str]:
    """Return the names of the other contacts who get the same message."""
    people = dossier.people.by_id
    return sorted(
        {
            people[row.contact_id].name
            for row in dossier.rows.get(reminder.milestone_id, ())
            if row.contact_id != reminder.contact_id
            and row.contact_id in people
            and (row.cause, row.offset_days, row.due_on)
            == (reminder.cause, reminder.offset_days, reminder.due_on)
            and row.state in {State.PLANNED, State.CLAIMED, State.SENT}
        }
    )


def neighbours_of(milestone: Milestone, dossier: Dossier, today: date) -> list[Fact]:
    """Return dates and titles of what else is due soon in the same action."""
    if milestone.action_id is None:
        return []
    soon = dossier.neighbours_of(milestone.action_id, (today, today + SOON))
    others = (other for other in soon if other.pk != milestone.pk)
    return [
        Fact(other.due.in_words(), title_of(other))
        for other in islice(others, MOST_NEIGHBOURS)
    ]

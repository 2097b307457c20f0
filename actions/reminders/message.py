"""A mail about reminders: text, HTML and calendar file, in the recipient's language."""

import re
from collections.abc import Sequence
from datetime import datetime
from email.header import Header
from email.message import Message
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _

from actions.calendar_file import calendar_file, method
from actions.models import Reminder
from actions.reminders import content, policy, wording
from actions.reminders.content import Item
from actions.reminders.digest import digest_of
from actions.reminders.dossier import Dossier
from actions.reminders.headers import headers_of
from partners.models import Contact

KEY = "X-Reminder-Key"
# Gmail clips what is longer than 102 kB of HTML; some of it goes to what it adds.
MOST_BYTES = 95_000
LONGEST_WORD = 75
INDENTATION = re.compile(r"\n\s+")


class AddressError(ValueError):
    """A contact's address cannot stand in a mail; the message says which."""


class ReminderMail(EmailMultiAlternatives):
    """A mail that names, in a header each, all the reminders it stands for."""

    def __init__(self, *, keys: Sequence[str], headers: dict[str, str], **kw: Any):
        # Headers by name can hold but the first of them.
        super().__init__(headers={**headers, KEY: keys[0]}, **kw)
        self.keys = keys

    def message(self) -> Message:
        """Return the mail as it goes out."""
        written: Message = super().message()
        # Django begins a long subject on a line of its own, and makes its words longer
        # than RFC 2047 allows.
        written.replace_header("Subject", words_of(str(self.subject)))
        for key in self.keys[1:]:
            written[KEY] = key
        return written


def words_of(subject: str) -> str:
    """Return a subject as RFC 2047 writes it, ready to be folded between its words."""
    if subject.isascii():
        return subject
    header = Header(subject, "utf-8", maxlinelen=LONGEST_WORD, header_name="Subject")
    return header.encode(linesep="")


def build(
    *, reminders: Sequence[Reminder], now: datetime, dossier: Dossier | None = None
) -> ReminderMail:
    """Return the mail about one or more reminders of one contact, to be sent at `now`.

    Without a dossier it reads one. The same reminders give the same `Message-ID` at
    every attempt. Raises `AddressError` when the contact has no address that mail can
    be sent to.
    """
    contact = reminders[0].contact
    check_address(contact)
    programme = reminders[0].milestone.programme
    known = dossier or Dossier.of(programme, {r.milestone_id for r in reminders})
    today = policy.day_in(contact.zone, now)
    with translation.override(language_of(contact)):
        items = content.items_of(reminders, known, today=today)
        frame = content.frame_of(contact, programme, known)
        if len(items) == 1:
            said = content.content_of(items[0], known, today=today)
            return mail_of(items, "reminder", {**frame, **said}, now)
        return mail_of(items, "digest", {**frame, **digest_of(items)}, now)


def mail_of(
    items: Sequence[Item], name: str, context: dict[str, Any], now: datetime
) -> ReminderMail:
    """Return the mail that the templates of that name make of the words."""
    reminders = [item.reminder for item in items]
    mail = ReminderMail(
        keys=[reminder.key for reminder in reminders],
        subject=context["subject"],
        body=f"{render_to_string(f'mail/{name}.txt', context).strip()}\n",
        from_email=settings.MAIL_FROM,
        to=[reminders[0].contact.email],
        headers=headers_of(
            reminders,
            language=context["language"],
            way_out=context["unsubscribe_url"],
        ),
    )
    mail.attach_alternative(html_of(name, context), "text/html")
    entries = list({item.milestone.pk: item.entry for item in items}.values())
    mail.attach(
        "milestone.ics" if len(entries) == 1 else "milestones.ics",
        calendar_file(entries, stamp=now),
        f"text/calendar; method={method(entries)}",
    )
    return mail


def html_of(name: str, context: dict[str, Any]) -> str:
    """Return the HTML; in brief where all of it would be too long to be shown."""
    html = compact(f"mail/{name}.html", context)
    if len(html.encode()) > MOST_BYTES:
        html = compact(f"mail/{name}.html", {**context, "is_brief": True})
    return html


def compact(template: str, context: dict[str, Any]) -> str:
    """Return the HTML of a template without its indentation, a third of the bytes."""
    return INDENTATION.sub("\n", render_to_string(template, context))


def check_address(contact: Contact) -> None:
    """Raise `AddressError` unless the contact's address can stand in a header."""
    try:
        validate_email(contact.email)
    except ValidationError:
        raise AddressError(
            _("“%(address)s” is no e-mail address.")
            % {"address": wording.one_line(contact.email)}
        ) from None


def language_of(contact: Contact) -> str:
    """Return the portal's language that is nearest to the contact's."""
    try:
        return get_supported_language_variant(contact.language)
    except LookupError:
        return settings.LANGUAGE_CODE

"""The mail of a reminder: text, HTML and calendar file, in the recipient's language."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from actions.models import Reminder
from actions.reminders.calendar_file import calendar_file, domain, event
from actions.reminders.content import content_of


def build(*, reminder: Reminder, now: datetime) -> EmailMultiAlternatives:
    """Return the mail of a reminder as it is to be sent at `now`.

    The same reminder gives the same `Message-ID` and `X-Reminder-Key` at every
    attempt; the mails about one milestone form a thread.
    """
    with translation.override(reminder.contact.language):
        context = content_of(reminder, now=now)
        mail = EmailMultiAlternatives(
            subject=context["subject"],
            body=render_to_string("mail/reminder.txt", context),
            from_email=settings.MAIL_FROM,
            to=[reminder.contact.email],
            headers=headers_of(reminder),
        )
        mail.attach_alternative(
            render_to_string("mail/reminder.html", context), "text/html"
        )
        entry = event(reminder.milestone, url=context["public_url"], stamp=now)
        mail.attach("milestone.ics", calendar_file(entry), "text/calendar")
    return mail


def headers_of(reminder: Reminder) -> dict[str, str]:
    """Return the headers that name the reminder and its thread."""
    thread = f"<milestone-{reminder.milestone.key}@{domain()}>"
    return {
        "Message-ID": f"<{reminder.message_id}@{domain()}>",
        "In-Reply-To": thread,
        "References": thread,
        "X-Reminder-Key": reminder.key,
        "Auto-Submitted": "auto-generated",
    }

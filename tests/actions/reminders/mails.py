"""Mails as their readers' programs read them."""

import email
from datetime import UTC, datetime
from email import policy
from typing import Any

from icalendar import Calendar

from actions.reminders.dossier import Dossier
from actions.reminders.message import build
from tests.factories import make_contact, make_reminder

NOW = datetime(2014, 8, 1, 6, 0, tzinfo=UTC)


def remind(milestone: Any, **changes: Any) -> Any:
    """Return a reminder of a month before to an English-speaking contact."""
    if "contact" not in changes:
        changes["contact"] = make_contact(
            programme=milestone.programme, name="Anna", language="en"
        )
    return make_reminder(
        **{"milestone": milestone, "offset_days": -30, "send_at": NOW, **changes}
    )


def parsed(*reminders: Any, now: datetime = NOW, dossier: Dossier | None = None) -> Any:
    """Return the mail about some reminders as its recipient's program reads it."""
    mail = build(reminders=reminders, now=now, dossier=dossier)
    return email.message_from_bytes(mail.message().as_bytes(), policy=policy.default)


def calendar_of(mail: Any) -> Any:
    (file,) = mail.iter_attachments()
    return Calendar.from_ical(file.get_content())


def events_of(mail: Any) -> list[Any]:
    return list(calendar_of(mail).walk("VEVENT"))


def html_of(mail: Any) -> str:
    return str(mail.get_body(("html",)).get_content())


def subject_of(mail: Any) -> str:
    return str(mail["Subject"])


def text_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())

"""Somebody of whom the portal knows much: an account and contacts in two districts."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from actions.models import Reminder, ReminderEvent
from creative_district.kernel.models import Letter, PreviewLink
from partners.models import Assignment
from tests.factories import (
    make_contact,
    make_failure,
    make_milestone,
    make_partner,
    make_reminder,
    make_upload,
    make_user,
)

NOON = datetime(2014, 6, 2, 12, tzinfo=UTC)
NAME, EMAIL = "Zélie Quenouille", "zelie@quenouille.example"


def known_person(programme: Any, elsewhere: Any) -> Any:
    """Return the rows of a person whom every table that can name people names."""
    user = make_user(
        username="zelie.q",
        first_name="Zélie",
        last_name="Quenouille",
        is_superuser=False,
    )
    user.email = EMAIL
    user.save()
    partner = make_partner(programme=programme)
    contact = make_contact(
        programme=programme, partner=partner, user=user, name=NAME, email=EMAIL,
        problem=f"550 <{EMAIL}>: no such user",
    )  # fmt: skip
    other = make_contact(programme=elsewhere, name=NAME, email=EMAIL.upper())
    milestone = make_milestone(
        programme=programme, responsible=contact, responsible_partner=partner
    )
    milestone.history.update(history_user=user, history_change_reason=f"So says {NAME}")
    return SimpleNamespace(
        user=user,
        contact=contact,
        other=other,
        milestone=milestone,
        reminders=reminders_to(contact, milestone),
        link=PreviewLink.objects.create(
            record=milestone, made_by=user, expires_at=datetime(2099, 1, 1, tzinfo=UTC)
        ),
        entries=entries_about(user, contact, milestone),
        letters=letters_naming(),
        session=signed_in(user),
        failure=make_failure("zelie.q"),
        upload=make_upload(user, name="zelie.csv"),
        role=Assignment.objects.create(user=user, programme=programme, role="editor"),
    )


def reminders_to(contact: Any, milestone: Any) -> list[Reminder]:
    """Return one that was sent, one that failed with an answer, and one to come."""
    states = [Reminder.State.SENT, Reminder.State.FAILED, Reminder.State.PLANNED]
    rows = [
        make_reminder(
            milestone=milestone, contact=contact, offset_days=number, state=state,
            send_at=NOON, reason="" if number else f"550 {EMAIL}",
        )
        for number, state in enumerate(states, start=-1)
    ]  # fmt: skip
    ReminderEvent.objects.create(
        reminder=rows[1], at=NOON, to_state="failed", reason=f"550 <{EMAIL}>"
    )
    return rows


def entries_about(user: Any, contact: Any, milestone: Any) -> list[LogEntry]:
    """Return lines of the log: on the contact, by the person, and naming them."""
    editor = make_user()
    changed = {"name": "contact", "object": NAME, "fields": ["email"]}
    told = json.dumps([{"changed": changed}])
    lines = [
        (editor, contact, NAME, told),
        (editor, user, "zelie.q", told),
        (user, milestone, "Milestone", "[]"),
        (editor, milestone, f"Told {NAME}", told),
        (editor, milestone, "Milestone", f"by hand, for {EMAIL}"),
    ]
    return [
        LogEntry.objects.create(
            user=by,
            content_type=ContentType.objects.get_for_model(record),
            object_id=str(record.pk),
            object_repr=shown,
            action_flag=CHANGE,
            change_message=message,
        )
        for by, record, shown, message in lines
    ]


def letters_naming() -> list[Letter]:
    """Return mails to the person and to somebody else, the name encoded in them."""
    sent = [
        EmailMultiAlternatives("Rappel", f"Bonjour {NAME}", to=[EMAIL]),
        EmailMultiAlternatives("Rappel", f"Demandez à {NAME} !", to=["a@b.example"]),
        EmailMultiAlternatives("Rappel", "Bonjour", to=["somebody@else.example"]),
    ]
    sent[1].attach_alternative(f"<p>Demandez à {NAME} !</p>", "text/html")
    return [
        Letter.objects.create(
            recipients=", ".join(mail.recipients()),
            subject=str(mail.subject),
            source=mail.message().as_bytes(linesep="\r\n"),
        )
        for mail in sent
    ]


def signed_in(user: Any) -> Any:
    """Return the session of the person's browser."""
    client = Client()
    client.force_login(user)
    return client.session

"""All that the portal holds on a person, as data."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.db.models import Count, Max, Min, Model

from actions.models import Reminder
from creative_district.accounts.models import Session, User
from creative_district.accounts.second_factor import is_on
from creative_district.kernel.models import Letter, PreviewLink, Upload
from creative_district.portal.privacy.person import Person
from creative_district.portal.privacy.traces import (
    entries_about,
    failures_of,
    histories,
    kind_of,
    letters_about,
    sessions_of,
)
from partners.models import Assignment, Contact

# Of no use to anybody but a thief
SECRET = {"password"}


def held_on(person: Person, *, now: datetime) -> dict[str, Any]:
    """Return all that is held on a person; what can be written as JSON."""
    return {
        "exported_at": now,
        "accounts": [account(user) for user in person.accounts],
        "contacts": [contact(each) for each in person.contacts],
        "mailbox": [letter(each) for each in letters_about(person)],
        "named_in_the_log": [log_entry(each) for each in entries_about(person)],
    }


def columns(record: Model) -> dict[str, Any]:
    """Return the columns of a row by name; a relation by what it is called."""
    return {
        field.name: _plain(getattr(record, field.name))
        for field in record._meta.concrete_fields
        if field.name not in SECRET
    }


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Model) else value


def account(user: User) -> dict[str, Any]:
    """Return an account, and what it did."""
    did = LogEntry.objects.filter(user=user).order_by("pk")
    links = PreviewLink.objects.filter(made_by=user).order_by("pk")
    uploads = Upload.objects.filter(user=user).order_by("pk")
    return {
        **columns(user),
        "groups": [group.name for group in user.groups.order_by("name")],
        "permissions": sorted(user.get_user_permissions()),
        "roles": [columns(role) for role in Assignment.objects.of(user)],
        "history": dict(versions_by(user)),
        "log": [log_entry(entry) for entry in did],
        "preview_links": [columns(link) for link in links],
        "second_factor": is_on(user),
        "sessions": [session(each) for each in sessions_of(user)],
        "failures_to_sign_in": [failure(each) for each in failures_of(user)],
        "uploads": [
            {"name": name, "sent_at": made_at}
            for name, made_at in uploads.values_list("name", "made_at")
        ],
    }


def session(row: Session) -> dict[str, Any]:
    """Return where somebody signed in; not the key, which would open the session."""
    return {
        "began_at": row.began_at,
        "seen_at": row.seen_at,
        "expires_at": row.expire_date,
        "address": row.address,
        "browser": row.browser,
    }


def failure(row: AccessAttempt) -> dict[str, Any]:
    """Return what is remembered of wrong passwords."""
    return {
        "at": row.attempt_time,
        "address": row.ip_address,
        "browser": row.user_agent,
        "count": row.failures_since_start,
    }


def versions_by(user: User) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield how many versions of each kind of record a person wrote, and when."""
    for model in histories():
        told = model.objects.filter(history_user=user).aggregate(
            count=Count("pk"), first_at=Min("history_date"), last_at=Max("history_date")
        )
        if told["count"]:
            yield kind_of(model.instance_type), told


def contact(person: Contact) -> dict[str, Any]:
    """Return a contact, what they answer for, and what was sent to them."""
    reminders = person.reminders.select_related("milestone").order_by("send_at", "pk")
    milestones = person.milestones.order_by("due", "pk")
    return {
        **columns(person),
        "responsible_for": [
            {"milestone": str(each), "due": str(each.due)} for each in milestones
        ],
        "reminders": [reminder(each) for each in reminders],
    }


def reminder(row: Reminder) -> dict[str, Any]:
    """Return what a person was, or is to be, told and when."""
    return {
        "milestone": str(row.milestone),
        "what": row.name,
        "due_on": row.due_on,
        "state": row.state,
        "reason": row.reason,
        "planned_for": row.send_at,
        "sent_at": row.sent_at,
    }


def letter(row: Letter) -> dict[str, Any]:
    """Return a mail that the mailbox kept."""
    return {
        "received_at": row.received_at,
        "recipients": row.recipients,
        "subject": row.subject,
    }


def log_entry(row: LogEntry) -> dict[str, Any]:
    """Return a line of the log of the admin."""
    return {
        "at": row.action_time,
        "record": row.object_repr,
        "what": row.get_change_message(),
    }

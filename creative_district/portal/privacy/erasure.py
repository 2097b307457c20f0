"""Erasing a person: who did what stays known of an alias, and nobody is named."""

import json
import logging
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from actions.services import erase_contact
from creative_district.accounts.erasure import erase_account
from creative_district.accounts.models import User
from creative_district.accounts.second_factor import switch_off
from creative_district.kernel.models import PreviewLink, Upload
from creative_district.portal.privacy.person import Person
from creative_district.portal.privacy.traces import (
    entries_about,
    failures_of,
    histories,
    letters_about,
    reasons_about,
    sessions_of,
)
from partners.models import Assignment, Contact
from programme.models import Programme

logger = logging.getLogger(__name__)


class ErasureError(Exception):
    """A person cannot be erased; the message tells staff why."""


def new_alias() -> str:
    """Return a name that says nothing, in the portal's first language."""
    with translation.override(settings.LANGUAGE_CODE):
        # Translators: “Personne 3f2a61c0”
        return _("Person %(number)s") % {"number": secrets.token_hex(4)}


def obstacle(person: Person, *, by: User) -> str:
    """Return why somebody cannot erase a person; empty if they can."""
    if by in person.accounts:
        # Translators: “Votre propre compte : demandez à un autre administrateur.”
        return _("This is your own account: ask another administrator.")
    return ""


@transaction.atomic
def erase_person(*, person: Person, by: User, now: datetime) -> str:
    """Erase all that names a person; return the alias, empty where nobody is left.

    Raises `ErasureError` where `obstacle` says why. A second time changes nothing.
    """
    if why := obstacle(person, by=by):
        raise ErasureError(why)
    person = _locked(person)
    if person.is_erased:
        return ""
    alias = new_alias()
    _erase_mentions(person, alias)
    # Translators: “données personnelles effacées”
    reason = _("personal data erased")
    for contact in person.contacts:
        _log(by, contact, alias, reason)
        erase_contact(contact=contact, alias=alias, reason=reason)
    for user in person.accounts:
        _close(user, now)
        erase_account(user=user, alias=alias)
        _log(by, user, alias, reason)
    logger.info("The data of a person were erased; left: %s", alias)
    return alias


def _locked(person: Person) -> Person:
    """Return the rows as they are now; somebody else may just have erased them."""
    accounts = User.objects.filter(pk__in=[each.pk for each in person.accounts])
    contacts = Contact.objects.filter(pk__in=[each.pk for each in person.contacts])
    # Before the contacts, as the ledger does: nobody waits in a circle.
    programmes = Programme.objects.filter(pk__in=contacts.values("programme"))
    list(programmes.select_for_update(no_key=True).order_by("pk"))
    held = contacts.select_for_update(of=("self",)).select_related("programme")
    return Person(
        tuple(accounts.select_for_update().order_by("pk")), tuple(held.order_by("pk"))
    )


def _erase_mentions(person: Person, alias: str) -> None:
    """Put the alias, or nothing, where others' rows name the person."""
    for letter in letters_about(person):
        letter.delete()
    for entry in entries_about(person):
        _clean_entry(entry, person, alias)
    for history in histories():
        for version in reasons_about(person, history):
            said = person.mentions.sub(alias, version.history_change_reason)
            version.history_change_reason = said
            version.save(update_fields=["history_change_reason"])


def _clean_entry(entry: LogEntry, person: Person, alias: str) -> None:
    """Put the alias into a line of the log; one on their own rows says nothing else."""
    is_own = any(_is_about(entry, row) for row in person.rows)
    name = person.mentions.sub(alias, entry.object_repr)
    entry.object_repr = alias if is_own else name
    entry.change_message = "" if is_own else _without(person, alias, entry)
    entry.save(update_fields=["object_repr", "change_message"])


def _without(person: Person, alias: str, entry: LogEntry) -> str:
    """Return the message of a line without the person's name; it may be JSON."""
    try:
        told = json.loads(entry.change_message)
    except ValueError:
        return person.mentions.sub(alias, entry.change_message)
    # Written as it reads, so that names with accents are found.
    readable = json.dumps(told, ensure_ascii=False)
    return person.mentions.sub(alias, readable)


def _is_about(entry: LogEntry, row: Any) -> bool:
    kind = ContentType.objects.get_for_model(row).pk
    return entry.content_type_id == kind and entry.object_id == str(row.pk)


def _close(user: User, now: datetime) -> None:
    """End an account's sessions and roles, and close the links that it opened."""
    switch_off(user=user)
    sessions_of(user).delete()
    failures_of(user).delete()
    Upload.objects.filter(user=user).delete()
    Assignment.objects.of(user).delete()
    PreviewLink.objects.open(now).filter(made_by=user).update(revoked_at=now)


def _log(by: User, row: Any, alias: str, reason: str) -> None:
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=alias,
        action_flag=CHANGE,
        change_message=reason,
    )

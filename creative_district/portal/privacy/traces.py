"""Where a person appears besides their own rows."""

import json
from collections.abc import Iterator
from html import unescape
from typing import Any

from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from creative_district.accounts.models import Session, User
from creative_district.kernel.mail.letter import Opened
from creative_district.kernel.models import Letter
from creative_district.portal.privacy.person import Person


def letters_about(person: Person) -> list[Letter]:
    """Return the mails in the mailbox that went to a person or name them.

    Their words are encoded, so that each has to be opened.
    """
    mentions = person.mentions
    return [
        letter
        for letter in Letter.objects.order_by("pk").iterator(chunk_size=100)
        if any(map(mentions.search, words_of(letter)))
    ]


def words_of(letter: Letter) -> Iterator[str]:
    """Yield all that a mail says, decoded."""
    yield letter.recipients
    yield letter.subject
    opened = Opened.from_bytes(bytes(letter.source))
    yield from (value for _name, value in opened.headers)
    yield opened.text
    yield unescape(opened.html)
    for part in opened.attachments:
        yield part.content.decode(errors="replace").replace("\r\n ", "")


def sessions_of(user: User) -> QuerySet[Session]:
    """Return the sessions of an account."""
    found: QuerySet[Session] = user.sessions.order_by("began_at", "pk")
    return found


def failures_of(user: User) -> QuerySet[AccessAttempt]:
    """Return the failures to sign in that are still counted for an account's names."""
    names = [name for name in (user.username, user.email) if name]
    found: QuerySet[Any] = AccessAttempt.objects.filter(username__in=names)
    return found.order_by("pk")


def entries_about(person: Person) -> QuerySet[LogEntry]:
    """Return what the log of the admin says of a person's rows, or by their name."""
    found = Q(pk__in=[])
    for rows in (person.accounts, person.contacts):
        if rows:
            kind = ContentType.objects.get_for_model(rows[0])
            keys = [str(row.pk) for row in rows]
            found |= Q(content_type=kind, object_id__in=keys)
    for name in person.names:
        found |= Q(object_repr__icontains=name) | Q(change_message__icontains=name)
        found |= Q(change_message__icontains=as_json(name))
    return LogEntry.objects.filter(found).order_by("pk")


def as_json(name: str) -> str:
    """Return a name as the log writes it within its messages."""
    return json.dumps(name)[1:-1]


def histories() -> Iterator[Any]:
    """Yield the models that keep what records once were."""
    for model in apps.get_models():
        if name := getattr(model._meta, "simple_history_manager_attribute", ""):
            yield getattr(model, name).model


def reasons_about(person: Person, history: Any) -> QuerySet[Any, Any]:
    """Return the versions of whose reason a person's name is a part."""
    found = Q(pk__in=[])
    for name in person.names:
        found |= Q(history_change_reason__icontains=name)
    versions: QuerySet[Any, Any] = history.objects.filter(found)
    return versions


def kind_of(model: type[Model]) -> str:
    """Return what a kind of record is called in files: `actions.milestone`."""
    return model._meta.label_lower

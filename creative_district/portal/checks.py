"""What `manage.py check --deploy` refuses: what only the embedded portal may have.

Each refusal has an id for `SILENCED_SYSTEM_CHECKS` and says what to do.
"""

from collections.abc import Callable, Iterator
from email.utils import parseaddr
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, register

from creative_district.kernel import clock
from creative_district.kernel.mail import mailbox
from creative_district.kernel.outgoing import is_number, is_private, is_public

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1", "[::1]", "0.0.0.0"})  # noqa: S104
SHORTEST_KEY = 50
# How often a mail waits for the server's answer: sender, recipient, start and end of
# its text (RFC 5321), with one to spare.
PATIENCE = 5


class Refusal(NamedTuple):
    """One thing that a portal in production must not be."""

    id: str
    applies: Callable[[], bool]
    message: str
    hint: str


def has_sqlite() -> bool:
    """Whether the data lie in SQLite."""
    return bool(settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"))


def has_embedded_key() -> bool:
    """Whether the secret key is too short, or the one kept in DATA_DIR."""
    kept = Path(settings.DATA_DIR) / "secret-key"
    is_kept = kept.exists() and kept.read_text().strip() == settings.SECRET_KEY
    return is_kept or len(settings.SECRET_KEY) < SHORTEST_KEY


def is_not_reached_by_https() -> bool:
    """Whether SITE_URL is insecure, or means this machine alone."""
    parts = urlsplit(settings.SITE_URL)
    return parts.scheme != "https" or parts.hostname in THIS_MACHINE


def answers_to_wrong_names() -> bool:
    """Whether it answers to any name, or to this machine's."""
    return not settings.ALLOWED_HOSTS or bool(
        {*THIS_MACHINE, "*"} & set(settings.ALLOWED_HOSTS)
    )


def has_invented_sender() -> bool:
    """Whether mail would come from an address that cannot exist."""
    name, _at, domain = parseaddr(settings.MAIL_FROM)[1].rpartition("@")
    return not name or domain == "localhost" or domain.endswith(".example")


def has_webhooks_inside() -> bool:
    """Whether webhooks may lead to this machine, or to its neighbours on the wire."""
    hosts = {host for host, _port in settings.WEBHOOK_PRIVATE_HOSTS}
    return bool(THIS_MACHINE & hosts) or any(
        is_number(host) and not (is_public(host) or is_private(host)) for host in hosts
    )


REFUSALS = [
    Refusal(
        "district.E001",
        has_sqlite,
        "The data lie in SQLite.",
        "Name a PostgreSQL database in DATABASE_URL.",
    ),
    Refusal(
        "district.E002",
        lambda: not settings.REDIS_URL,
        "The worker's broker are files in DATA_DIR.",
        "Name a Redis in REDIS_URL.",
    ),
    Refusal(
        "district.E003",
        mailbox.is_in_use,
        "Mail is kept in the mailbox and reaches nobody.",
        "Name a mail server in EMAIL_URL.",
    ),
    Refusal(
        "district.E004",
        has_embedded_key,
        "The secret key is the one kept in DATA_DIR, or too short.",
        f"Set SECRET_KEY to at least {SHORTEST_KEY} random characters.",
    ),
    Refusal(
        "district.E005",
        is_not_reached_by_https,
        "SITE_URL is not an https address that visitors can reach.",
        "Set SITE_URL to the portal's public address: https://…",
    ),
    Refusal(
        "district.E006",
        answers_to_wrong_names,
        "The portal answers to any host name, or to this machine's.",
        "Set ALLOWED_HOSTS to the portal's public host names.",
    ),
    Refusal(
        "district.E007",
        lambda: settings.DEBUG,
        "Error pages show the inside of the portal.",
        "Unset DEBUG.",
    ),
    Refusal(
        "district.E008",
        clock.is_shifted,
        "The portal rehearses another day, in a database of its own.",
        "Unset PROGRAMME_AS_OF.",
    ),
    Refusal(
        "district.E009",
        has_invented_sender,
        "Mail would come from an address that cannot exist.",
        "Set MAIL_FROM to an address that you own.",
    ),
    Refusal(
        "district.E010",
        lambda: not settings.ACCESSIBILITY_CONTACT,
        "The accessibility page names nobody to write to.",
        "Set ACCESSIBILITY_CONTACT.",
    ),
    Refusal(
        "district.E011",
        lambda: not settings.PRIVACY_CONTACT,
        "The privacy page names nobody to write to.",
        "Set PRIVACY_CONTACT.",
    ),
    Refusal(
        "district.E012",
        lambda: not settings.PRIVACY_CONTROLLER,
        "The privacy page does not say who is answerable for personal data.",
        "Set PRIVACY_CONTROLLER.",
    ),
    Refusal(
        "district.E013",
        lambda: settings.REMINDER_LEASE_SECONDS < PATIENCE * settings.EMAIL_TIMEOUT,
        "A slow mail server can outlast a worker's lease: mails would go out twice.",
        f"Set REMINDER_LEASE_SECONDS to {PATIENCE} times EMAIL_TIMEOUT or more.",
    ),
    Refusal(
        "district.E014",
        lambda: not settings.CONTACT,
        "The contact page names nobody to write to.",
        "Set CONTACT.",
    ),
    Refusal(
        "district.E015",
        lambda: not settings.REQUIRE_2FA,
        "Staff can sign in with a password alone.",
        "Set REQUIRE_2FA to 1.",
    ),
    Refusal(
        "district.E016",
        has_webhooks_inside,
        "Webhooks may be sent to this machine or to its neighbours on the wire.",
        "Name only machines of your private network in WEBHOOK_PRIVATE_HOSTS.",
    ),
]


@register(Tags.security, deploy=True)
def refuse_embedded_values(**_kwargs: Any) -> Iterator[Error]:
    """Yield an error for each thing that production must not be."""
    for refusal in REFUSALS:
        if refusal.applies():
            yield Error(refusal.message, hint=refusal.hint, id=refusal.id)

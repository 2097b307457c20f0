"""Mails that hold a link with which a person chooses a password."""

import logging
from dataclasses import dataclass
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from creative_district.accounts.models import User
from creative_district.kernel import worker

logger = logging.getLogger(__name__)

INVITE = "creative_district.accounts.tasks.invite"
RESET = "creative_district.accounts.tasks.reset"


@dataclass(frozen=True)
class Words:
    """What a mail says, in one language."""

    subject: str
    sentence: str
    button: str
    why: str


def queue(task: str, *arguments: object) -> bool:
    """Have the worker send a mail; tell whether there is a broker that takes it."""
    error = worker.queue(task, *arguments)
    if error:
        logger.warning("No mail about an account: no broker (%s)", error)
    return error is None


def send_link(user: User, *, language: str, is_invitation: bool) -> None:
    """Send the link, in the person's language or the one that is given."""
    with translation.override(user.language or language):
        words = invitation(user) if is_invitation else reset(user)
        letter_of(user, words).send()


def invitation(user: User) -> Words:
    """Return the words of the first mail that a person gets."""
    host = urlsplit(settings.SITE_URL).hostname
    return Words(
        # Translators: “Votre compte sur %(site)s”
        subject=_("Your account at %(site)s") % {"site": host},
        sentence=_(
            "An account has been made for you: your name there is %(name)s. Choose a"
            " password to sign in with."
        )
        % {"name": user.get_username()},
        button=_("Choose a password"),
        why=_("You get this mail because a colleague invited you."),
    )


def reset(user: User) -> Words:
    """Return the words of a mail for somebody who forgot the password."""
    host = urlsplit(settings.SITE_URL).hostname
    return Words(
        subject=_("A new password for %(site)s") % {"site": host},
        sentence=_(
            "Somebody asked for a new password for the account %(name)s. If it was"
            " not you, nothing has to be done: the old one still counts."
        )
        % {"name": user.get_username()},
        button=_("Choose a new password"),
        why=_("You get this mail because your address was given on the sign-in page."),
    )


def letter_of(user: User, words: Words) -> EmailMultiAlternatives:
    """Return the mail: text and HTML."""
    context: dict[str, Any] = {
        **vars(words),
        "name": user.get_full_name() or user.get_username(),
        "link": link_of(user),
        "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        "language": translation.get_language(),
        "site_url": settings.SITE_URL,
    }
    letter = EmailMultiAlternatives(
        subject=words.subject,
        body=f"{render_to_string('mail/account.txt', context).strip()}\n",
        from_email=settings.MAIL_FROM,
        to=[user.email],
        headers={
            "Message-ID": make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
            "Auto-Submitted": "auto-generated",
            "Content-Language": context["language"],
        },
    )
    html = render_to_string("mail/account.html", context)
    letter.attach_alternative(html, "text/html")
    return letter


def link_of(user: User) -> str:
    """Return the link: it works once, for a while, and until the person signs in."""
    page = reverse(
        "password_reset_confirm",
        args=[
            urlsafe_base64_encode(force_bytes(user.pk)),
            default_token_generator.make_token(user),
        ],
    )
    return f"{settings.SITE_URL}{page}"

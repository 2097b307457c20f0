"""The signed links of a mail: they open a contact's preferences without a password."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

from partners.models import Contact

SALT = "actions.reminders.links"


class LinkError(Exception):
    """A link that opens nothing; `is_old` when it is one of ours that once did."""

    def __init__(self, *, is_old: bool) -> None:
        super().__init__("This link is old." if is_old else "This link is not ours.")
        self.is_old = is_old


def token_of(contact: Contact) -> str:
    """Return the signed token of a contact at their present address.

    It lives for `REMINDER_LINK_DAYS` of real time, and dies with the address. Anybody
    can read what was signed, so that the address itself is not in it.
    """
    return signing.dumps([contact.pk, mark_of(contact.email)], salt=SALT)


def contact_of(token: str) -> Contact:
    """Return the contact of a token, with programme and partner; else `LinkError`."""
    lifetime = timedelta(days=settings.REMINDER_LINK_DAYS)
    try:
        pk, mark = signing.loads(token, salt=SALT, max_age=lifetime)
    except signing.SignatureExpired:
        raise LinkError(is_old=True) from None
    except signing.BadSignature:
        raise LinkError(is_old=False) from None
    contacts = Contact.objects.select_related("programme", "partner")
    contact = contacts.filter(pk=pk).first()
    if contact is None or not constant_time_compare(mark, mark_of(contact.email)):
        raise LinkError(is_old=True)
    return contact


def mark_of(address: str) -> str:
    """Return what tells an e-mail address from another without showing it."""
    return salted_hmac(SALT, address, algorithm="sha256").hexdigest()[:16]


def unsubscribe_url(contact: Contact) -> str:
    """Return where a mail program unsubscribes the contact by one POST (RFC 8058)."""
    return address_of("unsubscribe", contact)


def preferences_url(contact: Contact) -> str:
    """Return where the contact chooses how to be reminded, in their language."""
    return address_of("preferences", contact)


def address_of(name: str, contact: Contact) -> str:
    """Return the absolute address of a page about a contact.

    The token stands in the query, which neither Django's log nor ours names.
    """
    spoken = [code for code, _name in settings.LANGUAGES]
    is_spoken = contact.language in spoken
    with translation.override(contact.language if is_spoken else spoken[0]):
        return f"{settings.SITE_URL}{reverse(name)}?token={token_of(contact)}"

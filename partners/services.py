"""Writes that concern partners and their people."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from partners.models import AccessToken, Contact, Partner
from partners.models.contact import NOWHERE, default_language
from partners.tokens import TOLD, digest_of, new_token
from programme.models import Programme

# How exactly the last use of a token is known
NOTED_EVERY = timedelta(minutes=1)


def issue_token(*, access: AccessToken) -> str:
    """Keep leave to use the API, and return its token, which nothing else tells."""
    token = new_token()
    access.digest, access.start = digest_of(token), token[:TOLD]
    access.save()
    return token


def revoke_token(*, access: AccessToken, now: datetime) -> None:
    """Let a token open nothing from now on; one that is revoked stays as it is."""
    AccessToken.objects.filter(pk=access.pk, revoked_at=None).update(revoked_at=now)


def note_use(*, access: AccessToken, now: datetime) -> None:
    """Keep when a token was used last, to the minute."""
    before = now - NOTED_EVERY
    if access.last_used_at is None or access.last_used_at <= before:
        stale = Q(last_used_at=None) | Q(last_used_at__lte=before)
        AccessToken.objects.filter(stale, pk=access.pk).update(last_used_at=now)


@transaction.atomic
def make_demonstration_contacts(*, programme: Programme) -> list[Contact]:
    """Give the staff, and each partner, a contact to show reminders with, once.

    They are no people: their names say so and their addresses end in `.example`. Who
    has a contact already gets none. Return those that were made; the caller has the
    reminders planned anew.
    """
    members = Partner.objects.of(programme).order_by("memberships__position", "pk")
    wanting: list[Partner | None] = [
        partner
        for partner in [None, *members]
        if not programme.contacts.filter(partner=partner).exists()
    ]
    return [_demonstration_contact(programme, partner) for partner in wanting]


def _demonstration_contact(programme: Programme, partner: Partner | None) -> Contact:
    language = _language_of(programme)
    with translation.override(language):
        name = (
            # Translators: “Contact de démonstration, ID Campus”
            _("Demonstration contact, %(partner)s") % {"partner": partner}
            if partner
            # Translators: “Contact de démonstration, coordination du programme”
            else _("Demonstration contact, programme staff")
        )
    # No key holds a dot, so no partner can take the staff's address.
    local = partner.key if partner else "programme.staff"
    return Contact.objects.create(
        programme=programme,
        partner=partner,
        name=name,
        email=f"{local}@{programme.slug}.example",
        language=language,
        is_demonstration=True,
    )


def _language_of(programme: Programme) -> str:
    """Return the first of the programme's languages in which the portal speaks."""
    spoken = [code for code, _name in settings.LANGUAGES]
    return next((code for code in programme.languages if code in spoken), spoken[0])


def change_preferences(
    *, contact: Contact, delivery: str, language: str, time_zone: str
) -> Contact:
    """Note how a contact wants reminders; the caller has them planned anew.

    Nothing happens to a contact who was erased meanwhile.
    """
    chosen = {"delivery": delivery, "language": language, "time_zone": time_zone}
    return _change(contact, chosen)


def unsubscribe(*, contact: Contact) -> Contact:
    """Note that a contact wants no mail, however often they say so.

    The caller has the reminders planned anew.
    """
    return _change(contact, {"delivery": Contact.Delivery.NONE})


def anonymise_contact(*, contact: Contact, alias: str) -> Contact:
    """Leave nothing of a contact but an alias; the caller has the reminders planned.

    The row stays for what was sent to it.
    """
    contact.name, contact.email = alias, f"{slugify(alias)}-{contact.pk}@{NOWHERE}"
    contact.user, contact.problem, contact.time_zone = None, "", ""
    contact.language, contact.next_digest_at = default_language(), None
    contact.delivery, contact.is_main = Contact.Delivery.NONE, False
    contact.is_demonstration = False
    contact.save()
    return contact


def _change(contact: Contact, values: dict[str, str]) -> Contact:
    for name, value in values.items():
        setattr(contact, name, value)
    Contact.objects.filter(pk=contact.pk).update(**values)
    return contact

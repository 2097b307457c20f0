"""Links that let an outsider see one record before it is published."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from creative_district.kernel.models import PreviewLink
from creative_district.kernel.record import Record
from creative_district.kernel.rights import may

SALT = "creative_district.kernel.preview"


class ClosedLinkError(Exception):
    """A link of ours that no longer opens anything."""


def token_of(link: PreviewLink) -> str:
    """Return what names the link in addresses.

    It is signed, so that it can neither be guessed nor made from a copied database.
    """
    return signing.Signer(salt=SALT).sign(str(link.pk))


def path_of(link: PreviewLink, language: str | None = None) -> str:
    """Return where a link leads, in a language or in the active one."""
    with translation.override(language or translation.get_language()):
        return reverse("preview", kwargs={"token": token_of(link)})


def link_of(token: str, *, now: datetime) -> PreviewLink | None:
    """Return the link of a token, None if the token is not ours.

    Raises `ClosedLinkError` if it is expired or revoked, its record is gone, or whoever
    made it may no longer see the record.
    """
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    found = PreviewLink.objects.open(now).select_related("made_by")
    link: PreviewLink | None = found.filter(pk=pk).first()
    if link is None or not is_vouched_for(link):
        raise ClosedLinkError
    return link


def is_vouched_for(link: PreviewLink) -> bool:
    """Whether a link's record is there, and its maker may still see it as staff.

    Nobody leaves an office with a key to it.
    """
    record, maker = link.record, link.made_by
    return record is not None and maker.is_staff and may(maker, "view", record)


@transaction.atomic
def open_preview(
    *, record: Record, user: Any, now: datetime
) -> tuple[PreviewLink, bool]:
    """Return the person's own link to a record, and whether it had to be made."""
    own = PreviewLink.objects.open(now).to(record).filter(made_by=user)
    if link := own.first():
        return link, False
    expires_at = now + timedelta(days=settings.PREVIEW_DAYS)
    return (
        PreviewLink.objects.create(record=record, made_by=user, expires_at=expires_at),
        True,
    )


@transaction.atomic
def revoke_preview(*, link: PreviewLink, now: datetime) -> None:
    """Close a link for good; one that is closed stays as it is."""
    if link.revoked_at is None:
        link.revoked_at = now
        link.save(update_fields=["revoked_at"])

"""The same request twice does the same thing once: `Idempotency-Key`.

As in draft-ietf-httpapi-idempotency-key-header-07. The key is claimed before anything
is done, in a transaction of its own, so that others see it at once. The answer is kept
in the transaction that does the work: there is never one without the other. What was
refused keeps no key, so that it can be mended and sent again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ParseError

from partners.models import AccessToken, KeptAnswer

KEPT = timedelta(hours=24)
# Longer than any request lasts: then whoever claimed a key is no more.
CLAIM = timedelta(minutes=2)
LONGEST = 255
HEADERS = ("Content-Type", "Content-Language", "Location")


class InProgress(APIException):
    """The same key came a moment ago, and is not answered yet."""

    status_code = HTTPStatus.CONFLICT
    # Translators: “Une requête avec cette clé est en cours. Réessayez bientôt.”
    default_detail = _("A request with this key is in progress. Try again in a moment.")
    wait = 1


class OtherRequest(APIException):
    """The same key came with something else."""

    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    # Translators: “Cette clé d’idempotence a servi pour une autre requête.”
    default_detail = _("This idempotency key was used for another request.")


def once(
    request: HttpRequest,
    access: AccessToken,
    answer: Callable[[], HttpResponse],
    *,
    now: datetime,
) -> HttpResponse:
    """Return what `answer` returns, in one transaction, or what is kept of it.

    `answer` has to return an answer that is rendered. Without a key it is just asked.
    Raises `InProgress` and `OtherRequest`, and `ParseError` for what is no key.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        with transaction.atomic():
            return answer()
    if not (key.isascii() and key.isprintable() and 0 < len(key) <= LONGEST):
        # Translators: “Idempotency-Key : de 1 à %(longest)s caractères ASCII visibles.”
        said = _("Idempotency-Key: 1 to %(longest)s visible ASCII characters.")
        raise ParseError(said % {"longest": LONGEST})
    claim = claimed(access, key, fingerprint_of(request), now)
    if claim.status is not None:
        kept = bytes(claim.body)
        return HttpResponse(kept, status=claim.status, headers=claim.headers)
    try:
        with transaction.atomic():
            made = answer()
            keep(claim, made)
            return made
    except Exception:
        KeptAnswer.objects.filter(pk=claim.pk, claimed_at=claim.claimed_at).delete()
        raise


def claimed(
    access: AccessToken, key: str, fingerprint: str, now: datetime
) -> KeptAnswer:
    """Return the key as it is kept: newly claimed, or with its answer."""
    own = KeptAnswer.objects.filter(token=access, key=key)
    own.filter(stale(now)).delete()
    claim, is_new = KeptAnswer.objects.get_or_create(
        token=access,
        key=key,
        defaults={"fingerprint": fingerprint, "claimed_at": now},
    )
    if claim.fingerprint != fingerprint:
        raise OtherRequest
    if claim.status is None and not is_new:
        raise InProgress
    return claim


def stale(now: datetime) -> Q:
    """Match the answers that are old enough, and claims that nobody answers."""
    forgotten = Q(claimed_at__lt=now - KEPT)
    return forgotten | Q(status=None, claimed_at__lt=now - CLAIM)


def fingerprint_of(request: HttpRequest) -> str:
    """Return what tells one request from another: where it goes and what it says."""
    where = f"{request.method} {request.get_full_path()}\n"
    return sha256(where.encode() + request.body).hexdigest()


def keep(claim: KeptAnswer, made: HttpResponse) -> None:
    """Keep an answer with its claim; `InProgress` if that is somebody else's by now."""
    headers: dict[str, Any] = {
        name: made.headers[name] for name in HEADERS if name in made.headers
    }
    kept = KeptAnswer.objects.filter(pk=claim.pk, claimed_at=claim.claimed_at).update(
        status=made.status_code, headers=headers, body=made.content
    )
    if not kept:
        raise InProgress

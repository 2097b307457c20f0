"""Validators: who holds the answer already is told so (RFC 9110, section 13)."""

from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.db import Error
from django.http import HttpRequest
from django.utils.cache import get_conditional_response

from creative_district.kernel import clock
from creative_district.kernel.api import cors, deprecation, rates
from creative_district.portal.changes.standing import standing

# What a 304 needs besides Django's own choice: to be readable from other sites, and to
# tell how many more there may be, and for how long.
KEPT = ("Link", *cors.HEADERS, *rates.HEADERS, *deprecation.HEADERS)


def validators(get_response: Callable[[HttpRequest], Any]) -> Any:
    """Give answers an `ETag`, and 304 to those who hold the same one (middleware).

    It is made of the very bytes, so that nothing an answer depends on can be forgotten:
    record, day, release, visitor; and it is strong, for it is another one exactly when
    they are. A server that compresses what comes by weakens it. Answers that say
    nothing of caches may be kept, and are asked for anew each time.
    """

    def respond(request: HttpRequest) -> Any:
        request.edition = edition  # type: ignore[attr-defined]  # ours: for what is streamed
        response = get_response(request)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            # What is kept of an earlier answer says so itself.
            response.headers.pop("Content-Language", None)
        if not is_kept(request, response):
            return response
        response.headers.setdefault("ETag", tag_of(response.content))
        response.headers.setdefault("Cache-Control", "no-cache")
        etag = response.headers["ETag"]
        answer: Any = get_conditional_response(request, etag=etag, response=response)
        for name in KEPT:
            if name in response.headers:
                answer.headers[name] = response.headers[name]
        return answer

    return respond


def tag_of(content: bytes) -> str:
    """Return the validator of a whole answer.

    128 bits of SHA-256, for which processors have instructions of their own.
    """
    return f'"{sha256(content).hexdigest()[:32]}"'


def edition() -> str:
    """Return the mark of the public data as they are now, "" while they change.

    For what is too large to be made before it is known whether anybody needs it. One
    query: by an earlier look, younger bytes would come under the mark of older ones.
    """
    try:
        stands = standing(today=clock.today())
    except Error:
        return ""
    return stands.edition if stands.is_told else ""


def is_kept(request: HttpRequest, response: Any) -> bool:
    """Whether the answer is one that its reader may keep."""
    return (
        request.method in {"GET", "HEAD"}
        and response.status_code == HTTPStatus.OK
        and not response.streaming
        and "no-store" not in response.headers.get("Cache-Control", "")
    )

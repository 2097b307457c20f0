"""How often the API may be asked, by token or by address, and the headers that say so.

The headers are those of draft-ietf-httpapi-ratelimit-headers-10.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from rest_framework.request import Request

from creative_district.kernel import limit
from creative_district.kernel.client import client_of
from creative_district.kernel.limit import Quota

HEADERS = ("RateLimit", "RateLimit-Policy")


def spend(request: Request) -> Quota | None:
    """Count a request; None where nothing sets a limit.

    Whoever shows a token is counted by it, everybody else by address.
    """
    if request.auth is None:
        return spend_by(request._request.META)
    return counted(f"token {request.auth.pk}", *settings.API_RATE_PARTNER)


def spend_by(meta: Mapping[str, Any]) -> Quota | None:
    """Count a request by the address that the portal takes for theirs who ask.

    Those whose address no trusted proxy tells are counted together, by the address of
    who asks for them. None where nothing sets a limit.
    """
    who = client_of(meta) or meta.get("REMOTE_ADDR", "")
    return counted(who, *settings.API_RATE_ANON)


def counted(who: str, most: int, seconds: int) -> Quota | None:
    """Count a request of somebody who has so many in so many seconds."""
    return limit.take("api", who, most=most, seconds=seconds) if most else None


def headers_of(quota: Quota) -> list[tuple[str, str]]:
    """Return the headers that say what the limit is and what is left of it."""
    return [
        ("RateLimit", f'"default";r={quota.left};t={quota.reset}'),
        ("RateLimit-Policy", f'"default";q={quota.most};w={quota.seconds}'),
    ]


def describe(response: HttpResponseBase, quota: Quota) -> None:
    """Say in an answer what the limit is and what is left of it."""
    for name, value in headers_of(quota):
        response.headers[name] = value

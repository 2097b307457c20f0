"""How often the API may be asked, by token or by address, and the headers that say so.

The headers are those of draft-ietf-httpapi-ratelimit-headers-10.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from rest_framework.request import Request

from creative_district.kernel import limit
from creative_district.kernel.client import client
from creative_district.kernel.limit import Quota

HEADERS = ("RateLimit", "RateLimit-Policy")


def spend(request: Request) -> Quota | None:
    """Count a request; None where nothing sets a limit.

    Whoever shows a token is counted by it, everybody else by the address that the
    portal takes for theirs. Those whose address no trusted proxy tells are counted
    together, by the address of who asks for them.
    """
    if request.auth is not None:
        (most, seconds), who = settings.API_RATE_PARTNER, f"token {request.auth.pk}"
    else:
        asked: HttpRequest = request._request
        who = client(asked) or asked.META.get("REMOTE_ADDR", "")
        most, seconds = settings.API_RATE_ANON
    return limit.take("api", who, most=most, seconds=seconds) if most else None


def describe(response: HttpResponseBase, quota: Quota) -> None:
    """Say in an answer what the limit is and what is left of it."""
    policy = f'"default";q={quota.most};w={quota.seconds}'
    response.headers["RateLimit-Policy"] = policy
    response.headers["RateLimit"] = f'"default";r={quota.left};t={quota.reset}'

"""Leave for scripts of other sites to read what is public (the Fetch standard's CORS).

They read without credentials: neither a cookie nor a token is let through.
"""

from collections.abc import Collection, Iterable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from creative_district.kernel.api import deprecation, rates

SAFE = ("GET", "HEAD", "OPTIONS")
ASKED = ("Accept", "Accept-Language", "If-None-Match")
EXPOSED = (
    *("Content-Language", "ETag", "Link", "Retry-After"),
    *rates.HEADERS,
    *deprecation.HEADERS,
)
# What an answer says to scripts of other sites
HEADERS = ("Access-Control-Allow-Origin", "Access-Control-Expose-Headers")
DAY = 86_400


def open_to_others(response: HttpResponseBase) -> None:
    """Let scripts of other sites read an answer and what its headers tell."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = ", ".join(EXPOSED)


def options(request: HttpRequest, allowed: Iterable[str]) -> HttpResponse:
    """Answer what may be asked of an address, also before a script of another site."""
    allowed = list(allowed)
    response = HttpResponse(
        status=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(allowed)}
    )
    del response.headers["Content-Type"]
    if is_preflight(request):
        response.headers["Access-Control-Allow-Methods"] = ", ".join(only(allowed))
        response.headers["Access-Control-Allow-Headers"] = ", ".join(ASKED)
        response.headers["Access-Control-Max-Age"] = str(DAY)
    patch_vary_headers(response, ["Origin", "Access-Control-Request-Method"])
    return response


def is_preflight(request: HttpRequest) -> bool:
    """Whether a browser asks on behalf of a script of another site."""
    asked = request.headers
    return "Origin" in asked and "Access-Control-Request-Method" in asked


def only(methods: Collection[str]) -> list[str]:
    """Return those of the methods that write nothing."""
    return [method for method in methods if method in SAFE]

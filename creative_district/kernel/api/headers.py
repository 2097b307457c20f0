"""The headers of answers, as the OpenAPI document describes them."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from drf_spectacular.plumbing import ResolvedComponent

from creative_district.kernel.api.views import OpenView

make_component: Any = ResolvedComponent
TEXT = {"type": "string"}
SECONDS = {"type": "integer", "minimum": 0}


def header(description: str, schema: Any = TEXT, *, always: bool) -> dict[str, Any]:
    """Return the description of a header; `always`: where it can be, it is."""
    return {"description": description, "required": always, "schema": schema}


HEADERS = {
    "Access-Control-Allow-Origin": header(
        "Scripts of all sites may read.", {"const": "*"}, always=True
    ),
    "Access-Control-Expose-Headers": header(
        "The headers that they may read.", always=True
    ),
    "Cache-Control": header(
        "`no-cache`: ask anew each time; `private` where a token was shown.",
        always=False,
    ),
    "Content-Disposition": header("The name of the file.", always=False),
    "Content-Language": header("The languages of the texts.", always=True),
    "ETag": header(
        "Changes whenever the answer does; send it as `If-None-Match`.",
        {"type": "string", "pattern": '^(W/)?"[^"]*"$'},
        always=False,
    ),
    "Last-Modified": header("When the archive was made.", always=True),
    # Absent from the only page
    "Link": header("The pages beside this one: `next`, `prev`.", always=False),
    "Location": header(
        "Where what was made is.", {"type": "string", "format": "uri"}, always=True
    ),
    "RateLimit": header(
        "How many requests are left, and for how many seconds: "
        '`"default";r=599;t=42`. Absent where there is no limit.',
        {"type": "string", "pattern": '^"default";r=[0-9]+;t=[0-9]+$'},
        always=False,
    ),
    "RateLimit-Policy": header(
        'How many requests in how many seconds: `"default";q=600;w=60`.',
        {"type": "string", "pattern": '^"default";q=[0-9]+;w=[0-9]+$'},
        always=False,
    ),
    "Repr-Digest": header("The SHA-256 of the archive (RFC 9530).", always=False),
    "Retry-After": header("In how many seconds to ask again.", SECONDS, always=True),
    "Vary": header("What the answer depends on besides the address.", always=True),
    "WWW-Authenticate": header("How to show a token (RFC 6750).", always=True),
}
SHARED = (
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Cache-Control",
    "Vary",
)
COUNTED = ("RateLimit", "RateLimit-Policy")
OF_STATUS = {
    HTTPStatus.CREATED: ("Location",),
    HTTPStatus.UNAUTHORIZED: ("WWW-Authenticate",),
    HTTPStatus.CONFLICT: ("Retry-After",),
    HTTPStatus.TOO_MANY_REQUESTS: ("Retry-After",),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Retry-After",),
}


def names_of(view: OpenView, status: HTTPStatus) -> Iterator[str]:
    """Yield the headers that an answer of a view with this status can have."""
    yield from (*SHARED, *COUNTED, *OF_STATUS.get(status, ()))
    if status != HTTPStatus.NOT_MODIFIED:
        yield "Content-Language"
    if status in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        yield "ETag"
    if status == HTTPStatus.OK:
        yield from view.own_headers()
    if status == HTTPStatus.NOT_MODIFIED and "Link" in view.own_headers():
        yield "Link"


def described(view: OpenView, status: HTTPStatus, registry: Any) -> dict[str, Any]:
    """Return the headers of an answer for the document, which describes each once."""
    found = {}
    for name in sorted(names_of(view, status)):
        component: Any = make_component(
            name=name,
            type=ResolvedComponent.HEADER,
            schema=HEADERS[name],
            object=name,
        )
        registry.register_on_missing(component)
        found[name] = component.ref
    return found

"""Pages of a list by keyset: cheap at any depth, stable while others write.

A list is ordered by the number of its records, which never changes; a cursor says
"after" or "before" which one. What exists throughout a walk is seen exactly once.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from creative_district.kernel.api.problems import Fault, InvalidParameters

DEFAULT_SIZE = 50
LARGEST_SIZE = 200
CURSOR = "[ab][0-9]{1,18}"
FURTHEST = 10**18 - 1


def size_schema() -> dict[str, Any]:
    """Return how the OpenAPI document describes the size of a page."""
    return {
        "type": "integer",
        "minimum": 1,
        "maximum": LARGEST_SIZE,
    }


class Cursor(NamedTuple):
    """A place between two records of a list, and the way in which to read on."""

    is_forward: bool
    position: int

    def __str__(self) -> str:
        return f"{'a' if self.is_forward else 'b'}{self.position}"

    @classmethod
    def parse(cls, written: str) -> "Cursor | None":
        """Read a cursor; None when it is malformed."""
        if re.fullmatch(CURSOR, written):
            return cls(written[0] == "a", int(written[1:]))
        return None


# Records are numbered from 1.
BEGINNING = Cursor(is_forward=True, position=0)


class Page(NamedTuple):
    """A page of a list, and the addresses of its neighbours."""

    rows: list[Any]
    next: str | None
    previous: str | None

    @property
    def link(self) -> str:
        """What the header `Link` says (RFC 8288); empty where it is the only page."""
        links = {"next": self.next, "prev": self.previous}
        return ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items() if url)

    def body(self, results: Any) -> dict[str, Any]:
        """Return what is answered, with what is written of the rows."""
        return {"next": self.next, "previous": self.previous, "results": results}


def page_at(
    cursor: Cursor | None,
    size: int,
    rows: Callable[[Cursor, int], list[Any]],
    link: Callable[[Cursor], str],
) -> Page:
    """Return the page at a cursor, which leads to its neighbours.

    `rows` gives those on from a cursor, the nearest first, so many at most; `link` the
    address of a page. Each row has the number of its record as `pk`.
    """
    found = rows(cursor or BEGINNING, size + 1)
    has_more, page = len(found) > size, found[:size]
    position = cursor.position if cursor else 0
    if cursor is None or cursor.is_forward:
        ahead, behind = has_more, cursor is not None
    else:
        page.reverse()
        ahead, behind = True, has_more
    first, last = min(position + 1, FURTHEST), max(position - 1, 0)
    if page:
        first, last = page[0].pk, page[-1].pk
    return Page(
        page,
        link(Cursor(is_forward=True, position=last)) if ahead else None,
        link(Cursor(is_forward=False, position=first)) if behind else None,
    )


def on_from(cursor: Cursor, queryset: QuerySet, number: str) -> QuerySet:
    """Return what comes on from a cursor, the nearest first.

    `number` names the column of the number by which the list is ordered.
    """
    side, sign = ("gt", "") if cursor.is_forward else ("lt", "-")
    window = queryset.filter(**{f"{number}__{side}": cursor.position})
    return window.order_by(f"{sign}{number}")


def linked(address: str, cursor: Cursor) -> str:
    """Return the address with another cursor."""
    return replace_query_param(address, "cursor", str(cursor))


class StableCursorPagination(BasePagination):
    """`{"next", "previous", "results"}` with a `Link` header, `count` on request."""

    parameters = ("cursor", "page_size", "count")
    # What a cursor is: `parse` reads one, None for what is none
    cursor: Any = Cursor
    count: int | None = None

    def paginate_queryset(
        self, queryset: QuerySet, request: Request, view: Any = None
    ) -> list[Any]:
        _cursor, _size, counts = self.read(request)
        self.count = queryset.count() if counts else None

        def rows(cursor: Cursor, most: int) -> list[Any]:
            return list(on_from(cursor, queryset, "pk")[:most])

        return self.page(request, rows)

    def page(
        self, request: Request, rows: Callable[[Cursor, int], list[Any]]
    ) -> list[Any]:
        """Return the page that is asked for, of rows that `page_at` takes them from."""
        address = f"{settings.SITE_URL}{request.get_full_path()}"
        cursor, size, _counts = self.read(request)
        link = partial(linked, address)
        self.shown = page_at(cursor, size, rows, link)
        return self.shown.rows

    def read(self, request: Request) -> tuple[Any, int, bool]:
        """Return cursor, page size and whether to count; 400 names what is wrong."""
        asked = request.query_params
        written = asked.get("cursor")
        size = asked.get("page_size", str(DEFAULT_SIZE))
        count = asked.get("count", "false")
        cursor = self.cursor.parse(written) if written is not None else None
        faults = []
        if written is not None and cursor is None:
            faults.append(
                Fault("cursor", _("Not a cursor that this API has given out."))
            )
        if not re.fullmatch("[0-9]{1,3}", size) or not 1 <= int(size) <= LARGEST_SIZE:
            limits = {"largest": LARGEST_SIZE}
            faults.append(
                Fault("page_size", _("A number from 1 to %(largest)s.") % limits)
            )
        if count not in ("true", "false"):
            faults.append(Fault("count", _("Not an option."), ["true", "false"]))
        if faults:
            raise InvalidParameters(faults)
        return cursor, int(size), count == "true"

    def get_paginated_response(self, data: Any) -> Response:
        body = self.shown.body(data)
        if self.count is not None:
            body = {"count": self.count, **body}
        link = self.shown.link
        return Response(body, headers={"Link": link} if link else None)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "count": {
                    "type": "integer",
                    "description": "Only with `count=true`.",
                },
                "next": address,
                "previous": address,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        # No defaults: generated clients would send them, also in formats in which the
        # parameter means nothing.
        described = {
            "cursor": (
                "Where the page begins; follow `next`, whose form may change.",
                {"type": "string", "pattern": f"^{CURSOR}$"},
            ),
            "page_size": (
                f"Items on a page; {DEFAULT_SIZE} without it.",
                size_schema(),
            ),
            "count": ("Count the whole list; in JSON alone.", {"type": "boolean"}),
        }
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "description": description,
                "schema": schema,
            }
            for name, (description, schema) in described.items()
        ]

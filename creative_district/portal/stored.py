"""Answers that are not made anew: the teller keeps each item as it is answered.

Only for the public, whole, as JSON: what a mirror or a page asks for. And only while
nothing waits to be told: what is stored is then what would be made.
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from typing import Any

import orjson
from django.conf import settings
from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from creative_district.kernel.api.exports import ExportView, walk
from creative_district.kernel.api.formats import NDJSONRenderer
from creative_district.kernel.api.pagination import Cursor, on_from
from creative_district.kernel.api.reader import ALL
from creative_district.kernel.api.renderers import JSONRenderer
from creative_district.kernel.api.views import RecordViewSet
from creative_district.kernel.record import Record
from creative_district.portal.front.moments import present
from creative_district.portal.listed import NAMED, Listed, Row, rows_of, written
from creative_district.portal.models import StoredAnswer

# The formats that take an item as it is written in JSON
FORMATS = {JSONRenderer, NDJSONRenderer}


class Stored(RecordViewSet):
    """A view that answers with what is stored where that says the same.

    To be mixed with the view of a resource, which makes all other answers, and whose
    words describe both in the OpenAPI document.
    """

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        if not self.is_stored(request):
            return super().list(request, *args, **kwargs)
        pages: Any = self.paginator
        cursor, size, counts = pages.read(request)
        if counts or self.is_filtered(request):
            # Where all are counted, the page is not all that is asked for.
            found = self.found(request, None if counts else cursor)
            pages.count = found.count() if counts else None
            listed = None
            page = pages.page(request, rows_in(found))
        else:
            path = f"{settings.SITE_URL}{request.path}"
            listed = Listed(self.kind, self.language, path, size)
            page = pages.page(request, listed.rows)
        answer: Any = self.get_paginated_response([written(row) for row in page])
        is_json = isinstance(request.accepted_renderer, JSONRenderer)
        if listed and is_json and not self.deprecated:
            # For the front, which makes further pages of the same list; what is on its
            # way out is told in links of its own.
            answer.listed = listed
        return answer

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if self.is_stored(request):
            key = self.kwargs[self.lookup_url_kwarg]
            for row in rows_of(self.kind, self.language, NAMED, key):
                return Response(written(row))
        return super().retrieve(request, *args, **kwargs)

    def found(
        self, request: Request, cursor: Cursor | None = None
    ) -> QuerySet[StoredAnswer]:
        """Return what is stored of what the filters keep, on from a cursor.

        Raises `InvalidParameters` where filters are wrong.
        """
        if not self.is_filtered(request):
            return self.stored().filter(is_listed=True)
        asked: QuerySet = self.filter_queryset(self.model.objects.all())
        if cursor:
            # The database does not conclude it from the page: it would begin at the
            # first record.
            side = "gt" if cursor.is_forward else "lt"
            asked = asked.filter(**{f"pk__{side}": cursor.position})
        return self.stored().filter(record__in=asked.order_by().values("pk"))

    def is_filtered(self, request: Request) -> bool:
        """Whether something else is asked for than the list by itself."""
        filters = self.filterset_class.base_filters
        return not request.query_params.keys().isdisjoint(filters)

    @property
    def kind(self) -> str:
        """The kind of record, as what is stored names it."""
        return self.model._meta.model_name or ""

    @property
    def language(self) -> str:
        """The language of what is stored for the reader."""
        return self.reader.language or ALL

    def stored(self) -> QuerySet[StoredAnswer]:
        """Return all that is stored of this resource for the reader."""
        return stored_of(self.model, self.reader.language)

    def is_stored(self, request: Request) -> bool:
        """Whether what is stored is what would be answered."""
        is_whole = not (self.fields or self.expanded)
        is_json = type(request.accepted_renderer) in FORMATS
        return request.auth is None and is_whole and is_json and has_stored()


def has_stored() -> bool:
    """Whether what is stored is what would be made."""
    moment = present.now()
    return moment is not None and moment.has_stored


def stored_of(model: type[Record], language: str | None) -> QuerySet[StoredAnswer]:
    """Return what is stored of a kind of record in a language; None: in all at once."""
    kind = model._meta.model_name or ""
    return StoredAnswer.objects.filter(kind=kind, language=language or ALL)


def rows_in(
    found: QuerySet[StoredAnswer],
) -> Callable[[Cursor, int], list[Row]]:
    """Return rows of what was found, as `page_at` takes them."""

    def rows(cursor: Cursor, most: int) -> list[Row]:
        page = on_from(cursor, found, "record")[:most]
        return list(map(Row._make, page.values_list("record", "content")))

    return rows


def items_of(rows: QuerySet[StoredAnswer]) -> Iterator[orjson.Fragment]:
    """Yield stored answers by number; the first of them have been read already."""
    chunks = walk(rows, "record")
    first = next(chunks, [])
    return map(written, chain(first, chain.from_iterable(chunks)))


class StoredExport(ExportView):
    """A whole collection, of what is stored where that says the same.

    To be mixed with a view that is `Stored`.
    """

    def items_asked(self, request: Request) -> Callable[[], Iterator[Any]]:
        """Return what yields the items; it raises itself where filters are wrong."""
        view: Any = self
        found, made_anew = view.found(request), super().items_asked

        def items() -> Iterator[Any]:
            if not view.is_stored(request):
                return made_anew(request)()
            return items_of(found)

        return items


@cache
def stored(view: type[RecordViewSet]) -> type[RecordViewSet]:
    """Return a view that answers as another does, with what is stored if it can."""
    return type(view.__name__, (Stored, view), {"__doc__": view.__doc__})

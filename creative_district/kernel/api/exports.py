"""Whole collections in one answer, in memory that does not grow with them.

Records are read by permanent order, some at a time. Between two readings nothing is
held open in the database, however slowly the file is fetched; as in pages, what exists
during the whole walk comes exactly once.
"""

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from itertools import chain
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import (
    FileResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils import translation
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from creative_district.kernel.api.formats import (
    CSVRenderer,
    ListRenderer,
    NDJSONRenderer,
    XLSXRenderer,
)
from creative_district.kernel.api.views import RecordViewSet
from creative_district.kernel.exchange.writing import NotWrittenError, xlsx_file
from creative_district.kernel.record import Record

# Records that are read at a time; bytes that are sent at once.
CHUNK = 500
PIECE = 64 * 1024

R = TypeVar("R")


class NotWritten(APIException):
    """The format cannot hold what was asked for; the detail says why."""

    status_code = HTTPStatus.NOT_ACCEPTABLE


def walk(records: QuerySet) -> Iterator[list[Record]]:
    """Yield all records, `CHUNK` at a time; each chunk costs what a page costs."""
    ordered = records.order_by("pk")
    found = list(ordered[:CHUNK])
    while found:
        yield found
        if len(found) < CHUNK:
            return
        found = list(ordered.filter(pk__gt=found[-1].pk)[:CHUNK])


def made(records: QuerySet, make: Callable[[Any], R], language: str) -> Iterator[R]:
    """Yield what is made of all records; the first of them have been read already.

    The language is active only while something is made, whoever takes it.
    """

    def in_chunks() -> Iterator[list[R]]:
        for found in walk(records):
            with translation.override(language):
                chunk = [make(record) for record in found]
            yield chunk

    chunks = in_chunks()
    return chain.from_iterable(chain([next(chunks, [])], chunks))


def gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces of a file that are worth sending."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def file_of(
    request: Request, name: str, content: Callable[[], Any], *, is_kept: bool = True
) -> HttpResponseBase:
    """Return a file in the format that was asked for; HEAD makes no content.

    `content` gives pieces or an open file. `is_kept`: it is to be saved, not shown.
    """
    chosen: Any = request.accepted_renderer
    charset = f"; charset={chosen.charset}" if chosen.charset else ""
    kind = f"{chosen.media_type}{charset}"
    place = "attachment" if is_kept else "inline"
    name = f"{name}.{chosen.format}"
    headers = {"Content-Disposition": f'{place}; filename="{name}"'}
    if request.method == "HEAD":
        # Streamed as well: the length is not known, and is not 0.
        return StreamingHttpResponse(content_type=kind, headers=headers)
    found = content()
    if hasattr(found, "read"):
        return FileResponse(found, content_type=kind, headers=headers)
    return StreamingHttpResponse(gathered(found), content_type=kind, headers=headers)


class ExportView(RecordViewSet):
    """A whole collection: what the list tells on all its pages, as a file.

    To be mixed with the view of the list. `file_name` is the name of the collection.
    """

    file_name = ""
    is_validated = False
    pagination_class = None
    paging = ()
    renderer_classes = [NDJSONRenderer, CSVRenderer, XLSXRenderer]
    list_renderers = ()

    def own_headers(self) -> tuple[str, ...]:
        return ("Content-Disposition",)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Return the file; nothing of it has been sent when this raises."""
        asked = self.filter_queryset(self.get_queryset())

        def content() -> Any:
            make = self.get_serializer().to_representation
            items = made(asked, make, translation.get_language())
            chosen = request.accepted_renderer
            if isinstance(chosen, ListRenderer):
                return chosen.pieces(self, items)
            return self.workbook(items)

        return file_of(request, self.file_name, content)

    def workbook(self, items: Iterable[Any]) -> Any:
        """Return the items as an XLSX file on disk."""
        table = self.table()
        try:
            return xlsx_file(table.columns, (table.row(item) for item in items))
        except NotWrittenError as error:
            raise NotWritten(str(error)) from error


def export_of(view: Any, name: str) -> Any:
    """Return the view that exports what another one lists."""
    kind: Any = type(
        f"{view.__name__}Export",
        (ExportView, view),
        {"file_name": name, "__doc__": view.__doc__},
    )
    return kind.as_view({"get": "list"})

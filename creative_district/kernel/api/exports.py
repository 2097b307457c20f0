"""Whole collections in one answer, in memory that does not grow with them.

Records are read by permanent order, some at a time. Between two readings nothing is
held open in the database, however slowly the file is fetched; as in pages, what exists
during the whole walk comes exactly once.
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from itertools import chain
from typing import Any, TypeVar, cast

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from rest_framework.request import Request

from creative_district.kernel.api.formats import (
    CSVRenderer,
    ListRenderer,
    NDJSONRenderer,
    XLSXRenderer,
)
from creative_district.kernel.api.views import RecordViewSet

# Records that are read at a time: with all that belongs to them, 500 would take 20 MB
# that the process keeps. And bytes that are sent at once.
CHUNK = 100
PIECE = 64 * 1024

R = TypeVar("R")


def walk(rows: QuerySet, number: str = "pk") -> Iterator[list[Any]]:
    """Yield all rows by number, `CHUNK` at a time; each costs what a page costs."""
    ordered = rows.order_by(number)
    found = list(ordered[:CHUNK])
    while found:
        yield found
        if len(found) < CHUNK:
            return
        last = getattr(found[-1], number)
        found = list(ordered.filter(**{f"{number}__gt": last})[:CHUNK])


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


def tag_of(request: Request) -> str:
    """Return the validator of a file that has not been made yet; "" for none.

    It is another one with another edition of the public data, and for every other
    question: address, language, format. A workbook is no two times the same bytes.
    """
    edition = getattr(request._request, "edition", str)()
    if request.auth is not None or not edition:
        return ""
    chosen: Any = request.accepted_renderer
    asked = request.get_full_path(), translation.get_language(), chosen.media_type
    mark = blake2b("\n".join((edition, *map(str, asked))).encode(), digest_size=16)
    return f'{"" if chosen.is_exact else "W/"}"{mark.hexdigest()}"'


def file_of(
    request: Request,
    name: str,
    content: Callable[[], Iterable[bytes]],
    *,
    is_kept: bool = True,
) -> HttpResponseBase:
    """Return a file in the format that was asked for; HEAD makes no content.

    `content` gives the pieces. `is_kept`: it is to be saved, not shown. Nothing is made
    for who holds the file of this edition of the data (RFC 9110, 13).
    """
    chosen: Any = request.accepted_renderer
    charset = f"; charset={chosen.charset}" if chosen.charset else ""
    kind = f"{chosen.media_type}{charset}"
    place = "attachment" if is_kept else "inline"
    name = f"{name}.{chosen.format}"
    headers = {"Content-Disposition": f'{place}; filename="{name}"'}
    if tag := tag_of(request):
        validators = {"ETag": tag, "Cache-Control": "no-cache"}
        shell = HttpResponse(headers=validators)
        held: Any = get_conditional_response(request._request, tag, response=shell)
        if held is not shell:
            told: HttpResponseBase = held
            return told
        headers |= validators
    if request.method == "HEAD":
        # Streamed as well: the length is not known, and is not 0.
        return StreamingHttpResponse(content_type=kind, headers=headers)
    pieces = gathered(content())
    return StreamingHttpResponse(pieces, content_type=kind, headers=headers)


class ExportView(RecordViewSet):
    """A whole collection: what the list tells on all its pages, as a file.

    To be mixed with the view of the list. `file_name` is the name of the collection.
    """

    file_name = ""
    pagination_class = None
    paging = ()
    renderer_classes = [NDJSONRenderer, CSVRenderer, XLSXRenderer]
    list_renderers = ()

    def own_headers(self) -> tuple[str, ...]:
        return ("Content-Disposition",)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Return the file; nothing of it has been sent when this raises."""
        items_of = self.items_asked(request)

        def content() -> Iterable[bytes]:
            chosen = cast("ListRenderer", request.accepted_renderer)
            return chosen.pieces(self, items_of())

        return file_of(request, self.file_name, content)

    def items_asked(self, request: Request) -> Callable[[], Iterator[Any]]:
        """Return what yields the items; it raises itself where filters are wrong."""
        asked = self.filter_queryset(self.get_queryset())

        def items() -> Iterator[Any]:
            make = self.get_serializer().to_representation
            return made(asked, make, translation.get_language())

        return items


def export_of(view: Any, name: str, kind_of: type[ExportView] = ExportView) -> Any:
    """Return the view that exports what another one lists, in a kind of export."""
    kind: Any = type(
        f"{view.__name__}Export",
        (kind_of, view),
        {"file_name": name, "__doc__": view.__doc__},
    )
    return kind.as_view({"get": "list"})

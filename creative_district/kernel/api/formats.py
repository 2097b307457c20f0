"""Lists in other formats than JSON.

A format names, as `unfit`, the parameters that mean nothing in it.
"""

from collections.abc import Iterable
from http import HTTPStatus
from itertools import chain, islice
from typing import Any

from django.utils import translation
from rest_framework.exceptions import APIException
from rest_framework.renderers import BaseRenderer

from creative_district.kernel.api.renderers import to_json
from creative_district.kernel.exchange.writing import csv_pieces
from creative_district.kernel.exchange.xlsx import NotWrittenError, xlsx_pieces

# Pieces of a workbook that are made before it is sent, of fifty rows each
BEGUN = 10


class ListRenderer(BaseRenderer):
    """What writes the items of a page, without what is around them."""

    # The same items make the same bytes.
    is_exact = True
    unfit: tuple[str, ...] = ()

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Any = None,
    ) -> bytes:
        view = renderer_context["view"]
        # The view has returned: what it activated is over.
        with translation.override(view.reader.language):
            return b"".join(self.pieces(view, iter(data["results"])))

    def pieces(self, view: Any, items: Iterable[Any]) -> Iterable[bytes]:
        """Return the file of items; a view of records knows columns and wishes."""
        raise NotImplementedError


class NDJSONRenderer(ListRenderer):
    """JSON, one item a line."""

    media_type = "application/x-ndjson"
    format = "ndjson"
    charset = None
    unfit = ("bom", "count")

    def pieces(self, view: Any, items: Iterable[Any]) -> Iterable[bytes]:
        return (to_json(item) + b"\n" for item in items)


class CSVRenderer(ListRenderer):
    """CSV (RFC 4180) in UTF-8, with commas, that no spreadsheet takes for formulas."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"
    unfit = ("count",)

    def pieces(self, view: Any, items: Iterable[Any]) -> Iterable[bytes]:
        table = view.table()
        rows = (table.row(item) for item in items)
        has_mark = view.request.query_params.get("bom") == "true"
        lines = csv_pieces(table.columns, rows, comma=False, mark=has_mark)
        return (line.encode() for line in lines)


class NotWritten(APIException):
    """The format cannot hold what was asked for; the detail says why."""

    status_code = HTTPStatus.NOT_ACCEPTABLE


class XLSXRenderer(ListRenderer):
    """A workbook, which only exports write."""

    is_exact = False
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"
    charset = None
    render_style = "binary"
    unfit = ("bom",)

    def pieces(self, view: Any, items: Iterable[Any]) -> Iterable[bytes]:
        table = view.table()
        rows = (table.row(item) for item in items)
        pieces = xlsx_pieces(table.columns, rows)
        try:
            # What fails before anything is sent, fails as a problem.
            begun = list(islice(pieces, BEGUN))
        except NotWrittenError as error:
            raise NotWritten(str(error)) from error
        return chain(begun, pieces)

"""Rows as a CSV file, line by line."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.utils import formats

from creative_district.kernel.exchange.table import Cell, neutral

MARK = "\ufeff"


def csv_file(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Return the pieces of a CSV file as spreadsheets in the active language write it.

    Where a comma is the decimal sign, semicolons part the cells.
    """
    comma = formats.get_format("DECIMAL_SEPARATOR") == ","
    return csv_pieces(headers, rows, comma=comma)


def csv_pieces(
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    comma: bool,
    mark: bool = True,
) -> Iterator[str]:
    """Yield a CSV file; all cells are quoted.

    `comma` is the decimal sign; a `mark` tells spreadsheets that the file is UTF-8.
    """
    line = io.StringIO(newline="")
    writer = csv.writer(line, delimiter=";" if comma else ",", quoting=csv.QUOTE_ALL)
    if mark:
        yield MARK
    writer.writerow(headers)
    for row in rows:
        writer.writerow([typed(cell, comma=comma) for cell in row])
        if line.tell() > io.DEFAULT_BUFFER_SIZE:
            yield line.getvalue()
            line.seek(0)
            line.truncate()
    yield line.getvalue()


def typed(cell: Cell, *, comma: bool) -> str:
    """Return a cell as one would type it."""
    match cell:
        case None:
            return ""
        case str():
            return neutral(cell)
        case _:
            return str(cell).replace(".", ",") if comma else str(cell)

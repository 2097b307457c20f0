"""Rows as a file: CSV line by line, XLSX by way of a file on disk."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils import formats
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from creative_district.kernel.exchange.table import neutral

# Columns of numbers are numbers; all else is text, None an empty cell.
Cell = str | int | float | Decimal | None
# As much as a cell of a spreadsheet holds; openpyxl would cut the rest off.
LONGEST_CELL = 32_767
MARK = "\ufeff"
DIGITS = 15


class NotWrittenError(ValueError):
    """Rows that a format cannot hold; the message is for the person who exports."""


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


def xlsx_file(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """Return an XLSX file whose texts stay texts when somebody edits them.

    Raises `NotWrittenError` where a text does not fit into a cell.
    """
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet()
    sheet.freeze_panes = "B2"
    for number in range(1, len(headers) + 1):
        sheet.column_dimensions[get_column_letter(number)].number_format = "@"
    heading, text = WriteOnlyCell(sheet), WriteOnlyCell(sheet)
    heading.font, text.number_format = Font(bold=True), "@"
    # Generators: each cell is written before it gets its next value.
    sheet.append(filled(heading, header) for header in headers)
    for row in rows:
        sheet.append(
            filled(text, cell) if isinstance(cell, str) else number_of(cell)
            for cell in row
        )
    file = TemporaryFile()  # noqa: SIM115  # whoever sends it closes it
    book.save(file)
    file.seek(0)
    return file


def filled(cell: Any, text: str) -> Any:
    """Return the cell with a text in it, which no spreadsheet runs."""
    written = neutral(text)
    if len(written) > LONGEST_CELL:
        said = _(
            "A text is longer than a cell of a spreadsheet (%(limit)s characters). "
            "Take CSV: “%(start)s…”"
        )
        raise NotWrittenError(said % {"limit": LONGEST_CELL, "start": text[:60]})
    if ILLEGAL_CHARACTERS_RE.search(written):
        said = _("A text has a character that XLSX cannot hold. Take CSV: “%(start)s…”")
        raise NotWrittenError(said % {"start": text[:60]})
    cell.value = written
    return cell


def number_of(cell: int | float | Decimal | None) -> Any:
    """Return a number as far as a spreadsheet keeps all its digits, else its text."""
    if isinstance(cell, Decimal) and len(cell.as_tuple().digits) > DIGITS:
        return str(cell)
    return cell

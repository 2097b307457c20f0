"""An XLSX file that can be sent while it is made.

openpyxl makes the frame: a workbook of one sheet that has a heading and no rows. Into
it go the rows, each as the XML that it is, so that memory holds a few of them. Nothing
of the ZIP archive around them is ever written twice, so it needs no file on disk.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _

from creative_district.kernel.exchange.table import Cell, neutral

# As much as a cell of a spreadsheet holds.
LONGEST_CELL = 32_767
DIGITS = 15
# What no document in XML has (XML 1.0, 2.2), as far as it comes in texts
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
SHEET, END = "xl/worksheets/sheet1.xml", b"</sheetData>"
# Rows that are compressed at once
ROWS = 50


class NotWrittenError(ValueError):
    """Rows that a format cannot hold; the message is for the person who exports."""


class Frame(NamedTuple):
    """All of a workbook but its rows: files by name, columns, the style of texts."""

    parts: dict[str, bytes]
    letters: list[str]
    text_style: int


class Sink(io.RawIOBase):
    """Takes what an archive writes until somebody fetches it."""

    def __init__(self) -> None:
        self.held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.held.append(bytes(data))
        return len(data)

    def fetch(self) -> bytes:
        """Return what was written since it was last asked."""
        held, self.held = self.held, []
        return b"".join(held)


def xlsx_file(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """Return an XLSX file on disk; raise `NotWrittenError` where it cannot hold all."""
    with ExitStack() as stack:
        file = stack.enter_context(TemporaryFile())
        file.writelines(xlsx_pieces(headers, rows))
        file.seek(0)
        stack.pop_all()  # whoever sends it closes it
    return file


def xlsx_pieces(
    headers: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Iterator[bytes]:
    """Yield an XLSX file whose texts stay texts when somebody edits them.

    Each piece holds `ROWS` rows or less. Raises `NotWrittenError` where a text does not
    fit into a cell; what was yielded before is no whole file.
    """
    frame = frame_of(headers)
    written = rows_in(frame, rows)
    before, end, after = frame.parts[SHEET].partition(END)
    sink = Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for name, content in frame.parts.items():
            if name != SHEET:
                archive.writestr(name, content)
        with archive.open(SHEET, "w") as sheet:
            sheet.write(before)
            while some := b"".join(islice(written, ROWS)):
                sheet.write(some)
                yield sink.fetch()
            sheet.write(end + after)
    yield sink.fetch()


def rows_in(frame: Frame, rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield the XML of each row below the heading."""
    for number, row in enumerate(rows, start=2):
        cells = "".join(
            cell_in(f"{letter}{number}", cell, frame.text_style)
            for letter, cell in zip(frame.letters, row, strict=True)
            if cell is not None
        )
        yield f'<row r="{number}">{cells}</row>'.encode()


def frame_of(headers: Sequence[str]) -> Frame:
    """Return a workbook with a heading, which stays in sight, and columns of texts."""
    from openpyxl import Workbook  # noqa: PLC0415 - 5 MB that few processes need
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - 5 MB that few processes need
    from openpyxl.styles import Font  # noqa: PLC0415 - 5 MB that few processes need
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - 5 MB that few processes need

    letters = [get_column_letter(number) for number in range(1, len(headers) + 1)]
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet()
    sheet.freeze_panes = "B2"
    for letter in letters:
        sheet.column_dimensions[letter].number_format = "@"
    text = WriteOnlyCell(sheet)
    text.number_format = "@"
    heading = WriteOnlyCell(sheet)
    heading.font = Font(bold=True)
    # A generator: each cell is written before it gets its next value.
    sheet.append(headed(heading, header) for header in headers)
    file = io.BytesIO()
    book.save(file)
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return Frame(parts, letters, text.style_id)


def headed(cell: Any, header: str) -> Any:
    """Return the cell with the name of a column in it."""
    cell.value = fitting(header)
    return cell


def cell_in(place: str, cell: Cell, text_style: int) -> str:
    """Return the XML of a cell."""
    match cell:
        case str():
            words = escape(fitting(cell))
            return (
                f'<c r="{place}" s="{text_style}" t="inlineStr">'
                f'<is><t xml:space="preserve">{words}</t></is></c>'
            )
        case Decimal() if len(cell.as_tuple().digits) > DIGITS:
            # A spreadsheet would not keep all of them.
            return f'<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>'
        case _:
            return f'<c r="{place}"><v>{cell}</v></c>'


def fitting(text: str) -> str:
    """Return a text that a cell holds, and that no spreadsheet runs."""
    written = neutral(text)
    if len(written) > LONGEST_CELL:
        said = _(
            "A text is longer than a cell of a spreadsheet (%(limit)s characters). "
            "Take CSV: “%(start)s…”"
        )
        raise NotWrittenError(said % {"limit": LONGEST_CELL, "start": text[:60]})
    if ILLEGAL.search(written):
        said = _("A text has a character that XLSX cannot hold. Take CSV: “%(start)s…”")
        raise NotWrittenError(said % {"start": text[:60]})
    return written

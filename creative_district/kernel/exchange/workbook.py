"""The rows of an XLSX file, which is a ZIP of XML that anybody can have made.

Before openpyxl sees it, each part is read once by the bare parser, in constant memory:
what would inflate without end, declare entities, or build a tree too large for memory
is refused there.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.utils.translation import gettext as _

from creative_district.kernel.exchange.table import MOST_COLUMNS, FileRefusedError

MOST_PARTS = 500
MOST_BYTES = 40_000_000
MOST_ELEMENTS = 3_000_000
# A tag that is longer is read whole, with all its attributes.
LONGEST_TAG = 1_000_000
# What openpyxl holds one at a time, and how many of them at most. Of all else it
# builds the whole tree.
MOST_OF = {"row": 100_000, "si": 500_000}
MOST_WITHIN = 20 * MOST_COLUMNS
MOST_BESIDE = 100_000
LAST_ROW = 1_048_576
# A column of three letters is the 703rd at least.
FAR = re.compile(r"[A-Za-z]{3}")
BLOCK = 65_536


def lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the numbered rows of the first sheet; raise `FileRefusedError`."""
    from openpyxl import load_workbook  # noqa: PLC0415 - 5 MB that few processes need

    try:
        inspect(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        # What a sheet says of its own size is a claim.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=LAST_ROW, values_only=True)
        for number, row in enumerate(rows, start=1):
            yield number, [text_of(value) for value in row]
    except FileRefusedError:
        raise
    except Exception as error:
        # openpyxl lets through whatever a broken part makes Python raise.
        raise FileRefusedError(
            _("This XLSX file is damaged. Open it in a spreadsheet and save it again.")
        ) from error


def inspect(content: bytes) -> None:
    """Refuse a workbook that is not what a spreadsheet writes, or too large."""
    with ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        # Python reads no more of a part than the directory says, whatever it holds.
        if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_BYTES:
            raise too_much()
        if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
            raise too_much()
        for part in parts:
            with archive.open(part) as stream:
                Inspector().read(stream)


def too_much() -> FileRefusedError:
    """Return the refusal of a workbook that would grow beyond measure."""
    return FileRefusedError(
        _("This XLSX file holds far more than a table of records; it was not opened.")
    )


class Inspector:
    """Reads a part of the workbook without building anything of it.

    What is no XML is passed over: openpyxl, which has the same parser, can get no
    further in it.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.all = self.within = self.beside = 0
        self.is_inside = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refuse

    def read(self, stream: Any) -> None:
        """Read a part to its end, or raise `FileRefusedError`."""
        fed = 0
        while block := stream.read(BLOCK):
            try:
                self.parser.Parse(block)
            except expat.ExpatError:
                return
            fed += len(block)
            if fed - self.parser.CurrentByteIndex > LONGEST_TAG:
                raise too_much()

    def refuse(self, *_declared: Any) -> None:
        """No spreadsheet declares a document type; entities need one."""
        raise too_much()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        self.all += 1
        if tag in MOST_OF:
            self.is_inside, self.within = True, 0
            self.counts[tag] += 1
            if self.counts[tag] > MOST_OF[tag]:
                raise too_much()
        elif self.is_inside:
            self.within += 1
            if tag == "c" and FAR.match(attributes.get("r", "")):
                said = _("The file has more than %(limit)s columns.")
                raise FileRefusedError(said % {"limit": MOST_COLUMNS})
        else:
            self.beside += 1
        if (
            self.all > MOST_ELEMENTS
            or self.within > MOST_WITHIN
            or self.beside > MOST_BESIDE
        ):
            raise too_much()

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] in MOST_OF:
            self.is_inside = False


def text_of(value: Any) -> str:
    """Return a cell's value as it would be typed."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return (value.date() if value.time() == time() else value).isoformat()
        case date() | time():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case _:
            return str(value)

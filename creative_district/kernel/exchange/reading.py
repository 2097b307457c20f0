"""A file that somebody sent, read with suspicion: CSV or XLSX, whatever its name is."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from creative_district.kernel.exchange import workbook
from creative_district.kernel.exchange.table import (
    FileRefusedError,
    Limits,
    Table,
    table_of,
)

DELIMITERS = ";,\t"
# The beginnings of what people send by mistake, or not by mistake.
ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read(content: bytes, *, limits: Limits) -> Table:
    """Return the table that a file holds; raise `FileRefusedError` if it is none."""
    if len(content) > limits.bytes:
        raise too_large(limits)
    if content.startswith(ZIP):
        return table_of(workbook.lines(content), limits=limits)
    if content.startswith(OLD_OFFICE):
        raise FileRefusedError(
            _(
                "This is a file of an old Excel, or one with a password. Save it as "
                "XLSX without password."
            )
        )
    return table_of(csv_lines(text_of(content)), limits=limits)


def too_large(limits: Limits) -> FileRefusedError:
    """Return the refusal of a file that has too many bytes."""
    said = _("The file is larger than %(limit)s MB.")
    return FileRefusedError(said % {"limit": limits.bytes // 1_000_000})


def text_of(content: bytes) -> str:
    """Return the text of a CSV file, which is UTF-8 with or without its mark."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefusedError(
            _(
                "This is neither XLSX nor CSV in UTF-8. In a spreadsheet, save it as "
                "XLSX or as “CSV UTF-8”."
            )
        ) from error
    if "\x00" in text:
        raise FileRefusedError(_("This is neither XLSX nor CSV: it is no text."))
    return text


def csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the numbered lines of a CSV file, whichever delimiter it has."""
    stream = io.StringIO(text, newline="")
    reader = csv.reader(stream, delimiter=delimiter_of(text), strict=True)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as error:
        said = _("Line %(number)s of the file is no CSV: %(error)s.")
        raise FileRefusedError(
            said % {"number": reader.line_num, "error": error}
        ) from error


def delimiter_of(text: str) -> str:
    """Return what parts the names of the columns; French Excel writes semicolons."""
    first = text[:20_000].split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)

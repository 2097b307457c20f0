"""A table as a file holds it, and what of a file keeps it from being one."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

# Columns of numbers are numbers; all else is text, None an empty cell.
Cell = str | int | float | Decimal | None
MOST_COLUMNS = 200
# What spreadsheets take for the beginning of a formula; also in full width.
FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


class FileRefusedError(ValueError):
    """A file that cannot be taken; the message is for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and how many records it may make or change."""

    bytes: int
    rows: int
    changes: int


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row as texts; its number is that which a spreadsheet shows."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns and rows that are as wide."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]


def in_figures(number: int) -> str:
    """Return a number with the reader's separators."""
    return str(number_format(number, use_l10n=True, force_grouping=True))


def neutral(text: str) -> str:
    """Return a text that no spreadsheet runs; `plain` gives the text back."""
    return f"'{text}" if FORMULA.match(text) else text


def plain(cell: str) -> str:
    """Return the text of a cell, without what `neutral` put before it."""
    return cell[1:] if cell[:1] == "'" and FORMULA.match(cell) else cell


def table_of(lines: Iterable[tuple[int, list[str]]], *, limits: Limits) -> Table:
    """Return the table of numbered lines, the first of which names the columns.

    Empty lines are passed over. Raises `FileRefusedError`.
    """
    filled = ((number, cells) for number, cells in lines if any(cells))
    _number, first = next(filled, (0, []))
    headers = headers_of(first)
    rows: list[Row] = []
    for number, cells in filled:
        if len(rows) == limits.rows:
            said = _("The file has more than %(limit)s rows; take several files.")
            raise FileRefusedError(said % {"limit": in_figures(limits.rows)})
        rows.append(row_of(number, cells, len(headers)))
    if not rows:
        raise FileRefusedError(_("The file holds no rows below the names of columns."))
    return Table(headers, tuple(rows))


def headers_of(cells: list[str]) -> tuple[str, ...]:
    """Return the names of the columns; refuse names that are missing or twice there."""
    names = [name.strip() for name in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        said = _("The file has more than %(limit)s columns.")
        raise FileRefusedError(said % {"limit": MOST_COLUMNS})
    if not all(names):
        raise FileRefusedError(_("A column has no name in the first row."))
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        said = _("Columns that are there twice: %(names)s.")
        raise FileRefusedError(said % {"names": ", ".join(twice)})
    return tuple(names)


def row_of(number: int, cells: list[str], width: int) -> Row:
    """Return a row with as many cells as there are columns."""
    if any(cells[width:]):
        said = _("Row %(number)s has more cells than there are columns.")
        raise FileRefusedError(said % {"number": number})
    padded = [*cells[:width], *[""] * (width - len(cells))]
    return Row(number, tuple(plain(cell) for cell in padded))

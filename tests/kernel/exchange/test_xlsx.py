"""Workbooks that are sent while they are made."""

import io
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

import pytest
from openpyxl import load_workbook

from creative_district.kernel.exchange.table import Cell
from creative_district.kernel.exchange.xlsx import (
    ROWS,
    NotWrittenError,
    xlsx_file,
    xlsx_pieces,
)

HEADERS = ["text", "number"]


def test_every_cell_is_read_as_it_was_written() -> None:
    rows: list[list[Cell]] = [
        ["<é & “œ”>", 7],
        [" a\nb ", -12.5],
        ["=1+1", Decimal("4.0001")],
        ["'-x", Decimal(1234567890123456789)],
        [None, None],
        ["]]>", 0],
    ]

    with xlsx_file(HEADERS, rows) as file:
        sheet = load_workbook(file).active

    assert [[cell.value for cell in row] for row in sheet] == [
        ["text", "number"],
        ["<é & “œ”>", 7],
        [" a\nb ", -12.5],
        ["'=1+1", 4.0001],
        ["''-x", "1234567890123456789"],
        [None, None],
        ["]]>", 0],
    ]
    assert [cell.font.b for cell in sheet[1]] == [True, True]
    assert {cell.number_format for cell in sheet["A"][1:] if cell.value} == {"@"}
    assert sheet["A4"].data_type == "s"
    assert sheet.freeze_panes == "B2"


def test_a_file_without_rows_has_its_heading() -> None:
    with xlsx_file(HEADERS, []) as file:
        sheet = load_workbook(file).active

    assert [[cell.value for cell in row] for row in sheet] == [HEADERS]


def test_what_is_made_is_sent_before_the_next_row_is_made() -> None:
    made: list[int] = []

    def rows() -> Iterator[list[Cell]]:
        for number in range(10 * ROWS):
            made.append(number)
            yield [f"row {number}", number]

    pieces = xlsx_pieces(HEADERS, rows())
    first = next(pieces)

    assert len(made) == ROWS
    # The archive has begun, and all of it but the sheet is there.
    assert first[:4] == b"PK\3\4"
    assert b"xl/styles.xml" in first
    sheet = load_workbook(io.BytesIO(first + b"".join(pieces))).active
    assert sheet.max_row == 10 * ROWS + 1


@pytest.mark.parametrize("text", ["x" * 32_768, "a\x0bb"])
def test_what_no_cell_holds_breaks_the_file_off_and_is_never_cut(text: str) -> None:
    rows: list[list[Cell]] = [*([["fits", 1]] * ROWS), [text, 2]]
    pieces = xlsx_pieces(HEADERS, rows)

    assert len(list(islice(pieces, 1))) == 1
    with pytest.raises(NotWrittenError):
        next(pieces)

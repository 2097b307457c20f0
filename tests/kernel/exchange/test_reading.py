"""Files that people send: what is taken, and what is refused with a sentence."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import Workbook

from creative_district.environment import ROOT
from creative_district.kernel.exchange.reading import read
from creative_district.kernel.exchange.table import (
    FileRefusedError,
    Limits,
    Row,
    Table,
    neutral,
    plain,
)
from creative_district.kernel.exchange.writing import csv_file
from creative_district.kernel.exchange.xlsx import xlsx_file

LIMITS = Limits(bytes=5_000_000, rows=50, changes=50)
SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows or (["key", "name"], ["a", "b"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """Return a workbook with a part of it replaced."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return stream.getvalue()


def sheet(inside: str, before: str = "") -> bytes:
    """Return a workbook whose sheet holds this."""
    return with_part(
        SHEET,
        f"{before}<worksheet {MAIN}>{inside}</worksheet>".encode(),
    )


def texts(table: Table) -> list[tuple[str, ...]]:
    return [table.headers, *(row.cells for row in table.rows)]


def refusal(content: bytes) -> str:
    with override("en"), pytest.raises(FileRefusedError) as caught:
        read(content, limits=LIMITS)
    return str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        "key,name\r\na,É\r\n".encode(),
        "key,name\na,É".encode(),
        "\ufeffkey;name\r\na;É\r\n".encode(),
        "key\tname\na\tÉ\n".encode(),
        '"key";"name"\n"a";"É"\n'.encode(),
        "key,name,,\n\n,,,\na,É,,\n".encode(),
        workbook(["key", "name"], ["a", "É"]),
        workbook(["key ", " name", None], [], ["a", "É", None]),
    ],
    ids=["crlf", "lf", "excel", "tabs", "quoted", "blanks", "xlsx", "blanks-xlsx"],
)
def test_tables_are_read_whatever_wrote_them(content: bytes) -> None:
    assert texts(read(content, limits=LIMITS)) == [("key", "name"), ("a", "É")]


def test_rows_have_the_numbers_that_a_spreadsheet_shows() -> None:
    table = read(b"key\n\na\n\nb\n", limits=LIMITS)

    assert table.rows == (Row(3, ("a",)), Row(5, ("b",)))


def test_cells_of_a_workbook_are_read_as_they_would_be_typed() -> None:
    cells = [2014, 2014.0, 50.6333, True, datetime(2014, 6, 16), date(2014, 6, 16), -3]

    table = read(workbook(list("abcdefg"), cells), limits=LIMITS)

    assert table.rows[0].cells == (
        "2014", "2014", "50.6333", "true", "2014-06-16", "2014-06-16", "-3",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["=1", "'=1", "'quoted", "''@x", "-5", "a", "", "\tx"])
def test_a_neutralised_text_comes_back(text: str) -> None:
    assert plain(neutral(text)) == text
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def deep() -> bytes:
    return sheet("<sheetData>" + "<a>" * 200_000)


def attributes() -> bytes:
    many = " ".join(f'a{number}=""' for number in range(2_000_000))
    return sheet(f"<sheetData><row {many}/></sheetData>")


def lying() -> bytes:
    """Return a workbook whose directory says that a huge part is small."""
    whole = bytearray(with_part(SHEET, b" " * 30_000_000))
    size = (30_000_000).to_bytes(4, "little")
    return bytes(whole.replace(size, (1000).to_bytes(4, "little")))


def many_parts() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(2000):
            archive.writestr(f"{number}", b"")
    return stream.getvalue()


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
FAR_MORE = "This XLSX file holds far more than a table of records; it was not opened."
DAMAGED = "This XLSX file is damaged. Open it in a spreadsheet and save it again."
NEITHER = "This is neither XLSX nor CSV"

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "The file holds no rows below the names of columns."),
    "names only": (lambda: b"key,name\n", "The file holds no rows below the names"),
    "program": (lambda: b"MZ\x90\x00\x03" + bytes(1000), NEITHER),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), NEITHER),
    "old excel": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000),
        "This is a file of an old Excel, or one with a password.",
    ),
    "latin-1": (lambda: "key,name\na,É".encode("latin-1"), f"{NEITHER} in UTF-8."),
    "utf-16": (lambda: "key,name\na,É".encode("utf-16"), f"{NEITHER} in UTF-8."),
    "nul": (lambda: b"key,name\na,\x00", f"{NEITHER}: it is no text."),
    "large": (lambda: b"x" * 5_000_001, "The file is larger than 5 MB."),
    "long line": (lambda: b"key\n" + b"x" * 4_000_000, "Line 2 of the file is no CSV"),
    "open quote": (lambda: b'key\n"' + b"x\n" * 1000, "Line 1001 of the file is no C"),
    "rows": (lambda: b"key\n" + b"x\n" * 51, "The file has more than 50 rows"),
    "columns": (
        lambda: ",".join(f"c{n}" for n in range(201)).encode() + b"\na",
        "The file has more than 200 columns.",
    ),
    "same column": (lambda: b"key,a,a\nx,,", "Columns that are there twice: a."),
    "nameless": (lambda: b"key,,a\nx,y,z", "A column has no name in the first row."),
    "wide row": (lambda: b"key,a\nx,y,z", "Row 2 has more cells than there are c"),
    "cut zip": (lambda: workbook()[:-300], DAMAGED),
    "no workbook": (many_parts, FAR_MORE),
    "other zip": (lambda: with_part("[Content_Types].xml", b"<x/>"), DAMAGED),
    "bomb": (lambda: with_part(SHEET, b" " * 41_000_000), FAR_MORE),
    "bomb beside": (lambda: with_part("x.bin", b"\0" * 41_000_000), FAR_MORE),
    "lying directory": (lying, DAMAGED),
    "entities": (lambda: sheet("<sheetData/>&c;", ENTITIES), FAR_MORE),
    "other files": (lambda: sheet("<sheetData/>&a;", OUTSIDE), FAR_MORE),
    "entities beside": (
        lambda: with_part("xl/styles.xml", f"{ENTITIES}<x>&c;</x>".encode()),
        FAR_MORE,
    ),
    "claims": (
        lambda: sheet(
            '<dimension ref="A1:XFD1048576"/><sheetData><row r="1">'
            '<c r="A1" t="str"><v>key</v></c></row></sheetData>'
        ),
        "The file holds no rows below the names of columns.",
    ),
    "far row": (
        lambda: sheet(
            f'<sheetData><row r="{10**12}"><c><v>1</v></c></row></sheetData>'
        ),
        "The file holds no rows below the names of columns.",
    ),
    "far column": (
        lambda: sheet('<sheetData><row><c r="XFD1"><v>1</v></c></row></sheetData>'),
        "The file has more than 200 columns.",
    ),
    "wide sheet": (
        lambda: sheet("<sheetData><row>" + "<c/>" * 500_000 + "</row></sheetData>"),
        FAR_MORE,
    ),
    "long sheet": (
        lambda: sheet("<sheetData>" + "<row/>" * 500_000 + "</sheetData>"),
        FAR_MORE,
    ),
    "deep": (deep, FAR_MORE),
    "attributes": (attributes, FAR_MORE),
    "many texts": (
        lambda: with_part(
            "xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 2_000_000 + b"</sst>"
        ),
        FAR_MORE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(name: str) -> None:
    make, said = HOSTILE[name]

    assert refusal(make())[: len(said)] == said


CHILD = """
import resource, sys, time
import django
django.setup()
from creative_district.kernel.exchange.reading import read
from creative_district.kernel.exchange.table import FileRefusedError, Limits
content = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.process_time()
try:
    read(content, limits=Limits(bytes=5_000_000, rows=5000, changes=5000))
except FileRefusedError:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(used // 1024, time.process_time() - start)
"""
GREEDY = [
    "bomb", "lying directory", "claims", "far row", "wide sheet", "long sheet", "deep",
    "attributes", "many texts", "entities", "long line",
]  # fmt: skip


@pytest.mark.parametrize("name", GREEDY)
def test_a_hostile_file_takes_neither_memory_nor_time(name: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=HOSTILE[name][0](),
        capture_output=True,
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""},
        check=True,
        timeout=120,
    )

    megabytes, seconds = answer.stdout.split()
    assert int(megabytes) < 40
    assert float(seconds) < 5


def test_what_is_written_is_read_back() -> None:
    headers = ["key", "name", "number", "text"]
    rows = [["a", "=1", Decimal("-12.50"), "x\ny"], ["b", None, 3, '"; ,\t']]
    expected = [("a", "=1", "x\ny"), ("b", "", '"; ,\t')]

    for language in ("fr", "en"):
        with override(language):
            text = "".join(csv_file(headers, rows))
        file = read(text.encode(), limits=LIMITS)
        assert [
            (c[0], c[1], c[3]) for c in (row.cells for row in file.rows)
        ] == expected
    with xlsx_file(headers, rows) as stream:
        book = read(stream.read(), limits=LIMITS)
    assert [row.cells for row in book.rows] == [
        ("a", "=1", "-12.5", "x\ny"),
        ("b", "", "3", '"; ,\t'),
    ]


def test_french_spreadsheets_get_semicolons_and_decimal_commas() -> None:
    with override("fr"):
        french = "".join(csv_file(["key", "n"], [["a;=1", Decimal("-1.5")]]))
    with override("en"):
        english = "".join(csv_file(["key", "n"], [["a;=1", Decimal("-1.5")]]))

    assert french == '\ufeff"key";"n"\r\n"a;=1";"-1,5"\r\n'
    assert english == '\ufeff"key","n"\r\n"a;=1","-1.5"\r\n'

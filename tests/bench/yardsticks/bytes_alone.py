"""The yardstick: a WSGI callable that sends the same bytes, and does nothing else.

The folder of `BENCH_ANSWERS` holds an answer for each address, under its quoted name:
headers, an empty line, the body.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import unquote

Headers = list[tuple[str, str]]


def read(file: Path) -> tuple[Headers, bytes]:
    """Return the headers and the body of an answer."""
    head, _gap, body = file.read_bytes().partition(b"\r\n\r\n")
    lines = [line.partition(": ") for line in head.decode("latin-1").split("\r\n")]
    return [(name, value) for name, _colon, value in lines], body


ANSWERS = {
    unquote(file.name): read(file)
    for file in Path(os.environ["BENCH_ANSWERS"]).iterdir()
}


def application(
    environ: dict[str, str],
    start_response: Callable[[str, Headers], object],
) -> Iterable[bytes]:
    """Answer an address with its bytes."""
    headers, body = ANSWERS[environ["PATH_INFO"]]
    start_response("200 OK", headers)
    return [body]

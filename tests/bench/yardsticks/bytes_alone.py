"""The yardstick: a WSGI callable that sends the same bytes, and does nothing else.

The folder of `BENCH_BODIES` holds an answer for each address, under its quoted name.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import unquote

BODIES = {
    unquote(file.name): file.read_bytes()
    for file in Path(os.environ["BENCH_BODIES"]).iterdir()
}


def application(
    environ: dict[str, str],
    start_response: Callable[[str, list[tuple[str, str]]], object],
) -> Iterable[bytes]:
    """Answer an address with its bytes."""
    body = BODIES[environ["PATH_INFO"]]
    start_response(
        "200 OK",
        [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))],
    )
    return [body]

"""The portal as it is served: what Schemathesis makes of it, and what sockets send."""

import errno
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from creative_district.environment import ROOT
from tests.hostile.served import Served, beside, served

pytestmark = pytest.mark.slow

NAMED = os.environ.get("TEST_DATABASE_URL", "")
FUZZER = Path(sys.executable).with_name("st")
SEED = os.environ.get("FUZZ_SEED", "20140602")
EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "5")


@pytest.fixture(scope="module", params=["embedded", *(["named"] if NAMED else [])])
def portal(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A portal on SQLite, and one on the server that the tests are pointed at."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "embedded":
        with served(folder) as found:
            yield found
        return
    with beside(NAMED, "hostile") as url, served(folder, DATABASE_URL=url) as found:
        yield found


def fuzz(portal: Served, folder: Path, phases: str, *, is_partner: bool) -> None:
    """Let Schemathesis ask, with all its checks on; fail with what it finds."""
    environment = {
        "PATH": os.environ["PATH"],
        "SCHEMATHESIS_HOOKS": "tests.hostile.hooks",
        "FUZZED_PORTAL": portal.url,
    }
    shown = []
    if is_partner:
        environment["FUZZED_TOKEN"] = portal.token
        environment["FUZZED_MILESTONE"] = portal.milestone
        shown = ["--header", f"Authorization: Bearer {portal.token}"]
    done = subprocess.run(
        [
            *(FUZZER, "--config-file", ROOT / "tests/hostile/schemathesis.toml"),
            *("run", f"{portal.url}/api/v1/schema/?format=json", "--checks", "all"),
            *("--phases", phases, "--seed", SEED, "--max-examples", EXAMPLES),
            *("--generation-deterministic", "--report-dir", folder, *shown),
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    said = done.stdout + done.stderr
    assert "Tested: 42" in said, said
    assert done.returncode == 0, said


def test_schemathesis_finds_nothing_that_the_public_is_shown(
    portal: Served, tmp_path: Path
) -> None:
    fuzz(portal, tmp_path, "fuzzing,stateful", is_partner=False)


def test_schemathesis_finds_nothing_that_a_partner_is_shown(
    portal: Served, tmp_path: Path
) -> None:
    phases = "examples,coverage,fuzzing,stateful"

    fuzz(portal, tmp_path, phases, is_partner=True)


GONE = {errno.ECONNRESET, errno.EPIPE, errno.ENOTCONN}
GET = b"GET /api/v1/sources/?page_size=1 HTTP/1.1\r\nHost: localhost\r\n"
END = b"Connection: close\r\n\r\n"
POST = b"POST /api/v1/actions/ HTTP/1.1\r\nHost: localhost\r\n"
POST += b"Content-Type: application/json\r\n"
SMUGGLED = b"GET /admin/ HTTP/1.1\r\nHost: localhost\r\nX: "
LINE = b"GET %s HTTP/1.1\r\nHost: localhost\r\n" + END
# What is sent, and the statuses of which the answer has one; none: no answer at all.
RAW: dict[str, tuple[bytes, set[int]]] = {
    "right": (GET + END, {200}),
    "nothing": (b"\r\n\r\n", {400, 0}),
    "rubbish": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20, {400, 0}),
    "no version": (b"GET /api/v1/\r\n\r\n", {400}),
    "HTTP/0.9 line": (b"GET /\r\n", {400, 0}),
    "HTTP/1.0": (b"GET /api/v1/ HTTP/1.0\r\nHost: localhost\r\n\r\n", {200}),
    "HTTP/1.0 without host": (b"GET /api/v1/ HTTP/1.0\r\n\r\n", {200, 400}),
    "HTTP/1.1 without host": (b"GET /api/v1/ HTTP/1.1\r\n" + END, {200, 400}),
    "HTTP/2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 505, 0}),
    "HTTP/9.9": (b"GET / HTTP/9.9\r\n\r\n", {400, 505}),
    "two hosts": (GET + b"Host: evil.example\r\n" + END, {200, 400}),
    "foreign host": (b"GET /api/v1/ HTTP/1.1\r\nHost: evil.example\r\n" + END, {400}),
    "absolute form": (LINE % b"http://evil.example/api/v1/", {200, 400, 404}),
    "authority form": (
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n" + END,
        {400, 404, 405},
    ),
    "asterisk form": (
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n" + END,
        {200, 204, 400, 404},
    ),
    "no slash": (LINE % b"api/v1/", {400, 404}),
    "two slashes": (LINE % b"//evil.example/api/v1/", {301, 302, 400, 404}),
    "up": (LINE % b"/api/v1/../../etc/passwd", {400, 404}),
    "raw bytes": (LINE % b"/api/v1/\xed\xa0\x80\xff", {400, 404}),
    "NUL in the line": (LINE % b"/api/v1/\x00", {400, 404}),
    "NUL, escaped": (LINE % b"/api/v1/sources/?q=%00", {400}),
    "wrong escapes": (LINE % b"/api/v1/sources/?q=%zz%", {200, 400}),
    "fragment": (LINE % b"/api/v1/#x", {200, 400}),
    "long line": (LINE % (b"/api/v1/?q=" + b"x" * 100_000), {400, 414}),
    "lower case": (
        b"get /api/v1/ HTTP/1.1\r\nHost: localhost\r\n" + END,
        {200, 400, 405},
    ),
    "unknown method": (b"BREW /api/v1/ HTTP/1.1\r\nHost: localhost\r\n" + END, {405}),
    "method of signs": (b"G<T / HTTP/1.1\r\nHost: localhost\r\n" + END, {400}),
    "huge header": (GET + b"X: " + b"x" * 1_000_000 + b"\r\n" + END, {400, 431, 0}),
    "many headers": (GET + b"X: y\r\n" * 5000 + END, {400, 431, 0}),
    "header without colon": (GET + b"nonsense\r\n" + END, {400}),
    "blank before colon": (GET + b"X : y\r\n" + END, {400}),
    "folded header": (GET + b"X: a\r\n b\r\n" + END, {200, 400}),
    "NUL in a header": (GET + b"Content-Type: a/b; charset=\x00\r\n" + END, {400}),
    "CR in a header": (GET + b"X: a\rSet-Cookie: hostile=1\r\n" + END, {400}),
    "bytes in a header": (GET + b"Accept-Language: \xff\xfe\r\n" + END, {200, 400}),
    "bytes in a token": (GET + b"Authorization: Bearer \xff\x80\r\n" + END, {400, 401}),
    "underscore in a header": (
        GET + b"X_Forwarded_Host: evil.example\r\n" + END,
        {200, 400},
    ),
    "forwarded host": (GET + b"X-Forwarded-Host: evil.example\r\n" + END, {200}),
    "script name": (GET + b"Script-Name: /evil.example\r\n" + END, {200, 400}),
    "script name of gunicorn": (
        b"GET /evil.example/api/v1/sources/ HTTP/1.1\r\nHost: localhost\r\n"
        b"SCRIPT_NAME: /evil.example\r\n" + END,
        {404},
    ),
    "path of gunicorn": (GET + b"PATH_INFO: /evil.example\r\n" + END, {200}),
    "two lengths": (POST + b"Content-Length: 2\r\nContent-Length: 5\r\n\r\n{}", {400}),
    "negative length": (POST + b"Content-Length: -1\r\n\r\n{}", {400}),
    "length of no number": (POST + b"Content-Length: 0x10\r\n\r\n{}", {400}),
    "length and chunks": (
        POST
        + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        + SMUGGLED,
        {400},
    ),
    "chunks and length": (
        POST
        + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"
        + SMUGGLED,
        {400},
    ),
    "disguised chunks": (
        POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        {400, 501},
    ),
    "chunked twice": (
        POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        {400, 501},
    ),
    "chunks, then more": (
        POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        {400, 501},
    ),
    "tab before chunked": (
        POST + b"Transfer-Encoding:\tchunked\r\n" + END + b"0\r\n\r\n",
        {400, 401},
    ),
    "size of no chunk": (
        POST + b"Transfer-Encoding: chunked\r\n" + END + b"zz\r\n{}\r\n0\r\n\r\n",
        {400, 401},
    ),
    "huge chunk": (
        POST + b"Transfer-Encoding: chunked\r\n" + END + b"f" * 40 + b"\r\n{}",
        {400, 401},
    ),
    "negative chunk": (
        POST + b"Transfer-Encoding: chunked\r\n" + END + b"-1\r\n{}\r\n",
        {400, 401},
    ),
    "body of a GET": (GET + b"Content-Length: 2\r\n" + END + b"{}", {200}),
    "expect": (GET + b"Expect: 100-continue\r\n" + END, {100, 200}),
    "upgrade": (GET + b"Upgrade: websocket\r\n" + END, {200}),
}


def answered(port: int, sent: bytes) -> bytes:
    """Return all that comes back for some bytes; fail when nobody hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        received = b""
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                received += piece
        except OSError as error:  # what was sent is refused before all of it is read
            if error.errno not in GONE:
                raise
        return received


def test_no_bytes_break_or_deceive_the_server(portal: Served) -> None:
    told: dict[str, Any] = {}
    for name, (sent, _statuses) in RAW.items():
        received = answered(portal.port, sent)
        told[name] = [
            int(each) for each in re.findall(rb"HTTP/1.[01] (\d{3})", received)
        ]
        assert b"evil.example" not in received, name
        assert b"hostile=1" not in received, name
        assert b"Traceback" not in received, name

    wrong = {
        name: statuses
        for name, statuses in told.items()
        if (statuses or [0])[0] not in RAW[name][1]
    }
    assert wrong == {}
    # What was smuggled is no request of its own.
    assert [name for name, statuses in told.items() if len(statuses) > 2] == []
    assert answered(portal.port, GET + END).startswith(b"HTTP/1.1 200")
    assert "Internal Server Error" not in portal.log.read_text()

"""Calls to other sites reach the public internet and nothing else."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any

import pytest

from creative_district.kernel.outgoing import (
    Answer,
    Client,
    OutgoingError,
    RefusedError,
    UnknownHostError,
    is_private,
    is_public,
)

PUBLIC = "93.184.215.14"


class Site(BaseHTTPRequestHandler):
    """A small site; it notes who asked for what."""

    def do_GET(self) -> None:
        self.server.asked.append((self.command, self.headers["Host"], self.path))  # type: ignore[attr-defined]  # the fixture's
        name, _slash, target = self.path.removeprefix("/").partition("?to=")
        if name == "slow":
            self.server.over.wait(5)  # type: ignore[attr-defined]  # the fixture's
            return
        if name == "late":
            self.server.over.wait(0.3)  # type: ignore[attr-defined]  # the fixture's
            name = "302"
        self.send_response(int(name) if name.isdigit() else 200)
        if target:
            self.send_header("Location", target)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"0123456789" * 1000)

    do_HEAD = do_GET  # noqa: N815 - the library names it

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[Any]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.asked, server.over = [], threading.Event()  # type: ignore[attr-defined]  # for the test to see
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.over.set()  # type: ignore[attr-defined]  # for the test to see
        server.shutdown()
        thread.join()


@pytest.fixture
def caller(site: Any) -> Client:
    """One that may reach the site, whatever name is said to lead to it."""
    return Client(
        "portal",
        seconds=5,
        resolve=lambda _host, _port: ["127.0.0.1"],
        may_also_reach={
            ("127.0.0.1", site.server_port),
            ("site.example", site.server_port),
        },
    )


def at(site: Any, path: str) -> str:
    return f"http://site.example:{site.server_port}{path}"


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "0.0.0.1", "224.0.0.1", "239.1.2.3", "240.0.0.1",
        "255.255.255.255", "192.0.0.8", "192.88.99.1", "198.18.0.1", "203.0.113.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::7f00:1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2001:0:1::1", "2001:db8::1", "localhost", "",
    ],
)  # fmt: skip
def test_what_is_not_on_the_public_internet_is_known(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", [PUBLIC, "2606:4700::1111", "2a00:1450:4007::1"])
def test_public_addresses_are_known(number: str) -> None:
    assert is_public(number)


def test_an_address_is_called_by_its_name_at_the_number_that_was_checked(
    site: Any, caller: Client
) -> None:
    answer = caller.call(at(site, "/page"), method="HEAD")

    assert answer == Answer(200, b"", at(site, "/page"), at(site, "/page"))
    assert site.asked == [("HEAD", f"site.example:{site.server_port}", "/page")]


def test_no_more_is_read_than_was_asked_for(site: Any, caller: Client) -> None:
    assert caller.call(at(site, "/404"), most=4).body == b"0123"


def test_letters_beyond_ascii_are_sent_as_their_bytes(
    site: Any, caller: Client
) -> None:
    caller.call(at(site, "/été page\r\nX: y"))

    assert site.asked[0][2] == "/%C3%A9t%C3%A9%20pageX:%20y"


@pytest.mark.parametrize(
    ("numbers", "url"),
    [
        (["127.0.0.1"], "http://inside.example/"),
        ([PUBLIC, "10.0.0.1"], "http://inside.example/"),
        (["::ffff:10.0.0.1"], "https://inside.example/"),
        ([PUBLIC], "http://inside.example:8000/"),
        ([PUBLIC], "http://inside.example:65536/"),
        ([PUBLIC], "http://me:secret@inside.example/"),
        ([PUBLIC], "ftp://inside.example/"),
        ([PUBLIC], "file:///etc/passwd"),
        ([PUBLIC], "gopher://inside.example:80/"),
        ([PUBLIC], "http://"),
        ([PUBLIC], "http://[::1/"),
        ([PUBLIC], ""),
    ],
)
def test_what_may_not_be_called_is_refused_before_any_connection(
    numbers: list[str], url: str
) -> None:
    caller = Client("portal", resolve=lambda _host, _port: numbers)

    with pytest.raises(RefusedError):
        caller.call(url)


INSIDE = [
    ("10.0.0.1", True), ("172.16.0.1", True), ("192.168.1.1", True), ("fd00::1", True),
    ("127.0.0.1", False), ("169.254.169.254", False), ("100.64.0.1", False),
    ("::1", False), ("fe80::1", False), ("::ffff:10.0.0.1", False), ("", False),
]  # fmt: skip


@pytest.mark.parametrize(("number", "is_reached"), INSIDE)
def test_a_named_host_may_be_in_a_private_network_and_nowhere_else(
    number: str, is_reached: bool
) -> None:
    caller = Client(
        "portal",
        seconds=0.01,
        resolve=lambda _host, _port: [number],
        may_also_reach={("hooks.lan", 443)},
    )

    with pytest.raises(OutgoingError) as caught:
        caller.call("https://hooks.lan/")

    assert is_private(number) is is_reached
    assert isinstance(caught.value, RefusedError) is not is_reached


def test_an_address_is_checked_without_asking_a_name_server() -> None:
    caller = Client("portal", may_also_reach={("10.0.0.7", 8080)})

    for url in ("https://unknown.example/", "http://10.0.0.7:8080/"):
        caller.check(url)
    for url in ("https://10.0.0.7/", "https://[::1]/", "https://a.example:8080/", "x"):
        with pytest.raises(RefusedError):
            caller.check(url)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/"],
)
def test_other_ways_to_write_this_machine_are_refused(url: str) -> None:
    with pytest.raises(RefusedError):
        Client("portal").call(url)


def test_a_name_that_leads_nowhere_is_told_apart(caller: Client) -> None:
    nowhere = replace(caller, resolve=lambda _host, _port: [])

    with pytest.raises(UnknownHostError):
        nowhere.call("http://gone.example/")


def test_a_name_is_resolved_once_for_each_call(site: Any, caller: Client) -> None:
    numbers = iter([["127.0.0.1"], [PUBLIC]])
    turning = replace(caller, resolve=lambda _host, _port: next(numbers))

    assert turning.call(at(site, "/page")).status == 200


def test_redirects_are_followed_and_told(site: Any, caller: Client) -> None:
    answer = caller.call(at(site, "/301?to=/308?to=/302?to=/new"), method="HEAD")

    assert (answer.status, answer.url) == (200, at(site, "/new"))
    assert answer.moved_to == at(site, "/302?to=/new")


def test_a_redirect_to_the_inside_is_refused(site: Any, caller: Client) -> None:
    for target in (
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "http://localhost/",
    ):
        with pytest.raises(RefusedError):
            replace(caller, resolve=lambda host, _port: [host]).call(
                f"http://127.0.0.1:{site.server_port}/302?to={target}"
            )


def test_redirects_in_a_circle_end(site: Any, caller: Client) -> None:
    circle = "/302?to=" * 9 + "/new"

    with pytest.raises(OutgoingError, match="more than 5 redirects"):
        caller.call(at(site, circle))

    assert len(site.asked) == 6


def test_a_redirect_is_the_answer_where_none_is_followed(
    site: Any, caller: Client
) -> None:
    answer = caller.call(at(site, "/302?to=/new"), redirects=0)

    assert (answer.status, len(site.asked)) == (302, 1)


def test_a_site_that_does_not_answer_is_given_up(site: Any, caller: Client) -> None:
    with pytest.raises(OutgoingError, match="no answer"):
        replace(caller, seconds=0.2).call(at(site, "/slow"))


class Dripping(BaseRequestHandler):
    """Says one letter after the other, for as long as somebody listens."""

    def handle(self) -> None:
        server: Any = self.server
        with suppress(OSError):
            self.request.sendall(server.beginning)
            for _letter in range(100):
                server.over.wait(0.05)
                self.request.sendall(b"a")
            server.has_said_all = True


@pytest.mark.parametrize(
    ("scheme", "beginning"),
    [
        ("http", b"HTTP/1.1 2"),
        # A greeting of 16,384 bytes, as TLS announces it
        ("https", b"\x16\x03\x03\x40\x00"),
    ],
)
def test_a_site_that_answers_letter_by_letter_is_given_up(
    scheme: str, beginning: bytes
) -> None:
    with ThreadingTCPServer(("127.0.0.1", 0), Dripping) as server:
        told: Any = server
        told.beginning, told.over, told.has_said_all = (
            beginning,
            threading.Event(),
            False,
        )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        host = "127.0.0.1", port
        caller = Client(
            "portal",
            seconds=0.3,
            resolve=lambda _host, _port: ["127.0.0.1"],
            may_also_reach={host, ("site.example", port)},
        )

        with pytest.raises(OutgoingError, match="no answer"):
            caller.call(f"{scheme}://site.example:{port}/")

        assert not told.has_said_all
        told.over.set()
        server.shutdown()


def test_all_redirects_of_a_call_share_its_time(site: Any, caller: Client) -> None:
    late = "/late?to=" * 4 + "/new"

    with pytest.raises(OutgoingError, match="no answer"):
        replace(caller, seconds=0.5).call(at(site, late))

    assert len(site.asked) == 2


def test_a_site_without_a_certificate_is_not_talked_to(
    site: Any, caller: Client
) -> None:
    with pytest.raises(OutgoingError, match="no answer"):
        caller.call(at(site, "/page").replace("http:", "https:"))

    assert site.asked == []


def test_a_redirect_to_what_is_no_address_is_no_answer(
    site: Any, caller: Client
) -> None:
    with pytest.raises(OutgoingError, match="a redirect to what is no address"):
        caller.call(at(site, "/302?to=http://[bad"))

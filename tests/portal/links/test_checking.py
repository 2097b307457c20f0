"""The worker looks politely whether cited addresses are still there."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from creative_district.kernel.models import LinkCheck
from creative_district.kernel.outgoing import Client
from creative_district.portal.links.checking import check_links, take
from tests.factories import make_document, make_partner, make_source

NOON = datetime(2014, 6, 2, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


class Site(BaseHTTPRequestHandler):
    """Answers a path with the status that it names; `/head` knows no HEAD."""

    def do_GET(self) -> None:
        self.server.asked.append((self.command, self.path, dict(self.headers)))  # type: ignore[attr-defined]
        name = self.path.removeprefix("/")
        status = int(name) if name.isdigit() else 200
        if name == "head" and self.command == "HEAD":
            status = 405
        self.send_response(status)
        if status in {301, 302}:
            self.send_header("Location", "/new")
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815 - the library names it

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[Any]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.asked = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def at(site: Any, path: str, name: str = "a") -> str:
    return f"http://{name}.example:{site.server_port}/{path}"


def look(site: Any, *, now: datetime = NOON, most: int = 20, gone: bool = False) -> int:
    names = {(f"{letter}.example", site.server_port) for letter in "abcdef"}
    caller = Client(
        "portal",
        seconds=5,
        resolve=lambda _host, _port: [] if gone else ["127.0.0.1"],
        may_also_reach={("127.0.0.1", site.server_port), *names},
    )
    return check_links(client=caller, now=now, most=most, stop=lambda: False)


def verdicts() -> dict[str, str]:
    rows = LinkCheck.objects.exclude(verdict="waiting")
    return {row.url.rsplit("/")[-1]: row.verdict for row in rows}


@pytest.mark.parametrize(
    ("path", "verdict", "answer"),
    [
        ("page", "fine", "200"),
        ("head", "fine", "200"),
        ("302", "fine", "200"),
        ("301", "moved", "200"),
        ("404", "unreachable", "404"),
        ("410", "unreachable", "410"),
        ("403", "guarded", "403"),
        ("429", "guarded", "429"),
        ("503", "unreachable", "503"),
    ],
)
def test_each_answer_has_its_verdict(
    db: None, site: Any, path: str, verdict: str, answer: str
) -> None:
    make_source(url=at(site, path))

    look(site)

    row = LinkCheck.objects.get(url=at(site, path))
    moved_to = at(site, "new") if verdict == "moved" else ""
    since = NOON if verdict == "unreachable" else None
    assert (row.verdict, row.answer, row.moved_to) == (verdict, answer, moved_to)
    assert (row.checked_at, row.failing_since) == (NOON, since)


def test_sources_documents_and_partners_are_looked_at(db: None, site: Any) -> None:
    make_source(url=at(site, "source", "a"))
    make_document(url=at(site, "document", "b"))
    make_partner(website=at(site, "partner", "c"))

    look(site)

    assert verdicts() == {"source": "fine", "document": "fine", "partner": "fine"}


@pytest.mark.parametrize(("path", "gone"), [("404", False), ("page", True)])
def test_an_address_is_gone_once_it_fails_on_a_second_day(
    db: None, site: Any, path: str, gone: bool
) -> None:
    make_source(url=at(site, path))
    seen = []

    for now in (NOON, NOON + WEEK + timedelta(hours=1)):
        look(site, now=now, gone=gone)
        row = LinkCheck.objects.get(url=at(site, path))
        seen.append((row.verdict, row.failing_since))

    assert seen == [("unreachable", NOON), ("dead", NOON)]


def test_an_address_that_answers_again_is_fine(db: None, site: Any) -> None:
    make_source(url=at(site, "page"))
    look(site, gone=True)

    look(site, now=NOON + 2 * WEEK)

    row = LinkCheck.objects.get(url=at(site, "page"))
    assert (row.verdict, row.failing_since) == ("fine", None)


def test_one_address_of_a_host_at_each_run_and_each_once_a_week(
    db: None, site: Any
) -> None:
    for path in ("one", "two"):
        make_source(url=at(site, path, "a"))
    make_source(url=at(site, "three", "b"))
    soon = NOON + timedelta(minutes=10)

    counts = [look(site, now=now) for now in (NOON, soon, soon + timedelta(hours=1))]

    # The rival district's own addresses are none: it has no sources.
    assert counts == [2, 1, 0]
    assert sorted(path for _method, path, _headers in site.asked) == [
        "/one", "/three", "/two",
    ]  # fmt: skip


def test_no_more_are_looked_at_than_may_be(db: None, site: Any) -> None:
    for name in "abc":
        make_source(url=at(site, name, name))

    assert (look(site, most=2), look(site, most=2), look(site, most=2)) == (2, 1, 0)


def test_an_address_that_another_run_took_is_left_alone(db: None, site: Any) -> None:
    row = LinkCheck.objects.create(url=at(site, "page"))

    assert (take(row, NOON), take(row, NOON)) == (True, False)


def test_the_portal_says_who_asks_and_wants_little(db: None, site: Any) -> None:
    make_source(url=at(site, "404"))

    look(site)

    (head, _path, _headers), (get, _path, headers) = site.asked
    assert (head, get) == ("HEAD", "GET")
    assert (headers["User-Agent"], headers["Range"]) == ("portal", "bytes=0-1023")


def test_the_inside_is_never_called(db: None, site: Any) -> None:
    make_source(url=f"http://127.0.0.1:{site.server_port}/page")
    make_source(url="http://169.254.169.254/latest")

    check_links(client=Client("portal"), now=NOON, most=20, stop=lambda: False)

    assert site.asked == []
    assert set(LinkCheck.objects.values_list("verdict", "answer")) == {
        ("unreachable", "only the usual ports are called"),
        ("unreachable", "the address is not on the public internet"),
    }


def test_a_worker_that_is_told_to_stop_stops(db: None, site: Any) -> None:
    make_source(url=at(site, "page"))

    check_links(client=Client("portal"), now=NOON, most=20, stop=lambda: True)

    assert site.asked == []

"""PostgreSQL goes away under a running web server, and comes back."""

import signal
import urllib.error
import urllib.request
from collections.abc import Callable
from http import HTTPStatus

import pytest

from tests.faults.compose import command_of
from tests.faults.portal import Portal, manage
from tests.faults.servers import PostgreSQL, free_port
from tests.running import until

pytestmark = pytest.mark.slow


def asker(port: int) -> Callable[[str], tuple[int, str | None, str]]:
    """Return a function that tells status, `Retry-After` and kind of an answer."""

    def ask(path: str) -> tuple[int, str | None, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
                return answer.status, None, answer.headers.get_content_type()
        except urllib.error.HTTPError as error:
            with error:
                kind = error.headers.get_content_type()
                return error.code, error.headers["Retry-After"], kind
        except OSError:
            return 0, None, ""

    return ask


def test_while_it_is_away_visitors_are_told_to_come_back(
    portal: Portal, postgres: PostgreSQL
) -> None:
    port = free_port()
    ask = asker(port)
    portal.environment["PORT"] = str(port)
    manage(portal.environment, "collectstatic", "--noinput", "--verbosity=0")
    with portal.process(command_of("web")):
        until(lambda: ask("/en/")[0] == HTTPStatus.OK)
        postgres.stop(signal.SIGINT)
        try:
            # What is kept in front may be given for a second more.
            until(lambda: ask("/en/")[0] != HTTPStatus.OK)
            away = [ask(path) for path in ("/en/", "/en/", "/api/v1/actions/")]
            alive = ask("/health")[0]
        finally:
            postgres.start()
        back = [ask(path)[0] for path in ("/en/", "/api/v1/actions/")]

    page = (503, "60", "text/html")
    assert away == [page, page, (503, "60", "application/problem+json")]
    assert alive == HTTPStatus.OK
    assert back == [HTTPStatus.OK, HTTPStatus.OK]
    assert "Service Unavailable: /en/" in portal.logged

"""A front before the portal, and visitors who ask it."""

import io
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from wsgiref.headers import Headers
from wsgiref.util import FileWrapper

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from creative_district.portal.front.application import Front
from creative_district.portal.front.moments import Moments


class Answer(NamedTuple):
    """What a visitor gets."""

    status: int
    headers: Headers
    body: bytes


class Visitor:
    """Asks a WSGI application; counts how often Django was asked instead."""

    def __init__(self, *, megabytes: int = 1, fresh_for: float = 0) -> None:
        self.handler = WSGIHandler()
        self.made: list[str] = []
        self.front = Front(
            self.django, megabytes=megabytes, moments=Moments(fresh_for=fresh_for)
        )

    def django(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.made.append(environ["PATH_INFO"])
        return self.handler(environ, start_response)

    def ask(self, address: str, method: str = "GET", **headers: str) -> Answer:
        """Return the answer; headers as WSGI has them, without their HTTP_."""
        path, _mark, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.7",
            "HTTP_HOST": "localhost:8000",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.file_wrapper": FileWrapper,
            **{f"HTTP_{name}": value for name, value in headers.items()},
        }
        begun: list[Any] = []
        pieces = self.front(environ, lambda *each: begun.append(each))
        body = b"".join(pieces)
        if hasattr(pieces, "close"):
            pieces.close()
        status, told = begun[-1][:2]
        return Answer(int(status.split()[0]), Headers(list(told)), body)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Leave the test's connection open when a request ends, as Django's client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def visitor(district: Any) -> Visitor:
    """A visitor of the home district; every request looks whether anything changed."""
    return Visitor()


@pytest.fixture
def new_visitor(district: Any) -> Callable[..., Visitor]:
    """Make visitors of fronts of their own."""
    return Visitor

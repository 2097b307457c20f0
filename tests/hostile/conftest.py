"""A district with secrets in it, and who asks for them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from tests.hostile.canaries import leaks, plant, problem_of, text_of

NOON = datetime(2014, 6, 2, 10, tzinfo=UTC)
API = "/api/"
FOREIGN = "evil.example"

Ask = Callable[..., Any]


@pytest.fixture
def planted(district: Any, rival: Any) -> Iterator[Any]:
    """The public records, and the secrets beside them, on 2 June 2014."""
    with time_machine.travel(NOON, tick=False):
        yield plant(district, rival)


@pytest.fixture
def ask(planted: Any) -> Ask:
    """Send a request, and hold its answer to what is true of all; return it.

    No answer is a server error, tells a secret or how the portal is made, names a host
    that was sent, or has a header too many; an error of the API is a problem.
    """
    client = Client(raise_request_exception=False)

    def asked(path: str, method: str = "GET", body: Any = b"", **how: Any) -> Any:
        headers = {"accept-language": "en", **how.pop("headers", {})}
        kind = how.pop("content_type", "application/json")
        answer = client.generic(method, path, body, kind, headers=headers, **how)
        said = f"{method} {path[:300]} {str(headers)[:300]}: {answer.status_code}"
        assert answer.status_code < 500, said
        answer.told = text_of(answer)
        assert leaks(answer, planted.secrets) == [], said
        if path.startswith(API) and answer.status_code >= 400:
            assert problem_of(answer) is not None or method == "HEAD", said
        assert FOREIGN not in f"{answer.told}{dict(answer.headers)}", said
        assert not answer.cookies.get("hostile"), said
        client.cookies.clear()
        return answer

    return asked


@pytest.fixture(autouse=True)
def unlimited() -> None:
    """Make sure that nobody is told to wait; the tests of the limits set some."""
    assert settings.API_RATE_ANON == (0, 0)

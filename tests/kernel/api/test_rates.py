"""How often the API may be asked, and what it says of that."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache, caches
from django.test import Client

from creative_district.kernel import limit
from partners.tokens import new_token
from tests.factories import make_source, make_token

pytestmark = pytest.mark.django_db

START = datetime(2026, 6, 2, 12, 0, 10, tzinfo=UTC)
PROXY, CLIENT, OTHER = "10.0.0.1", "203.0.113.7", "203.0.113.8"
SOURCES = "/api/v1/sources/"
EVERY_ROUTE = [
    *("/api/v1/", SOURCES, "/api/v1/sources/one/", "/api/v1/sources/gone/"),
    *("/api/v1/schema/", "/api/v1/docs/", "/api/v1/nowhere/", "/api/v1/sources"),
    f"{SOURCES}?unknown=1",
]


@pytest.fixture(autouse=True)
def limited(settings):
    settings.API_RATE_ANON, settings.API_RATE_PARTNER = (3, 60), (5, 60)
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "127.0.0.1/32"]
    cache.clear()
    caches["own"].clear()
    limit.tallies.clear()
    make_source(key="one")
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def ask(address=SOURCES, token=None, method="get", **meta):
    client = Client(headers={"accept-language": "en"})
    if token:
        meta["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return getattr(client, method)(address, **{"REMOTE_ADDR": CLIENT, **meta})


def said(answer):
    return answer.headers["RateLimit-Policy"], answer.headers["RateLimit"]


def test_every_answer_says_what_is_left(limited):
    answers = [ask() for _time in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    policy = '"default";q=3;w=60'
    assert [said(answer) for answer in answers] == [
        (policy, f'"default";r={left};t=50') for left in (2, 1, 0, 0)
    ]
    limited.shift(50)
    assert said(ask()) == (policy, '"default";r=2;t=60')


def test_one_too_many_is_a_problem_that_says_when_to_come_back():
    for _time in range(3):
        ask()

    answer = ask()

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "50"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "Request was throttled. Expected available in 50 seconds.",
        "errors": [],
    }


def test_refusing_asks_the_database_nothing(django_assert_num_queries):
    for _time in range(3):
        ask()

    with django_assert_num_queries(0):
        assert ask().status_code == 429


@pytest.mark.parametrize("address", EVERY_ROUTE)
@pytest.mark.parametrize("method", ["get", "head", "options", "post", "delete"])
def test_every_route_counts_and_says_so(address, method):
    assert said(ask(address, method=method))[1] == '"default";r=2;t=50'
    assert said(ask(address, method=method))[1] == '"default";r=1;t=50'


def test_an_answer_that_is_held_says_so_too():
    held = ask()

    again = ask(HTTP_IF_NONE_MATCH=held.headers["ETag"])

    assert (again.status_code, said(again)[1]) == (304, '"default";r=1;t=50')


def test_a_token_has_a_limit_of_its_own():
    token, other = make_token().token, make_token().token

    mine = [ask(token=token).status_code for _time in range(6)]

    assert mine == [200] * 5 + [429]
    assert said(ask(token=other)) == ('"default";q=5;w=60', '"default";r=4;t=50')
    assert said(ask())[1] == '"default";r=2;t=50'


def test_wrong_tokens_count_by_address():
    statuses = [ask(token=new_token()).status_code for _time in range(4)]

    assert statuses == [401, 401, 401, 429]


def test_addresses_are_counted_apart_behind_a_proxy():
    for _time in range(4):
        last = ask(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=CLIENT)

    assert last.status_code == 429
    other = ask(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=OTHER)
    assert other.status_code == 200
    # Whose address is not told count together.
    assert said(ask(REMOTE_ADDR=PROXY))[1] == '"default";r=2;t=50'


def test_a_forged_address_escapes_no_limit():
    for number in range(4):
        last = ask(HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")

    assert last.status_code == 429


def test_zero_sets_no_limit(settings):
    settings.API_RATE_ANON = (0, 0)

    answers = [ask() for _time in range(5)]

    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit" not in answers[-1].headers

"""Further pages of a list are those that Django would answer, without it."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from creative_district.kernel import limit
from creative_district.kernel.api.deprecation import Deprecation
from creative_district.portal import listed
from creative_district.portal.changes import telling
from creative_district.portal.front.further import question_of
from creative_district.portal.resources import resources
from creative_district.portal.set_up import load_districts
from tests.factories import make_place
from tests.portal.front.conftest import Answer, Visitor
from tests.portal.front.test_front import NOON

pytestmark = pytest.mark.django_db

LIST = "/api/v1/places/"
SITE = "http://localhost:8000"


def neighbours(answer: Answer) -> Iterator[str]:
    """Yield the addresses that a page leads to."""
    for part in answer.headers.get("Link", "").split(", "):
        if part:
            yield part.partition(">")[0].removeprefix(f"<{SITE}")


def walk(visitor: Visitor, address: str) -> dict[str, Answer]:
    """Return all pages that an address leads to, there and back."""
    found: dict[str, Answer] = {}
    waiting = [address]
    while waiting:
        asked = waiting.pop()
        if asked not in found:
            found[asked] = visitor.ask(asked)
            waiting += neighbours(found[asked])
    return found


def as_told(answer: Answer) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return all of an answer but what is left of a limit."""
    headers = [each for each in answer.headers.items() if each[0] != "RateLimit"]
    return answer.status, sorted(headers), answer.body


@pytest.mark.parametrize("language", ["fr", "en", "all"])
def test_pages_are_those_that_django_answers(
    visitor: Visitor, new_visitor: Callable[..., Visitor], language: str
) -> None:
    with time_machine.travel(NOON):
        list(load_districts(now=NOON))
        telling.tell()
        pages = 0
        for name in resources():
            asked = f"/api/v1/{name}/?lang={language}&page_size=7"
            found = walk(visitor, asked)
            for address, answer in found.items():
                made = new_visitor().ask(address)
                assert as_told(answer) == as_told(made), address
            assert visitor.made == [f"/api/v1/{name}/"], name
            visitor.made.clear()
            pages += len(found)

    assert pages > 60


@pytest.fixture
def walked(visitor: Visitor) -> Visitor:
    """A visitor who has read the first page of three places."""
    for key in ("one", "two", "three"):
        make_place(key=key)
    telling.tell()
    visitor.ask(f"{LIST}?page_size=2")
    visitor.made.clear()
    return visitor


def test_a_further_page_costs_one_query_besides_the_look(walked: Visitor) -> None:
    walked.front.moments.now()

    with CaptureQueriesContext(connection) as queries:
        answer = walked.ask(f"{LIST}?page_size=2&cursor=a0")
    assert (answer.status, len(queries), walked.made) == (200, 2, [])

    etag = answer.headers["ETag"]
    again = walked.ask(f"{LIST}?page_size=2&cursor=a0", IF_NONE_MATCH=etag)
    assert (again.status, walked.made) == (304, [])


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("cursor=a1", 200),
        ("page_size=3&cursor=a1", 200),
        ("page_size=2&cursor=a1&lang=en", 200),
        ("page_size=2&cursor=a1&fields=id", 200),
        ("page_size=2&cursor=a1&count=true", 200),
        ("page_size=2&cursor=%611", 200),
        ("page_size=2&c%75rsor=a1", 200),
        ("page_size=2&cursor=a1&cursor=a1", 400),
        ("page_size=2&cursor=c1", 400),
        ("page_size=2&cursor=", 400),
        ("page_size=2&cursor=a1&page_size=2", 400),
        ("page_size=2&xcursor=a1&cursor=a1", 400),
        ("page_size=2&cursor=a1\0", 400),
    ],
)
def test_what_is_another_question_is_left_to_django(
    walked: Visitor, query: str, status: int
) -> None:
    answer = walked.ask(f"{LIST}?{query}")

    assert (answer.status, walked.made) == (status, [LIST])


@pytest.mark.parametrize(
    "headers",
    [{"ACCEPT_LANGUAGE": "en"}, {"ACCEPT": "text/csv"}, {"HOST": "127.0.0.1:8000"}],
)
def test_so_is_what_has_other_headers(walked: Visitor, headers: dict[str, str]) -> None:
    walked.ask(f"{LIST}?page_size=2&cursor=a0", **headers)

    assert walked.made == [LIST]


def test_filtered_lists_and_lists_in_lines_are_left_to_django(
    walked: Visitor,
) -> None:
    for asked in ("q=e", "format=ndjson", "format=csv"):
        first = walked.ask(f"{LIST}?page_size=2&{asked}")
        walked.ask(next(neighbours(first)))

    assert walked.made == [LIST] * 6


def test_after_a_change_django_answers_first(walked: Visitor) -> None:
    make_place(key="four")
    waiting = walked.ask(f"{LIST}?page_size=2&cursor=a0")
    telling.tell()
    told = walked.ask(f"{LIST}?page_size=2&cursor=a0")
    walked.ask(f"{LIST}?page_size=2&cursor=a1")

    assert walked.made == [LIST, LIST]
    assert waiting.body == told.body


def test_where_the_connection_is_gone_django_makes_another(
    walked: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = iter([OperationalError("the connection is gone")])
    rows_of = listed.rows_of

    def fails_once(*question: Any) -> list[listed.Row]:
        for error in asked:
            raise error
        return rows_of(*question)

    monkeypatch.setattr(listed, "rows_of", fails_once)
    answer = walked.ask(f"{LIST}?page_size=2&cursor=a0")

    assert (answer.status, walked.made) == (200, [LIST])
    assert len(json.loads(answer.body)["results"]) == 2


@pytest.mark.parametrize(
    ("query", "question"),
    [
        ("", ("", None)),
        ("lang=fr", ("lang=fr", None)),
        ("cursor=a5", ("", "a5")),
        ("cursor=b5&lang=fr&page_size=2", ("lang=fr&page_size=2", "b5")),
        ("lang=fr&cursor=a5&", ("lang=fr&", "a5")),
        ("cursor=a5&cursor=a5", None),
        ("cursor=x", None),
        ("q=é", None),
        ("q=%20", None),
        ("q=a+b", None),
        ("lang=fr;cursor=a5", None),
        ("cursor=a5" + 500 * "&", None),
    ],
)
def test_a_question_is_what_is_asked_on_every_page(
    query: str, question: tuple[str, str | None] | None
) -> None:
    found = question_of(query)

    assert question == (
        found and (found.rest, str(found.cursor) if found.cursor else None)
    )


def test_nothing_is_made_for_who_has_asked_too_often(
    walked: Visitor, settings: Any
) -> None:
    settings.API_RATE_ANON = (3, 60)
    caches["default"].clear()
    limit.tallies.clear()
    walked.ask(f"{LIST}?page_size=1")
    asked = [f"{LIST}?page_size=1&cursor=a{number}" for number in range(4)]
    with CaptureQueriesContext(connection) as queries:
        answers = [walked.ask(address) for address in asked]

    assert [answer.status for answer in answers] == [200, 200, 429, 429]
    assert [answer.headers["RateLimit"].split(";")[1] for answer in answers] == [
        *("r=1", "r=0", "r=0", "r=0"),
    ]
    made = [
        each["sql"] for each in queries if "FROM portal_storedanswer" in each["sql"]
    ]
    assert len(made) == 2


def test_what_is_on_its_way_out_is_left_to_django(
    walked: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaving = Deprecation(
        since=NOON.date(), sunset=date(2015, 7, 1), instead="something else"
    )
    monkeypatch.setattr(resources()["places"], "deprecated", (leaving,))
    first = walked.ask(f"{LIST}?page_size=1")
    second = walked.ask(f"{LIST}?page_size=1&cursor=a0")

    assert walked.made == [LIST, LIST]
    for answer in (first, second):
        assert 'rel="deprecation"' in answer.headers["Link"]

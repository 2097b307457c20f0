"""Errors are problems in JSON, whatever goes wrong."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.utils import translation
from rest_framework.exceptions import Throttled

from creative_district.kernel.api.problems import problem_response
from tests.factories import make_source

pytestmark = pytest.mark.django_db


def problem(answer):
    assert answer.headers["Content-Type"] == "application/problem+json"
    return json.loads(answer.content)


def not_found(detail="Not found."):
    return {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": detail,
        "errors": [],
    }


@pytest.mark.parametrize(
    "path",
    [
        "/api/nope",
        "/api/v1/nope/",
        "/api/v2/actions/",
        "/api/v1/actions/nope/",
        "/api/v1/actions/no%20slug/",
        "/api/v1/actions/%00/",
        "/api/v1/line%0Abreak",
        "/api/v1/actions//",
        "/api/v1/%E2%80%A8/%FF",
    ],
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_unknown_addresses_are_problems(client, method, path):
    answer = getattr(client, method)(path, headers={"accept-language": "en"})

    assert answer.status_code == 404
    if method == "get":
        assert problem(answer) == not_found()


@pytest.mark.parametrize(("method", "status"), [("get", 301), ("post", 308)])
def test_a_missing_slash_leads_to_the_address(client, method, status):
    answer = getattr(client, method)("/api/v1/sources?weight=primary")

    assert answer.status_code == status
    assert answer.headers["Location"] == "/api/v1/sources/?weight=primary"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "path", ["/api/v1/", "/api/v1/sources/", "/api/v1/sources/one/", "/api/v1/schema/"]
)
def test_everything_is_read_only(client, method, path):
    make_source(key="one")

    answer = getattr(client, method)(path)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert problem(answer)["title"] == "Method Not Allowed"


@pytest.mark.parametrize("path", ["/api/v1/sources/", "/api/v1/sources/one/"])
def test_other_formats_are_refused(client, path):
    make_source(key="one")

    answer = client.get(path, headers={"accept": "text/html"})

    assert answer.status_code == 406
    told = problem(answer)
    assert told["title"] == "Not Acceptable"
    (fault,) = told["errors"]
    assert fault["parameter"] == "Accept"
    other = "application/ld+json" if "one" in path else "text/csv"
    assert {"application/json", other} <= set(fault["allowed"])


def test_the_page_of_the_docs_refuses_in_json_too(client):
    answer = client.get("/api/v1/docs/", headers={"accept": "application/json"})

    assert problem(answer)["status"] == 406


def test_too_many_parameters_are_a_problem(client):
    answer = client.get("/api/v1/sources/?" + "weight=primary&" * 1001)

    assert answer.status_code == 400
    assert problem(answer)["title"] == "Bad Request"


def test_a_strange_host_is_a_problem(client):
    answer = client.get("/api/v1/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert problem(answer)["title"] == "Bad Request"
    assert client.get("/en/", headers={"host": "evil.example"}).status_code == 400


def test_the_unforeseen_says_nothing_of_itself(caplog):
    request = RequestFactory().get("/api/v1/sources/")

    with translation.override("en"):
        answer = problem_response(ZeroDivisionError("secret"), {"request": request})

    assert answer.status_code == 500
    assert problem(answer) == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something went wrong on our side.",
        "errors": [],
    }
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError]


def test_refusals_keep_their_status_and_say_when_to_come_back():
    throttled = problem_response(Throttled(wait=30), {})
    refused = problem_response(PermissionDenied("internal"), {})

    assert (throttled.status_code, throttled.headers["Retry-After"]) == (429, "30")
    assert (refused.status_code, "internal" in problem(refused)["detail"]) == (
        403,
        False,
    )


def test_anybodys_browser_may_read_answers_and_problems(client):
    addresses = ["/api/v1/sources/", "/api/v1/sources/?x=1", "/api/v1/nope/"]

    origins = [
        client.get(address).headers["Access-Control-Allow-Origin"]
        for address in addresses
    ]

    assert origins == ["*", "*", "*"]

"""Scripts of other sites read what is public, and that alone."""

import pytest
from django.test import Client

from creative_district.portal.api import router
from tests.factories import make_source

pytestmark = pytest.mark.django_db

EXPOSED = (
    "Content-Language, ETag, Link, Retry-After, RateLimit, RateLimit-Policy, "
    "Deprecation, Sunset"
)
ROUTES = [
    *("/api/v1/", "/api/v1/schema/", "/api/v1/docs/"),
    *(f"/api/v1/{prefix}/" for prefix, _view, _name in router.registry),
    "/api/v1/sources/one/",
]
METHODS = {"/api/v1/actions/": "GET, HEAD, OPTIONS, POST"}


def preflight(address, method="GET"):
    return Client().options(
        address,
        headers={
            "origin": "https://x.example",
            "access-control-request-method": method,
        },
    )


@pytest.mark.parametrize("address", ROUTES)
def test_a_browser_is_told_what_scripts_may_ask(address):
    answer = preflight(f"{address}?year=2014")

    assert (answer.status_code, answer.content) == (204, b"")
    told = {
        name: value
        for name, value in answer.headers.items()
        if name.startswith("Access-Control")
    }
    assert told == {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
        "Access-Control-Expose-Headers": EXPOSED,
        "Access-Control-Max-Age": "86400",
    }
    assert answer.headers["Allow"] == METHODS.get(address, "GET, HEAD, OPTIONS")
    assert "Origin" in answer.headers["Vary"]
    assert "Content-Type" not in answer.headers


def test_a_script_cannot_write_nor_show_a_token():
    answer = preflight("/api/v1/actions/", "POST")

    assert "POST" not in answer.headers["Access-Control-Allow-Methods"]
    assert "Authorization" not in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("address", ROUTES)
def test_whoever_is_no_browser_is_told_the_methods_alone(address):
    answer = Client().options(address)

    assert answer.status_code == 204
    assert answer.headers["Allow"] == METHODS.get(address, "GET, HEAD, OPTIONS")
    assert "Access-Control-Allow-Methods" not in answer.headers


def test_a_milestone_can_be_patched():
    answer = Client().options("/api/v1/milestones/any/")

    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, PATCH"


@pytest.mark.parametrize("address", ROUTES)
def test_the_head_tells_what_getting_tells(address):
    make_source(key="one")
    whole, head = Client().get(address), Client().head(address)

    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert dict(head.headers) == dict(whole.headers)


def test_answers_let_scripts_read_their_headers():
    make_source(key="one")
    first = Client().get("/api/v1/sources/")

    held = Client().get(
        "/api/v1/sources/", headers={"if-none-match": first.headers["ETag"]}
    )

    assert first.headers["Access-Control-Expose-Headers"] == EXPOSED
    assert held.status_code == 304
    assert held.headers["Access-Control-Expose-Headers"] == EXPOSED


def test_an_unknown_address_stays_unknown():
    assert preflight("/api/v1/nowhere/").status_code == 404

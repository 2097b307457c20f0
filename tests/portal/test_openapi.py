"""The OpenAPI document says all that the API does, and the API does what it says."""

import json
import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver
from jsonschema import Draft202012Validator

from creative_district.kernel.api.views import OpenView
from creative_district.portal.api import openapi
from creative_district.portal.dump.writing import make_dump
from creative_district.portal.resources import resources
from tests.factories import (
    make_action,
    make_milestone,
    make_partner,
    make_thrust,
    make_token,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2014, 6, 2, 10, tzinfo=UTC)
# What leads elsewhere, or answers for what is not there
UNWRITTEN = {"entrance", "unknown"}
IMPLIED = {"HEAD", "OPTIONS"}
# What servers say of every answer, or HTTP of the body
OF_ALL = {
    *("Allow", "Content-Length", "Content-Security-Policy", "Content-Type"),
    *("Cross-Origin-Opener-Policy", "Referrer-Policy", "X-Content-Type-Options"),
    "X-Frame-Options",
}
# That of the dump repeats what is held.
OF_WHAT_IS_HELD = {"Content-Language", "Last-Modified"}


def routes() -> dict[str, set[str]]:
    """Return the methods that each address of the API allows, as Django resolves it."""
    found = {}
    (api,) = (
        each
        for each in get_resolver().url_patterns
        if getattr(each, "namespace", None) == "api"
    )
    waiting = [("/api/", each) for each in api.url_patterns]
    while waiting:
        before, each = waiting.pop()
        path = before + re.sub(r"\(\?P<(\w+)>[^)]+\)", r"{\1}", str(each.pattern))
        path = path.replace("^", "").replace("$", "").replace("\\Z", "")
        if hasattr(each, "url_patterns"):
            waiting += [(path, inner) for inner in each.url_patterns]
        elif each.name not in UNWRITTEN:
            view: Any = each.callback
            assert issubclass(view.cls, OpenView)
            actions = getattr(view, "actions", None)
            methods = view.cls.http_method_names
            allowed = {
                method.upper()
                for method in methods
                if (method in actions if actions else hasattr(view.cls, method))
            }
            found[path] = allowed
    return found


def test_every_address_and_method_is_described():
    described = {
        path: {method.upper() for method in operations}
        for path, operations in openapi()["paths"].items()
    }

    assert described == {path: methods - IMPLIED for path, methods in routes().items()}
    assert len(described) == 41


def test_what_is_implied_is_said():
    about = openapi()["info"]["description"]

    assert "`HEAD`" in about
    assert "`OPTIONS`" in about
    assert "405" in about


@pytest.fixture
def known(district, settings, tmp_path):
    """Records, a dump, and a partner that writes; on 2 June 2014."""
    settings.DUMP_DIR = tmp_path / "dump"
    with time_machine.travel(NOON, tick=False):
        own = {"programme": district}
        partner = make_partner(**own, key="own")
        make_thrust(**own, key="line", number=1)
        action = make_action(**own, key="atelier", lead=partner)
        make_milestone(**own, key="date", action=action)
        make_milestone(**own, key="gone", action=action, state="withdrawn")
        make_dump(resources(), now=NOON, today=NOON.date())
        yield {
            scope: {"authorization": f"Bearer {make_token(**told).token}"}
            for scope, told in {
                "write": {**own, "partner": partner, "scope": "write"},
                "read": {**own, "partner": partner},
                "other": {**own, "scope": "write"},
            }.items()
        }


def described(path: str, method: str, status: int) -> dict[str, Any]:
    """Return what the document says of an answer."""
    paths = openapi()["paths"]
    (template,) = (
        each for each in paths if re.fullmatch(re.sub(r"{\w+}", "[^/]+", each), path)
    )
    return resolved(paths[template][method.lower()]["responses"][str(status)])


def resolved(described: dict[str, Any]) -> dict[str, Any]:
    """Return what a reference leads to, else the same."""
    if "$ref" not in described:
        return described
    found: Any = openapi()
    for name in described["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return dict(found)


def held(path: str, method: str, answer: Any) -> int:
    """Hold an answer to what the document says of it; return its status."""
    said = described(path, method, answer.status_code)
    headers = {name: resolved(each) for name, each in said["headers"].items()}
    undescribed = {*answer.headers} - {*headers, *OF_ALL}
    if answer.status_code == HTTPStatus.NOT_MODIFIED:
        undescribed -= OF_WHAT_IS_HELD
    assert undescribed == set(), (path, answer.status_code)
    missing = {name for name, each in headers.items() if each["required"]}
    assert missing <= {*answer.headers}, (path, answer.status_code)
    for name, each in headers.items():
        if name in answer.headers and each["schema"].get("type") != "integer":
            whole = {**each["schema"], "components": openapi()["components"]}
            Draft202012Validator(whole).validate(answer.headers[name])
    body = b"".join(answer) if answer.streaming else answer.content
    if not said.get("content"):
        assert body == b""
        return int(answer.status_code)
    kind = answer.headers["Content-Type"].partition(";")[0]
    schema = said["content"][kind]["schema"]
    if kind.endswith(("/json", "+json")):
        whole = {**schema, "components": openapi()["components"]}
        Draft202012Validator(whole).validate(json.loads(body))
    return int(answer.status_code)


ASKED = [
    *(f"/api/v1/{name}" for name in ("", "export/", "schema/", "docs/", "catalogue/")),
    *("/api/v1/schema/?format=json", "/api/v1/catalogue/?format=jsonld"),
    *("/api/v1/changes/", "/api/v1/changes/?page_size=1"),
    *("/api/v1/export/dump.zip", "/api/v1/export/dump.zip.sha256"),
    *(
        f"/api/v1/{name}/?page_size=1{more}"
        for name in ("programmes", "thrusts", "partners", "actions", "milestones")
        for more in ("", "&lang=all&count=true", "&format=csv", "&format=ndjson")
    ),
    "/api/v1/milestones/?format=ics",
    "/api/v1/milestones/?q=nothing&format=ndjson",
    *(f"/api/v1/export/actions/?format={kind}" for kind in ("csv", "ndjson", "xlsx")),
    *(
        "/api/v1/actions/atelier/?fields=id",
        "/api/v1/actions/atelier/?expand=lead,thrust",
    ),
    *("/api/v1/actions/atelier/?format=jsonld", "/api/v1/milestones/date/?lang=all"),
]
REFUSED = {
    "/api/v1/milestones/?x=1": 400,
    "/api/v1/milestones/date/?lang=xx": 400,
    "/api/v1/changes/?cursor=x": 400,
    "/api/v1/export/?x=1": 400,
    "/api/v1/milestones/none/": 404,
    "/api/v1/milestones/gone/": 410,
}


@pytest.mark.parametrize("rate", [(0, 0), (600, 60)])
def test_answers_are_as_they_are_described(client, known, settings, rate):
    settings.API_RATE_ANON = settings.API_RATE_PARTNER = rate
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    statuses = {}
    for address in [*ASKED, *REFUSED]:
        path = address.partition("?")[0]
        for shown in ({}, known["write"]):
            answer = client.get(address, headers=shown)
            statuses[address] = held(path, "get", answer)
            if tag := answer.headers.get("ETag"):
                again = client.get(address, headers={**shown, "if-none-match": tag})
                assert held(path, "get", again) == 304
        refused = client.get(address, headers={"authorization": "Bearer cdp_x"})
        assert held(path, "get", refused) == 401
    strange = client.get("/api/v1/actions/", headers={"accept": "image/png"})

    assert statuses == {**dict.fromkeys(ASKED, 200), **REFUSED}
    assert held("/api/v1/actions/", "get", strange) == 406


def test_who_asks_too_often_is_told_as_described(client, known, settings):
    settings.API_RATE_ANON = (1, 60)
    client.get("/api/v1/")

    assert held("/api/v1/actions/", "get", client.get("/api/v1/actions/")) == 429


def test_writing_is_answered_as_it_is_described(known):
    date, actions = "/api/v1/milestones/date/", "/api/v1/actions/"
    reached, title = '{"reached_on": "2014-05"}', '{"title": {"fr": "Un titre"}}'
    any_ = {"if-match": "*"}

    def sent(method, path, body, kind="application/json", **headers):
        shown = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = Client().generic(method, path, body, kind, headers=shown)
        return held(path, method, answer)

    write, read, other = known["write"], known["read"], known["other"]
    statuses = [
        sent("PATCH", date, reached, **any_),
        sent("PATCH", date, reached, **read, **any_),
        sent("PATCH", date, reached, **other, **any_),
        sent("PATCH", date, reached, **write),
        sent("PATCH", date, reached, **write, if_match="x"),
        sent("PATCH", date, reached, **write, if_match='"x"'),
        sent("PATCH", date, "{", **write, **any_),
        sent("PATCH", date, "{}", **write, **any_),
        sent("PATCH", date, "x" * 3_000_000, **write, **any_),
        sent("PATCH", date, "a=b", "text/plain", **write, **any_),
        sent("PATCH", date.replace("date", "gone"), reached, **write, **any_),
        sent("PATCH", date.replace("date", "none"), reached, **write, **any_),
        sent("PATCH", date, reached, **write, **any_),
        sent("POST", actions, title),
        sent("POST", actions, title, **read),
        sent("POST", actions, "{}", **write),
        sent("POST", actions, title, **write, idempotency_key=""),
        sent("POST", actions, title, **write, idempotency_key="one"),
        sent("POST", actions, title, **write, idempotency_key="one"),
        sent("POST", f"{actions}", '{"title": {"fr": ""}}', **write),
    ]

    assert statuses == [
        *(401, 403, 403, 428, 400, 412, 400, 422, 413, 415, 410, 404, 200),
        *(401, 403, 422, 400, 201, 201, 422),
    ]


def test_texts_of_the_answers_are_in_the_language_that_they_say(client, known):
    told = {}
    for asked in ("actions/?x=1", "actions/?lang=en&x=1", "nowhere/?lang=en", ""):
        answer = client.get(f"/api/v1/{asked}", headers={"accept-language": "fr"})
        told[asked] = answer.headers["Content-Language"]
        assert answer.headers["Vary"] == "Accept, Authorization, Accept-Language"
    whole = client.get("/api/v1/actions/?lang=all")

    assert told == {
        "actions/?x=1": "fr",
        "actions/?lang=en&x=1": "en",
        "nowhere/?lang=en": "fr",
        "": "fr",
    }
    assert whole.headers["Content-Language"] == "fr, en"

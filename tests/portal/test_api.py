"""The table of contents of the API, its document and its reading page."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from creative_district.portal.api import openapi
from creative_district.portal.resources import router

pytestmark = pytest.mark.django_db

SITE = "http://localhost:8000"
RESOURCES = [
    "programmes",
    "thrusts",
    "partners",
    "actions",
    "milestones",
    "indicators",
    "spaces",
    "places",
    "sources",
    "news",
    "documents",
]


def test_the_contents_name_every_resource(client):
    named = [*RESOURCES, "changes", "export", "catalogue", "schema", "docs"]

    answer = client.get("/api/v1/")

    assert answer.json() == {name: f"{SITE}/api/v1/{name}/" for name in named}
    assert client.get("/api/").headers["Location"] == "/api/v1/"


def test_the_committed_document_describes_the_code():
    """After a change: `manage.py spectacular --lang en --format openapi-json
    --file docs/openapi.json`."""
    committed = json.loads((settings.BASE_DIR / "docs/openapi.json").read_bytes())

    assert committed == json.loads(json.dumps(openapi()))


@pytest.mark.parametrize(
    ("question", "accept", "media_type"),
    [
        ("", "*/*", "application/vnd.oai.openapi"),
        ("?format=json", "*/*", "application/vnd.oai.openapi+json"),
        ("", "application/json", "application/json"),
    ],
)
def test_the_document_is_served_in_english_to_all(client, question, accept, media_type):
    headers = {"accept": accept, "accept-language": "fr"}

    answer = client.get(f"/api/v1/schema/{question}", headers=headers)

    assert answer.headers["Content-Type"].startswith(media_type)
    assert b"What the programmes do; their own unless" in answer.content


HELD = "If-None-Match"


def names(operation):
    return {parameter["name"] for parameter in operation["parameters"]}


def test_the_document_covers_routes_filters_and_errors():
    paths = openapi()["paths"]
    expected = {
        path
        for name in RESOURCES
        for path in (
            f"/api/v1/{name}/",
            f"/api/v1/{name}/{{id}}/",
            f"/api/v1/export/{name}/",
        )
    }
    shared = {"lang", "fields", "format"}
    of_lists = {"cursor", "page_size", "count", "bom"}

    dump = {"/api/v1/export/dump.zip", "/api/v1/export/dump.zip.sha256"}
    others = {
        f"/api/v1/{name}"
        for name in ("", "changes/", "catalogue/", "export/", "schema/", "docs/")
    }
    assert set(paths) == {*expected, *dump, *others}
    for prefix, view, _name in router.registry:
        listing = paths[f"/api/v1/{prefix}/"]["get"]
        detail = paths[f"/api/v1/{prefix}/{{id}}/"]["get"]
        whole = paths[f"/api/v1/export/{prefix}/"]["get"]
        presented = {*shared, "expand"} if view.expansions else shared
        filters = set(view.filterset_class.base_filters)
        assert names(listing) == {*filters, *presented, *of_lists, HELD}
        assert names(whole) == {*filters, *presented, "bom", HELD}
        assert names(detail) == {"id", *presented, HELD}
        everywhere = {"200", "400", "401", "406", "429", "500", "503"}
        assert set(detail["responses"]) == {*everywhere, "304", "404", "410"}
        assert set(listing["responses"]) == {*everywhere, "304"}
        assert set(whole["responses"]) == {*everywhere, "304"}
        for operation in (listing, whole, detail):
            assert operation["security"] == [{"token": []}, {}]


def test_the_document_tells_what_may_be_written():
    document = openapi()
    written = {
        (path, method): operation
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method != "get"
    }
    reach = written["/api/v1/milestones/{id}/", "patch"]
    propose = written["/api/v1/actions/", "post"]

    assert len(written) == 2
    headers = [
        (each["name"], each["required"])
        for each in reach["parameters"]
        if each["in"] == "header"
    ]
    assert headers == [("If-Match", True)]
    assert "Idempotency-Key" in {each["name"] for each in propose["parameters"]}
    assert reach["security"] == propose["security"] == [{"token": []}]
    refused = {"400", "401", "403", "406", "413", "415", "422", "429", "500", "503"}
    assert set(reach["responses"]) == {"200", *refused, "404", "410", "412", "428"}
    assert set(propose["responses"]) == {"201", *refused, "409"}
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    bodies = document["components"]["schemas"]
    assert bodies["ReachedBody"]["required"] == ["reached_on"]
    assert bodies["ProposalBody"]["required"] == ["title"]
    assert "required" not in bodies["Action"]


def test_the_reading_page_keeps_to_our_own_files_and_policy(client):
    answer = client.get("/api/v1/docs/")

    page = answer.content.decode()
    assert re.findall(r"<script(?! src=)|<style|style=|\son\w+=", page) == []
    addresses = re.findall(r'(?:src|href|data-schema)="([^"]+)"', page)
    assert [address for address in addresses if not address.startswith("/")] == []
    statics = [a.removeprefix("/static/") for a in addresses if "/static/" in a]
    assert len(statics) == 4
    assert all(finders.find(path) for path in statics)
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in f"{policy};"
    assert "unsafe" not in policy
    assert answer.cookies == {}

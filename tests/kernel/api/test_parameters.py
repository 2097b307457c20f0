"""Lists and details take only what they declare, and survive anything."""

import pytest

from creative_district.portal.resources import router
from tests.factories import make_source, make_space

pytestmark = pytest.mark.django_db

HOSTILE = [
    "\x00",
    "a\x00b",
    "'; DROP TABLE actions_action; --",
    "%",
    "_%'\"\\",
    "\ud800".encode("utf-8", "surrogatepass"),
    b"\xff\xfe",
    "9" * 400,
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "0000-00-00",
    "١٢",
    "",
    " ",
]


def faults(answer):
    assert answer.status_code == 400, answer.content
    return {fault["parameter"]: fault for fault in answer.json()["errors"]}


def test_unknown_parameters_are_named_with_what_is_allowed(client):
    answer = client.get(
        "/api/v1/places/?id=3&pk__gt=1", headers={"accept-language": "en"}
    )

    allowed = ["q", "updated_since", "cursor", "page_size", "count"]
    allowed += ["lang", "fields", "format", "bom"]
    detail = "This parameter does not exist here."
    assert answer.json() == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "The request has parameters that cannot be understood.",
        "errors": [
            {"parameter": "id", "detail": detail, "allowed": allowed},
            {"parameter": "pk__gt", "detail": detail, "allowed": allowed},
        ],
    }


def test_details_take_only_what_presents_them(client):
    make_source(key="one")

    answer = client.get("/api/v1/sources/one/?q=word&lang=en&format=json&fields=id")

    assert faults(answer)["q"]["allowed"] == ["lang", "fields", "format"]


def test_unknown_codes_are_named_with_those_that_exist(client):
    answer = client.get("/api/v1/milestones/?kind=event&kind=party&state=soon")

    found = faults(answer)
    assert {name: fault["allowed"] for name, fault in found.items()} == {
        "kind": ["event", "deliverable", "decision", "call", "report", "other"],
        "state": ["ahead", "due", "late", "announced", "reached", "cancelled"],
    }
    assert "party" in found["kind"]["detail"]


@pytest.mark.parametrize(
    ("path", "question", "allowed"),
    [
        ("/", "lang=it", ["fr", "en", "all"]),
        ("/one/", "lang=it", ["fr", "en", "all"]),
        ("/", "format=xml", ["json", "ndjson", "csv"]),
        ("/one/", "format=csv", ["json", "jsonld"]),
        ("/", "bom=yes", ["true", "false"]),
    ],
)
def test_presentation_is_checked_on_lists_and_details(client, path, question, allowed):
    make_source(key="one")

    answer = client.get(f"/api/v1/sources{path}?{question}")

    assert faults(answer)[question.partition("=")[0]]["allowed"] == allowed


def test_single_parameters_come_once(client):
    answer = client.get("/api/v1/actions/?q=a&q=b&year=2013&year=2014")

    assert set(faults(answer)) == {"q", "year"}


@pytest.mark.parametrize(
    "question",
    [
        "due_after=2014-13-01",
        "due_after=16.06.2014",
        "due_before=2014",
        "year=99999",
        "year=0",
        "year=soon",
        "updated_since=yesterday",
        "thrust=no-such-thrust",
        "partner=no such partner",
        "q=" + "a" * 201,
    ],
)
def test_malformed_values_are_named(client, question):
    answer = client.get(f"/api/v1/milestones/?{question}")

    assert set(faults(answer)) == {question.partition("=")[0]}


def test_a_key_of_something_unpublished_is_as_unknown_as_any(client):
    make_space(key="hidden", state="draft")

    hidden = client.get("/api/v1/actions/?thrust=hidden")
    unknown = client.get("/api/v1/actions/?thrust=unknown")

    assert (
        faults(hidden)["thrust"]["detail"].replace("hidden", "unknown")
        == (faults(unknown)["thrust"]["detail"])
    )


def test_fields_cut_items_down(client):
    make_source(key="one", title="First")

    one = client.get("/api/v1/sources/one/?fields=id,title")
    all_ = client.get("/api/v1/sources/?fields=title")

    assert one.json() == {"id": "one", "title": "First"}
    assert all_.json()["results"] == [{"title": "First"}]


def test_unknown_fields_are_named_with_those_that_exist(client):
    answer = client.get("/api/v1/places/?fields=id,staff_note")

    assert faults(answer)["fields"] == {
        "parameter": "fields",
        "detail": faults(answer)["fields"]["detail"],
        "allowed": [
            "id",
            "url",
            "html_url",
            "name",
            "country",
            "latitude",
            "longitude",
            "note",
            "updated_at",
            "fallback_languages",
        ],
    }
    assert "staff_note" in faults(answer)["fields"]["detail"]


@pytest.mark.parametrize("prefix", ["milestones", "partners", "news"])
def test_hostile_values_never_break_a_list(client, prefix):
    view = next(view for name, view, _base in router.registry if name == prefix)
    names = [*view.filterset_class.base_filters, "cursor", "page_size", "count"]
    names += ["lang", "fields", "format", "\x00", "pk"]

    statuses = {
        (name, value): client.get(f"/api/v1/{prefix}/", {name: value}).status_code
        for name in names
        for value in HOSTILE
    }

    assert set(statuses.values()) <= {200, 400}, statuses

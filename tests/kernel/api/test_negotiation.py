"""Formats come by `Accept` and its weights (RFC 9110, section 12.5.1)."""

import pytest

from tests.factories import make_source

pytestmark = pytest.mark.django_db
SOURCES = "/api/v1/sources/"
JSON, CSV, LINES = "application/json", "text/csv", "application/x-ndjson"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", JSON),
        ("text/csv", CSV),
        ("application/json;q=0.1, text/csv", CSV),
        ("text/csv;q=0.9, application/json", JSON),
        ("application/x-ndjson;q=0.5, */*;q=0.1", LINES),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),
        ("text/*", CSV),
        ("text/csv, */*", CSV),
        ("text/csv, application/json", JSON),
        ("application/json;q=0, */*;q=0.5", LINES),
        ("application/json; charset=utf-8", JSON),
        ("text/csv;header=present, application/json;q=0.5", CSV),
        ("application/json;q=0", None),
        ("*/*;q=0", None),
        ("text/html", None),
    ],
)
def test_the_best_that_is_made_comes(client, accept, kind):
    make_source(key="one")

    answer = client.get(SOURCES, headers={"Accept": accept})

    if kind:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].partition(";")[0] == kind
    else:
        assert answer.status_code == 406


def test_a_format_that_is_asked_for_has_to_be_accepted(client):
    address = f"{SOURCES}?format=csv"

    assert client.get(address, headers={"Accept": "*/*"}).status_code == 200
    assert client.get(address, headers={"Accept": "text/csv;q=0"}).status_code == 406

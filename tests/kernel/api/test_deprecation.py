"""What is on its way out of the API says so, twelve months before."""

from datetime import date

import pytest
from django.test import RequestFactory
from django.urls import path
from drf_spectacular.generators import SchemaGenerator

from creative_district.kernel.api.deprecation import Deprecation
from programme.api.views import SourceViewSet
from tests.factories import make_source

pytestmark = pytest.mark.django_db

SINCE, SUNSET = date(2014, 6, 16), date(2015, 6, 16)
POLICY = (
    '<http://localhost:8000/fr/donnees/#changes>; rel="deprecation"; type="text/html"'
)
TOLD = {
    "Deprecation": "@1402876800",
    "Sunset": "Tue, 16 Jun 2015 00:00:00 GMT",
    "Link": POLICY,
}


def going(since=SINCE, sunset=SUNSET, **part):
    return Deprecation(since=since, sunset=sunset, instead="Ask otherwise.", **part)


class Old(SourceViewSet):
    deprecated = (going(),)


class OldParts(SourceViewSet):
    deprecated = (
        going(parameter="q", since=date(2014, 1, 1)),
        going(field="publisher", sunset=date(2015, 12, 31)),
    )


def told(view, query=""):
    """Return what an answer's headers say of what goes."""
    request = RequestFactory().get(f"/old/{query}")
    answer = view.as_view({"get": "list"})(request)
    assert answer.status_code == 200
    return {name: answer.headers[name] for name in TOLD if name in answer.headers}


def test_a_route_says_that_it_goes_and_when():
    assert told(SourceViewSet) == {}
    assert told(Old) == TOLD


def test_the_link_to_the_policy_stands_beside_those_to_pages():
    make_source()
    make_source()

    first, second = told(Old, "?page_size=1")["Link"].split(", ")

    assert first.endswith('; rel="next"')
    assert second == POLICY


@pytest.mark.parametrize(
    ("query", "since", "sunset"),
    [
        ("?fields=id", None, None),
        ("?fields=id&q=x", "@1388534400", "Tue, 16 Jun 2015 00:00:00 GMT"),
        ("", "@1402876800", "Thu, 31 Dec 2015 00:00:00 GMT"),
        ("?fields=publisher", "@1402876800", "Thu, 31 Dec 2015 00:00:00 GMT"),
        ("?q=x", "@1388534400", "Tue, 16 Jun 2015 00:00:00 GMT"),
    ],
)
def test_a_part_that_goes_is_told_to_those_who_use_it(query, since, sunset):
    found = told(OldParts, query)

    assert (found.get("Deprecation"), found.get("Sunset")) == (since, sunset)


def described(view):
    """Return how the OpenAPI document describes a list, and an item of it."""
    patterns = [path("api/v1/old/", view.as_view({"get": "list"}))]
    document = SchemaGenerator(patterns=patterns).get_schema(public=True)
    return (
        document["paths"]["/api/v1/old/"]["get"],
        document["components"]["schemas"]["Source"]["properties"],
    )


def marked(parts):
    return [name for name, part in parts.items() if part.get("deprecated")]


def test_the_document_marks_what_goes():
    whole, _fields = described(Old)
    operation, fields = described(OldParts)
    parameters = {each["name"]: each for each in operation["parameters"]}

    assert whole["deprecated"] is True
    assert "deprecated" not in operation
    assert marked(parameters) == ["q"]
    assert marked(fields) == ["publisher"]


@pytest.mark.parametrize(
    ("since", "sunset"),
    [
        (SINCE, date(2015, 6, 15)),
        (SINCE, SINCE),
        (date(2016, 2, 29), date(2017, 2, 28)),
    ],
)
def test_nothing_goes_sooner_than_after_twelve_months(since, sunset):
    with pytest.raises(ValueError, match="Twelve months at least"):
        going(since=since, sunset=sunset)

"""The catalogue of open data: all of it, to whom and how it is given."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, URIRef
from rdflib.compare import graph_diff, to_isomorphic

from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from creative_district.portal.dump.writing import make_dump
from creative_district.portal.resources import resources
from partners.models import Place
from programme.models import Programme
from tests.factories import (
    make_action,
    make_boundary,
    make_milestone,
    make_news,
    make_partner,
    make_programme,
    on,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/catalogue/"
EXPECTED = Path(__file__).parent / "expected.ttl"


@pytest.fixture(autouse=True)
def _settings(settings, tmp_path):
    settings.DUMP_DIR = tmp_path / "dump"
    settings.SITE_URL = "https://portal.example"


def read(client, **asked):
    answer = client.get(ADDRESS, asked)
    assert answer.status_code == 200
    kind = {"jsonld": "json-ld"}.get(asked.get("format"), "turtle")
    return Graph().parse(data=answer.content, format=kind)


def hide_all():
    """Leave nothing that is public."""
    for model in (Programme, Place):
        model.objects.update(state=State.DRAFT)


@pytest.fixture
def small():
    """One district, which has news and a boundary; nothing else is public."""
    hide_all()
    with time_machine.travel(datetime(2014, 6, 2, 10, tzinfo=UTC), tick=False):
        district = make_programme(
            key="hills",
            slug="hills",
            is_first=True,
            name=Text(fr="Les Collines", en="The Hills"),
            short_name=Text(fr="Collines"),
            summary=Text(fr="Un district.", en="A district."),
            region=Text(fr="Collines", en="Hills"),
            start=on("2013-01"),
            end=on("2015-Q3"),
        )
        make_boundary(programme=district)
    with time_machine.travel(datetime(2014, 7, 1, 8, 30, 5, tzinfo=UTC), tick=False):
        make_news(programme=district)
    return district


@pytest.mark.parametrize("form", ["turtle", "jsonld"])
def test_the_whole_catalogue(client, small, settings, form):
    settings.CONTACT = "data@portal.example"
    settings.PRIVACY_CONTROLLER = "The operator"

    told = read(client, format=form)

    _both, more, less = graph_diff(
        to_isomorphic(told), to_isomorphic(Graph().parse(EXPECTED))
    )
    assert (more.serialize(), less.serialize()) == ("\n", "\n")


@pytest.mark.parametrize(
    ("asked", "accept", "kind"),
    [
        ({}, "*/*", "text/turtle; charset=utf-8"),
        ({}, "text/turtle", "text/turtle; charset=utf-8"),
        ({}, "application/ld+json", "application/ld+json"),
        ({"format": "jsonld"}, "*/*", "application/ld+json"),
        ({"format": "turtle"}, "*/*", "text/turtle; charset=utf-8"),
    ],
)
def test_it_comes_as_asked(client, asked, accept, kind):
    answer = client.get(ADDRESS, asked, headers={"accept": accept})

    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in answer.headers["Vary"].split(", ")


@pytest.mark.parametrize(
    ("asked", "parameter"), [({"format": "rdf"}, "format"), ({"lang": "fr"}, "lang")]
)
def test_what_it_does_not_know_is_refused(client, asked, parameter):
    answer = client.get(ADDRESS, asked)

    assert answer.status_code == 400
    assert [each["parameter"] for each in answer.json()["errors"]] == [parameter]


def test_a_form_that_does_not_exist_is_refused(client):
    answer = client.get(ADDRESS, headers={"accept": "application/rdf+xml"})

    assert answer.status_code == 406
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_it_takes_the_same_queries_for_one_district_and_for_three(
    client, district, django_assert_num_queries
):
    make_action(programme=district)
    make_boundary(programme=district)
    with django_assert_num_queries(14):
        client.get(ADDRESS)

    for each in (make_programme(), make_programme()):
        make_boundary(programme=each)
        make_news(programme=each)
        make_partner(programme=each)
        make_milestone(action=make_action(programme=each))
    with django_assert_num_queries(14):
        client.get(ADDRESS)


def test_every_form_can_be_fetched(client, district):
    make_action(programme=district)
    make_news(programme=district)
    make_partner(programme=district)
    make_milestone(programme=district)
    told = read(client)

    fetched = {}
    for each in told.subjects(RDF.type, DCAT.Distribution):
        address = str(told.value(each, DCAT.accessURL))
        answer = client.get(address.removeprefix("https://portal.example"))
        kind = answer.headers["Content-Type"].split(";")[0]
        if media_type := told.value(each, DCAT.mediaType):
            assert str(media_type).endswith(f"/media-types/{kind}")
        else:
            assert kind == "application/x-ndjson"
        fetched[address] = answer.status_code
        assert answer.getvalue()

    assert set(fetched.values()) == {200}
    assert len(fetched) > 40


@pytest.mark.parametrize(
    "why",
    [
        {"state": State.DRAFT},
        {"state": State.IN_REVIEW},
        {"state": State.WITHDRAWN},
        {"publish_from": datetime(2100, 1, 1, tzinfo=UTC)},
        {"is_practice": True},
    ],
)
def test_a_district_that_is_not_public_stands_nowhere(client, district, why):
    shown = make_programme(key="shown", name=Text(fr="Visible"))
    hidden = make_programme(key="secret", name=Text(fr="Secret"), **why)
    for each in (shown, hidden):
        make_boundary(programme=each)
        make_news(programme=each)

    told = client.get(ADDRESS).content.decode()

    assert "Visible" in told
    assert "#place/shown" in told
    assert "#dataset/shown/news" in told
    assert "ecret" not in told


def test_what_is_not_public_moves_no_date(client, district):
    with time_machine.travel(datetime(2014, 6, 2, tzinfo=UTC), tick=False):
        make_news(programme=district)
    with time_machine.travel(datetime(2014, 8, 2, tzinfo=UTC), tick=False):
        make_news(programme=district, state=State.DRAFT)
        make_action(programme=district, state=State.DRAFT)
        make_boundary(programme=district, state=State.DRAFT)

    told = read(client)

    here = "https://portal.example/api/v1/catalogue/#"
    news = URIRef(f"{here}dataset/home/news")
    assert told.value(news, DCTERMS.modified) == Literal(
        datetime(2014, 6, 2, tzinfo=UTC)
    )
    assert (URIRef(f"{here}dataset/home/action"), None, None) not in told
    assert (URIRef(f"{here}place/home"), None, None) not in told


def test_the_last_dump_is_offered(client, small):
    moment = datetime(2014, 7, 2, 2, 0, 30, tzinfo=UTC)
    make_dump(resources(), now=moment, today=moment.date())

    told = read(client)

    here = f"https://portal.example{ADDRESS}"
    everything = URIRef(f"{here}#dataset/all")
    (archive,) = told.objects(everything, DCAT.distribution)
    assert set(told.objects(URIRef(here), DCAT.dataset)) == {
        everything,
        URIRef(f"{here}#dataset/hills/news"),
        URIRef(f"{here}#dataset/hills/programme"),
    }
    assert set(told.objects(everything, DCTERMS.title)) == {
        Literal("All data – The Hills", "en"),
        Literal("Toutes les données – Les Collines", "fr"),
    }
    assert told.value(everything, DCTERMS.modified) == Literal(moment)
    assert str(told.value(everything, DCTERMS.accrualPeriodicity)).endswith("/DAILY")
    address = str(told.value(archive, DCAT.downloadURL))
    answer = client.get(address.removeprefix("https://portal.example"))
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.getvalue()


def test_an_empty_portal_has_an_empty_catalogue(client):
    hide_all()

    told = read(client)

    catalogue = URIRef(f"https://portal.example{ADDRESS}")
    assert set(told.objects(catalogue, DCTERMS.title)) == {
        Literal("Open data", "en"),
        Literal("Données ouvertes", "fr"),
    }
    assert list(told.objects(catalogue, DCAT.dataset)) == []


def test_without_an_operator_the_site_stands_for_itself(client):
    told = read(client)

    publisher = URIRef(f"https://portal.example{ADDRESS}#publisher")
    assert set(told.objects(publisher, FOAF.name)) == {Literal("portal.example")}

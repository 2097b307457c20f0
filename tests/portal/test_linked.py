"""Each item as linked data: schema.org in JSON-LD, the same as pages tell."""

import json
import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from rdflib import RDF, SDO, Graph, Literal, URIRef

from creative_district.kernel.dates import Confidence
from creative_district.kernel.linked import CONTEXT
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from creative_district.portal.resources import router
from tests.factories import (
    make_action,
    make_document,
    make_indicator,
    make_milestone,
    make_news,
    make_partner,
    make_place,
    make_source,
    make_space,
    make_thrust,
    make_token,
    on,
)

pytestmark = pytest.mark.django_db

SITE = "https://portal.example"
# Younger than rdflib's list of schema.org's terms.
YOUNGER = {"StatisticalVariable", "observationAbout"}


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.SITE_URL = SITE


def ask(client, kind, key, **asked):
    answer = client.get(f"/api/v1/{kind}/{key}/", {"format": "jsonld", **asked})
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "application/ld+json"
    return answer.json()


def en(words):
    return {"@value": words, "@language": "en"}


@pytest.fixture
def items(district):
    """A public record of each kind, with all that it can tell, by resource."""
    district.summary = Text(fr="Résumé", en="Summary")
    district.short_name = Text(fr="DC")
    district.acronym = "CD"
    district.save()
    place = make_place(
        key="town", name=Text(fr="Ville", en="Town"), latitude=50.5, longitude=4.75
    )
    partner = make_partner(
        programme=district,
        key="lead",
        name=Text(fr="Chef", en="Lead"),
        acronym="L",
        slug=Text(fr="chef", en="lead"),
        place=place,
        website="https://lead.example/",
        founded=on("1999"),
    )
    guest = make_partner(
        programme=district,
        key="guest",
        name=Text(en="Guest"),
        slug=Text(fr="invite", en="guest"),
    )
    thrust = make_thrust(
        programme=district,
        key="thrust",
        title=Text(en="Thrust"),
        slug=Text(en="thrust"),
        aim=Text(en="Aim"),
    )
    action = make_action(
        programme=district,
        thrust=thrust,
        key="vouchers",
        title=Text(fr="Chèques", en="Vouchers"),
        slug=Text(fr="cheques", en="vouchers"),
        summary=Text(fr="Trente"),
        lead=partner,
        start=on("2014-06"),
        end=on("2014-Q4"),
    )
    action.participants.add(partner, guest)
    milestone = make_milestone(
        programme=district,
        action=action,
        key="launch",
        kind="event",
        title=Text(en="Launch"),
        detail=Text(en="In the hall"),
        due=on("2014-06-16"),
        first_planned=on("2014-05-01"),
        place=place,
        responsible_partner=partner,
        cancelled_on=date(2014, 6, 1),
    )
    milestone.partners.add(guest)
    indicator = make_indicator(
        programme=district,
        action=action,
        key="firms",
        name=Text(en="Firms"),
        unit=Text(en="firms"),
    )
    told = {"indicator": indicator, "as_of": on("2014")}
    indicator.readings.create(value=30, **told)
    indicator.readings.create(value=12.5, qualifier="more than", **told)
    indicator.readings.create(value=999, is_disputed=True, **told)
    indicator.readings.create(value=998, confidence=Confidence.LOW, **told)
    return {
        "programmes": district,
        "thrusts": thrust,
        "partners": partner,
        "actions": action,
        "milestones": milestone,
        "indicators": indicator,
        "spaces": make_space(
            programme=district, key="hub", name=Text(en="Hub"), place=place
        ),
        "places": place,
        "sources": make_source(
            key="report",
            title="Rapport",
            publisher="The ministry",
            url="https://ministry.example/report",
            language="fr",
            published=on("2014-02-03"),
        ),
        "news": make_news(
            programme=district,
            key="opening",
            slug=Text(en="opening"),
            title=Text(fr="Ouvert", en="Open"),
            published_on=date(2014, 6, 1),
        ),
        "documents": make_document(
            programme=district,
            key="guide",
            slug=Text(en="guide"),
            title=Text(en="The guide"),
            url="https://elsewhere.example/guide.pdf",
            published=on("2014-06"),
        ),
    }


DISTRICT = {
    "@type": "Project",
    "@id": f"{SITE}/id/programme/home/",
    "url": f"{SITE}/en/",
    "name": en("District"),
}
LEAD = {
    "@type": "Organization",
    "@id": f"{SITE}/id/partner/lead/",
    "url": f"{SITE}/en/partners/lead/",
    "name": en("Lead"),
}
GUEST = {
    "@type": "Organization",
    "@id": f"{SITE}/id/partner/guest/",
    "url": f"{SITE}/en/partners/guest/",
    "name": en("Guest"),
}
TOWN = {"@type": "Place", "@id": f"{SITE}/api/v1/places/town/", "name": en("Town")}
VOUCHERS = {
    "@type": "Project",
    "@id": f"{SITE}/id/action/vouchers/",
    "url": f"{SITE}/en/actions/vouchers/",
    "name": en("Vouchers"),
}
EXPECTED = {
    "programmes": {
        **DISTRICT,
        "alternateName": [{"@value": "DC", "@language": "fr"}, "CD"],
        "description": en("Summary"),
        "foundingDate": "2013-01",
        "dissolutionDate": "2015-07",
        "areaServed": {"@type": "AdministrativeArea", "name": en("Region (en)")},
    },
    "thrusts": {
        "@type": "Project",
        "@id": f"{SITE}/id/thrust/thrust/",
        "url": f"{SITE}/en/thrusts/thrust/",
        "name": en("Thrust"),
        "description": en("Aim"),
        "parentOrganization": DISTRICT,
    },
    "partners": {
        **LEAD,
        "alternateName": ["L"],
        "sameAs": "https://lead.example/",
        "foundingDate": "1999",
        "location": TOWN,
        "memberOf": DISTRICT,
    },
    "actions": {
        **VOUCHERS,
        "description": {"@value": "Trente", "@language": "fr"},
        "foundingDate": "2014-06",
        "parentOrganization": DISTRICT,
        "member": [LEAD, GUEST],
    },
    "milestones": {
        "@type": "Event",
        "@id": f"{SITE}/id/milestone/launch/",
        "url": f"{SITE}/en/actions/vouchers/#milestone-launch",
        "name": en("Launch"),
        "startDate": "2014-06-16",
        "eventStatus": "https://schema.org/EventCancelled",
        "description": en("In the hall"),
        "previousStartDate": "2014-05-01",
        "location": TOWN,
        "organizer": LEAD,
        "contributor": [GUEST],
        "about": VOUCHERS,
    },
    "indicators": {
        "@type": "StatisticalVariable",
        "@id": f"{SITE}/api/v1/indicators/firms/",
        "name": en("Firms"),
        "@reverse": {
            "variableMeasured": [
                {
                    "@type": "Observation",
                    bound: value,
                    "observationDate": "2014",
                    "unitText": en("firms"),
                    "observationAbout": VOUCHERS,
                }
                for bound, value in (("value", 30), ("minValue", 12.5))
            ]
        },
    },
    "spaces": {
        "@type": "Place",
        "@id": f"{SITE}/id/space/hub/",
        "url": f"{SITE}/en/networks/#hub",
        "name": en("Hub"),
        "containedInPlace": TOWN,
    },
    "places": {
        **TOWN,
        "address": {"@type": "PostalAddress", "addressCountry": "BE"},
        "geo": {"@type": "GeoCoordinates", "latitude": 50.5, "longitude": 4.75},
    },
    "sources": {
        "@type": "CreativeWork",
        "@id": f"{SITE}/id/source/report/",
        "url": "https://ministry.example/report",
        "name": {"@value": "Rapport", "@language": "fr"},
        "publisher": {"@type": "Organization", "name": "The ministry"},
        "inLanguage": "fr",
        "datePublished": "2014-02-03",
    },
    "news": {
        "@type": "NewsArticle",
        "@id": f"{SITE}/id/news/opening/",
        "url": f"{SITE}/en/news/opening/",
        "headline": en("Open"),
        "inLanguage": "en",
        "datePublished": "2014-06-01",
        "dateModified": "2014-06-02T10:00:00+00:00",
    },
    "documents": {
        "@type": "DigitalDocument",
        "@id": f"{SITE}/id/document/guide/",
        "url": f"{SITE}/en/documents/guide/",
        "name": en("The guide"),
        "inLanguage": "en",
        "datePublished": "2014-06",
        "encodingFormat": "PDF",
        "contentUrl": "https://elsewhere.example/guide.pdf",
    },
}


@pytest.fixture(autouse=True)
def clock(district):
    district.name = Text(fr="District (fr)", en="District")
    district.save()
    with time_machine.travel(datetime(2014, 6, 2, 10, tzinfo=UTC), tick=False):
        yield


def test_each_resource_is_told(client, items):
    told = {
        kind: ask(client, kind, each.key, lang="en") for kind, each in items.items()
    }

    assert told == {
        kind: {"@context": CONTEXT, **node} for kind, node in EXPECTED.items()
    }
    assert set(told) == {prefix for prefix, _view, _name in router.registry}


@pytest.mark.parametrize("kind", EXPECTED)
def test_it_is_the_schema_org_that_there_is(client, items, kind):
    """Expanded without a network: terms exist, addresses are whole, days are days."""
    told = ask(client, kind, items[kind].key, lang="all")

    graph = Graph().parse(data=json.dumps(told), format="json-ld")

    terms = {*graph.predicates(), *graph.objects(None, RDF.type)} - {RDF.type}
    named = {str(term).removeprefix(str(SDO)) for term in terms}
    assert {term for term in terms if not term.startswith(str(SDO))} == set()
    assert {name for name in named - YOUNGER if name not in SDO} == set()
    addresses = {*graph.subjects(), *graph.objects()}
    assert {
        str(each)
        for each in addresses
        if isinstance(each, URIRef) and not each.startswith("https://")
    } == set()
    kind_told = URIRef(f"{SDO}{told['@type']}")
    assert (URIRef(told["@id"]), RDF.type, kind_told) in graph


def test_every_language_can_be_had(client, items):
    told = ask(client, "actions", "vouchers", lang="all")

    graph = Graph().parse(data=json.dumps(told), format="json-ld")
    action = URIRef(f"{SITE}/id/action/vouchers/")
    assert set(graph.objects(action, SDO.name)) == {
        Literal("Chèques", "fr"),
        Literal("Vouchers", "en"),
    }
    assert set(graph.objects(action, SDO.foundingDate)) == {
        Literal("2014-06", datatype=SDO.Date)
    }


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/ld+json", "application/ld+json"),
        ("application/ld+json;q=0.5, application/json", "application/json"),
        ("*/*", "application/json"),
    ],
)
def test_it_comes_as_asked(client, items, accept, kind):
    headers = {"accept": accept, "accept-language": "fr"}
    answer = client.get("/api/v1/actions/vouchers/", headers=headers)

    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Language"] == "fr"
    assert "Accept" in answer.headers["Vary"].split(", ")


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("actions/vouchers/?format=jsonld&fields=id", "fields"),
        ("actions/vouchers/?format=jsonld&expand=lead", "expand"),
        ("actions/vouchers/?format=jsonld&page=1", "page"),
        ("actions/?format=jsonld", "format"),
    ],
)
def test_what_has_no_meaning_is_refused(client, items, path, parameter):
    answer = client.get(f"/api/v1/{path}")

    assert answer.status_code == 400
    assert [each["parameter"] for each in answer.json()["errors"]] == [parameter]


@pytest.mark.parametrize(
    ("state", "status"), [(State.DRAFT, 404), (State.WITHDRAWN, 410)]
)
def test_what_is_not_public_is_not_told(client, items, state, status):
    for kind in ("partners", "places"):
        type(items[kind]).objects.filter(pk=items[kind].pk).update(state=state)

    told = {
        kind: json.dumps(ask(client, kind, items[kind].key))
        for kind in ("actions", "milestones", "spaces", "thrusts", "indicators")
    }

    assert [kind for kind, text in told.items() if re.search("lead|town", text)] == []
    assert "guest" in told["actions"]
    assert "guest" in told["milestones"]
    for path in ("partners/lead", "places/town"):
        answer = client.get(f"/api/v1/{path}/?format=jsonld")
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_partners_own_drafts_are_in_the_json_alone(client, district, items):
    action = make_action(
        programme=district, key="idea", lead=items["partners"], state=State.DRAFT
    )
    access = make_token(programme=district, partner=items["partners"])
    shown = {"authorization": f"Bearer {access.token}"}

    statuses = {
        form: client.get(
            f"/api/v1/actions/{action.key}/?format={form}", headers=shown
        ).status_code
        for form in ("json", "jsonld")
    }

    assert statuses == {"json": 200, "jsonld": 404}


def plain(value):
    """Return what is told without the languages of texts."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        if "@value" in value:
            return value["@value"]
        return {name: plain(each) for name, each in value.items()}
    return value


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        ("programmes", "/en/"),
        ("actions", "/en/actions/vouchers/"),
        ("partners", "/en/partners/lead/"),
        ("thrusts", "/en/thrusts/thrust/"),
        ("news", "/en/news/opening/"),
        ("documents", "/en/documents/guide/"),
    ],
)
def test_pages_and_api_tell_the_same(client, items, kind, page):
    """A page tells besides whom and what it shows with the record."""
    block = re.search(
        r'<script type="application/ld\+json">(.*?)</script>',
        client.get(page).content.decode(),
    )
    told = json.loads(block[1])
    item = plain(ask(client, kind, items[kind].key, lang="en"))
    del told["@context"], item["@context"]

    assert {name: told.get(name) for name in item} == item
    assert set(told) - set(item) <= {"about", "event", "member"}


@pytest.mark.parametrize(
    ("kind", "queries"),
    [("actions", 3), ("indicators", 4), ("milestones", 3), ("partners", 3)],
)
def test_the_queries_do_not_grow(
    client, district, items, django_assert_num_queries, kind, queries
):
    address = f"/api/v1/{kind}/{items[kind].key}/?format=jsonld"
    # What is remembered from one request to the next, kinds of content, comes first.
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)

    for _each in range(3):
        partner = make_partner(programme=district)
        items["actions"].participants.add(partner)
        items["milestones"].partners.add(partner)
        items["indicators"].readings.create(value=1)
    with django_assert_num_queries(queries):
        client.get(address)

"""Partners and places in the API."""

from decimal import Decimal

import pytest

from creative_district.kernel.text import Text
from partners.models import Membership
from tests.factories import (
    both,
    make_partner,
    make_place,
    make_source,
    make_statement,
    on,
)

pytestmark = pytest.mark.django_db
API = "http://localhost:8000/api/v1"


def test_a_partner_says_everything_that_the_record_has(client, district, rival):
    partner = make_partner(
        programme=rival.programme,
        role="associate",
        key="spw",
        slug=Text(fr="spw-fr", en="spw-en"),
        name=both("Public Service"),
        acronym="SPW/DGO6",
        also_known_as=["SPW/DG06"],
        place=make_place(key="namur", name=both("Namur")),
        website="https://spw.example/",
        founded=on("2008"),
    )
    Membership.objects.create(
        programme=district, partner=partner, role="coordinator", task=both("Leads")
    )

    item = client.get("/api/v1/partners/spw/?lang=en").json()

    def reference(kind, key, name):
        return {"id": key, "name": name, "url": f"{API}/{kind}/{key}/"}

    assert item == {
        "id": "spw",
        "url": f"{API}/partners/spw/",
        "html_url": "http://localhost:8000/en/partners/spw-en/",
        "name": "Public Service (en)",
        "short_name": None,
        "acronym": "SPW/DGO6",
        "also_known_as": ["SPW/DG06"],
        "kind": None,
        "unit": None,
        "place": reference("places", "namur", "Namur (en)"),
        "postal_address": "",
        "website": "https://spw.example/",
        "founded": {
            "value": "2008",
            "precision": "year",
            "earliest": "2008-01-01",
            "latest": "2008-12-31",
            "status": "actual",
            "confidence": "high",
        },
        "later": None,
        "memberships": [
            {
                "programme": reference("programmes", "home", district.name["en"]),
                "role": "coordinator",
                "task": "Leads (en)",
            },
            {
                "programme": reference(
                    "programmes", "rival", rival.programme.name["en"]
                ),
                "role": "associate",
                "task": None,
            },
        ],
        "provenance": [],
        "updated_at": partner.updated_at.isoformat().replace("+00:00", "Z"),
        "fallback_languages": {},
    }


def test_a_partner_of_another_district_has_its_page_there(client, rival):
    item = client.get("/api/v1/partners/rival-partner/?lang=fr&fields=html_url").json()

    slug = rival.partner.slug["fr"]
    assert item["html_url"].startswith("http://localhost:8000/fr/districts/rival/")
    assert item["html_url"].endswith(f"/{slug}/")


def test_no_persons_are_told(client, rival):
    page = client.get("/api/v1/partners/")

    assert (page.status_code, rival.contact.email.encode() in page.content) == (
        200,
        False,
    )


def test_a_place(client):
    place = make_place(
        key="namur",
        name=both("Namur"),
        latitude=Decimal("50.4670"),
        longitude=Decimal("4.8670"),
    )

    assert client.get("/api/v1/places/namur/?lang=en").json() == {
        "id": "namur",
        "url": f"{API}/places/namur/",
        "html_url": None,
        "name": "Namur (en)",
        "country": "BE",
        "latitude": 50.467,
        "longitude": 4.867,
        "note": None,
        "updated_at": place.updated_at.isoformat().replace("+00:00", "Z"),
        "fallback_languages": {},
    }


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_for_one_and_for_three(
    client, district, count, django_assert_num_queries
):
    for _number in range(count):
        partner = make_partner(programme=district, place=make_place())
        make_statement(record=partner, field="name", sources=[make_source()])
    client.get("/api/v1/partners/")  # Django remembers content types.

    with django_assert_num_queries(5):
        partners = client.get("/api/v1/partners/").json()
    with django_assert_num_queries(2):
        client.get("/api/v1/places/")

    assert len(partners["results"]) == count + 1

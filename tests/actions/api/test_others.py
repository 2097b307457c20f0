"""Thrusts, indicators and spaces in the API."""

from decimal import Decimal

import pytest

from actions.models import Reading
from creative_district.kernel.text import Text
from tests.factories import (
    both,
    make_indicator,
    make_partner,
    make_place,
    make_source,
    make_space,
    make_statement,
    make_thrust,
    on,
)

pytestmark = pytest.mark.django_db
API = "http://localhost:8000/api/v1"


def told(client, kind, key, /, **expected):
    item = client.get(f"/api/v1/{kind}/{key}/?lang=en").json()
    del item["updated_at"]
    programme = item.pop("programme")
    assert programme["url"] == f"{API}/programmes/home/"
    assert item == {
        "id": key,
        "url": f"{API}/{kind}/{key}/",
        "html_url": None,
        "provenance": [],
        "fallback_languages": {},
        **expected,
    }


def test_a_thrust(client, district):
    make_thrust(
        programme=district,
        key="support",
        number=2,
        slug=Text(fr="2-accompagner", en="2-support"),
        title=both("Better Business Support"),
        verb=both("Support"),
        colour=3,
        lead=make_partner(programme=district, key="design", name=both("Design")),
    )

    told(
        client,
        "thrusts",
        "support",
        html_url="http://localhost:8000/en/thrusts/2-support/",
        number=2,
        colour=3,
        title="Better Business Support (en)",
        verb="Support (en)",
        aim=None,
        lead={
            "id": "design",
            "name": "Design (en)",
            "url": f"{API}/partners/design/",
        },
    )


def test_an_indicator_with_its_readings(client, district):
    indicator = make_indicator(
        programme=district,
        key="applicants",
        name=both("Applicants"),
        unit=both("regions"),
        target=Decimal("12.50"),
    )
    Reading.objects.create(indicator=indicator, value=44, as_of=on("2012"))
    Reading.objects.create(
        indicator=indicator,
        value=Decimal("40.25"),
        qualifier=Reading.Qualifier.MORE_THAN,
        confidence="medium",
        is_disputed=True,
        as_of=on("2013"),
    )

    def year(written):
        return {
            "value": written,
            "precision": "year",
            "earliest": f"{written}-01-01",
            "latest": f"{written}-12-31",
            "status": "actual",
            "confidence": "high",
        }

    told(
        client,
        "indicators",
        "applicants",
        scope="own",
        action=None,
        partner=None,
        name="Applicants (en)",
        unit="regions (en)",
        target=12.5,
        readings=[
            {
                "value": 44,
                "qualifier": "",
                "as_of": year("2012"),
                "confidence": "high",
                "is_disputed": False,
            },
            {
                "value": 40.25,
                "qualifier": "more than",
                "as_of": year("2013"),
                "confidence": "medium",
                "is_disputed": True,
            },
        ],
    )


def test_a_space(client, district):
    make_space(
        programme=district,
        key="hub",
        kind="hub",
        name=Text(fr="Le Hub"),
        place=make_place(key="mons", name=both("Mons")),
    )

    told(
        client,
        "spaces",
        "hub",
        html_url="http://localhost:8000/en/networks/#hub",
        kind="hub",
        name="Le Hub",
        place={"id": "mons", "name": "Mons (en)", "url": f"{API}/places/mons/"},
        action=None,
        fallback_languages={"name": "fr"},
    )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("kind", "make", "queries"),
    [
        ("thrusts", make_thrust, 4),
        ("indicators", make_indicator, 5),
        ("spaces", make_space, 4),
    ],
)
def test_a_list_costs_the_same_for_one_and_for_three(
    client, district, kind, make, queries, count, django_assert_num_queries
):
    for _number in range(count):
        record = make(programme=district)
        make_statement(record=record, sources=[make_source()])
    client.get(f"/api/v1/{kind}/")  # Django remembers content types.

    with django_assert_num_queries(queries):
        page = client.get(f"/api/v1/{kind}/").json()

    assert len(page["results"]) == count + 1

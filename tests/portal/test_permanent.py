"""Permanent links: to the page in the visitor's language, whatever its slug is."""

import pytest

from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from tests.factories import (
    make_action,
    make_milestone,
    make_partner,
    make_programme,
    make_source,
    make_thrust,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(district):
    slug = Text(fr="le-slug", en="the-slug")
    action = make_action(programme=district, key="it", slug=slug)
    make_milestone(action=action, key="it")
    make_milestone(programme=district, key="loose")
    make_thrust(programme=district, key="it", slug=slug)
    make_partner(programme=district, key="it", slug=slug)
    make_source(key="it", url="https://source.example/page")
    return action


@pytest.mark.parametrize(
    ("link", "french", "english"),
    [
        ("action/it", "/fr/actions/le-slug/", "/en/actions/the-slug/"),
        (
            "milestone/it",
            "/fr/actions/le-slug/#milestone-it",
            "/en/actions/the-slug/#milestone-it",
        ),
        (
            "milestone/loose",
            "/fr/calendrier/#milestone-loose",
            "/en/timeline/#milestone-loose",
        ),
        ("thrust/it", "/fr/axes/le-slug/", "/en/thrusts/the-slug/"),
        ("partner/it", "/fr/partenaires/le-slug/", "/en/partners/the-slug/"),
        ("programme/home", "/fr/", "/en/"),
        ("programme/rival", "/fr/districts/rival/", "/en/districts/rival/"),
        ("source/it", "https://source.example/page", "https://source.example/page"),
    ],
)
def test_they_lead_to_the_page_in_the_visitors_language(
    client, records, link, french, english
):
    for code, address in (("fr", french), ("en", english), ("nl", french)):
        answer = client.get(f"/id/{link}/", headers={"Accept-Language": code})
        assert (answer.status_code, answer["Location"]) == (302, address)
        assert answer["Vary"] == "Accept-Language"


def test_they_outlive_slugs(client, records):
    records.slug = Text(fr="autre", en="other")
    records.save()

    answer = client.get("/id/action/it/", headers={"Accept-Language": "en"})

    assert answer["Location"] == "/en/actions/other/"


@pytest.mark.parametrize(
    ("state", "status"),
    [(State.WITHDRAWN, 410), (State.DRAFT, 404), (State.IN_REVIEW, 404)],
)
def test_what_is_not_public_has_none(client, records, state, status):
    records.state = state
    records.save()

    assert client.get("/id/action/it/").status_code == status
    assert client.get("/id/milestone/it/").status_code == status


@pytest.mark.parametrize("link", ["action/none", "contact/1", "reminder/1"])
def test_what_does_not_exist_has_none(client, records, link):
    assert client.get(f"/id/{link}/").status_code == 404


def test_a_partner_stands_with_the_first_of_its_public_districts(client, district):
    partner = make_partner(programme=make_programme(state=State.DRAFT), key="it")
    elsewhere = make_programme(slug="elsewhere")
    elsewhere.memberships.create(partner=partner, role="member")

    answer = client.get("/id/partner/it/", headers={"Accept-Language": "en"})

    assert answer["Location"].startswith("/en/districts/elsewhere/partners/")


def test_they_are_only_to_be_followed(client, records):
    assert client.post("/id/action/it/").status_code == 405

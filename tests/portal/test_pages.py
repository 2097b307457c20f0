"""What every public page has, and what none may show."""

import re

import pytest
from django.utils import translation

from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from programme.models import Passage
from tests.factories import (
    both,
    make_action,
    make_discrepancy,
    make_indicator,
    make_milestone,
    make_partner,
    make_passage,
    make_source,
    make_statement,
    make_thrust,
    on,
)
from tests.pages import text_of, words

pytestmark = pytest.mark.django_db

NAMES = [
    "home",
    "programme",
    "action-list",
    "calendar",
    "partner-list",
    "space-list",
    "search",
    "reuse",
    "data",
    "contact",
    "accessibility",
    "privacy",
    "site-map",
]


def addresses(programme, **slugs):
    """Return the addresses of all pages of a district in the active language."""
    found = [programme.page(name) for name in NAMES]
    return found + [programme.page(name, slug=slug) for name, slug in slugs.items()]


@pytest.fixture
def record(district):
    """A small record of the home district, one of each kind."""
    partner = make_partner(programme=district, name=both("Partner of home"))
    thrust = make_thrust(programme=district, number=1, title=both("Thrust of home"))
    action = make_action(
        programme=district,
        thrust=thrust,
        lead=partner,
        title=both("Action of home"),
        start=on("2014-06-16"),
    )
    make_milestone(action=action, title=both("Milestone of home"))
    make_indicator(programme=district, action=action, value=6000)
    make_passage(programme=district)
    return {
        "thrust-detail": thrust.slug,
        "action-detail": action.slug,
        "partner-detail": partner.slug,
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_is_whole_in_its_language(client, district, record, language):
    with translation.override(language):
        pages = addresses(district, **record)

    for address in pages:
        response = client.get(address)
        html = response.content.decode()
        ids = re.findall(r' id="([^"]+)"', html)

        assert (address, response.status_code) == (address, 200)
        assert f'<html lang="{language}">' in html
        assert html.count("<h1") == 1
        assert {"haut", "contenu"} <= set(ids)
        assert sorted(ids) == sorted(set(ids)), address
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "style-src 'self'" in policy
        assert not response.cookies


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_shows_another_districts_record(
    client, district, record, rival, language
):
    with translation.override(language):
        pages = addresses(district, **record)
        names = [
            str(name)
            for name in (
                rival.partner.name,
                rival.thrust.title,
                rival.action.title,
                rival.milestone.title,
                rival.indicator.name,
            )
        ]
        own = words(client.get(rival.action.get_absolute_url()))

    assert names[2] in own
    for address in pages:
        text = words(client.get(address))
        assert [(address, name) for name in names if name in text] == []


@pytest.mark.parametrize(
    "state", [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN], ids=str
)
def test_no_page_shows_what_is_not_public(client, district, record, state):
    secret = both("Secret")
    thrust = make_thrust(programme=district, number=2, title=secret, state=state)
    hidden = make_action(programme=district, title=secret, state=state)
    make_action(programme=district, title=secret, thrust=thrust)
    make_partner(programme=district, name=secret, state=state)
    make_milestone(programme=district, title=secret, state=state)
    make_milestone(action=hidden, title=secret)
    make_indicator(programme=district, name=secret, state=state, value=1)
    make_passage(programme=district, kind=Passage.Kind.GAP, body=secret, state=state)

    with translation.override("en"):
        for address in addresses(district, **record):
            assert "Secret" not in words(client.get(address)), address


def test_withdrawn_action_is_gone_and_a_draft_was_never_there(client, district):
    gone = make_action(programme=district, state=State.WITHDRAWN)
    draft = make_action(programme=district, state=State.DRAFT)

    with translation.override("en"):
        answers = [client.get(each.get_absolute_url()) for each in (gone, draft)]

    assert [answer.status_code for answer in answers] == [410, 404]


def test_switch_keeps_page_and_filters(client, district, record):
    with translation.override("en"):
        address = district.page("action-list")
    with translation.override("fr"):
        french = district.page("action-list")

    html = client.get(f"{address}?q=home&state=unknown").content.decode()

    assert (
        f'<a href="{french}?q=home&amp;state=unknown" lang="fr" hreflang="fr">' in html
    )


def test_address_in_the_other_languages_slug_leads_to_the_right_one(client, district):
    action = make_action(
        programme=district, slug=Text(fr="cheques-creativite", en="creativity-vouchers")
    )

    response = client.get("/en/actions/cheques-creativite/?x=1")

    with translation.override("en"):
        assert (response.status_code, response.headers["Location"]) == (
            301,
            f"{action.get_absolute_url()}?x=1",
        )


def test_home_district_has_one_address_only(client, district):
    response = client.get(f"/en/districts/{district.slug}/")

    assert (response.status_code, response.headers["Location"]) == (301, "/en/")


def test_other_district_is_served_by_the_same_pages(client, district, rival):
    with translation.override("en"):
        pages = addresses(
            rival.programme,
            **{
                "action-detail": rival.action.slug,
                "thrust-detail": rival.thrust.slug,
                "partner-detail": rival.partner.slug,
            },
        )

    assert {client.get(address).status_code for address in pages} == {200}
    assert all(address.startswith("/en/districts/rival/") for address in pages)


def test_unpublished_district_is_not_there(client, district, rival):
    rival.programme.state = State.DRAFT
    rival.programme.save()

    assert client.get("/en/districts/rival/").status_code == 404


def test_setting_names_the_district_that_opens_the_site(
    client, district, rival, settings
):
    settings.DISTRICT = "rival"

    with translation.override("en"):
        assert words(client.get("/en/")).startswith(str(rival.programme.name))
        assert district.get_absolute_url() == "/en/districts/home/"


@pytest.mark.parametrize(
    ("accepted", "home"),
    [("fr-BE,en;q=0.5", "/fr/"), ("en-GB", "/en/"), ("ja", "/fr/"), ("", "/fr/")],
)
def test_entrance_follows_the_readers_language(client, accepted, home):
    response = client.get("/", headers={"accept-language": accepted})

    assert (response.status_code, response.headers["Location"]) == (302, home)
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize(
    "query",
    [
        "q=%00&thrust=%00",
        "thrust=nowhere&partner=%27%3B--&state=?",
        "page=zero&scope=all&year=999999999999999999",
        "q=%3Cscript%3Ealert(1)%3C/script%3E",
        "utm_source=x&q=&q=&month=1e9",
    ],
)
def test_pages_take_any_query(client, district, record, query):
    with translation.override("en"):
        answers = [client.get(f"{a}?{query}") for a in addresses(district, **record)]

    assert {answer.status_code for answer in answers} == {200}
    assert not [a for a in answers if b"<script>alert" in a.content]


def test_shifted_clock_is_told_on_every_page(client, district, record, settings):
    settings.PROGRAMME_AS_OF = "2014-06-02"

    with translation.override("en"):
        for address in addresses(district, **record):
            html = client.get(address).content.decode()
            assert "Programme clock: 2 June 2014 (simulated)" in text_of(html)


def test_text_missing_in_a_language_is_marked(client, district):
    make_action(
        programme=district,
        title=Text(it="Valle della moda"),
        slug=Text(en="fashion-valley"),
    )

    response = client.get("/en/actions/")

    assert b'<span lang="it">Valle della moda</span>' in response.content


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("home", 12),
        ("programme", 7),
        ("action-list", 11),
        ("partner-list", 2),
        ("space-list", 3),
        ("calendar", 6),
        ("accessibility", 1),
        ("privacy", 1),
    ],
)
@pytest.mark.parametrize("items", [1, 3])
def test_pages_cost_the_same_queries_for_one_item_and_for_three(
    client, district, django_assert_num_queries, name, count, items
):
    for number in range(items):
        partner = make_partner(programme=district)
        thrust = make_thrust(programme=district, number=number + 1)
        action = make_action(programme=district, thrust=thrust, lead=partner)
        milestone = make_milestone(action=action)
        passage = make_passage(programme=district)
        for cited in (milestone, passage):
            make_statement(record=cited, sources=[make_source()])
        discrepancy = make_discrepancy(programme=district)
        discrepancy.sources.add(make_source())
    with translation.override("en"):
        address = district.page(name)
    client.get(address)

    with django_assert_num_queries(count):
        client.get(address)

"""The pages that every district has: data, accessibility, privacy; and errors."""

import json
from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override

from creative_district.kernel.api.deprecation import Deprecation
from creative_district.kernel.record import Scope, State
from creative_district.kernel.text import Text
from creative_district.portal import contents
from creative_district.portal.resources import resources
from creative_district.portal.views import site_map
from creative_district.portal.views.errors import not_found
from programme.models import Programme
from programme.views.withdrawn import Withdrawn
from tests.factories import (
    both,
    make_action,
    make_indicator,
    make_milestone,
    make_news,
    make_partner,
    make_place,
    make_source,
    make_space,
    make_statement,
    make_thrust,
    on,
)
from tests.pages import links, text_of, words

pytestmark = pytest.mark.django_db

PAGES = ["data", "reuse", "contact", "accessibility", "privacy", "site-map"]


@pytest.fixture
def page(client, district):
    def ask(name, *, language="en", programme=district, query=""):
        with override(language):
            address = programme.page(name)
        return client.get(f"{address}{query}")

    return ask


def text(response):
    """Return the words of the whole page."""
    return text_of(response.content.decode())


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_standing_pages_exist_in_each_language_for_each_district(
    page, rival, name, language
):
    for programme in (None, rival.programme):
        asked = {"programme": programme} if programme else {}
        response = page(name, language=language, **asked)

        assert response.status_code == 200
        assert f'<html lang="{language}"' in response.content.decode()
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("name", PAGES)
def test_standing_pages_take_any_query(page, name):
    assert page(name, query="?a=%00&lang=xx&a=" + "9" * 3000).status_code == 200


def test_contacts_that_are_not_set_are_not_yet_named(page, settings):
    settings.CONTACT = settings.SOURCE_URL = ""
    settings.ACCESSIBILITY_CONTACT = settings.ACCESSIBILITY_MEDIATOR = {}
    settings.ACCESSIBILITY_AUTHORITY = settings.PRIVACY_AUTHORITY = {}
    settings.PRIVACY_CONTACT = settings.PRIVACY_CONTROLLER = ""
    settings.PRIVACY_BASIS = ""

    told = {name: words(page(name)) for name in ("accessibility", "privacy")}

    assert "Contact not yet named Enforcement" in told["accessibility"]
    assert ("Complaints not yet named Supervising authority not yet named") in told[
        "accessibility"
    ]
    assert (
        "Controller of the data not yet named Contact not yet named"
        in (told["privacy"])
    )
    assert "as the controller states it not yet stated" in told["privacy"]
    assert "Data protection authority not yet named" in told["privacy"]
    assert words(page("contact")).count("not yet named") == 5
    assert words(page("reuse")).count("not yet named") == 1
    assert "mailto:" not in page("contact").content.decode()


def test_contacts_are_the_operators(page, settings):
    settings.CONTACT = "ask@portal.example"
    settings.SOURCE_URL = "https://code.portal.example/district"
    settings.ACCESSIBILITY_CONTACT = {"": "access@portal.example"}
    settings.PRIVACY_CONTACT = "privacy@portal.example"
    settings.PRIVACY_CONTROLLER = "The operator"
    settings.PRIVACY_BASIS = "Article 6(1)(e)"

    assert links(page("accessibility"), "mailto:") == ["mailto:access@portal.example"]
    told = words(page("privacy"))
    assert (
        "Controller of the data The operator Contact privacy@portal.example"
    ) in told
    assert "as the controller states it Article 6(1)(e)" in told
    assert links(page("contact"), "mailto:") == [
        "mailto:ask@portal.example",
        "mailto:access@portal.example",
        "mailto:privacy@portal.example",
        "mailto:ask@portal.example",
    ]
    assert "Who runs this portal The operator" in words(page("contact"))
    assert "https://code.portal.example/district" in links(page("reuse"))


def test_what_differs_by_country_is_the_districts(page, rival, settings):
    rival.programme.country = "IT"
    rival.programme.accessibility_law = both("Law No 4")
    rival.programme.save()
    settings.ACCESSIBILITY_CONTACT = {"": "all@portal.example"}
    settings.ACCESSIBILITY_MEDIATOR = {"BE": "Mediator"}
    settings.ACCESSIBILITY_AUTHORITY = {"BE": "Authority", "IT": "Autorità"}
    settings.PRIVACY_AUTHORITY = {"": "Anywhere", "IT": "Garante"}

    home, other = (
        words(page("accessibility", programme=each))
        for each in (Programme.objects.get(is_first=True), rival.programme)
    )

    assert "Complaints Mediator Supervising authority Authority" in home
    assert "Complaints not yet named Supervising authority Autorità" in other
    assert "Law Law No 4 (en) Directive Directive (EU) 2016/2102" in other
    assert "Law" not in home
    assert "all@portal.example" in home
    assert "all@portal.example" in other
    assert "authority Anywhere" in words(page("privacy"))
    assert "authority Garante" in words(page("privacy", programme=rival.programme))


def test_the_contact_page_has_the_addresses_that_the_record_has(page, district):
    at_home = make_partner(
        programme=district, name=both("Agency"), postal_address="Main Square 1"
    )
    source = make_source(title="Address book")
    make_statement(record=at_home, field="postal_address", sources=[source])
    make_partner(programme=district, name=both("Elsewhere"))

    told = words(page("contact"))

    assert "Agency (en) Main Square 1" in told
    assert "Address book" in told
    assert "Elsewhere" not in told
    assert "For the others no postal address was found" in told


def test_a_page_of_an_action_leads_from_the_unknown_to_the_contact(client, district):
    action = make_action(programme=district)

    with override("en"):
        response = client.get(action.get_absolute_url())

    assert "/en/contact/" in links(response)
    assert "You have a document? Write to us." in words(response)


def test_security_txt_is_the_standards(client, settings):
    settings.CONTACT = "ask@portal.example"
    settings.SITE_URL = "https://portal.example"

    with time_machine.travel("2014-06-02T09:00:00Z"), override("en"):
        response = client.get("/.well-known/security.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "Contact: mailto:ask@portal.example",
        "Expires: 2014-11-29T00:00:00Z",
        "Preferred-Languages: fr, en",
        "Canonical: https://portal.example/.well-known/security.txt",
        "Policy: https://portal.example/fr/contact/#security",
    ]


def test_programs_find_the_api_and_the_catalogue(client, settings):
    """As RFC 9727 wants it."""
    settings.SITE_URL = "https://portal.example"

    answer = client.get("/.well-known/api-catalog")

    assert answer.headers["Content-Type"] == (
        'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
    )
    assert answer.headers["Link"] == (
        '<https://portal.example/.well-known/api-catalog>; rel="api-catalog"'
    )
    (api,) = answer.json()["linkset"]
    assert api == {
        "anchor": "https://portal.example/api/v1/",
        "service-desc": [
            {
                "href": "https://portal.example/api/v1/schema/?format=json",
                "type": "application/vnd.oai.openapi+json",
            }
        ],
        "service-doc": [
            {"href": "https://portal.example/api/v1/docs/", "type": "text/html"}
        ],
        "service-meta": [
            {"href": "https://portal.example/api/v1/catalogue/", "type": "text/turtle"}
        ],
    }
    for relation in ("service-desc", "service-doc", "service-meta"):
        (link,) = api[relation]
        path = link["href"].removeprefix("https://portal.example")
        answer = client.get(path, headers={"accept": link["type"]})
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].split(";")[0] == link["type"]


def test_without_a_contact_there_is_no_security_txt(client, settings):
    settings.CONTACT = ""

    assert client.get("/.well-known/security.txt").status_code == 404


def test_the_page_for_other_regions_tells_what_can_be_reused(page, district):
    make_action(
        programme=district, title=both("Vouchers"), reusable=both("Keep it small.")
    )
    make_action(programme=district, title=both("Ended"), outcome=both("Ten pairs."))
    make_action(
        programme=district, title=both("Draft"), reusable=both("No"), state=State.DRAFT
    )

    told = words(page("reuse"))

    assert "Vouchers (en) Keep it small. (en)" in told
    assert "Ended" not in told
    assert "Draft" not in told
    assert "No source read so far" not in told


def test_as_long_as_nobody_says_what_can_be_reused_outcomes_are_told(page, district):
    make_action(programme=district, title=both("Ended"), outcome=both("Ten pairs."))
    make_action(programme=district, title=both("Unknown end"))

    told = words(page("reuse"))

    assert "No source read so far says what other regions can reuse" in told
    assert "Ended (en) Ten pairs. (en)" in told
    assert "Unknown end" not in told


def test_the_page_for_other_regions_names_the_twins(page, district, rival):
    told = words(page("reuse"))
    Programme.objects.update(call_reference="34/G")

    assert "From the same call" not in told
    assert rival.programme.get_absolute_url() in links(page("reuse"))


def test_the_example_file_is_the_documented_one(client, page):
    [address] = links(page("reuse"), "json$")

    response = client.get(address)

    written = (settings.BASE_DIR / "docs/example-district.json").read_bytes()
    assert response.content == written
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="example-district.json"'
    )


def test_the_site_map_has_every_page_in_order(page, district, rival):
    thrust = make_thrust(programme=district, number=1, slug=Text(en="learn"))
    make_action(programme=district, thrust=thrust, slug=Text(en="visits"))
    make_action(programme=district, slug=Text(en="loose"))
    make_action(programme=district, slug=Text(en="around"), scope=Scope.CONTEXT)
    make_action(programme=district, slug=Text(en="draft"), state=State.DRAFT)
    make_partner(programme=district, slug=Text(en="agency"))

    found = links(page("site-map"), "/$")

    with override("en"):
        listed = [
            *[district.page(name) for name in contents.LIVE_PAGES],
            district.page("search"),
            "/en/thrusts/learn/",
            "/en/actions/visits/",
            "/en/actions/loose/",
            "/en/actions/around/",
            "/en/partners/agency/",
            rival.programme.get_absolute_url(),
            *[district.page(name) for name in contents.STANDING_PAGES],
            reverse("api:docs"),
        ]
    assert found == listed


def test_every_file_of_the_site_map_is_there(client, page):
    files = links(page("site-map"), r"\.(csv|json|ics|atom|xml)$")

    assert "/en/timeline.ics" in files
    assert {client.get(address).status_code for address in files} == {200}


def test_the_site_map_of_a_large_district_leads_to_the_lists(
    page, district, monkeypatch
):
    monkeypatch.setattr(site_map, "MOST_SHOWN", 2)
    for _ in range(3):
        make_action(programme=district)
        make_partner(programme=district)

    found = page("site-map")

    assert len(links(found, r"^/en/actions/.+/$")) == 2
    assert len(links(found, r"^/en/partners/.+/$")) == 2
    assert "All actions" in words(found)
    assert "All partners" in words(found)


@pytest.mark.parametrize(
    ("name", "queries"), [("contact", 4), ("reuse", 4), ("site-map", 4)]
)
@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_of_standing_pages_is_constant(
    page, district, django_assert_num_queries, name, queries, count
):
    for number in range(count):
        thrust = make_thrust(programme=district, number=number + 1)
        action = make_action(
            programme=district, thrust=thrust, reusable=both("This can be reused.")
        )
        partner = make_partner(programme=district, postal_address="Main Square 1")
        for record in (action, partner):
            make_statement(record=record, sources=[make_source()])
    page(name)

    with django_assert_num_queries(queries):
        page(name)


def test_the_answers_shown_are_those_of_the_api(client, page, district):
    make_milestone(programme=district, title={"en": "Opening of the call"})

    response = page("data")

    for name, status in (("one", 200), ("mistake", 400)):
        example = response.context[name]
        path = example.address.removeprefix(settings.SITE_URL)
        answer = client.get(path, headers={"accept": "application/json"})
        assert example.status == answer.status_code == status
        assert json.loads(example.answer) == answer.json()
        assert f'curl "{example.address}"' in text(response)
        assert " ".join(example.answer.split()) in text(response)
    assert "Opening of the call" in response.context["one"].answer


def test_a_district_without_milestones_shows_what_there_is(page):
    response = page("data")

    assert response.context["one"].results == []
    assert response.context["table"][1:] == []
    assert "BEGIN:VEVENT" not in text(response)


def test_the_first_examples_ask_for_the_last_year_that_has_milestones(page, district):
    for due in ("2013-05", "2014-02", "2015-06"):
        make_milestone(programme=district, due=on(due))

    with time_machine.travel("2014-06-02"):
        assert page("data").context["year"] == 2014
    with time_machine.travel("2013-01-02"):
        assert page("data").context["year"] == 2013
    assert page("data").context["year"] == 2015


def test_looking_at_the_page_costs_nobody_a_request(client, page, settings):
    settings.API_RATE_ANON = (2, 60)
    cache.clear()

    assert "2 requests in 60 seconds from one address." in text(page("data"))
    page("data")

    left = client.get("/api/v1/places/").headers["RateLimit"]
    assert left.startswith('"default";r=1;')


def test_limits_that_are_not_set_are_not_named(page, settings):
    settings.API_RATE_ANON, settings.API_RATE_PARTNER = (0, 0), (7, 60)

    said = text(page("data"))

    assert "This portal sets no limit." in said
    assert "With a token: 7 in 60 seconds." in said


def test_what_is_on_its_way_out_is_announced(page, monkeypatch):
    assert "Nothing is on its way out." in text(page("data"))
    going = Deprecation(
        since=date(2014, 6, 16),
        sunset=date(2015, 7, 1),
        instead="Ask for q.",
        parameter="old",
    )
    monkeypatch.setattr(resources()["places"], "deprecated", (going,))

    said = text(page("data"))

    announced = "announced on 16 June 2014, until 1 July 2015. Ask for q."
    for route in ("places/", "places/<id>/", "export/places/"):
        assert f"/api/v1/{route}?old= {announced}" in said
    assert "Nothing is on its way out." not in said


def test_the_data_are_cited_by_their_permanent_address(page, district):
    district.name = Text(en="Leather & Lace_50%")
    district.save()

    with time_machine.travel("2014-06-02"):
        response = page("data")

    address = f"{settings.SITE_URL}/id/programme/home/"
    title = "Leather & Lace_50%: programme record"
    assert f"{title}, {address}, read on 2 June 2014, CC BY 4.0." in text(response)
    cited = response.context["cited"]
    assert cited.bibtex == (
        "@misc{home,\n"
        r"  title = {{Leather \& Lace\_50\%: programme record}},"
        "\n"
        f"  url = {{{address}}},\n"
        "  urldate = {2014-06-02},\n"
        "  note = {CC BY 4.0}\n}"
    )
    assert json.loads(cited.csl) == [
        {
            "id": "home",
            "type": "dataset",
            "title": title,
            "URL": address,
            "accessed": {"date-parts": [[2014, 6, 2]]},
            "note": "CC BY 4.0",
        }
    ]


def test_every_recipe_works(client, page, district):
    recipes = page("data").context["recipes"]

    assert {client.get(address).status_code for _words, address in recipes} == {200}


def test_resources_are_those_of_the_api_and_are_counted(client, page, district):
    make_action(programme=district)
    make_action(programme=district, scope=Scope.CONTEXT)
    make_action(programme=district, state=State.DRAFT)
    make_milestone(programme=district)
    make_thrust(programme=district)
    make_partner(programme=district)
    make_indicator(programme=district)
    make_news(programme=district)
    make_space(programme=district, place=make_place())
    make_source()
    make_source(state=State.DRAFT)

    listed = page("data").context["resources"]

    contents = client.get(reverse("api:contents")).json()
    others = {"changes", "export", "catalogue", "schema", "docs"}
    assert {r.name for r in listed} == contents.keys() - others
    assert {r.name: r.count for r in listed if not r.is_shared} == {
        "programmes": 1,
        "thrusts": 1,
        "partners": 1,
        "actions": 1,
        "milestones": 1,
        "indicators": 1,
        "spaces": 1,
        "news": 1,
        "documents": 0,
    }
    assert {r.name: r.count for r in listed if r.is_shared} == {
        "places": 2,
        "sources": 1,
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_of_the_data_page_is_constant(
    page, district, django_assert_num_queries, count
):
    for _ in range(count):
        make_milestone(programme=district)

    page("data")

    with django_assert_num_queries(30):
        page("data")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_short_address_leads_to_the_data_page(client, district, language):
    response = client.get(f"/{language}/api/")

    with override(language):
        assert response.headers["Location"] == district.page("data")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_missing_page_shows_the_ways_back(client, district, language):
    response = client.get(f"/{language}/no/such/door/")

    with override(language):
        links = [district.page(n) for n in ("home", "action-list", "partner-list")]
    main = response.content.decode().partition("<main")[2]
    assert response.status_code == 404
    assert f'<html lang="{language}"' in response.content.decode()
    assert [link for link in links if f'href="{link}"' not in main] == []


def test_a_missing_page_without_language_speaks_the_visitors(client, district):
    response = client.get("/no/such/door/", headers={"accept-language": "en"})

    assert response.status_code == 404
    assert '<html lang="en"' in response.content.decode()


def test_a_missing_page_stays_in_its_district(client, district, rival):
    with override("en"):
        address = rival.programme.page("action-detail", slug="no-such-action")
        home = rival.programme.page("home")

    response = client.get(address)

    assert response.status_code == 404
    assert f'href="{home}"' in response.content.decode().partition("<main")[2]


def test_a_missing_district_leads_to_the_first(client, district):
    response = client.get("/en/districts/no-such-district/")

    assert response.status_code == 404
    assert '<a class="head__brand" href="/en/"' in response.content.decode()


def test_a_missing_page_answers_every_method(client, district):
    assert client.post("/en/no/such/door/").status_code == 404


def test_a_portal_without_districts_still_answers(client):
    Programme.objects.update(state=State.DRAFT)

    response = client.get("/en/")

    assert response.status_code == 404
    assert "There is no page at this address." in text(response)
    assert "Il n’y a pas de page à cette adresse." in text(response)


def test_what_was_withdrawn_is_gone(district):
    request = RequestFactory().get("/en/actions/old/")
    request.resolver_match = None

    with override("en"):
        gone = not_found(request, Withdrawn(make_action(programme=district)))
        missing = not_found(request, Http404())

    assert (gone.status_code, missing.status_code) == (410, 404)
    assert "This door has been closed" in text(gone)

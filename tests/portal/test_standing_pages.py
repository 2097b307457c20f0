"""The pages that every district has: data, accessibility, privacy; and errors."""

import json

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override

from creative_district.kernel.record import Scope, State
from creative_district.portal.views.errors import not_found
from programme.models import Programme
from programme.views.withdrawn import Withdrawn
from tests.factories import (
    make_action,
    make_indicator,
    make_milestone,
    make_news,
    make_partner,
    make_place,
    make_source,
    make_space,
    make_thrust,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db

PAGES = ["data", "accessibility", "privacy"]


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
    settings.ACCESSIBILITY_CONTACT = ""
    settings.PRIVACY_CONTACT = settings.PRIVACY_CONTROLLER = ""

    assert "Contact for accessibility: not yet named." in text(page("accessibility"))
    assert "Controller of the data not yet named Contact not yet named" in text(
        page("privacy")
    )


def test_contacts_are_the_operators(page, settings):
    settings.ACCESSIBILITY_CONTACT = "access@portal.example"
    settings.PRIVACY_CONTACT = "privacy@portal.example"
    settings.PRIVACY_CONTROLLER = "The operator"

    assert "stood in the way: access@portal.example." in text(page("accessibility"))
    assert (
        "Controller of the data The operator Contact privacy@portal.example"
    ) in text(page("privacy"))


def test_the_example_is_a_request_with_its_real_answer(client, page, district):
    make_milestone(programme=district, title={"en": "Opening of the call"})

    response = page("data")

    example = response.context["example"]
    path = example.address.partition("//")[2].partition("/")[2]
    answer = client.get(f"/{path}", headers={"accept": "application/json"})
    assert json.loads(example.answer) == answer.json()
    assert "Opening of the call" in example.answer
    assert f'curl "{example.address}"' in text(response)
    assert " ".join(example.answer.split()) in text(response)


def test_the_error_shown_is_the_one_that_the_api_gives(client, page):
    response = page("data")

    mistake = response.context["mistake"]
    answer = client.get(
        reverse("api:milestone-list"),
        {"colour": "blue"},
        headers={"accept-language": "en"},
    )
    assert f'curl -H "Accept-Language: en" "{mistake.address}"' in text(response)
    assert mistake.status == answer.status_code == 400
    assert json.loads(mistake.answer) == answer.json()


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

    resources = page("data").context["resources"]

    contents = client.get(reverse("api:contents")).json()
    assert {r.name for r in resources} == contents.keys() - {"schema", "docs"}
    assert {r.name: r.count for r in resources if not r.is_shared} == {
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
    assert {r.name: r.count for r in resources if r.is_shared} == {
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

    with django_assert_num_queries(16):
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

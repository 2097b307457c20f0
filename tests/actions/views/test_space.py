"""The networks: a directory of spaces by town, and the map of the district."""

import csv
import json
from io import StringIO

import pytest
from django.utils.translation import override

from actions.models import Space
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from tests.factories import (
    make_action,
    make_boundary,
    make_place,
    make_source,
    make_space,
    make_statement,
    square,
)
from tests.pages import links, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def mons():
    return make_place(key="mons", name=Text(en="Mons"), latitude=50.5, longitude=4.2)


@pytest.fixture
def liege():
    return make_place(
        key="liege", name=Text(fr="Liège", en="Liege"), latitude=50.6, longitude=4.8
    )


@pytest.fixture
def spaces(district, mons, liege):
    network = make_action(
        programme=district,
        key="network",
        title=Text(en="The network"),
        slug=Text(en="the-network"),
    )
    forge = make_space(
        programme=district,
        key="forge",
        name=Text(en="La Forge"),
        place=liege,
        action=network,
    )
    valley = make_space(
        programme=district,
        key="valley",
        name=Text(en="Creative Valley"),
        kind=Space.Kind.HUB,
        place=mons,
    )
    plug = make_space(
        programme=district,
        key="plug",
        name=Text(en="Plug-R"),
        kind=Space.Kind.HUB,
        place=liege,
    )
    make_statement(record=forge, sources=[make_source(title="The press")])
    return forge, valley, plug


def told(page):
    return [
        (network.kind, [(str(each.town), each.spaces) for each in network.towns])
        for network in page.context["networks"]
    ]


def test_spaces_stand_by_network_and_town(visit, spaces):
    forge, valley, plug = spaces

    assert told(visit("space-list")) == [
        ("coworking", [("Liege", [forge])]),
        ("hub", [("Liege", [plug]), ("Mons", [valley])]),
    ]


def test_an_entry_tells_its_town_action_and_sources(visit, spaces):
    page = visit("space-list")

    read = words(page)
    assert "Where to work and to meet: 3 spaces in 2 towns." in read
    assert (
        "Coworking spaces 1 Opened by the action The network Liege La Forge Established"
    ) in read
    assert "1 The press" in read
    assert links(page, "the-network") == ["/en/actions/the-network/"]
    for space in spaces:
        assert f'id="{space.key}"' in page.content.decode()


def test_spaces_of_several_actions_each_name_theirs(visit, spaces, district):
    other = make_action(programme=district, title=Text(en="Another"))
    make_space(programme=district, name=Text(en="Hall"), action=other)

    read = words(visit("space-list"))

    assert "Opened by the action" not in read
    assert "La Forge The network" in read
    assert "Hall Another" in read


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kind=hub", ["plug", "valley"]),
        ("place=liege", ["forge", "plug"]),
        ("place=liege&kind=hub", ["plug"]),
        ("place=mons&kind=coworking", []),
        ("place=mons&place=liege", ["forge", "plug", "valley"]),
        ("action=network", ["forge"]),
        ("kind=nonsense&place=%00&page=9", ["forge", "plug", "valley"]),
    ],
)
def test_the_query_string_chooses(visit, spaces, query, shown):
    page = visit("space-list", query=query)

    found = [space.key for each in page.context["networks"] for space in each.spaces]
    assert found == shown
    assert ("No space matches." in words(page)) == (not shown)


def test_choices_count_what_the_others_leave(visit, spaces):
    page = visit("space-list", query="kind=hub")

    assert [
        (str(each.label), each.total, each.query, each.is_chosen)
        for each in (*page.context["kinds"], *page.context["towns"])
    ] == [
        ("Coworking spaces", 1, "kind=coworking", False),
        ("Creative hubs", 2, "", True),
        ("Liege", 1, "kind=hub&place=liege", False),
        ("Mons", 1, "kind=hub&place=mons", False),
    ]


def test_a_district_without_spaces_says_so_and_leads_on(visit, rival):
    page = visit("space-list")

    assert (
        "No creative hub and no coworking space is recorded for this district yet."
    ) in words(page)
    assert links(page, "networks") == ["/en/districts/rival/networks/"]


def test_what_is_not_public_is_not_there(visit, district, spaces):
    draft = make_action(programme=district, state=State.DRAFT)
    make_space(programme=district, name=Text(en="Secret"), state=State.DRAFT)
    make_space(programme=district, name=Text(en="Secret"), action=draft)
    hidden = make_place(name=Text(en="Hideout"), state=State.DRAFT)
    make_space(programme=district, name=Text(en="Known"), place=hidden)

    read = words(visit("space-list"))

    assert ("La Forge" in read, "Secret" in read) == (True, False)
    assert ("Place not published Known" in read, "Hideout" in read) == (True, False)


def test_another_district_has_its_own(visit, spaces, rival):
    page = visit("space-list", programme=rival.programme)

    assert [space for each in told(page) for _, own in each[1] for space in own] == [
        rival.space
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_space_leads_to_its_entry_in_each_language(
    visit, spaces, client, language, district
):
    with override(language):
        entry = f"{district.page('space-list')}#forge"
        assert spaces[0].get_absolute_url() == entry

    lasting = client.get("/id/space/forge/", headers={"Accept-Language": language})

    assert lasting["Location"] == entry
    assert "La Forge" in words(visit("space-list", language=language))


def test_the_map_marks_the_towns_of_the_boundary(visit, spaces, district):
    make_boundary(programme=district, credit=Text(en="Open map, public domain"))
    make_boundary(programme=district, geometry=square(5, 50))

    page = visit("space-list", query="kind=coworking")

    wide, _narrow = page.context["map"].layers
    assert [
        (mark.town.name, mark.town.count, mark.town.is_lit) for mark in wide.marks
    ] == [("Liege", 1, True), ("Mons", 0, False)]
    assert "Boundaries: Open map, public domain" in words(page)
    assert links(page, "place=mons$")


def test_a_district_without_boundary_lists_and_draws_nothing(visit, spaces, rival):
    make_boundary(programme=rival.programme)
    make_boundary(programme=spaces[0].programme, state=State.DRAFT)

    page = visit("space-list")

    assert page.context["map"] is None
    assert ("La Forge" in words(page), "On the map" in words(page)) == (True, False)


def test_a_town_without_position_is_listed_and_not_marked(visit, district):
    make_boundary(programme=district)
    town = make_place(name=Text(en="Anywhere"), latitude=None, longitude=None)
    make_space(programme=district, place=town)

    page = visit("space-list")

    assert "Anywhere" in words(page)
    assert page.context["map"].layers == ()


@pytest.mark.parametrize("items", [1, 3])
def test_the_page_costs_the_same_queries_for_one_space_and_for_three(
    visit, district, django_assert_num_queries, items
):
    for _ in range(items):
        space = make_space(
            programme=district,
            place=make_place(latitude=50.5, longitude=4.5),
            action=make_action(programme=district),
        )
        make_statement(record=space, sources=[make_source()])
        make_boundary(programme=district)
    visit("space-list")

    with django_assert_num_queries(6):
        visit("space-list")


def test_what_is_shown_is_a_file(visit, spaces, settings):
    settings.SITE_URL = "https://portal.example"

    answer = visit("space-list-file", ending="csv", query="kind=coworking")
    [row] = csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
    told = json.loads(visit("space-list-file", ending="json").content)

    assert row == {
        "id": "forge",
        "name": "La Forge",
        "language": "en",
        "kind": "coworking",
        "place": "liege",
        "place_name": "Liege",
        "latitude": "50.6000",
        "longitude": "4.8000",
        "action": "network",
        "action_title": "The network",
        "html_url": "https://portal.example/en/networks/#forge",
    }
    assert [each["id"] for each in told["items"]] == ["forge", "plug", "valley"]
    assert visit("space-list-file", ending="ics").status_code == 404


def test_an_action_leads_to_the_spaces_that_it_opened(visit, spaces):
    page = visit("action-detail", slug="the-network")

    assert "Network 1 space" in words(page)
    assert links(page, "networks") == ["/en/networks/?action=network"]

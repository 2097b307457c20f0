"""Addresses that once were right lead to where a record stands now."""

import pytest

from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from programme.models import Programme
from tests.factories import make_action, make_partner, make_thrust

pytestmark = pytest.mark.django_db


def rename(record, **slugs):
    record.slug = Text(**slugs)
    record.save()


@pytest.fixture
def action(district):
    action = make_action(programme=district, slug=Text(fr="vieux", en="old"))
    rename(action, fr="moyen", en="middle")
    rename(action, fr="neuf", en="new")
    return action


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/en/actions/old/?a=1", "/en/actions/new/?a=1"),
        ("/en/actions/middle/", "/en/actions/new/"),
        ("/fr/actions/vieux/", "/fr/actions/neuf/"),
        ("/en/actions/vieux/", "/en/actions/new/"),
        ("/fr/actions/new/", "/fr/actions/neuf/"),
    ],
)
def test_every_slug_that_was_leads_on(client, action, asked, found):
    answer = client.get(asked)

    assert (answer.status_code, answer["Location"]) == (301, found)


def test_who_has_the_slug_now_has_its_address(client, district, action):
    make_action(programme=district, slug=Text(fr="vieux", en="old"))

    assert client.get("/en/actions/old/").status_code == 200


def test_of_two_that_had_it_the_last_is_meant(client, district, action):
    other = make_action(programme=district, slug=Text(en="old"))
    rename(other, en="other")

    assert client.get("/en/actions/old/")["Location"] == "/en/actions/other/"


def test_a_slug_of_a_draft_was_never_one(client, district):
    action = make_action(programme=district, slug=Text(en="secret"), state=State.DRAFT)
    action.state = State.PUBLISHED
    rename(action, en="open")

    assert client.get("/en/actions/secret/").status_code == 404


@pytest.mark.parametrize(
    ("state", "status"), [(State.WITHDRAWN, 410), (State.DRAFT, 404)]
)
def test_what_is_public_no_longer_is_so_by_its_old_slug(client, action, state, status):
    action.state = state
    action.save()

    assert client.get("/en/actions/old/").status_code == status


def test_another_districts_slugs_are_not_ours(client, district, rival):
    rename(rival.action, en="renamed")

    old = rival.action.history.last().slug["en"]
    assert client.get(f"/en/actions/{old}/").status_code == 404
    answer = client.get(f"/en/districts/rival/actions/{old}/")
    assert answer["Location"] == "/en/districts/rival/actions/renamed/"


def test_thrusts_and_partners_too(client, district):
    thrust = make_thrust(programme=district, slug=Text(fr="vieux", en="old"))
    partner = make_partner(programme=district, slug=Text(fr="vieux", en="old"))
    rename(thrust, en="new")
    rename(partner, en="new")

    assert client.get("/en/thrusts/old/")["Location"] == "/en/thrusts/new/"
    assert client.get("/en/partners/old/")["Location"] == "/en/partners/new/"


def test_a_district_that_was_renamed_is_found(client, district, rival):
    rival.programme.slug = "renamed"
    rival.programme.save()

    answer = client.get("/en/districts/rival/timeline/?month=3")

    assert answer.status_code == 301
    assert answer["Location"] == "/en/districts/renamed/timeline/?month=3"
    Programme.objects.filter(pk=rival.programme.pk).update(state=State.DRAFT)
    assert client.get("/en/districts/rival/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_finding_costs_the_same_however_often_a_record_was_renamed(
    client, action, django_assert_num_queries, count
):
    for number in range(count):
        rename(action, en=f"name-{number}")

    # The district, the public and the withdrawn in two languages, then the history.
    with django_assert_num_queries(7):
        client.get("/en/actions/old/")

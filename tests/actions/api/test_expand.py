"""Related items in full, one level deep."""

import pytest

from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from tests.factories import (
    make_action,
    make_milestone,
    make_partner,
    make_place,
    make_source,
    make_statement,
    make_thrust,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(district):
    lead = make_partner(programme=district, key="lead", name=Text(fr="Chef de file"))
    thrust = make_thrust(programme=district, key="street", lead=lead)
    make_statement(record=lead, field="name", sources=[make_source()])
    return make_action(programme=district, key="action", thrust=thrust, lead=lead)


def read(client, address):
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_related_item_comes_as_its_own_address_tells_it(client, action):
    plain = read(client, "actions/action/?lang=en")
    whole = read(client, "actions/action/?lang=en&expand=thrust,lead")

    thrust = read(client, "thrusts/street/?lang=en")
    lead = read(client, "partners/lead/?lang=en")
    assert whole == {
        **plain,
        "thrust": {**thrust, "name": thrust["title"]},
        "lead": lead,
    }
    assert lead["fallback_languages"] == {"name": "fr"}


def test_what_is_not_public_stays_null(client, action):
    action.lead.state = State.DRAFT
    action.lead.save()

    whole = read(client, "actions/action/?expand=lead,thrust")

    assert (whole["lead"], whole["thrust"]["lead"]) == (None, None)


def test_it_goes_together_with_a_choice_of_fields(client, action):
    cut = read(client, "actions/action/?expand=programme&fields=id,programme")

    assert cut == {"id": "action", "programme": read(client, "programmes/home/")}


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_and_for_three(
    client, action, count, django_assert_num_queries
):
    for _number in range(count):
        milestone = make_milestone(action=action, place=make_place())
        make_statement(record=milestone, sources=[make_source()])
    address = "milestones/?expand=action,place&programme=home"
    read(client, address)  # Django remembers content types.

    with django_assert_num_queries(9):
        page = read(client, address)

    assert [item["action"]["id"] for item in page["results"]] == ["action"] * count


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("actions/?expand=participants", ["programme", "thrust", "lead"]),
        ("actions/action/?expand=", ["programme", "thrust", "lead"]),
    ],
)
def test_what_cannot_be_expanded_is_named(client, action, address, allowed):
    answer = client.get(f"/api/v1/{address}")

    assert answer.status_code == 400
    assert [
        (fault["parameter"], fault["allowed"]) for fault in answer.json()["errors"]
    ] == [("expand", allowed)]

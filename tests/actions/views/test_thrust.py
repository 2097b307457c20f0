import pytest

from creative_district.kernel.record import Scope, State
from creative_district.kernel.text import Text
from tests.factories import (
    make_action,
    make_milestone,
    make_partner,
    make_source,
    make_statement,
    make_thrust,
    on,
)
from tests.pages import links, visitor, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(client, district):
    ask = visitor(client, district)

    def thrust_page(thrust, **how):
        return ask("thrust-detail", slug=thrust.slug, **how)

    return thrust_page


def test_a_thrust_has_its_official_name_in_each_language(visit, district):
    thrust = make_thrust(
        programme=district,
        number=2,
        verb=Text(fr="Accompagner", en="Support"),
        title=Text(fr="Un meilleur soutien", en="Better Business Support"),
        aim=Text(en="Show firms what creatives can do."),
    )
    make_statement(record=thrust, sources=[make_source(title="The founding page")])

    page = visit(thrust)
    html = page.content.decode()

    assert words(page).startswith(
        "2 Thrust Support Better Business Support Un meilleur soutien"
        " Show firms what creatives can do. Established source 1"
    )
    assert '<p lang="fr">Un meilleur soutien</p>' in html
    assert '<p lang="en">' not in html
    assert "The founding page" in words(page)


def test_its_own_public_actions_stand_in_the_order_of_the_street(visit, district):
    thrust = make_thrust(programme=district)
    undated = make_action(programme=district, thrust=thrust)
    dated = make_action(programme=district, thrust=thrust, start=on("2014-06-16"))
    make_action(programme=district, thrust=thrust, state=State.DRAFT)
    make_action(programme=district, thrust=thrust, scope=Scope.CONTEXT)
    make_action(programme=district)

    page = visit(thrust)

    assert [plot.action for plot in page.context["plots"]] == [dated, undated]
    assert "From 16 June 2014, end unknown" in words(page)
    assert "Dates unknown" in words(page)


def test_an_empty_street_says_so(visit, district):
    page = visit(make_thrust(programme=district))

    assert "No action is recorded here yet." in words(page)


def test_neighbours_are_the_public_thrusts_beside_it(visit, district):
    first, second, third = (
        make_thrust(programme=district, number=number) for number in (1, 2, 4)
    )
    make_thrust(programme=district, number=3, state=State.DRAFT)

    beside = [
        (page.context["previous"], page.context["following"])
        for page in map(visit, (first, second, third))
    ]

    assert beside == [(None, second), (first, third), (second, None)]


@pytest.mark.parametrize("items", [1, 3])
def test_a_street_costs_the_same_queries_for_one_action_and_for_three(
    visit, district, django_assert_num_queries, items
):
    thrust = make_thrust(programme=district)
    make_statement(record=thrust, sources=[make_source()])
    for _ in range(items):
        lead = make_partner(programme=district)
        make_milestone(action=make_action(programme=district, thrust=thrust, lead=lead))
    visit(thrust)

    with django_assert_num_queries(9):
        assert len(links(visit(thrust), "/actions/.")) == items


def test_partners_active_in_a_street_lead_or_join_its_actions(visit, district):
    thrust = make_thrust(programme=district)
    lead, guest, _other = (make_partner(programme=district) for _ in range(3))
    action = make_action(programme=district, thrust=thrust, lead=lead)
    action.participants.add(guest, make_partner(state=State.DRAFT))

    assert visit(thrust).context["partners"] == [lead, guest]

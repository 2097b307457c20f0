import pytest

from creative_district.kernel.record import Scope, State
from creative_district.kernel.text import Text
from partners.models import Membership
from tests.factories import (
    make_action,
    make_partner,
    make_place,
    make_source,
    make_statement,
    on,
)
from tests.pages import links, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(visit):
    def partner_page(partner, **how):
        return visit("partner-detail", slug=partner.slug, **how)

    return partner_page


def test_the_consortium_stands_before_its_associates(visit, district):
    member, lead, associate = (
        make_partner(programme=district, role=role)
        for role in (
            Membership.Role.MEMBER,
            Membership.Role.COORDINATOR,
            Membership.Role.ASSOCIATE,
        )
    )
    Membership.objects.filter(partner=member).update(position=2)
    Membership.objects.filter(partner=lead).update(position=1)
    make_partner(programme=district, state=State.DRAFT)

    page = visit("partner-list")

    listed = {
        part: [each.partner for each in page.context[part]]
        for part in ("members", "associates")
    }
    assert listed == {"members": [lead, member], "associates": [associate]}


def test_a_partner_is_listed_with_its_role_place_and_task(visit, district):
    partner = make_partner(
        programme=district,
        name=Text(en="Design house"),
        acronym="DH",
        place=make_place(name=Text(en="Liège")),
        role=Membership.Role.COORDINATOR,
    )
    Membership.objects.filter(partner=partner).update(task=Text(en="Runs the call."))

    assert "Design house coordinator DH Liège Runs the call." in words(
        visit("partner-list")
    )


def test_a_district_without_partners_says_so(visit):
    assert "No partner is recorded yet." in words(visit("partner-list"))


def test_a_partner_tells_what_it_is_and_what_became_of_it(show, district):
    partner = make_partner(
        programme=district,
        name=Text(en="Agency for Telecommunications"),
        acronym="AT",
        also_known_as=["Telecoms", "The agency"],
        kind=Text(en="Public agency"),
        unit=Text(en="Digital unit"),
        founded=on("1999"),
        place=make_place(name=Text(en="Namur")),
        website="https://agency.example/",
        later=Text(en="It is part of the Digital Agency since 2015."),
    )
    make_statement(
        record=partner, field="later", sources=[make_source(title="The decree")]
    )

    page = show(partner)

    assert (
        "What became of it It is part of the Digital Agency since 2015."
        " Established source 1"
    ) in words(page)
    assert (
        "Acronym AT Also known as Telecoms · The agency Kind Public agency"
        " Unit Digital unit Founded 1999 Established"
    ) in words(page)
    assert "Place Namur Website https://agency.example/" in words(page)
    assert "1 The decree" in words(page)
    assert links(page, "/api/") == [f"/api/v1/partners/{partner.key}/"]


def test_what_is_not_known_of_a_partner_is_absent(show, district):
    page = words(show(make_partner(programme=district, name=Text(en="New"))))

    for heading in (
        "Acronym",
        "Also known as",
        "Kind",
        "Unit",
        "Founded",
        "Place",
        "Website",
        "Actions",
        "What became of it",
    ):
        assert heading not in page


def test_a_partners_own_public_actions_stand_by_title(show, district, rival):
    partner = make_partner(programme=district)
    led = [
        make_action(programme=district, title=Text(en=title), lead=partner)
        for title in ("B", "A")
    ]
    joined = make_action(programme=district)
    elsewhere = make_action(programme=rival.programme, lead=partner)
    context = make_action(programme=district, scope=Scope.CONTEXT)
    draft = make_action(programme=district, state=State.DRAFT)
    for action in (joined, elsewhere, context, draft):
        action.participants.add(partner)

    page = show(partner)

    assert list(page.context["led"]) == led[::-1]
    assert list(page.context["joined"]) == [joined]


def test_a_partner_of_two_districts_has_a_page_in_each(show, district, rival):
    partner = make_partner(programme=district, role=Membership.Role.COORDINATOR)
    Membership.objects.create(
        programme=rival.programme, partner=partner, role=Membership.Role.ASSOCIATE
    )
    there = make_action(programme=rival.programme, lead=partner)

    home, away = show(partner), show(partner, programme=rival.programme)

    assert home.context["membership"].role == Membership.Role.COORDINATOR
    assert away.context["membership"].role == Membership.Role.ASSOCIATE
    assert list(home.context["led"]) == []
    assert list(away.context["led"]) == [there]


def test_a_place_that_is_not_public_is_not_named(visit, show, district):
    hidden = make_place(name=Text(en="Secret"), state=State.DRAFT)
    partner = make_partner(programme=district, name=Text(en="Campus"), place=hidden)

    listed, page = words(visit("partner-list")), words(show(partner))

    assert ("Campus" in listed, "Secret" in listed) == (True, False)
    assert ("Campus" in page, "Secret" in page) == (True, False)


def test_another_districts_partner_has_no_page_here(show, rival):
    assert show(rival.partner).status_code == 404
    assert show(rival.partner, programme=rival.programme).status_code == 200


@pytest.mark.parametrize("items", [1, 3])
def test_lists_cost_the_same_queries_for_one_item_and_for_three(
    visit, show, district, django_assert_num_queries, items
):
    partner = make_partner(programme=district)
    make_statement(record=partner, field="later", sources=[make_source()])
    for _ in range(items):
        make_partner(programme=district, place=make_place())
        make_action(programme=district, lead=partner)
        make_action(programme=district).participants.add(partner)
    show(partner)

    with django_assert_num_queries(3):
        visit("partner-list")
    with django_assert_num_queries(7):
        show(partner)

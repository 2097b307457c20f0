"""What lists of partners keep."""

from datetime import date

import pytest
from django.http import QueryDict

from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from partners.filters import PartnerFilter
from partners.models import Membership, Partner
from tests.factories import make_partner, make_place, make_programme

pytestmark = pytest.mark.django_db


def kept(question):
    partners = Partner.objects.public()
    asked = PartnerFilter(QueryDict(question), partners, today=date(2014, 6, 30))
    return [partner.key for partner in asked.qs.order_by("pk")]


@pytest.fixture
def both(district, rival):
    partner = make_partner(
        programme=district,
        key="both",
        role="coordinator",
        place=make_place(key="liege"),
    )
    Membership.objects.create(
        programme=rival.programme, partner=partner, role="associate"
    )
    make_partner(programme=district, key="home-only", acronym="AWT")
    return partner


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("", ["rival-partner", "both", "home-only"]),
        ("programme=home", ["both", "home-only"]),
        ("programme=home&programme=rival", ["rival-partner", "both", "home-only"]),
        ("role=associate", ["both"]),
        ("role=coordinator&role=member", ["rival-partner", "both", "home-only"]),
        ("programme=home&role=associate", []),
        ("programme=rival&role=associate", ["both"]),
        ("place=liege", ["both"]),
        ("q=awt", ["home-only"]),
        ("q=nobody", []),
    ],
)
def test_partners_by_membership_place_and_words(both, question, keys):
    assert kept(question) == keys


def test_a_role_in_a_hidden_programme_is_no_role(both):
    draft = make_programme(state=State.DRAFT)
    partner = make_partner(programme=draft, role="coordinator", key="secret")
    Membership.objects.create(
        programme=both.memberships.first().programme, partner=partner, role="member"
    )

    assert kept("role=coordinator") == ["both"]
    assert "secret" in kept("role=member")


def test_names_are_found_in_every_language(district):
    make_partner(programme=district, key="one", name=Text(fr="Société", en="Company"))

    assert kept("q=societe") == kept("q=COMPANY") == ["one"]

"""Demonstration contacts, and what contacts wish."""

import pytest

from partners.models import Contact
from partners.services import (
    change_preferences,
    make_demonstration_contacts,
    unsubscribe,
)
from tests.factories import both, make_contact, make_partner, make_programme

pytestmark = pytest.mark.django_db


def test_staff_and_each_partner_get_a_contact_that_is_nobody():
    district = make_programme(slug="home", languages=["en", "fr"])
    campus = make_partner(programme=district, key="campus", name=both("Campus"))
    studio = make_partner(programme=district, key="studio", name=both("Studio"))

    made = make_demonstration_contacts(programme=district)

    assert [(one.partner, one.name, one.email, one.language) for one in made] == [
        (
            None,
            "Demonstration contact, programme staff",
            "programme.staff@home.example",
            "en",
        ),
        (
            campus,
            "Demonstration contact, Campus (en)",
            "campus@home.example",
            "en",
        ),
        (
            studio,
            "Demonstration contact, Studio (en)",
            "studio@home.example",
            "en",
        ),
    ]
    assert {(one.is_demonstration, one.is_main) for one in made} == {(True, True)}
    assert list(district.contacts.order_by("pk")) == made


def test_they_are_made_once(district):
    make_partner(programme=district)
    first = make_demonstration_contacts(programme=district)

    again = make_demonstration_contacts(programme=district)

    assert (len(first), again) == (2, [])
    assert Contact.objects.filter(programme=district).count() == 2


def test_who_has_a_contact_gets_no_other(district):
    partner = make_partner(programme=district)
    make_contact(programme=district, partner=partner)

    made = make_demonstration_contacts(programme=district)

    assert [one.partner for one in made] == [None]


def test_they_read_a_language_that_the_district_and_the_portal_speak():
    tuscan = make_programme(languages=["it", "en"])
    dutch = make_programme(languages=["nl"])

    made = [
        make_demonstration_contacts(programme=programme)
        for programme in (tuscan, dutch)
    ]

    assert [one.language for contacts in made for one in contacts] == ["en", "fr"]


WISHES = {"delivery": "digest", "language": "en", "time_zone": "Europe/Lisbon"}


def test_wishes_are_kept_and_nothing_else_is_written():
    contact = make_contact(name="Anne")
    Contact.objects.update(name="Anne, renamed meanwhile")

    returned = change_preferences(contact=contact, **WISHES)

    kept = Contact.objects.filter(pk=contact.pk).values("name", *WISHES).get()
    assert kept == {"name": "Anne, renamed meanwhile", **WISHES}
    assert {name: getattr(returned, name) for name in WISHES} == WISHES


def test_unsubscribing_changes_the_delivery_alone(rival):
    contact = make_contact(**WISHES)

    for _ in range(2):
        unsubscribe(contact=contact)
        kept = Contact.objects.filter(pk=contact.pk).values(*WISHES).get()
        assert kept == {**WISHES, "delivery": "none"}
    rival.contact.refresh_from_db()
    assert rival.contact.delivery == "each"


def test_contact_erased_meanwhile_is_not_made_again(rival):
    contact = make_contact()
    Contact.objects.filter(pk=contact.pk).delete()

    change_preferences(contact=contact, **WISHES)
    unsubscribe(contact=contact)

    assert Contact.objects.get() == rival.contact

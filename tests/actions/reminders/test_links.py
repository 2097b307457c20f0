"""The links of a mail, and what becomes of mails when a contact uses them."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import signing
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone

from actions.models import Reminder
from actions.reminders.links import (
    SALT,
    LinkError,
    contact_of,
    mark_of,
    preferences_url,
    token_of,
    unsubscribe_url,
)
from tests.actions.reminders.conftest import at, reconcile, standing, sweep
from tests.factories import make_contact, make_partner
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(district):
    partner = make_partner(programme=district)
    return make_contact(
        programme=district, partner=partner, email="anne@partner.example"
    )


def refusal(token):
    """Return whether a refused token is old."""
    with pytest.raises(LinkError) as caught:
        contact_of(token)
    return caught.value.is_old


def test_token_leads_to_its_contact_and_what_a_page_says_of_them(
    contact, rival, django_assert_num_queries
):
    token = token_of(contact)

    with django_assert_num_queries(1):
        found = contact_of(token)
        assert (found, found.programme, found.partner) == (
            contact,
            contact.programme,
            contact.partner,
        )
    assert contact_of(token_of(rival.contact)) == rival.contact


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: "",
        lambda token: "anything",
        lambda token: "a:b:c",
        lambda token: "\x00:é:" + "x" * 5000,
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: token.replace(":", ".", 1),
        lambda token: "x" + token,
        lambda token: token.swapcase(),
    ],
)
def test_forged_token_is_none_of_ours(contact, forge):
    assert refusal(forge(token_of(contact))) is False


def test_token_signed_for_something_else_is_none_of_ours(contact, settings):
    content = [contact.pk, mark_of(contact.email)]
    elsewhere = signing.dumps(content, salt="elsewhere")
    settings.SECRET_KEY, ours = "another portal's", settings.SECRET_KEY
    stranger = signing.dumps(content, salt=SALT)
    settings.SECRET_KEY = ours

    assert [refusal(elsewhere), refusal(stranger)] == [False, False]


def test_token_lives_so_many_days_of_real_time(contact, settings, time_machine):
    settings.REMINDER_LINK_DAYS = 30
    settings.PROGRAMME_AS_OF = "2014-06-02"
    begun = timezone.now()
    time_machine.move_to(begun, tick=False)
    token = token_of(contact)

    time_machine.move_to(begun + timedelta(days=30, seconds=-1), tick=False)
    assert contact_of(token) == contact
    time_machine.move_to(begun + timedelta(days=30, seconds=1), tick=False)
    assert refusal(token) is True


def test_token_dies_with_the_address(contact):
    token = token_of(contact)
    contact.email = "somebody.else@partner.example"
    contact.save()

    assert refusal(token) is True
    assert contact_of(token_of(contact)) == contact


def test_token_dies_with_the_contact(contact):
    token = token_of(contact)
    contact.delete()

    assert refusal(token) is True


def test_token_does_not_tell_the_address(contact):
    content, _time, _signature = token_of(contact).split(":")

    assert signing.b64_decode(content.encode()) == (
        f'[{contact.pk},"{mark_of(contact.email)}"]'.encode()
    )
    assert "anne" not in mark_of(contact.email)


@pytest.mark.parametrize(
    ("language", "prefix"), [("en", "/en/"), ("fr", "/fr/"), ("it", "/fr/")]
)
def test_addresses_are_whole_and_in_a_language_that_the_portal_speaks(
    rival, settings, language, prefix
):
    settings.SITE_URL = "https://district.example"
    rival.contact.language = language

    for address in (preferences_url(rival.contact), unsubscribe_url(rival.contact)):
        start, _mark, token = address.partition("?token=")
        assert start.startswith(f"https://district.example{prefix}")
        assert contact_of(token) == rival.contact


def test_address_travels_whole_in_a_header(contact, settings):
    settings.SITE_URL = f"https://{'district.' * 12}example"
    address = f"<{unsubscribe_url(contact)}>"
    mail = EmailMessage("Subject", "", headers={"List-Unsubscribe": address})

    sent = mail.message().as_bytes()

    assert address.encode() in sent
    received = message_from_bytes(sent, policy=policy.default)
    assert received["List-Unsubscribe"].strip() == address


def mailed(milestone, offset, contact):
    """Return the key of a reminder by rule."""
    return Reminder.objects.get(
        milestone=milestone, cause="rule", offset_days=offset, contact=contact
    ).key


@pytest.fixture
def unsubscribe(client):
    """Unsubscribe as a mail program does."""

    def send(contact):
        answer = client.post(
            unsubscribe_url(contact), {"List-Unsubscribe": "One-Click"}
        )
        assert answer.status_code == 200

    return send


@pytest.fixture
def choose(client):
    """Save the form of the preferences."""

    def send(contact, **chosen):
        held = {"delivery": contact.delivery, "language": contact.language}
        answer = client.post(preferences_url(contact), {**held, **chosen})
        assert answer.status_code == 302

    return send


def test_who_unsubscribes_between_plan_and_send_gets_no_mail(unsubscribe, crew, call):
    reconcile(crew.programme, at("2014-06-02"))

    unsubscribe(crew.lead)

    assert sweep(crew.programme, at("2014-06-06")) == []
    assert sweep(crew.programme, at("2014-06-20")) == [
        (mailed(call, 3, crew.coordinator), crew.coordinator.email)
    ]


def test_who_unsubscribes_while_a_batch_goes_out_gets_no_mail(unsubscribe, crew, call):
    def open_mail():
        unsubscribe(crew.lead)
        return get_connection()

    reconcile(crew.programme, at("2014-06-02"))

    assert sweep(crew.programme, at("2014-06-06"), open_mail=open_mail) == []
    assert ("rule", -7, "skipped", "wants-no-mail") in standing(contact=crew.lead)


def test_who_wants_mail_again_gets_what_still_applies(unsubscribe, choose, crew, call):
    reconcile(crew.programme, at("2014-06-02"))
    unsubscribe(crew.lead)
    assert sweep(crew.programme, at("2014-06-06")) == []

    choose(crew.lead, delivery="each")

    assert sweep(crew.programme, at("2014-06-10")) == [
        (mailed(call, -7, crew.lead), crew.lead.email)
    ]
    assert sweep(crew.programme, at("2014-06-16")) == [
        (mailed(call, 0, crew.lead), crew.lead.email)
    ]


def test_mail_comes_in_the_chosen_language(choose, crew, call, mailoutbox):
    reconcile(crew.programme, at("2014-06-02"))

    choose(crew.lead, language="en")
    sweep(crew.programme, at("2014-06-06"))

    [letter] = mailoutbox
    assert call.title["en"] in letter.subject


def test_staff_see_who_wants_no_mail(unsubscribe, admin_client, crew, call):
    reconcile(crew.programme, at("2014-06-02"))
    unsubscribe(crew.lead)
    sweep(crew.programme, at("2014-06-06"))

    contacts = reverse("admin:partners_contact_changelist")
    page = admin_client.get(f"{contacts}?delivery__exact=none")

    listed = text_of(page.content.decode())
    assert crew.lead.name in listed
    assert crew.coordinator.name not in listed
    # Nobody stands in for the person responsible; the ledger says why nothing goes.
    assert standing(contact=crew.lead) == [
        ("rule", -30, "superseded", "later-one-due"),
        *(
            ("rule", offset, "skipped", "wants-no-mail")
            for offset in (-7, -1, 0, 3, 14)
        ),
    ]

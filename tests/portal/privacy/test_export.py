"""The file of a person holds all that the portal holds on them."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from creative_district.portal.privacy.export import held_on
from creative_district.portal.privacy.person import Person
from tests.factories import make_user
from tests.portal.privacy.cast import EMAIL, NAME, NOON, known_person
from tests.portal.privacy.everything import rows_with


@pytest.fixture(autouse=True)
def second_of_june() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def known(db: None, district: Any, rival: Any) -> Any:
    return known_person(district, rival.programme)


def test_the_file_holds_each_kind_of_thing(known: Any, district: Any) -> None:
    told = held_on(Person.of(known.contact), now=NOON)

    (account,), (contact, other) = told["accounts"], reversed(told["contacts"])
    if contact["id"] != known.contact.pk:
        contact, other = other, contact
    assert (account["username"], account["email"]) == ("zelie.q", EMAIL)
    assert [role["role"] for role in account["roles"]] == ["editor"]
    assert account["history"] == {
        "actions.milestone": {"count": 1, "first_at": NOON, "last_at": NOON}
    }
    assert [entry["record"] for entry in account["log"]] == ["Milestone"]
    assert [link["id"] for link in account["preview_links"]] == [known.link.pk]
    assert account["sessions"] == [
        {
            "began_at": NOON,
            "seen_at": NOON,
            "expires_at": NOON + timedelta(hours=2),
            "address": None,
            "browser": "",
        }
    ]
    assert account["failures_to_sign_in"] == [
        {"at": NOON, "address": "192.0.2.1", "browser": "", "count": 1}
    ]
    assert account["uploads"] == [{"name": "zelie.csv", "sent_at": NOON}]
    assert account["second_factor"] is False
    assert (contact["name"], contact["programme"]) == (NAME, str(district))
    assert contact["responsible_for"] == [
        {"milestone": str(known.milestone), "due": str(known.milestone.due)}
    ]
    assert [(row["state"], row["planned_for"]) for row in contact["reminders"]] == [
        ("sent", NOON),
        ("failed", NOON),
        ("planned", NOON),
    ]
    assert other["email"] == EMAIL.upper()
    assert [letter["recipients"] for letter in told["mailbox"]] == [
        EMAIL,
        "a@b.example",
    ]
    assert len(told["named_in_the_log"]) == 4


def test_the_file_has_every_column_but_the_password(known: Any) -> None:
    told = held_on(Person.of(known.contact), now=NOON)

    account, contact = told["accounts"][0], told["contacts"][0]
    columns = {field.name for field in known.user._meta.concrete_fields}
    assert columns - set(account) == {"password"}
    assert {field.name for field in known.contact._meta.concrete_fields} <= set(contact)


def test_an_administrator_downloads_what_can_be_read(known: Any) -> None:
    client = Client()
    client.force_login(make_user())

    answer = client.get(f"/admin/personal-data/contact/{known.contact.pk}/file/")

    assert answer["Content-Disposition"] == (
        f'attachment; filename="contact-{known.contact.pk}.json"'
    )
    assert NAME in answer.content.decode()
    assert set(json.loads(answer.content)) == {
        "exported_at", "accounts", "contacts", "mailbox", "named_in_the_log",
    }  # fmt: skip


@pytest.mark.parametrize("page", ["", "file/"])
def test_only_administrators_see_and_erase(known: Any, page: str) -> None:
    client = Client()
    client.force_login(make_user(is_superuser=False))
    address = f"/admin/personal-data/contact/{known.contact.pk}/{page}"

    answers = [client.get(address), client.post(address)]

    assert {answer.status_code for answer in answers} <= {403, 405}
    assert len(rows_with(EMAIL)) > 1
    assert Client().get(address).status_code == 302


def test_the_page_says_what_will_happen_and_then_it_does(known: Any) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user())
    address = f"/admin/personal-data/account/{known.user.pk}/"

    page = client.get(address)

    assert len(page.context["forecast"]) == 7
    assert f"The contact “{NAME}”" in page.content.decode()
    assert client.post(address, follow=True).redirect_chain == [
        ("/admin/accounts/user/", 302)
    ]
    assert rows_with(EMAIL, NAME) == []
    assert "There is nothing left to erase." in client.get(address).content.decode()


def test_the_page_of_a_contact_and_of_an_account_lead_there(known: Any) -> None:
    client = Client()
    client.force_login(make_user())

    for kind, model, pk in (
        ("contact", "partners/contact", known.contact.pk),
        ("account", "accounts/user", known.user.pk),
    ):
        html = client.get(f"/admin/{model}/{pk}/change/").content.decode()
        assert f"/admin/personal-data/{kind}/{pk}/" in html


def test_what_is_not_there_is_not_found(db: None) -> None:
    client = Client()
    client.force_login(make_user())

    for path in ("contact/99999/", "account/99999/file/", "group/1/"):
        assert client.get(f"/admin/personal-data/{path}").status_code == 404

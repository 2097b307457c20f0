"""Staff make tokens for partners, see each once, and revoke them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from partners.models import AccessToken, Membership
from partners.tokens import digest_of
from tests.factories import make_partner, make_programme, make_token, make_user
from tests.portal.admin.pages import address, form_data

LIST = address(AccessToken, "changelist")
ADD = address(AccessToken, "add")


@pytest.fixture
def staff(db: None) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user(username="boss"))
    return client


def filled(client: Client, programme: Any, partner: Any, **changes: str) -> Any:
    told = {"programme": programme.pk, "partner": partner.pk, "name": "Website"}
    return {**form_data(client.get(ADD)), **told, "scope": "write", **changes}


def make(client: Client, **changes: str) -> tuple[Any, str]:
    """Make a token by the form; return the answer and the token that it shows."""
    programme = make_programme()
    partner = make_partner(programme=programme)
    answer = client.post(ADD, filled(client, programme, partner, **changes))
    found = re.findall(r'value="(cdp_\w+)"', answer.text)
    return answer, found[0] if found else ""


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "it is shown once, and kept nowhere"), ("fr", "affiché qu’une fois")],
)
def test_a_token_is_shown_once_and_works(
    staff: Client, language: str, told: str
) -> None:
    staff.cookies["django_language"] = language
    answer, token = make(staff)

    access = AccessToken.objects.get()
    assert (answer.status_code, told in answer.text) == (200, True)
    assert "no-store" in answer.headers["Cache-Control"]
    assert access.digest == digest_of(token)
    assert access.scope == "write"
    assert str(access.made_by) == "boss"
    asked = {"authorization": f"Bearer {token}"}
    assert Client().get("/api/v1/actions/", headers=asked).status_code == 200
    for page in (LIST, address(AccessToken, "change", access.pk)):
        shown = staff.get(page).text
        assert token[:8] in shown
        assert token not in shown
    entry = LogEntry.objects.get()
    assert token not in f"{entry.object_repr} {entry.change_message}"


def test_a_year_is_offered(staff: Client) -> None:
    make(staff)

    left = AccessToken.objects.get().expires_at - timezone.now()
    assert timedelta(days=364) < left <= timedelta(days=365)


def test_a_token_does_not_begin_expired(staff: Client) -> None:
    answer, _token = make(staff, expires_at_0="2013-01-01", expires_at_1="00:00:00")

    assert "Choose a moment to come." in answer.text
    assert not AccessToken.objects.exists()


def test_a_partner_gets_tokens_where_it_takes_part(staff: Client) -> None:
    data = filled(staff, make_programme(), make_partner())

    answer = staff.post(ADD, data)

    assert "This partner does not take part in the programme." in answer.text
    assert not AccessToken.objects.exists()


def test_the_page_of_a_token_revokes_it(staff: Client) -> None:
    access: Any = make_token()
    page = address(AccessToken, "change", access.pk)
    assert 'value="Revoke the token"' in staff.get(page).text

    answer = staff.post(page, {"_save": ""}, follow=True)

    access.refresh_from_db()
    assert access.revoked_at is not None
    assert "The token is revoked: it opens nothing any more." in answer.text
    assert LogEntry.objects.get().get_change_message() == "Revoked the token."
    assert 'value="Revoke the token"' not in staff.get(page).text
    asked = {"authorization": f"Bearer {access.token}"}
    assert Client().get("/api/v1/actions/", headers=asked).status_code == 401


def test_nothing_of_a_token_is_changed(staff: Client) -> None:
    access = make_token()
    before = AccessToken.objects.values().get()

    staff.post(
        address(AccessToken, "change", access.pk),
        {"scope": "write", "name": "x", "expires_at_0": "2099-01-01"},
    )

    after = AccessToken.objects.values().get()
    assert {name for name in after if after[name] != before[name]} == {"revoked_at"}


def test_several_are_revoked_from_the_list(staff: Client) -> None:
    rows = [make_token(), make_token(revoked_at=timezone.now())]
    kept = make_token()

    answer = staff.post(
        LIST,
        {"action": "revoke", "_selected_action": [row.pk for row in rows]},
        follow=True,
    )

    assert "1 token is revoked." in answer.text
    assert list(AccessToken.objects.filter(revoked_at=None)) == [kept]


def test_the_list_says_how_each_stands(staff: Client) -> None:
    make_token()
    make_token(revoked_at=timezone.now())
    make_token(expires_at=timezone.now())
    former = make_token()
    Membership.objects.filter(partner=former.partner).delete()

    text = staff.get(LIST).text

    found = re.findall(r"field-standing[^>]*>([\w ]+)<", text)
    assert sorted(found) == ["expired", "no partner any more", "revoked", "valid"]

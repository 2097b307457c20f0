"""Setting up a second factor, renewing its codes, doing without it."""

import re
from typing import Any

import pytest
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from creative_district.accounts import second_factor
from creative_district.accounts.models import User
from tests.accounts.conftest import AWAY, App, browser, enter, is_in, sign_in
from tests.portal.admin.pages import inline_parts

PAGE = "/admin/account/second-factor/"
NEW_CODES, OFF = f"{PAGE}codes/", f"{PAGE}off/"


@pytest.fixture
def client(ada: User) -> Client:
    """Ada's browser, signed in with the password alone."""
    client = browser()
    sign_in(client)
    return client


def code_on(page: Any) -> str:
    """Return the code that an app shows which took the key from the page."""
    device = page.context["device"]
    return f"{totp(device.bin_key):06}"


def set_up(client: Client, **changes: str) -> Any:
    page = client.get(PAGE)
    return client.post(PAGE, {"code": code_on(page), "password": "secret", **changes})


def codes_in(answer: Any) -> list[str]:
    return re.findall(
        r"<code>([a-z2-7]{4}-[a-z2-7]{4})</code>", answer.content.decode()
    )


def test_the_page_shows_the_key_as_a_picture_and_as_text(client: Client) -> None:
    html = client.get(PAGE).content.decode()
    again = client.get(PAGE).content.decode()

    keys = re.findall(r'account__key">([A-Z2-7 ]+)<', html)
    assert len(keys) == 1
    assert keys[0] in again
    assert html.count("<svg:path") + html.count("<path d=") >= 1
    assert inline_parts(html) == []
    assert TOTPDevice.objects.count() == 0


def test_a_first_code_switches_it_on_and_shows_the_recovery_codes_once(
    client: Client, ada: User
) -> None:
    answer = set_up(client)
    codes = codes_in(answer)

    assert len(set(codes)) == 10
    assert second_factor.is_on(ada)
    assert answer.headers["Cache-Control"].count("no-store") == 1
    later = [client.get(page).content.decode() for page in ("/admin/account/", PAGE)]
    assert not any(code in html for code in codes for html in later)


def test_switching_it_on_ends_sessions_that_showed_no_code(client: Client) -> None:
    other = browser(AWAY)
    sign_in(other)

    set_up(client)

    assert (is_in(client), is_in(other)) == (True, False)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"code": "000000"}, "code"), ({"password": "no"}, "password")],
)
def test_it_needs_both_the_code_and_the_password(
    client: Client, ada: User, changes: dict[str, str], field: str
) -> None:
    answer = set_up(client, **changes)

    assert list(answer.context["form"].errors) == [field]
    assert not second_factor.is_on(ada)


def test_the_code_that_set_it_up_opens_nothing(client: Client, ada: User) -> None:
    page = client.get(PAGE)
    code = code_on(page)
    client.post(PAGE, {"code": code, "password": "secret"})
    other = browser(AWAY)
    sign_in(other)

    assert enter(other, code).status_code == 200
    assert not is_in(other)


def test_who_has_one_does_not_replace_it_unasked(client: Client, ada: User) -> None:
    set_up(client)
    device = TOTPDevice.objects.get()

    answer = client.get(PAGE)

    assert answer.headers["Location"] == "/admin/account/"
    assert TOTPDevice.objects.get().key == device.key


def test_new_codes_replace_the_old_ones(client: Client, ada: User, clock: Any) -> None:
    old = codes_in(set_up(client))
    refused = client.post(NEW_CODES, {"password": "wrong"})
    new = codes_in(client.post(NEW_CODES, {"password": "secret"}))
    other = browser(AWAY)
    sign_in(other)

    assert list(refused.context["form"].errors) == ["password"]
    assert len(set(new)) == 10
    assert not set(new) & set(old)
    assert enter(other, old[0]).status_code == 200
    clock.shift(2)
    assert enter(other, new[0]).status_code == 302


def test_it_is_switched_off_with_the_password(client: Client, ada: User) -> None:
    set_up(client)
    client.post(OFF, {"password": "wrong"})
    still = second_factor.is_on(ada)

    client.post(OFF, {"password": "secret"})

    assert (still, second_factor.is_on(ada)) == (True, False)
    assert StaticToken.objects.count() == 0
    assert sign_in(browser(AWAY)).headers["Location"] == "/admin/"


def test_the_password_that_is_asked_for_cannot_be_guessed(client: Client) -> None:
    set_up(client)

    answers = [client.post(OFF, {"password": "no"}).status_code for _try in range(11)]

    assert answers == [200] * 9 + [429] * 2


@pytest.fixture
def required(settings: Any) -> None:
    """A portal whose staff all need a second factor."""
    settings.REQUIRE_2FA = True


def test_where_all_need_one_it_comes_before_anything_else(
    required: None, ada: User
) -> None:
    client = browser()

    sign_in(client)
    led = client.get("/admin/partners/partner/", follow=True)
    page = client.get(PAGE)

    assert led.redirect_chain[-1] == (PAGE, 302)
    assert "Here, all staff sign in with a second factor." in page.content.decode()
    assert page.context["has_permission"] is False
    set_up(client)
    assert is_in(client)
    assert client.get(OFF).status_code == 302
    assert second_factor.is_on(ada)


@pytest.mark.parametrize(
    "page", ["account/", "account/sessions/", "account/second-factor/codes/"]
)
def test_other_pages_wait_until_it_is_set_up(
    page: str, required: None, ada: User
) -> None:
    client = browser()
    sign_in(client)

    assert client.get(f"/admin/{page}").status_code == 302


def test_a_session_without_a_code_replaces_no_second_factor(
    required: None, ada: User, app: App
) -> None:
    client = browser()
    client.force_login(ada)

    answers = [client.get(page).headers["Location"] for page in (PAGE, NEW_CODES)]

    assert answers == ["/admin/account/", f"/admin/login/?next={NEW_CODES}"]
    assert not is_in(client)
    assert client.get("/admin/login/").status_code == 200


@pytest.mark.parametrize("page", [PAGE, NEW_CODES, OFF, "/admin/account/"])
def test_strangers_are_led_to_the_sign_in(page: str, ada: User) -> None:
    answer = browser().get(page)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/login/")

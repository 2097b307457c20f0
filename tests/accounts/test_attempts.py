"""How often a password may be wrong, and whom that slows."""

from typing import Any

import pytest
from axes.models import AccessAttempt

from creative_district.accounts.models import User
from tests.accounts.conftest import AWAY, HOME, browser, is_in, sign_in
from tests.factories import make_user


def statuses(count: int, address: str = HOME, **fields: str) -> list[int]:
    client = browser(address)
    return [sign_in(client, "wrong", **fields).status_code for _try in range(count)]


def test_the_tenth_wrong_password_is_slowed(ada: User) -> None:
    assert statuses(12) == [200] * 9 + [429] * 3


def test_the_right_password_is_not_heard_until_the_pause_is_over(
    ada: User, clock: Any
) -> None:
    statuses(10)
    client = browser()

    told = sign_in(client)
    clock.shift(14 * 60 + 59)
    still_told = sign_in(client)
    clock.shift(2)
    answer = sign_in(client)

    assert (told.status_code, told.headers["Retry-After"]) == (429, "900")
    assert (still_told.status_code, still_told.headers["Retry-After"]) == (429, "1")
    assert (answer.status_code, is_in(client)) == (302, True)


def test_nine_wrong_passwords_are_forgotten_by_a_right_one(ada: User) -> None:
    statuses(9)
    client = browser()

    assert sign_in(client).status_code == 302
    assert statuses(9) == [200] * 9


def test_nobody_locks_the_owner_out_from_elsewhere(ada: User) -> None:
    statuses(30, AWAY)
    client = browser(HOME)

    assert sign_in(client).status_code == 302
    assert is_in(client)


def test_guesses_of_several_browsers_count_together(ada: User) -> None:
    clients = [browser(agent=f"B/{number}") for number in range(10)]

    answers = [sign_in(client, "wrong").status_code for client in clients]

    assert answers == [200] * 9 + [429]


def test_an_address_is_slowed_after_a_hundred_failures(ada: User) -> None:
    client = browser(AWAY)
    answers = [
        sign_in(client, "wrong", username=f"name-{number}").status_code
        for number in range(100)
    ]

    assert answers == [200] * 99 + [429]
    assert sign_in(client).status_code == 429
    assert sign_in(browser(HOME)).status_code == 302


def test_an_own_account_does_not_clear_the_address(ada: User) -> None:
    make_user(username="mallory")
    client = browser(AWAY)
    for number in range(60):
        sign_in(client, "wrong", username=f"name-{number}")
    sign_in(client, username="mallory")
    client.logout()

    answers = [
        sign_in(client, "wrong", username=f"other-{number}").status_code
        for number in range(40)
    ]

    assert answers == [200] * 39 + [429]


def test_accounts_that_do_not_exist_are_answered_as_others(ada: User) -> None:
    known = browser(HOME)
    unknown = browser(AWAY)

    for _try in range(11):
        one = sign_in(known, "wrong")
        other = sign_in(unknown, "wrong", username="nobody")
        assert one.status_code == other.status_code
        if one.status_code == 200:
            errors = [answer.context["form"].errors for answer in (one, other)]
            assert errors[0] == errors[1]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Try again in 15 minutes"),
        ("fr", "Réessayez dans 15 minutes"),
    ],
)
def test_the_page_says_when_to_come_back(
    ada: User, language: str, sentence: str
) -> None:
    statuses(10)

    answer = sign_in(browser(language=language))

    assert answer.status_code == 429
    assert sentence in answer.content.decode()


def test_addresses_are_those_that_trusted_proxies_name(
    ada: User, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    proxy = browser("10.0.0.1")
    attacker = {"X-Forwarded-For": f"{HOME}, {AWAY}"}
    owner = {"X-Forwarded-For": HOME}
    data = {"username": "ada", "password": "wrong"}
    for _try in range(10):
        proxy.post("/admin/login/", data, headers=attacker)

    told = proxy.post("/admin/login/", {**data, "password": "secret"}, headers=attacker)
    free = proxy.post("/admin/login/", {**data, "password": "secret"}, headers=owner)

    assert (told.status_code, free.status_code) == (429, 302)


def test_a_network_of_ipv6_is_one_address(ada: User) -> None:
    answers = [
        sign_in(browser(f"2001:db8::{number}"), "wrong").status_code
        for number in range(1, 11)
    ]

    assert answers == [200] * 9 + [429]
    assert {a.ip_address for a in AccessAttempt.objects.all()} == {"2001:db8::"}


def test_no_password_is_kept(ada: User) -> None:
    sign_in(browser(), "a secret that is wrong")

    kept = AccessAttempt.objects.get()

    hidden = "*" * 20
    assert kept.post_data == f"username={hidden}\npassword={hidden}"
    assert kept.get_data == ""

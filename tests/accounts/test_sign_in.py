"""The way in: password, code, and where it leads."""

from typing import Any

import pytest
from django.test import Client

from creative_district.accounts.models import Session, User
from tests.accounts.conftest import App, browser, enter, is_in, sign_in


def test_the_password_is_enough_without_a_second_factor(ada: User) -> None:
    client = browser()

    answer = sign_in(client)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
    assert is_in(client)


def test_a_second_factor_asks_for_its_code(ada: User, app: App) -> None:
    client = browser()
    page = "/admin/partners/partner/"

    asked = sign_in(client, next=page)

    assert asked.headers["Location"] == "/admin/login/code/"
    assert not is_in(client)
    box = client.get("/admin/login/code/").content.decode()
    assert 'autocomplete="one-time-code"' in box
    assert 'inputmode="numeric"' in box

    answer = enter(client, app.code)

    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    assert is_in(client)


def test_a_code_counts_once(ada: User, app: App) -> None:
    first, second = browser(), browser()
    sign_in(first)
    sign_in(second)
    enter(first, app.code)

    answer = enter(second, app.code)

    assert answer.context["form"].errors == {
        "code": ["This code is not valid, or was used already."]
    }
    assert not is_in(second)


def test_a_recovery_code_counts_once_in_the_same_box(
    ada: User, app: App, clock: Any
) -> None:
    first, second = browser(), browser()
    sign_in(first)
    sign_in(second)
    written = app.recovery[0].upper().replace("-", " ")

    enter(first, written)
    start = first.get("/admin/").content.decode()
    again = enter(second, written)

    assert "You have 9 recovery codes left." in start
    assert again.status_code == 200
    assert not is_in(second)


def test_a_wrong_code_makes_the_next_one_wait(ada: User, app: App, clock: Any) -> None:
    client = browser()
    sign_in(client)

    wrong = enter(client, "000000")
    told = enter(client, app.code)
    clock.shift(2)
    right = enter(client, app.code)

    assert [wrong.status_code, told.status_code, right.status_code] == [200, 429, 302]
    assert told.headers["Retry-After"] == "2"


def test_wrong_codes_count_like_wrong_passwords(
    ada: User, app: App, clock: Any
) -> None:
    client = browser()
    for _try in range(8):
        sign_in(client, "wrong")
    sign_in(client)

    first = enter(client, "000000")
    clock.shift(60)
    tenth = enter(client, "000000")
    later = client.get("/admin/login/code/")

    assert [first.status_code, tenth.status_code, later.status_code] == [200, 429, 429]


def test_the_password_is_remembered_for_ten_minutes(
    ada: User, app: App, clock: Any
) -> None:
    client = browser()
    sign_in(client)
    clock.shift(601)

    answer = enter(client, app.code)

    assert answer.headers["Location"] == "/admin/login/"
    assert not is_in(client)


def test_a_new_password_ends_a_sign_in_that_is_half_done(ada: User, app: App) -> None:
    client = browser()
    sign_in(client)
    ada.set_password("another secret")
    ada.save()

    assert enter(client, app.code).headers["Location"] == "/admin/login/"


def test_the_second_page_needs_the_first(ada: User, app: App) -> None:
    client = browser()

    assert enter(client, app.code).headers["Location"] == "/admin/login/"
    assert not is_in(client)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
@pytest.mark.parametrize("has_app", [False, True])
def test_the_sign_in_leads_nowhere_else(
    target: str, has_app: bool, ada: User, clock: Any
) -> None:
    app = App(ada) if has_app else None
    clock.shift(30)
    client = browser()

    answer = sign_in(client, next=target)
    if app:
        answer = enter(client, app.code)

    assert answer.headers["Location"] == "/admin/"


def test_a_session_that_somebody_planted_is_worth_nothing(ada: User, app: App) -> None:
    planted = browser()
    planted.get("/admin/password/x/y/")
    planted.session.save()
    keys = [planted.session.session_key]

    sign_in(planted)
    keys.append(planted.cookies["sessionid"].value)
    enter(planted, app.code)
    keys.append(planted.cookies["sessionid"].value)

    assert len(set(keys)) == 3
    assert list(Session.objects.values_list("session_key", flat=True)) == [keys[-1]]
    thief = Client()
    for key in keys[:2]:
        thief.cookies["sessionid"] = key
        assert not is_in(thief)


def test_who_is_no_staff_is_answered_as_if_the_password_were_wrong(ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_staff=False)
    client = browser()

    right, wrong = sign_in(client), sign_in(client, "wrong")

    assert right.context["form"].errors == wrong.context["form"].errors


def test_the_language_of_the_account_is_that_of_the_pages(ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(language="fr")
    client = browser(language="en")
    sign_in(client)

    own = client.get("/admin/").headers["Content-Language"]
    client.cookies["django_language"] = "en"
    chosen = client.get("/admin/").headers["Content-Language"]

    assert (own, chosen) == ("fr", "en")

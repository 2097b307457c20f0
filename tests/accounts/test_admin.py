"""Accounts in the admin: who may change whom, invitations, lost phones."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client

from creative_district.accounts import second_factor, tasks
from creative_district.accounts.models import User
from tests.accounts.conftest import AWAY, App, browser, is_in, sign_in
from tests.factories import make_user


@pytest.fixture
def weak(db: None) -> User:
    """Somebody who may do nothing yet."""
    return make_user(username="weak", is_superuser=False)


@pytest.fixture
def admin(db: None) -> Client:
    """An administrator."""
    client = browser()
    client.force_login(make_user(username="root"))
    return client


def page(user: User, name: str = "change") -> str:
    return f"/admin/accounts/user/{user.pk}/{name}/"


@pytest.mark.parametrize(
    "name", ["change", "password", "delete", "invite", "second-factor"]
)
def test_who_is_no_administrator_touches_no_account(
    name: str, weak: User, queue: Any
) -> None:
    client = browser()
    client.force_login(weak)
    other = make_user(username="other", is_superuser=False)

    answers = [client.post(page(user, name)).status_code for user in (weak, other)]

    assert answers == [403, 403]
    assert queue() == []


NEW = {"username": "new", "email": "new@staff.example", "language": "fr"}


def test_a_new_account_has_no_password_and_is_invited(
    admin: Client, queue: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        admin.post("/admin/accounts/user/add/", {**NEW, "is_invited": "on"})

    user = User.objects.get(username="new")
    assert (user.is_staff, user.has_usable_password()) == (True, False)
    assert queue() == [(tasks.INVITE, [user.pk])]
    tasks.invite(user.pk)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([user.email], "Votre compte sur localhost")
    assert "/admin/password/" in letter.body
    assert LogEntry.objects.latest("pk").get_change_message() == "Invitation sent."


def test_an_account_can_be_made_without_an_invitation(
    admin: Client, queue: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        admin.post("/admin/accounts/user/add/", NEW)

    assert User.objects.filter(username="new").exists()
    assert queue() == []


def test_an_account_needs_an_address(admin: Client) -> None:
    answer = admin.post("/admin/accounts/user/add/", {**NEW, "email": ""})

    assert list(answer.context["adminform"].form.errors) == ["email"]


def test_an_invitation_is_sent_again(admin: Client, weak: User, queue: Any) -> None:
    asked = admin.get(page(weak, "invite"))
    nothing = queue()

    answer = admin.post(page(weak, "invite"), follow=True)

    assert "weak@staff.example" in asked.content.decode()
    assert nothing == []
    assert queue() == [(tasks.INVITE, [weak.pk])]
    assert "The invitation is on its way." in answer.content.decode()


def test_who_has_no_address_is_not_invited(
    admin: Client, weak: User, queue: Any
) -> None:
    User.objects.filter(pk=weak.pk).update(email="")

    answer = admin.post(page(weak, "invite"))

    assert answer.context["can_act"] is False
    assert queue() == []


def test_an_administrator_removes_the_second_factor_of_a_lost_phone(
    admin: Client, ada: User, app: App
) -> None:
    theirs = browser(AWAY)
    theirs.force_login(ada)
    assert page(ada, "second-factor") in admin.get(page(ada)).content.decode()

    answer = admin.post(page(ada, "second-factor"), follow=True)

    assert "The second factor has been removed." in answer.content.decode()
    assert not second_factor.is_on(ada)
    assert not is_in(theirs)
    assert sign_in(theirs).headers["Location"] == "/admin/"
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.get_change_message()) == (
        str(ada.pk),
        "Second factor removed.",
    )


def test_nobody_removes_the_own_second_factor_without_the_password(
    ada: User, app: App
) -> None:
    client = browser()
    client.force_login(ada)

    client.post(page(ada, "second-factor"))

    assert second_factor.is_on(ada)


@pytest.mark.parametrize("label", ["otp_totp/totpdevice", "otp_static/staticdevice"])
def test_keys_and_codes_have_no_pages(label: str, admin: Client, app: App) -> None:
    assert admin.get(f"/admin/{label}/").status_code == 404


def test_an_account_s_own_page_is_linked_and_keeps_the_language(
    ada: User,
) -> None:
    client = browser()
    client.force_login(ada)
    start = client.get("/admin/").content.decode()
    client.post("/admin/language/", {"language": "en", "next": "/admin/"})

    client.post("/admin/account/", {"language": "fr"})

    assert 'href="/admin/account/"' in start
    assert client.get("/admin/").headers["Content-Language"] == "fr"
    ada.refresh_from_db()
    assert ada.language == "fr"

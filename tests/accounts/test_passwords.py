"""Invitations and forgotten passwords: the mail, its link, and what it opens."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from creative_district.accounts import tasks
from creative_district.accounts.models import User
from tests.accounts.conftest import AWAY, App, browser, is_in, sign_in
from tests.factories import make_user

FORGOTTEN = "/admin/password/"
NEW = {"new_password1": "a much longer one", "new_password2": "a much longer one"}


def work(queued: list[tuple[str, list[Any]]]) -> list[Any]:
    """Do what was queued for the worker; return the mails."""
    for name, arguments in queued:
        getattr(tasks, name.rpartition(".")[2])(*arguments)
    return list(mail.outbox)


def link_in(letter: Any) -> str:
    (link,) = re.findall(r"https?://[^/]+(/admin/password/\S+/\S+/)", letter.body)
    return str(link)


def choose(client: Client, link: str) -> Any:
    """Open the link and choose a password."""
    opened = client.get(link)
    if opened.status_code != 302:
        return opened
    return client.post(opened.headers["Location"], NEW)


def ask(client: Client, email: str = "ada@staff.example") -> Any:
    return client.post(FORGOTTEN, {"email": email})


def test_the_sign_in_page_leads_to_it(ada: User) -> None:
    assert f'href="{FORGOTTEN}"' in browser().get("/admin/login/").content.decode()


def test_a_link_by_mail_lets_choose_a_new_password(ada: User, queue: Any) -> None:
    old = browser(AWAY)
    sign_in(old)
    client = browser()

    answer = ask(client)
    (letter,) = work(queue())
    chosen = choose(client, link_in(letter))

    assert answer.headers["Location"] == "/admin/password/asked/"
    assert (letter.to, letter.subject) == (
        ["ada@staff.example"],
        "A new password for localhost",
    )
    assert letter.alternatives[0].mimetype == "text/html"
    assert "ada" in letter.body
    assert chosen.headers["Location"] == "/admin/password/chosen/"
    assert not is_in(old)
    assert sign_in(client, "a much longer one").status_code == 302


def test_the_answer_is_the_same_for_unknown_addresses(ada: User, queue: Any) -> None:
    known, unknown = ask(browser()), ask(browser(), "nobody@staff.example")
    names = [name for name, _arguments in queue()]

    assert known.headers["Location"] == unknown.headers["Location"]
    assert names == [tasks.RESET] * 2


def test_mail_goes_to_accounts_that_are_open(ada: User, queue: Any) -> None:
    make_user(username="closed", is_active=False)
    for name in ("closed", "nobody"):
        ask(browser(), f"{name}@staff.example")

    assert work(queue()) == []


def test_a_link_works_once(ada: User, queue: Any) -> None:
    ask(browser())
    link = link_in(work(queue())[0])
    choose(browser(), link)

    again = choose(browser(AWAY), link)

    assert again.status_code == 200
    assert "invalid" in again.content.decode()


def test_a_link_expires(ada: User, queue: Any, clock: Any) -> None:
    ask(browser())
    link = link_in(work(queue())[0])
    clock.shift(72 * 3600 + 1)

    assert choose(browser(), link).status_code == 200
    assert ada.check_password("secret")


def test_a_link_of_somebody_else_opens_nothing(ada: User, queue: Any) -> None:
    mallory = make_user(username="mallory")
    ask(browser(), mallory.email)
    link = link_in(work(queue())[0])
    whose = urlsafe_base64_encode(force_bytes(ada.pk))

    forged = re.sub(r"/password/[^/]+/", f"/password/{whose}/", link)

    assert choose(browser(), forged).status_code == 200
    assert User.objects.get(pk=ada.pk).check_password("secret")


def test_a_new_password_does_not_do_without_the_second_factor(
    ada: User, app: App, queue: Any
) -> None:
    client = browser()
    ask(client)
    choose(client, link_in(work(queue())[0]))

    assert not is_in(client)
    answer = sign_in(client, "a much longer one")
    assert answer.headers["Location"] == "/admin/login/code/"


@pytest.mark.parametrize(
    ("own", "asked", "subject"),
    [
        ("fr", "en", "Un nouveau mot de passe pour localhost"),
        ("", "fr", "Un nouveau mot de passe pour localhost"),
        ("en", "fr", "A new password for localhost"),
    ],
)
def test_the_mail_is_in_the_language_of_the_person(
    own: str, asked: str, subject: str, ada: User, queue: Any
) -> None:
    User.objects.filter(pk=ada.pk).update(language=own)

    ask(browser(language=asked))
    (letter,) = work(queue())

    assert letter.subject == subject


def test_nobody_is_flooded_with_mails(ada: User, queue: Any) -> None:
    answers = [ask(browser(f"192.0.2.{n}")).headers["Location"] for n in range(5)]

    assert answers == ["/admin/password/asked/"] * 5
    assert len(queue()) == 3


def test_one_address_asks_ten_times_an_hour(ada: User, queue: Any, clock: Any) -> None:
    client = browser()
    codes = [ask(client, f"n{n}@staff.example").status_code for n in range(11)]
    told = ask(client)
    clock.shift(3600)

    assert codes == [302] * 10 + [429]
    assert told.headers["Retry-After"] == "3600"
    assert ask(client).status_code == 302

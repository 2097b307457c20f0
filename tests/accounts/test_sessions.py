"""Sessions: their limits, and what their owner sees and ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client

from creative_district.accounts.models import Session, User
from tests.accounts.conftest import AWAY, HOME, browser, is_in, sign_in
from tests.factories import make_user

PAGE = "/admin/account/sessions/"


@pytest.fixture
def client(ada: User) -> Client:
    """Ada's browser, signed in."""
    client = browser()
    sign_in(client)
    return client


def shown(client: Client) -> list[tuple[str | None, str]]:
    answer = client.get(PAGE)
    return [(s.address, s.browser) for s in answer.context["sessions"]]


def end(client: Client, which: str) -> Any:
    return client.post(PAGE, {"end": which}, follow=True)


def test_a_session_ends_when_it_is_not_used(client: Client, clock: Any) -> None:
    clock.shift(2 * 3600 - 1)
    used = is_in(client)
    clock.shift(2 * 3600 - 1)
    used_again = is_in(client)
    clock.shift(2 * 3600 + 1)

    assert (used, used_again, is_in(client)) == (True, True, False)


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(
    client: Client, clock: Any
) -> None:
    seen = []
    for _hour in range(13):
        clock.shift(3600 - 1)
        seen.append(is_in(client))

    assert seen == [True] * 12 + [False]


def test_a_session_is_written_once_a_minute(
    client: Client, clock: Any, django_assert_num_queries: Any
) -> None:
    page = "/admin/account/"
    client.get(page)
    row = Session.objects.get()
    clock.shift(59)
    with django_assert_num_queries(7) as few:
        client.get(page)
    clock.shift(2)
    with django_assert_num_queries(8) as more:
        client.get(page)

    writes = [q["sql"] for q in more.captured_queries if q["sql"].startswith("UPDATE")]
    assert len(writes) == 1
    assert not [q for q in few.captured_queries if q["sql"].startswith("UPDATE")]
    assert Session.objects.get().seen_at == row.seen_at + timedelta(seconds=61)


def test_an_owner_sees_where_sessions_are_from(client: Client, ada: User) -> None:
    other = browser(AWAY, agent="Elsewhere/2")
    sign_in(other)
    stranger = browser("203.0.113.9")
    make_user(username="mallory")
    sign_in(stranger, username="mallory")

    assert shown(client) == [(HOME, "A/1"), (AWAY, "Elsewhere/2")]


def test_the_page_holds_no_key_of_a_session(client: Client) -> None:
    html = client.get(PAGE).content.decode()

    assert HOME in html
    assert Session.objects.get().session_key not in html


def test_an_owner_ends_another_session(client: Client) -> None:
    other = browser(AWAY)
    sign_in(other)
    handle = Session.objects.get(address=AWAY).handle

    answer = end(client, handle)

    assert "The session has ended." in answer.content.decode()
    assert (is_in(client), is_in(other)) == (True, False)


def test_an_ended_session_does_not_come_back(client: Client) -> None:
    other = browser(AWAY)
    sign_in(other)
    store = other.session
    end(client, "others")

    with pytest.raises(UpdateError):
        store.save()
    assert Session.objects.count() == 1
    assert not is_in(other)


def test_an_owner_ends_all_other_sessions(client: Client) -> None:
    others = [browser(AWAY), browser("203.0.113.9")]
    for other in others:
        sign_in(other)

    end(client, "others")

    assert [is_in(each) for each in (client, *others)] == [True, False, False]


def test_sessions_of_others_are_not_ended(client: Client) -> None:
    make_user(username="mallory")
    mallory = browser(AWAY)
    sign_in(mallory, username="mallory")
    mine = Session.objects.get(user__username="ada")

    for which in (mine.handle, mine.session_key, "others"):
        end(mallory, which)

    assert is_in(client)
    assert is_in(mallory)


def test_a_new_password_ends_the_other_sessions(client: Client, ada: User) -> None:
    other = browser(AWAY)
    sign_in(other)

    client.post(
        "/admin/password_change/",
        {
            "old_password": "secret",
            "new_password1": "a much longer one",
            "new_password2": "a much longer one",
        },
    )

    assert (is_in(client), is_in(other)) == (True, False)
    assert shown(client) == [(HOME, "A/1")]


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    client: Client, django_assert_num_queries: Any
) -> None:
    client.get(PAGE)
    with django_assert_num_queries(5):
        client.get(PAGE)

    for number in range(2):
        sign_in(browser(f"203.0.113.{number}"))
    with django_assert_num_queries(5):
        client.get(PAGE)

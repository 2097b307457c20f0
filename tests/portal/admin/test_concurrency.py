"""Two people with the same form: the second overwrites nothing unseen."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from actions.models import Action, Milestone
from creative_district.kernel.dates import Confidence
from creative_district.kernel.text import Text
from partners.models import Partner
from programme.models import Source
from tests.factories import (
    make_action,
    make_milestone,
    make_partner,
    make_statement,
    make_user,
    on,
)
from tests.portal.admin.pages import address, form_data

STATEMENT = "programme-statement-content_type-object_id-0"


@pytest.fixture
def ada(db: None) -> Client:
    return named("ada")


@pytest.fixture
def bob(db: None) -> Client:
    return named("bob")


def named(name: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user(username=name))
    return client


def page_of(record: Any) -> str:
    return address(type(record), "change", record.pk)


def opened(person: Client, record: Any) -> dict[str, Any]:
    """Return what the form that a person opens would send."""
    return form_data(person.get(page_of(record)))


def saved(answer: Any) -> bool:
    return bool(answer.status_code == 302)


def boxes(answer: Any) -> list[Any]:
    """Return what the boxes say: whose, of which row, and both values of each field."""
    return [
        (
            box["changes"][0][0],
            box["title"],
            [
                (each["label"], [o[2:] for o in each["options"]])
                for each in box["choices"]
            ],
        )
        for box in answer.context["meanwhile"]
    ]


def test_the_second_sees_what_the_first_has_changed(ada: Client, bob: Client) -> None:
    action = make_action(title=Text(fr="Bons", en="Vouchers"))
    partner = make_partner(name=Text(en="Agency"))
    hers, his = opened(ada, action), opened(bob, action)

    ada.post(page_of(action), hers | {"title_en": "Coupons", "lead": partner.pk})
    answer = bob.post(page_of(action), his | {"title_en": "Tickets", "why": "Tidy"})

    assert not saved(answer)
    assert boxes(answer) == [
        (
            "ada",
            "",
            [
                (
                    "Title",
                    [
                        ("EN: Coupons\nFR: Bons", False),
                        ("EN: Tickets\nFR: Bons", True),
                    ],
                ),
                ("Lead partner", [("Agency", True), ("–", False)]),
            ],
        )
    ]
    action.refresh_from_db()
    assert (action.title["en"], action.lead) == ("Coupons", partner)
    again = form_data(answer)
    assert (again["title_en"], again["why"]) == ("Tickets", "Tidy")


def test_what_was_chosen_is_saved(ada: Client, bob: Client) -> None:
    action = make_action(title=Text(fr="Bons", en="Vouchers"))
    partner = make_partner()
    hers, his = opened(ada, action), opened(bob, action)
    ada.post(page_of(action), hers | {"title_en": "Coupons", "lead": partner.pk})

    answer = bob.post(page_of(action), his | {"title_en": "Tickets"})

    assert saved(bob.post(page_of(action), form_data(answer)))
    action.refresh_from_db()
    assert (action.title["en"], action.lead) == ("Tickets", partner)


def test_theirs_can_be_kept_and_mine_be_forced(ada: Client, bob: Client) -> None:
    action = make_action(title=Text(fr="Bons", en="Vouchers"))
    partner = make_partner()
    hers, his = opened(ada, action), opened(bob, action)
    ada.post(page_of(action), hers | {"title_en": "Coupons", "lead": partner.pk})
    answer = bob.post(page_of(action), his | {"title_en": "Tickets"})

    chosen = {"keep-title": "theirs", "keep-lead": "mine"}
    assert saved(bob.post(page_of(action), form_data(answer) | chosen))

    action.refresh_from_db()
    assert (action.title["en"], action.lead) == ("Coupons", None)


def test_what_came_after_the_box_is_shown_again(ada: Client, bob: Client) -> None:
    action = make_action()
    his = opened(bob, action)
    ada.post(page_of(action), opened(ada, action) | {"title_en": "Coupons"})
    first = bob.post(page_of(action), his | {"title_en": "Tickets"})
    ada.post(page_of(action), opened(ada, action) | {"title_en": "Tokens"})

    second = bob.post(page_of(action), form_data(first))

    assert not saved(second)
    assert "EN: Tokens" in boxes(second)[0][2][0][1][0][0]
    assert saved(bob.post(page_of(action), form_data(second)))
    action.refresh_from_db()
    assert action.title["en"] == "Tickets"


def test_saving_without_a_change_is_in_nobodys_way(ada: Client, bob: Client) -> None:
    action = make_action()
    his = opened(bob, action)
    ada.post(page_of(action), opened(ada, action))

    assert saved(bob.post(page_of(action), his | {"title_en": "Tickets"}))


def test_lists_of_records_count_too(ada: Client, bob: Client) -> None:
    action, member = make_action(), make_partner(name=Text(en="Academy"))
    his = opened(bob, action)
    ada.post(page_of(action), opened(ada, action) | {"participants": [member.pk]})

    answer = bob.post(page_of(action), his | {"title_en": "Tickets"})

    assert boxes(answer)[0][2] == [
        ("Participating partners", [("Academy", True), ("–", False)])
    ]
    assert saved(bob.post(page_of(action), form_data(answer)))
    assert list(action.participants.all()) == [member]


def test_different_rows_do_not_meet(ada: Client, bob: Client) -> None:
    action = make_action()
    first = make_milestone(action=action, due=on("2014-06-01"))
    second = make_milestone(action=action, due=on("2014-07-01"))
    hers, his = opened(ada, action), opened(bob, action)

    ada.post(page_of(action), hers | {"milestones-0-title_en": "First"})
    answer = bob.post(page_of(action), his | {"milestones-1-title_en": "Second"})

    assert saved(answer)
    titles = Milestone.objects.in_bulk([first.pk, second.pk])
    assert [each.title["en"] for each in titles.values()] == ["First", "Second"]


def test_the_same_row_is_chosen_about(ada: Client, bob: Client) -> None:
    action = make_action()
    row = make_milestone(action=action, title=Text(en="Call"))
    hers, his = opened(ada, action), opened(bob, action)
    ada.post(page_of(action), hers | {"milestones-0-title_en": "Hers"})

    answer = bob.post(page_of(action), his | {"milestones-0-title_en": "His"})
    shown = boxes(answer)
    kept = {"milestones-0-keep-title": "theirs", "title_en": "Action"}
    done = bob.post(page_of(action), form_data(answer) | kept)

    assert shown == [
        ("ada", "His", [("Title", [("EN: Hers", False), ("EN: His", True)])])
    ]
    assert saved(done)
    row.refresh_from_db()
    action.refresh_from_db()
    assert (row.title["en"], action.title["en"]) == ("Hers", "Action")


def test_a_row_changed_on_its_own_page_counts(ada: Client, bob: Client) -> None:
    action = make_action()
    row = make_milestone(action=action)
    his = opened(bob, action)
    ada.post(page_of(row), opened(ada, row) | {"title_en": "Hers"})

    answer = bob.post(page_of(action), his | {"milestones-0-title_en": "His"})

    assert not saved(answer)
    row.refresh_from_db()
    assert row.title["en"] == "Hers"


@pytest.mark.parametrize("typed", [True, False])
def test_a_row_that_is_gone_is_told_where_somebody_wrote_in_it(
    ada: Client, bob: Client, typed: bool
) -> None:
    action = make_action()
    make_statement(record=action, field="title")
    his = opened(bob, action)
    ada.post(page_of(action), opened(ada, action) | {f"{STATEMENT}-DELETE": "on"})

    more = {f"{STATEMENT}-confidence": Confidence.LOW} if typed else {}
    answer = bob.post(page_of(action), his | {"title_en": "Tickets", **more})

    assert saved(answer) is not typed
    assert not action.statements.exists()
    if typed:
        assert "This row was deleted meanwhile." in answer.content.decode()
        going_on = form_data(answer) | {f"{STATEMENT}-DELETE": "on"}
        assert saved(bob.post(page_of(action), going_on))


def test_what_is_new_is_checked_whatever_version_it_claims_to_know(bob: Client) -> None:
    claim = {"version_read": "99999999"}
    source = {"title": "Forged", "publisher": "–", "url": "javascript:alert(1)"}
    action = make_action()
    row = {"milestones-0-title_en": "Forged", "milestones-0-due": "never"}
    row |= {f"milestones-0-{name}": value for name, value in claim.items()}

    record = bob.post(address(Source, "add"), source | claim)
    with_row = bob.post(page_of(action), opened(bob, action) | row)

    (found,) = record.context["adminform"].form.errors["url"]
    assert found == "Enter a valid URL."
    assert [saved(record), saved(with_row)] == [False, False]
    assert Source.objects.count() == 0
    assert not action.milestones.filter(title__en="Forged").exists()


def test_a_record_that_is_gone_is_told(ada: Client, bob: Client) -> None:
    partner = make_partner()
    his = opened(bob, partner)
    ada.post(address(Partner, "delete", partner.pk), {"post": "yes"})

    answer = bob.post(page_of(partner), his, follow=True)

    assert ["doesn’t exist" in str(m) for m in answer.context["messages"]] == [True]


def test_a_step_taken_meanwhile_is_in_nobodys_way(ada: Client, bob: Client) -> None:
    action = make_action(state="draft")
    his = opened(bob, action)
    ada.post(address(Action, "step", action.pk, "in_review"))

    assert saved(bob.post(page_of(action), his | {"title_en": "Tickets"}))
    action.refresh_from_db()
    assert (action.state, action.title["en"]) == ("in_review", "Tickets")


def test_the_number_of_a_strange_version_is_no_leave(bob: Client) -> None:
    action, other = make_action(), make_action()
    his = opened(bob, action) | {"version_read": other.history.first().pk}

    assert bob.post(page_of(action), his).status_code in {200, 302}
    bad = bob.post(page_of(action), his | {"version_read": "x"})
    assert bad.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_are_kept_apart() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("threads need a database server: set TEST_DATABASE_URL")
    action = make_action()
    people = [named("ada"), named("bob")]
    forms = [opened(person, action) for person in people]
    barrier = Barrier(2)

    def post(number: int) -> bool:
        barrier.wait()
        try:
            typed = forms[number] | {"title_en": f"Title {number}"}
            return saved(people[number].post(page_of(action), typed))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(post, range(2)))

    action.refresh_from_db()
    assert sorted(outcomes) == [False, True]
    assert action.title["en"] == f"Title {outcomes.index(True)}"

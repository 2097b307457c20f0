"""Administrators give roles on an account's page; what each means stands there."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from creative_district.accounts.models import User
from partners.models import Assignment
from tests.factories import make_partner, make_programme, make_staff, make_user
from tests.pages import text_of
from tests.portal.admin.pages import address, form_data


def give(client: Client, user: User, **row: Any) -> Any:
    """Send an account's page with one more role."""
    page = address(User, "change", user.pk)
    count = user.assignments.count()
    data = form_data(client.get(page))
    data["assignments-TOTAL_FORMS"] = count + 1
    more = {f"assignments-{count}-{name}": value for name, value in row.items()}
    return client.post(page, {**data, f"assignments-{count}-user": user.pk, **more})


def roles(user: User) -> list[tuple[Any, ...]]:
    return list(user.assignments.values_list("programme", "role", "partner"))


def test_an_administrator_gives_a_role_and_it_is_kept_who_did(editor: Client) -> None:
    programme = make_programme()
    partner = make_partner(programme=programme)
    user = make_user(is_superuser=False)

    give(editor, user, programme=programme.pk, role="viewer")
    given = {"programme": programme.pk, "partner": partner.pk}
    give(editor, user, **given, role="partner_editor")

    assert sorted(roles(user), key=str) == sorted(
        [(programme.pk, "viewer", None), (programme.pk, "partner_editor", partner.pk)],
        key=str,
    )
    kept = Assignment.history.filter(user=user).values_list(
        "history_user__username", "history_type"
    )
    assert set(kept) == {("editor", "+")}


def test_what_makes_no_sense_is_said(editor: Client) -> None:
    programme, elsewhere = make_programme(), make_programme()
    partner, stranger = (
        make_partner(programme=each) for each in (programme, elsewhere)
    )
    user = make_staff("viewer", programme)
    here: Any = {"programme": programme.pk}

    answers = [
        give(editor, user, **here, role="partner_editor"),
        give(editor, user, **here, role="publisher", partner=partner.pk),
        give(editor, user, **here, role="partner_editor", partner=stranger.pk),
        give(editor, user, **here, role="viewer"),
    ]

    said = "A partner editor needs a partner; the other roles have none."
    expected = [
        said,
        said,
        "This partner does not take part in the programme.",
        "The account has this role already.",
    ]
    for answer, words in zip(answers, expected, strict=True):
        assert words in answer.text
    assert roles(user) == [(programme.pk, "viewer", None)]


@pytest.mark.parametrize(
    ("role", "has_partner"), [("partner_editor", False), ("viewer", True), ("", False)]
)
def test_the_database_holds_it_too(db: None, role: str, has_partner: bool) -> None:
    programme = make_programme()
    partner = make_partner(programme=programme) if has_partner else None

    with pytest.raises(IntegrityError), transaction.atomic():
        make_staff(role, programme, partner=partner)

    assert Assignment.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Does what a programme editor does, publishes and withdraws, and makes"),
        ("fr", "Fait ce que fait la rédaction du programme, publie et retire, crée"),
    ],
)
def test_the_page_says_what_each_role_may_do(
    db: None, language: str, words: str
) -> None:
    client = Client(headers={"accept-language": language})
    client.force_login(make_user())

    html = client.get(address(User, "change", make_user().pk)).text

    assert words in text_of(html)


def test_permissions_and_groups_are_gone(editor: Client) -> None:
    html = editor.get(address(User, "change", make_user().pk)).text

    assert 'name="is_superuser"' in html
    assert 'name="groups"' not in html
    assert 'name="user_permissions"' not in html


def test_a_role_that_is_taken_back_opens_nothing_any_more(db: None) -> None:
    programme = make_programme()
    client = Client()
    client.force_login(make_staff("viewer", programme))
    page = address(type(programme), "change", programme.pk)
    before = client.get(page).status_code

    Assignment.objects.all().delete()

    assert (before, client.get(page).status_code) == (200, 403)


def test_an_account_that_is_closed_may_nothing(db: None) -> None:
    programme = make_programme()
    user = make_staff("publisher", programme)
    assert user.has_perm("programme.change_programme", programme)

    closed = User.objects.get(pk=user.pk)
    closed.is_active = False

    assert not closed.has_perm("programme.change_programme", programme)
    assert not closed.has_perm("programme.change_programme")

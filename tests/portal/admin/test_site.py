"""What the staff site adds to Django's: languages, history, pages, replanning."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django.asserts import assertContains

from actions.models import Action
from creative_district.kernel.record import State
from tests.factories import (
    make_action,
    make_contact,
    make_milestone,
    make_partner,
    make_programme,
    make_rule,
    make_user,
)
from tests.portal.admin.pages import address, form_data


@pytest.mark.parametrize(
    ("accepted", "heading"), [("fr-BE,fr", "Ajouter"), ("en-GB", "Add")]
)
def test_the_admin_speaks_the_browser_s_language(
    db: None, accepted: str, heading: str
) -> None:
    client = Client(headers={"accept-language": accepted})
    client.force_login(make_user())

    html = client.get(address(Action, "changelist")).content.decode()

    assert heading in html


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("en", ["Select action to change", "Add action", "Change action"]),
        ("fr", ["Liste : action", "Ajouter : action", "Modifier : action"]),
    ],
)
def test_titles_fit_every_noun(
    language: str, titles: list[str], editor: Client
) -> None:
    action = make_action()
    pages = [
        address(Action, "changelist"),
        address(Action, "add"),
        address(Action, "change", action.pk),
    ]

    told = [
        str(editor.get(page, headers={"accept-language": language}).context["title"])
        for page in pages
    ]

    assert [title.replace("\N{NO-BREAK SPACE}", " ") for title in told] == titles


def test_a_chosen_language_stays_for_the_admin_alone(editor: Client) -> None:
    page = address(Action, "changelist") + "?q=bons"

    answer = editor.post("/admin/language/", {"language": "fr", "next": page})

    cookie = answer.cookies["django_language"]
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    assert (cookie.value, cookie["path"]) == ("fr", "/admin/")
    assert editor.get(page).headers["Content-Language"] == "fr"


def test_the_sign_in_page_offers_the_other_language(client: Client) -> None:
    answer = client.get("/admin/login/", headers={"accept-language": "fr"})

    assertContains(
        answer,
        '<button type="submit" class="languages__button" name="language" value="en"'
        ' lang="en">English</button>',
        count=1,
        html=True,
    )


def site_link(editor: Client, record: Any) -> str | None:
    answer = editor.get(address(type(record), "change", record.pk))
    link: str | None = answer.context["absolute_url"]
    return link


def test_a_record_links_to_its_page_while_the_public_sees_it(editor: Client) -> None:
    shown, draft = make_action(), make_action(state=State.DRAFT)
    hidden = make_action(programme=make_programme(state=State.WITHDRAWN))

    with override("en"):
        assert site_link(editor, shown) == shown.get_absolute_url()
    assert [site_link(editor, draft), site_link(editor, hidden)] == [None, None]


def test_a_partner_links_to_its_page_in_a_public_programme(editor: Client) -> None:
    programme = make_programme(is_first=True)
    partner = make_partner(programme=programme)

    with override("en"):
        expected = programme.page("partner-detail", slug=str(partner.slug))
    assert site_link(editor, partner) == expected
    assert site_link(editor, make_partner()) is None


def send(editor: Client, record: Any, **changed: Any) -> None:
    page = address(type(record), "change", record.pk)
    editor.post(page, form_data(editor.get(page)) | changed)


def edit(name: str, value: Any) -> Callable[[Client, Any], None]:
    return lambda editor, record: send(editor, record, **{name: value})


def remove(editor: Client, record: Any) -> None:
    editor.post(address(type(record), "delete", record.pk), {"post": "yes"})


def select(action: str) -> Callable[[Client, Any], None]:
    def act(editor: Client, record: Any) -> None:
        chosen = {"action": action, "_selected_action": [record.pk], "post": "yes"}
        chosen["reason"] = "Merged"
        editor.post(address(type(record), "changelist"), chosen)

    return act


@pytest.mark.parametrize(
    ("make", "write"),
    [
        pytest.param(make_milestone, edit("due_value", "2014-07"), id="moved"),
        pytest.param(make_milestone, select("withdraw"), id="withdrawn"),
        pytest.param(make_milestone, remove, id="deleted"),
        pytest.param(make_milestone, select("delete_selected"), id="all deleted"),
        pytest.param(make_contact, edit("delivery", "none"), id="contact"),
        pytest.param(make_rule, edit("offset_days", "-9"), id="rule"),
        pytest.param(make_programme, edit("reminders_paused", "on"), id="paused"),
        pytest.param(make_action, edit("lead", ""), id="lead"),
    ],
)
def test_what_moves_reminders_plans_them_anew(
    editor: Client,
    queue: Any,
    django_capture_on_commit_callbacks: Any,
    make: Callable[[], Any],
    write: Callable[[Client, Any], None],
) -> None:
    record = make()
    programme = getattr(record, "programme", record)

    with django_capture_on_commit_callbacks(execute=True):
        write(editor, record)

    assert queue() == [("actions.reminders.tasks.replan", [programme.pk])]


def test_the_sign_in_names_its_icon(db: None, client: Client) -> None:
    assertContains(client.get("/admin/login/"), '<link rel="icon" href="/static/icons/')

"""Staff show a record before it is published, and take the link back."""

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils.translation import override

from actions.models import Action, Milestone
from creative_district.kernel.models import PreviewLink
from creative_district.kernel.preview import open_preview, path_of
from creative_district.kernel.record import State
from tests.factories import (
    both,
    make_action,
    make_document,
    make_milestone,
    make_news,
    make_partner,
    make_programme,
    make_staff,
    make_thrust,
    make_user,
)
from tests.pages import text_of
from tests.portal.admin.pages import address

QUERIES = 5
BUTTON = "Preview (new tab)"


@pytest.fixture(autouse=True)
def day() -> Any:
    with time_machine.travel("2014-06-28T10:00:00Z", tick=False) as clock:
        yield clock


def viewer_of(programme: Any) -> tuple[Client, Any]:
    user = make_staff("viewer", programme)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client, user


def page_of(record: Any) -> str:
    return address(type(record), "preview", record.pk)


def link_by(user: Any, record: Any) -> PreviewLink:
    now = datetime.fromisoformat("2014-06-28T10:00:00+00:00")
    link, _is_new = open_preview(record=record, user=user, now=now)
    return link


def said() -> list[str]:
    return [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]


@pytest.mark.parametrize(
    "make",
    [
        make_action,
        make_document,
        make_news,
        make_programme,
        make_thrust,
        lambda **told: make_partner(programme=make_programme(), **told),
    ],
)
def test_the_button_leads_to_the_page(editor: Client, make: Any) -> None:
    record = make(state=State.DRAFT)
    form = editor.get(address(type(record), "change", record.pk)).content.decode()

    answer = editor.post(page_of(record))

    assert f'action="{page_of(record)}"' in form
    assert BUTTON in form
    assert answer.status_code == 302
    with override("en"):
        assert answer.headers["Location"] == path_of(PreviewLink.objects.get())
    page = Client().get(answer.headers["Location"])
    assert page.status_code == 200
    assert "Draft, visible with this link until" in page.content.decode()


def test_it_leads_there_in_the_language_of_the_person(db: None) -> None:
    record = make_action(state=State.DRAFT)
    client = Client(headers={"accept-language": "fr"})
    client.force_login(make_user())

    answer = client.post(page_of(record))

    assert answer.headers["Location"].startswith("/fr/")


def test_a_second_look_takes_the_same_link(editor: Client) -> None:
    record = make_action(state=State.DRAFT)

    ways = {editor.post(page_of(record)).headers["Location"] for _ in range(2)}

    assert len(ways) == PreviewLink.objects.count() == 1
    assert said() == ["Made a link to the preview."]


@pytest.mark.parametrize(
    ("make", "model"),
    [
        (lambda: make_action(state=State.WITHDRAWN), Action),
        (make_milestone, Milestone),
    ],
)
def test_what_has_no_page_to_show_has_no_button(
    editor: Client, make: Any, model: Any
) -> None:
    form = editor.get(address(model, "change", make().pk))

    assert form.status_code == 200
    assert BUTTON not in form.content.decode()


def test_a_partner_of_no_district_has_no_page(editor: Client) -> None:
    partner = make_partner(state=State.DRAFT)

    assert editor.post(page_of(partner)).status_code == 404
    assert PreviewLink.objects.count() == 0


def test_a_new_record_has_none_yet(editor: Client) -> None:
    assert BUTTON not in editor.get(address(Action, "add")).content.decode()


def test_the_page_lists_the_links_that_are_open(
    editor: Client, settings: Any, day: Any
) -> None:
    settings.SITE_URL = "https://district.example"
    record, other = make_action(state=State.DRAFT), make_action()
    old = link_by(make_user(username="old"), record)
    old.expires_at = datetime.fromisoformat("2014-06-28T10:00:00+00:00")
    old.save()
    link_by(make_user(username="elsewhere"), other)
    link = link_by(make_user(username="jeanne"), record)

    html = editor.get(page_of(record)).content.decode()

    assert "Made by jeanne, open until 12 July 2014, 12:00" in text_of(html)
    for code in ("fr", "en"):
        assert f'href="https://district.example{path_of(link, code)}"' in html
    assert html.count('name="revoke"') == 1


def test_a_link_is_taken_back(editor: Client) -> None:
    record = make_action(state=State.DRAFT)
    link = link_by(make_user(), record)
    way = path_of(link, "en")
    assert Client().get(way).status_code == 200

    answer = editor.post(page_of(record), {"revoke": link.pk}, follow=True)

    assert "The link is revoked" in answer.content.decode()
    assert "No link is open." in answer.content.decode()
    assert Client().get(way).status_code == 410
    assert said() == ["Revoked a link to the preview."]


@pytest.mark.parametrize("asked", ["", "x", "0", "99999"])
def test_what_is_no_link_is_not_taken_back(editor: Client, asked: str) -> None:
    record = make_action(state=State.DRAFT)
    link = link_by(make_user(), record)

    answers = [
        editor.post(page_of(record), {"revoke": asked}).status_code,
        editor.post(page_of(make_action()), {"revoke": link.pk}).status_code,
    ]

    assert answers == [404, 404]
    assert PreviewLink.objects.get().revoked_at is None


def test_who_may_see_a_record_may_show_it(db: None) -> None:
    record = make_action(state=State.DRAFT)
    client, user = viewer_of(record.programme)
    theirs = link_by(make_user(), record)

    shown = client.post(page_of(record))
    own = PreviewLink.objects.get(made_by=user)
    html = client.get(page_of(record)).content.decode()

    assert Client().get(shown.headers["Location"]).status_code == 200
    assert f'value="{own.pk}"' in html
    assert f'value="{theirs.pk}"' not in html
    assert client.post(page_of(record), {"revoke": theirs.pk}).status_code == 403
    assert client.post(page_of(record), {"revoke": own.pk}).status_code == 302


def test_a_link_opens_nothing_once_its_maker_may_not_see_the_record(
    db: None,
) -> None:
    record = make_action(state=State.DRAFT)
    _client, user = viewer_of(record.programme)
    boss = make_user()
    ways = [path_of(link_by(maker, record), "en") for maker in (user, boss)]

    def opened() -> list[int]:
        return [Client().get(way).status_code for way in ways]

    first = opened()
    role = user.assignments.get()
    user.assignments.all().delete()
    without_role = opened()
    role.pk = None
    role.save()
    with_it_again = opened()
    user.is_staff = boss.is_active = False
    user.save()
    boss.save()

    assert [first, without_role, with_it_again, opened()] == [
        [200, 200],
        [410, 200],
        [200, 200],
        [410, 410],
    ]


def test_who_may_not_see_it_may_not(db: None) -> None:
    record = make_action(state=State.DRAFT)
    client, _user = viewer_of(make_programme())

    assert client.get(page_of(record)).status_code == 404
    assert client.post(page_of(record)).status_code == 404
    assert Client().post(page_of(record)).status_code == 302
    assert PreviewLink.objects.count() == 0


def test_the_button_needs_the_form(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())

    assert client.post(page_of(make_action())).status_code == 403
    assert PreviewLink.objects.count() == 0


def test_a_record_that_is_not_there_has_no_links(editor: Client) -> None:
    assert editor.get(address(Action, "preview", 99999)).status_code == 404


def test_the_list_takes_as_many_queries_for_three_links_as_for_one(
    editor: Client, django_assert_num_queries: Any
) -> None:
    record = make_action(title=both("It"), state=State.DRAFT)
    link_by(make_user(), record)
    editor.get(page_of(record))

    with django_assert_num_queries(QUERIES):
        editor.get(page_of(record))

    for _number in range(2):
        link_by(make_user(), record)
    with django_assert_num_queries(QUERIES):
        editor.get(page_of(record))

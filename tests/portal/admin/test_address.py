"""The line under an action's period: its months and its address in the street."""

from typing import Any

import pytest
from django.test import Client

from actions.models import Action
from programme.models import Programme
from tests.factories import (
    make_action,
    make_milestone,
    make_staff,
    make_thrust,
    make_user,
    on,
)
from tests.portal.admin.pages import address, form_data

LINE = "/admin/actions/action/address/"
# The district runs from January 2013 to July 2015.
INSIDE = {"start": "2013-05", "end": "2014-08"}
OUTSIDE = (
    "outside the programme, whose months 1 to 31 run from January 2013 to July 2015. "
    "Is that meant?"
)


def line(client: Client, programme: Programme, **boxes: Any) -> str:
    answer = client.get(LINE, {"programme": programme.pk, **boxes})
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    return answer.content.decode()


def said(answer: Any) -> list[str]:
    return [f"{message.level_tag}: {message}" for message in answer.context["messages"]]


def test_the_line_follows_what_is_typed(editor: Client, district: Programme) -> None:
    thrust = make_thrust(programme=district, number=2)

    assert line(editor, district, thrust=thrust.pk, **INSIDE) == (
        "Months 5–20, address 2 · 5–20"
    )


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        ({}, "–"),
        ({"start": "2013-05"}, "Months 5–?, address ∗ · 5–?"),
        ({"end": "2013-05-31"}, "Months ?–5, address ∗ · ?–5"),
        ({"start": "2012"}, f"Months 1–?, address ∗ · 1–? – {OUTSIDE}"),
        ({"end": "2016"}, f"Months ?–31, address ∗ · ?–31 – {OUTSIDE}"),
    ],
)
def test_the_line_says_no_more_than_is_known(
    editor: Client, district: Programme, boxes: dict[str, str], words: str
) -> None:
    assert line(editor, district, **boxes) == words


def test_a_date_that_cannot_be_read_is_said_in_its_place(
    editor: Client, district: Programme
) -> None:
    assert line(editor, district, start="soon").startswith("“soon” is not a date.")


def test_a_thrust_of_another_district_has_no_address_here(
    editor: Client, district: Programme, rival: Any
) -> None:
    boxes = {"thrust": rival.thrust.pk, **INSIDE}

    assert line(editor, district, **boxes) == "Months 5–20, address ∗ · 5–20"


def test_the_line_of_no_programme_is_not_found(editor: Client) -> None:
    assert editor.get(LINE, {"programme": "x"}).status_code == 404


def test_the_line_is_for_those_who_may_see_actions_of_the_programme(
    db: None, district: Programme, rival: Any
) -> None:
    client = Client()
    client.force_login(make_user(is_superuser=False))
    assert client.get(LINE, {"programme": district.pk}).status_code == 403

    client.force_login(make_staff("editor", district))
    asked = [district.pk, rival.programme.pk]
    answers = [client.get(LINE, {"programme": pk}).status_code for pk in asked]
    assert answers == [200, 404]


def test_the_form_shows_the_line_without_script(
    editor: Client, district: Programme
) -> None:
    action = make_action(programme=district, start=on("2013-05"), end=on("2014-08"))

    html = editor.get(address(Action, "change", action.pk)).content.decode()

    assert f'data-address="{LINE}" data-programme="{district.pk}">Months 5–20' in html


def test_a_period_outside_the_programme_is_kept_with_a_warning(
    editor: Client, district: Programme
) -> None:
    action = make_action(programme=district)
    page = address(Action, "change", action.pk)

    data = {**form_data(editor.get(page)), "end_value": "2016", "_continue": "1"}
    answer = editor.post(page, data, follow=True)

    action.refresh_from_db()
    assert action.end == on("2016")
    assert f"warning: {action}: {OUTSIDE}" in said(answer)


def test_a_new_action_has_room_for_three_milestones(editor: Client) -> None:
    action = make_action()
    make_milestone(action=action)

    pages = [address(Action, "add"), address(Action, "change", action.pk)]
    rows = [editor.get(page).context["inline_admin_formsets"][0] for page in pages]

    assert [row.formset.total_form_count() for row in rows] == [3, 2]

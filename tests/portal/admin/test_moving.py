"""A milestone that staff move keeps the date that was planned first."""

from typing import Any

import pytest
from django.test import Client

from actions.models import Action, Milestone
from creative_district.kernel.dates import Confidence
from tests.factories import make_action, make_milestone, on
from tests.portal.admin.pages import address, form_data


@pytest.fixture
def milestone(db: None) -> Milestone:
    return make_milestone(action=make_action(), due=on("2014-06-16"))


def save(editor: Client, page: str, **changes: str) -> Any:
    """Post a form as it stands, with some boxes changed."""
    told = form_data(editor.get(page))
    answer = editor.post(page, {**told, **changes})
    assert answer.status_code == 302, answer.context["errors"]


def test_moved_on_its_own_page(editor: Client, milestone: Milestone) -> None:
    page = address(Milestone, "change", milestone.pk)

    save(editor, page, due_value="2014-09-01")
    save(editor, page, due_value="2014-10")

    milestone.refresh_from_db()
    assert (milestone.due, milestone.first_planned) == (
        on("2014-10"),
        on("2014-06-16"),
    )


def test_moved_on_its_actions_page(editor: Client, milestone: Milestone) -> None:
    page = address(Action, "change", milestone.action.pk)

    save(editor, page, **{"milestones-0-due_value": "2014-09-01"})

    milestone.refresh_from_db()
    assert (milestone.due, milestone.first_planned) == (
        on("2014-09-01"),
        on("2014-06-16"),
    )


def test_another_grade_of_the_same_day_is_no_move(
    editor: Client, milestone: Milestone
) -> None:
    page = address(Milestone, "change", milestone.pk)

    save(editor, page, due_confidence=Confidence.LOW)

    milestone.refresh_from_db()
    assert milestone.due == on("2014-06-16", confidence=Confidence.LOW)
    assert milestone.first_planned is None

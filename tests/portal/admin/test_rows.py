"""Change pages whose rows do not change the number of queries."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from actions.models import Reading, ReminderEvent
from creative_district.kernel.text import Text
from partners.models import Membership
from programme.models import Account
from tests.factories import (
    make_action,
    make_contact,
    make_discrepancy,
    make_indicator,
    make_milestone,
    make_partner,
    make_programme,
    make_reminder,
    make_source,
    make_statement,
)
from tests.portal.admin.pages import address

MORNING = datetime(2014, 6, 9, 6, tzinfo=UTC)
FIELDS = iter(["title", "summary", "start", "end", "outcome", "lead"] * 9)


def add_milestone(action: Any) -> None:
    responsible = make_contact(programme=action.programme)
    make_milestone(action=action, responsible=responsible)
    make_statement(record=action, field=next(FIELDS), sources=[make_source()])


def add_reminder(milestone: Any) -> None:
    make_reminder(milestone=milestone, send_at=MORNING)


def add_event(reminder: Any) -> None:
    ReminderEvent.objects.create(
        reminder=reminder, at=MORNING, from_state="planned", to_state="sent"
    )


def add_membership(partner: Any) -> None:
    Membership.objects.create(
        programme=make_programme(), partner=partner, role=Membership.Role.MEMBER
    )


def add_reading(indicator: Any) -> None:
    Reading.objects.create(indicator=indicator, value=1)


def add_account(discrepancy: Any) -> None:
    Account.objects.create(discrepancy=discrepancy, text=Text(en="One"))


@pytest.mark.parametrize(
    ("make", "add", "expected"),
    [
        pytest.param(make_action, add_milestone, 14, id="action"),
        pytest.param(make_milestone, add_reminder, 16, id="milestone"),
        pytest.param(make_partner, add_membership, 10, id="partner"),
        pytest.param(make_indicator, add_reading, 8, id="indicator"),
        pytest.param(make_discrepancy, add_account, 8, id="discrepancy"),
        pytest.param(
            lambda: make_reminder(send_at=MORNING), add_event, 7, id="reminder"
        ),
    ],
)
def test_a_form_takes_as_many_queries_for_three_rows_as_for_one(
    editor: Client,
    django_assert_num_queries: Any,
    make: Callable[[], Any],
    add: Callable[[Any], None],
    expected: int,
) -> None:
    record = make()
    page = address(type(record), "change", record.pk)
    add(record)
    editor.get(page)

    with django_assert_num_queries(expected):
        editor.get(page)

    add(record)
    add(record)
    with django_assert_num_queries(expected):
        editor.get(page)


def test_rows_show_what_was_chosen(editor: Client) -> None:
    contact = make_contact(name="Ada")
    milestone = make_milestone(programme=contact.programme, responsible=contact)
    milestone.action = make_action(programme=contact.programme)
    milestone.save()
    source = make_source(title="The call", publisher="Commission")
    make_statement(record=milestone.action, field="title", sources=[source])

    page = address(type(milestone.action), "change", milestone.action.pk)
    html = editor.get(page).content.decode()

    assert f'<option value="{contact.pk}" selected>Ada</option>' in html
    assert (
        f'<option value="{source.pk}" selected>The call (Commission)</option>' in html
    )

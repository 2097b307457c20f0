"""What asking costs: the roles once, and nothing for each row."""

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from actions.models import Action, Milestone, Reminder
from partners.models import Contact, Partner
from programme.models import News, Programme
from tests.factories import (
    make_action,
    make_contact,
    make_milestone,
    make_news,
    make_partner,
    make_reminder,
    make_staff,
    make_thrust,
)
from tests.portal.admin.pages import address
from tests.portal.admin.test_every_page import LIST_QUERIES


def fill(programme: Programme) -> None:
    """Make one more row of each list."""
    partner = make_partner(programme=programme)
    action = make_action(
        programme=programme, lead=partner, thrust=make_thrust(programme=programme)
    )
    milestone = make_milestone(action=action, responsible_partner=partner)
    contact = make_contact(programme=programme, partner=partner)
    make_reminder(milestone=milestone, contact=contact, send_at="2014-06-09T06:00Z")
    make_news(programme=programme)


@pytest.mark.parametrize(
    "model",
    [Action, Contact, Milestone, News, Partner, Reminder],
    ids=lambda model: model.__name__,
)
def test_a_list_takes_one_query_more_for_the_roles(
    db: None,
    district: Programme,
    django_assert_num_queries: Any,
    model: type[Model],
) -> None:
    client = Client()
    client.force_login(make_staff("publisher", district))
    page = address(model, "changelist")
    fill(district)
    client.get(page)

    for _more in range(2):
        with django_assert_num_queries(LIST_QUERIES[model._meta.label_lower] + 1):
            client.get(page)
        fill(district)
        fill(district)


def test_an_object_is_asked_for_once(
    db: None, district: Programme, django_assert_num_queries: Any
) -> None:
    action = make_action(programme=district)
    user = make_staff("editor", district)

    with django_assert_num_queries(2):
        verbs = ("view", "change", "publish", "delete", "translate")
        may = [user.has_perm(f"actions.{verb}_action", action) for verb in verbs]

    assert may == [True, True, False, False, True]

"""The actions that nobody sees to."""

from datetime import date
from typing import Any

import pytest

from actions.models import Action
from actions.reminders.unattended import unattended
from creative_district.kernel.record import Scope, State
from partners.models import Contact, Membership
from programme.models import Programme
from tests.factories import make_action, make_contact, make_partner, on

TODAY = date(2014, 6, 2)

pytestmark = pytest.mark.django_db


def found(district: Programme) -> list[Any]:
    return list(unattended(TODAY, among=Action.objects.filter(programme=district)))


def led(district: Programme, **changes: Any) -> Action:
    """Return an action whose lead has a contact with these changes."""
    lead = make_partner(programme=district)
    make_contact(programme=district, partner=lead, **changes)
    return make_action(programme=district, lead=lead)


def test_an_action_without_a_lead_is_unattended(district: Programme) -> None:
    led(district)
    alone = make_action(programme=district)

    assert found(district) == [alone]


@pytest.mark.parametrize(
    "changes",
    [
        {"problem": "550 no such user"},
        {"is_main": False},
        {"delivery": Contact.Delivery.NONE},
    ],
)
def test_a_lead_whom_no_mail_reaches_sees_to_nothing(
    district: Programme, changes: dict[str, Any]
) -> None:
    led(district)
    silent = led(district, **changes)

    assert found(district) == [silent]


def test_the_coordinator_or_the_programmes_staff_step_in(district: Programme) -> None:
    action = led(district, is_main=False)
    assert found(district) == [action]

    coordinator = make_partner(programme=district, role=Membership.Role.COORDINATOR)
    person = make_contact(programme=district, partner=coordinator)
    assert found(district) == []

    person.delete()
    make_contact(programme=district, partner=None)
    assert found(district) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"end": on("2014-05")},
        {"completion": Action.Completion.CANCELLED},
        {"completion": Action.Completion.COMPLETED},
        {"scope": Scope.CONTEXT},
        {"state": State.WITHDRAWN},
    ],
)
def test_what_is_over_or_not_the_programmes_own_needs_nobody(
    district: Programme, changes: dict[str, Any]
) -> None:
    going = make_action(programme=district, end=on("2014-06"))
    make_action(programme=district, **changes)

    assert found(district) == [going]


def test_an_action_without_end_is_over_with_its_programme(district: Programme) -> None:
    make_action(programme=district)
    longer = make_action(programme=district, end=on("2016"))
    actions = Action.objects.filter(programme=district)

    assert list(unattended(date(2015, 12, 1), among=actions)) == [longer]

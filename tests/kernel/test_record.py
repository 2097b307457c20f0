"""Publication: a record is public only when it and its parents are."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from actions.models import Action, Milestone
from creative_district.kernel.record import State
from partners.models import Partner
from tests.factories import (
    make_action,
    make_milestone,
    make_partner,
    make_programme,
    make_thrust,
)

pytestmark = pytest.mark.django_db

HIDDEN = [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN]


def test_published_records_are_public(rival):
    action = make_action()

    assert set(Action.objects.public()) == {action, rival.action}


@pytest.mark.parametrize("state", HIDDEN)
def test_other_states_are_hidden(rival, state):
    make_action(state=state)

    assert list(Action.objects.public()) == [rival.action]


def test_schedule_runs_on_real_time(rival):
    hour = timedelta(hours=1)
    begun = make_action(publish_from=timezone.now() - hour)
    make_action(publish_from=timezone.now() + hour)

    assert set(Action.objects.public()) == {begun, rival.action}


@pytest.mark.parametrize("state", HIDDEN)
def test_hidden_parent_hides_all_below(rival, state):
    for parents in (
        {"action": make_action(programme=make_programme(state=state))},
        {"action": make_action(thrust=make_thrust(state=state))},
        {"action": make_action(state=state)},
        {"programme": make_programme(state=state)},
        {"thrust": make_thrust(state=state)},
    ):
        make_milestone(**parents)

    assert list(Milestone.objects.public()) == [rival.milestone]


def test_partner_is_public_through_one_public_programme(rival):
    hidden = make_programme(state=State.DRAFT)
    make_partner(programme=hidden)
    make_partner()
    shown = make_partner(programme=make_programme())

    assert set(Partner.objects.public()) == {shown, rival.partner}


def test_database_refuses_an_unknown_state():
    with pytest.raises(IntegrityError):
        make_action(state="secret")


def test_two_programmes_cannot_open_the_site():
    make_programme(is_first=True)

    with pytest.raises(IntegrityError):
        make_programme(is_first=True)

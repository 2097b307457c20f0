from datetime import date

import pytest

from actions.models import Action
from creative_district.kernel.record import Scope, State
from tests.factories import (
    make_action,
    make_milestone,
    make_partner,
    on,
)

pytestmark = pytest.mark.django_db

DAY = date(2014, 6, 16)


@pytest.fixture
def street(district):
    """Five actions in the order of a street: by start, then by key, undated last."""
    starts = [("b", "2013-04"), ("a", "2014-06-16"), ("c", "2014-06-16")]
    dated = [make_action(programme=district, key=k, start=on(s)) for k, s in starts]
    undated = [make_action(programme=district, key=key) for key in ("d", "e")]
    return [*dated, *undated]


def own(district):
    return Action.objects.filter(programme=district)


def test_a_street_goes_by_start_and_what_has_none_comes_last(district, street):
    assert list(own(district).in_order()) == street


def test_each_action_has_its_neighbours_in_that_order(district, street):
    for place, action in enumerate(street):
        assert list(own(district).before(action)) == street[:place][::-1]
        assert list(own(district).after(action)) == street[place + 1 :]


def test_known_dates_are_counted(district):
    start, end = on("2013-04"), on("2014-05-23")
    make_action(programme=district, start=start, end=end)
    make_action(programme=district, start=start)
    make_action(programme=district, end=end)
    make_action(programme=district)

    assert own(district).known_dates() == {
        "all": 4,
        "dated": 1,
        "partly": 2,
        "undated": 1,
    }
    assert own(district).none().known_dates() == {
        "all": 0,
        "dated": 0,
        "partly": 0,
        "undated": 0,
    }


def test_lists_count_public_milestones_of_the_actions_own_scope(district):
    action = make_action(programme=district)
    reached, due = on("2014-06-15"), on("2014-06-15")
    make_milestone(action=action, reached=reached)
    make_milestone(action=action, reached=on("2014-06-16"))
    make_milestone(action=action, reached=reached, cancelled_on=date(2014, 6, 1))
    make_milestone(action=action, due=due)
    make_milestone(action=action, reached=reached, scope=Scope.CONTEXT)
    make_milestone(action=action, reached=reached, state=State.DRAFT)

    (listed,) = own(district).for_lists(DAY)

    assert (listed.milestone_count, listed.reached_count) == (4, 1)


def test_lists_name_only_a_public_lead(district):
    shown, hidden = make_partner(programme=district), make_partner(state=State.DRAFT)
    make_action(programme=district, key="a", lead=shown)
    make_action(programme=district, key="b", lead=hidden)

    listed = own(district).for_lists(DAY).order_by("key")

    assert [action.lead for action in listed] == [shown, None]

"""A district in June 2014 that staff look after: rules, people, something due."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from actions.models import Milestone
from actions.services import give_default_rules
from partners.models import Membership
from programme.models import Programme
from tests.factories import make_action, make_contact, make_milestone, make_partner

NOON = datetime(2014, 6, 2, 12, tzinfo=UTC)


def crew_of(programme: Programme) -> Any:
    """Give a programme its rules, a coordinator and a lead with a contact each."""
    coordinator = make_partner(programme=programme, role=Membership.Role.COORDINATOR)
    lead = make_partner(programme=programme)
    give_default_rules(programme=programme)
    return SimpleNamespace(
        programme=programme,
        coordinator=make_contact(
            programme=programme, partner=coordinator, name="Carla", language="en"
        ),
        lead=make_contact(programme=programme, partner=lead, name="Ada", language="en"),
        action=make_action(programme=programme, lead=lead),
    )


def call_of(crew: Any, **changes: Any) -> Milestone:
    """Return a call of the crew's action, due on 16 June 2014 unless told otherwise."""
    defaults = {"action": crew.action, "kind": Milestone.Kind.CALL}
    return make_milestone(**{**defaults, **changes})

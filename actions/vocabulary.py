"""Thrusts, actions, milestones, indicators and spaces in the words of schema.org."""

from collections.abc import Iterable

from actions.models import Action, Indicator, Milestone, Reading, Space, Thrust
from creative_district.kernel.api.reader import api_address
from creative_district.kernel.dates import Confidence
from creative_district.kernel.linked import SCHEMA_ORG, Node, Words, day_of, named
from partners.models import Partner, Place
from partners.vocabulary import organisation, place_node
from programme.vocabulary import programme_node, project


def action_node(action: Action, words: Words) -> Node:
    """Return an action by name and address."""
    return project(action, action.title, action.get_absolute_url(), words)


def of_thrust(thrust: Thrust, words: Words) -> Node:
    """Return a thrust as a part of the programme."""
    return {
        **project(thrust, thrust.title, thrust.get_absolute_url(), words),
        "description": words.of(thrust.aim),
        "parentOrganization": programme_node(thrust.programme, words),
    }


def of_action(action: Action, partners: Iterable[Partner | None], words: Words) -> Node:
    """Return an action with who carried it out, each once."""
    return {
        **action_node(action, words),
        "description": words.of(action.summary),
        "foundingDate": day_of(action.start),
        "dissolutionDate": day_of(action.end),
        "parentOrganization": programme_node(action.programme, words),
        "member": [
            organisation(each, action.programme, words)
            for each in dict.fromkeys(partners)
            if each
        ],
    }


def event(milestone: Milestone, words: Words) -> Node:
    """Return a milestone as something that happens; its day where that is known."""
    status = "EventCancelled" if milestone.cancelled_on else None
    return {
        "@type": "Event",
        "name": words.of(milestone.title),
        "startDate": day_of(milestone.reached or milestone.due),
        "eventStatus": status and f"{SCHEMA_ORG}/{status}",
    }


def of_milestone(
    milestone: Milestone,
    organizer: Partner | None,
    partners: Iterable[Partner],
    place: Place | None,
    words: Words,
) -> Node:
    """Return a milestone with who answers for it, who takes part, and where."""
    programme = milestone.programme
    page = milestone.get_absolute_url()
    action = milestone.action
    return {
        **named("Event", milestone, page),
        **event(milestone, words),
        "description": words.of(milestone.detail),
        "previousStartDate": day_of(milestone.first_planned),
        "location": place and place_node(place, words),
        "organizer": organizer and organisation(organizer, programme, words),
        "contributor": [organisation(each, programme, words) for each in partners],
        "about": action_node(action, words)
        if action
        else programme_node(programme, words),
    }


def of_indicator(indicator: Indicator, words: Words) -> Node:
    """Return an indicator as the variable that its readings observe."""
    action = indicator.action
    observed = (
        action_node(action, words)
        if action
        else programme_node(indicator.programme, words)
    )
    return {
        "@type": "StatisticalVariable",
        "@id": api_address(indicator),
        "name": words.of(indicator.name),
        "@reverse": {
            "variableMeasured": [
                {
                    **observation(each),
                    "unitText": words.of(indicator.unit),
                    "observationAbout": observed,
                }
                for each in indicator.readings.all()
                if not each.is_disputed and each.confidence != Confidence.LOW
            ]
        },
    }


def observation(reading: Reading) -> Node:
    """Return a reading; “more than” and “less than” give a bound."""
    whole = reading.value == reading.value.to_integral_value()
    bounds = {
        Reading.Qualifier.MORE_THAN: "minValue",
        Reading.Qualifier.LESS_THAN: "maxValue",
    }
    bound = bounds.get(Reading.Qualifier(reading.qualifier), "value")
    return {
        "@type": "Observation",
        bound: int(reading.value) if whole else float(reading.value),
        "observationDate": day_of(reading.as_of),
    }


def of_space(space: Space, place: Place | None, words: Words) -> Node:
    """Return a space as a place within a town."""
    return {
        **named("Place", space, space.get_absolute_url()),
        "name": words.of(space.name),
        "containedInPlace": place and place_node(place, words),
    }

"""The facts that the public sees and that no source supports."""

from typing import Any

import pytest

from actions.models import Action, Indicator, Milestone
from actions.unsourced import unsourced
from creative_district.kernel.record import Scope, State
from creative_district.kernel.text import Text
from programme.models import Programme
from tests.factories import (
    make_action,
    make_indicator,
    make_milestone,
    make_partner,
    make_source,
    make_statement,
    on,
)

pytestmark = pytest.mark.django_db


def found(model: Any, district: Programme) -> list[Any]:
    return list(unsourced(model.objects.filter(programme=district).order_by("pk")))


@pytest.mark.parametrize("name", ["start", "end", "lead", "outcome"])
def test_an_action_states_dates_a_lead_and_an_outcome(
    name: str, district: Programme
) -> None:
    values = {"lead": make_partner(programme=district), "outcome": Text(en="It ran.")}
    stated = {name: values.get(name, on("2014-05"))}
    make_action(programme=district)
    bare = make_action(programme=district, **stated)
    other = make_action(programme=district, **stated)
    make_statement(record=other, field="title", sources=[make_source()])
    supported = make_action(programme=district, **stated)
    make_statement(record=supported, field=name, sources=[make_source()])

    assert found(Action, district) == [bare, other]


def test_what_is_said_of_the_whole_record_supports_all_of_it(
    district: Programme,
) -> None:
    milestone = make_milestone(programme=district, reached=on("2014-06-16"))
    make_statement(record=milestone, sources=[make_source()])

    assert found(Milestone, district) == []


def test_every_fact_of_a_record_wants_a_source(district: Programme) -> None:
    milestone = make_milestone(programme=district, reached=on("2014-06-16"))
    make_statement(record=milestone, field="due", sources=[make_source()])

    assert found(Milestone, district) == [milestone]


def test_a_statement_without_a_public_source_supports_nothing(
    district: Programme,
) -> None:
    silent, hidden = (make_milestone(programme=district) for _each in range(2))
    make_statement(record=silent)
    make_statement(record=hidden, sources=[make_source(state=State.DRAFT)])

    assert found(Milestone, district) == [silent, hidden]


def test_an_indicator_states_its_readings_and_its_target(district: Programme) -> None:
    make_indicator(programme=district)
    read = make_indicator(programme=district, value=44)
    aimed = make_indicator(programme=district, target=50)
    supported = make_indicator(programme=district, value=44)
    make_statement(record=supported, sources=[make_source()])

    assert found(Indicator, district) == [read, aimed]


def test_only_what_the_public_sees_of_the_programme_itself_counts(
    district: Programme,
) -> None:
    make_milestone(programme=district, state=State.DRAFT)
    make_milestone(programme=district, scope=Scope.CONTEXT)
    shown = make_milestone(programme=district)

    assert found(Milestone, district) == [shown]

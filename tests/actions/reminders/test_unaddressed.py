"""The list of milestones with nobody to address, against the planner's own word."""

from datetime import date
from itertools import product

import pytest

from actions.models import Milestone
from actions.reminders import planning
from actions.reminders.dossier import Dossier
from actions.reminders.unaddressed import unaddressed
from actions.reminders.vocabulary import Reason
from actions.services import give_default_rules
from creative_district.kernel.record import Scope, State
from partners.models import Membership
from tests.actions.reminders.conftest import at
from tests.factories import (
    make_action,
    make_contact,
    make_milestone,
    make_partner,
    make_programme,
    on,
)

TODAY = date(2014, 6, 2)
# Where a programme has a contact; and whether that contact is its partner's main one.
PLACES = ("own", "responsible", "lead", "coordinator", "staff", "participant")


def told_by_the_planner():
    """Return the milestones of which the planner says that there is nobody."""
    found = set()
    for milestone in Milestone.objects.select_related("programme"):
        dossier = Dossier.of(milestone.programme, [milestone.pk])
        subject = dossier.subjects[milestone.pk]
        reason = planning.silence(subject, dossier.terms, now=at("2014-06-02"))
        if reason == Reason.NO_ADDRESSEE:
            found.add(milestone.pk)
    return found


def found():
    return set(unaddressed(TODAY).values_list("pk", flat=True))


def district_with(place, *, is_main):
    """Return a programme's milestone, with a contact in one place alone."""
    programme = make_programme()
    give_default_rules(programme=programme)
    coordinator = make_partner(programme=programme, role=Membership.Role.COORDINATOR)
    lead, responsible, participant = (
        make_partner(programme=programme) for _number in range(3)
    )
    partner = {
        "responsible": responsible,
        "lead": lead,
        "coordinator": coordinator,
        "participant": participant,
    }.get(place)
    contact = make_contact(programme=programme, partner=partner, is_main=is_main)
    milestone = make_milestone(
        action=make_action(programme=programme, lead=lead),
        responsible_partner=responsible,
        responsible=contact if place == "own" else None,
    )
    milestone.partners.add(participant)
    return milestone


@pytest.mark.django_db
def test_it_finds_whom_the_planner_finds_wherever_the_contacts_are():
    for place, is_main in product(PLACES, (True, False)):
        district_with(place, is_main=is_main)

    assert found() == told_by_the_planner()
    assert len(found()) == 6


@pytest.mark.django_db
def test_a_person_of_another_programme_is_nobody():
    milestone = district_with("participant", is_main=True)
    milestone.responsible = make_contact()
    milestone.save()

    assert found() == told_by_the_planner() == {milestone.pk}


@pytest.mark.django_db
def test_it_leaves_out_what_nobody_has_to_be_told():
    programme = make_programme()
    give_default_rules(programme=programme)
    without_rules = make_programme()
    for changes in [
        {},
        {"due": on("2014-05-01")},
        {"reached": on("2014-06-02")},
        {"reached": on("2014-06-01")},
        {"cancelled_on": date(2014, 6, 2)},
        {"cancelled_on": date(2014, 6, 3)},
        {"kind": Milestone.Kind.REPORT},
        {"state": State.DRAFT},
        {"scope": Scope.CONTEXT},
        {"programme": without_rules},
    ]:
        make_milestone(**{"programme": programme, **changes})

    assert found() == told_by_the_planner()
    assert len(found()) == 4


@pytest.mark.django_db
def test_it_takes_two_queries(django_assert_num_queries):
    district_with("participant", is_main=True)

    with django_assert_num_queries(2):
        found()

"""What lists of actions and milestones keep, on pages and in the API."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from actions.filters import (
    ActionFilter,
    IndicatorFilter,
    MilestoneFilter,
    SpaceFilter,
    ThrustFilter,
)
from actions.models import Action, Indicator, Milestone, Space, Thrust
from creative_district.kernel.dates import Status
from creative_district.kernel.text import Text
from tests.factories import (
    make_action,
    make_indicator,
    make_milestone,
    make_partner,
    make_place,
    make_programme,
    make_space,
    make_thrust,
    on,
)

pytestmark = pytest.mark.django_db
TODAY = date(2014, 6, 30)


def kept(kind, model, question, today=TODAY):
    asked = kind(QueryDict(question), model.objects.public(), today=today)
    return [record.key for record in asked.qs.order_by("pk")]


def actions(question):
    return kept(ActionFilter, Action, question)


def milestones(question):
    return kept(MilestoneFilter, Milestone, question)


@pytest.fixture
def programme(district):
    make_action(programme=district, key="studies", end=on("2014-05-23"))
    make_action(programme=district, key="vouchers", start=on("2014-06-16"))
    make_action(programme=district, key="spaces", start=on("2013"), end=on("2014-12"))
    make_action(programme=district, key="pilot", start=on("2015-02"))
    make_action(programme=district, key="undated")
    return district


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("", ["studies", "vouchers", "spaces", "pilot", "undated"]),
        ("state=ended", ["studies"]),
        ("state=running&state=ahead", ["spaces", "pilot"]),
        ("state=unknown", ["vouchers", "undated"]),
        ("year=2013", ["spaces"]),
        ("year=2014", ["studies", "vouchers", "spaces"]),
        ("year=2015", ["pilot"]),
        ("start_after=2014-01-01", ["vouchers", "pilot"]),
        ("start_after=2013-12-31&start_before=2014-06-16", ["vouchers", "spaces"]),
        ("start_before=2014-06-15", ["spaces"]),
        ("active_on=2014-12-01", ["spaces"]),
        ("active_on=2013-06-01", []),
        ("updated_since=2999-01-01", []),
        ("updated_since=2013-01-01T00:00:00Z&q=action", ["studies", "vouchers"]),
    ],
)
def test_actions_by_time(programme, question, keys):
    Action.objects.exclude(key__in=["studies", "vouchers"]).update(title=Text(fr="X"))

    found = actions(f"programme=home&{question}")

    assert found == keys


def test_updated_since_takes_days_and_moments(programme):
    yesterday = timezone.now() - timedelta(days=1)
    # More than a day before: the portal's day may be one ahead of UTC's.
    Action.objects.exclude(key="pilot").update(updated_at=yesterday - timedelta(3))

    day = yesterday.date().isoformat()
    assert actions(f"updated_since={day}") == ["pilot"]
    moment = yesterday.strftime("%Y-%m-%dT%H:%M:%S%%2B00:00")
    assert actions(f"updated_since={moment}") == ["pilot"]


def test_words_are_found_whatever_their_accents_or_language(district):
    make_action(
        programme=district,
        key="one",
        title=Text(fr="Chèques créativité", en="Vouchers"),
    )
    make_action(programme=district, key="two", summary=Text(fr="La création à 100%"))

    assert actions("q=CREATIVITE cheques") == ["one"]
    assert actions("q=vouch") == ["one"]
    assert actions("q=crea") == ["one", "two"]
    assert actions("q=100%25") == ["two"]
    assert actions("q=%25") == ["two"]
    assert actions("q=_") == []


def test_actions_by_partner_in_any_role(district):
    lead = make_partner(programme=district, key="lead")
    other = make_partner(programme=district, key="other")
    one = make_action(programme=district, key="one", lead=lead)
    two = make_action(programme=district, key="two", lead=other)
    two.participants.set([lead, other])
    one.participants.set([lead])

    assert actions("partner=lead") == ["one", "two"]
    assert actions("partner=other") == ["two"]
    assert actions("lead=lead") == ["one"]
    assert actions("partner=lead&partner=other&lead=other") == ["two"]


def test_actions_by_thrust_of_whatever_district(district, rival):
    make_action(
        programme=district,
        key="one",
        thrust=make_thrust(programme=district, key="street"),
    )
    make_action(programme=district, key="none")

    assert actions("thrust=street") == ["one"]
    assert actions("thrust=street&thrust=rival-thrust") == ["rival-action", "one"]
    assert actions("programme=rival") == ["rival-action"]


def test_a_page_passes_over_what_it_does_not_understand(district):
    make_action(programme=district, key="own")
    make_action(programme=district, key="context", scope="context")

    everything = ["rival-action", "own"]
    for question in (
        "nonsense=1",
        "thrust=nowhere",
        "state=soon",
        "year=x",
        "start_after=16.06.2014",
        "scope=all",
        "q=%00",
        "partner=%00",
        "updated_since=0001-01-01T00:00:00%2B14:00",
    ):
        assert actions(question) == everything


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("state=reached", ["reached"]),
        ("state=late", ["late"]),
        ("state=announced", ["announced"]),
        ("state=cancelled", ["cancelled"]),
        ("state=due&state=ahead", ["quarter", "ahead"]),
        ("kind=event&kind=call", ["announced", "ahead"]),
        ("year=2015", ["ahead"]),
        ("due_after=2014-06-17", ["quarter", "ahead"]),
        ("due_before=2014-06-15", ["reached", "announced", "quarter"]),
        ("due_after=2014-05-31&due_before=2014-06-01", ["quarter"]),
        (
            "due_after=2014-06-16&due_before=2014-06-16",
            ["late", "cancelled", "quarter"],
        ),
    ],
)
def test_milestones_by_time_and_kind(district, question, keys):
    day = on("2014-05-20")
    make_milestone(programme=district, key="reached", due=day, reached=day)
    make_milestone(programme=district, key="late")
    make_milestone(
        programme=district,
        key="announced",
        kind="event",
        due=on("2014-05-21", status=Status.PLANNED),
    )
    make_milestone(programme=district, key="cancelled", cancelled_on=date(2014, 6, 1))
    make_milestone(programme=district, key="quarter", due=on("2014-Q2"))
    make_milestone(programme=district, key="ahead", kind="call", due=on("2015-02"))

    assert milestones(f"programme=home&{question}") == keys


def test_milestones_by_street_action_partner_and_place(district):
    partners = {
        key: make_partner(programme=district, key=key)
        for key in ("leads", "answers", "takes-part", "idle")
    }
    street = make_thrust(programme=district, key="street")
    action = make_action(
        programme=district, key="action", thrust=street, lead=partners["leads"]
    )
    place = make_place(key="namur")
    make_milestone(action=action, key="inside", place=place)
    make_milestone(
        programme=district,
        thrust=street,
        key="beside",
        responsible_partner=partners["answers"],
    )
    alone = make_milestone(programme=district, key="alone")
    alone.partners.add(partners["takes-part"], partners["answers"])

    assert milestones("thrust=street") == ["inside", "beside"]
    assert milestones("action=action") == ["inside"]
    assert milestones("place=namur") == ["inside"]
    assert milestones("partner=leads") == ["inside"]
    assert milestones("lead=leads") == ["inside"]
    assert milestones("partner=answers") == ["beside", "alone"]
    assert milestones("partner=takes-part&partner=leads") == ["inside", "alone"]
    assert milestones("partner=idle") == []


def test_indicators_thrusts_and_spaces(district):
    partner = make_partner(programme=district, key="lead")
    street = make_thrust(programme=district, key="street", lead=partner)
    action = make_action(programme=district, key="action", thrust=street)
    make_indicator(programme=district, key="of-action", action=action)
    make_indicator(programme=district, key="of-partner", partner=partner)
    make_indicator(programme=district, key="context", scope="context")
    make_space(programme=district, key="hub", kind="hub", place=make_place(key="mons"))

    def indicators(question):
        return kept(IndicatorFilter, Indicator, f"programme=home&{question}")

    assert indicators("") == ["of-action", "of-partner"]
    assert indicators("action=action") == indicators("thrust=street") == ["of-action"]
    assert indicators("partner=lead") == ["of-partner"]
    assert indicators("scope=context") == ["context"]
    assert kept(ThrustFilter, Thrust, "lead=lead") == ["street"]
    assert kept(ThrustFilter, Thrust, "programme=rival") == ["rival-thrust"]
    assert kept(SpaceFilter, Space, "kind=hub") == ["hub"]
    assert kept(SpaceFilter, Space, "place=mons&programme=rival") == []


def test_a_page_can_narrow_the_choices_to_its_district(district):
    thrust = make_thrust(programme=district, key="street")
    asked = ActionFilter(QueryDict(""), Action.objects.public(), today=TODAY)

    asked.form.fields["thrust"].queryset = district.thrusts.public()

    assert list(asked.form.fields["thrust"].queryset) == [thrust]
    assert make_programme().key not in str(asked.form["thrust"])

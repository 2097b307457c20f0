"""Milestones in the API."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from creative_district.kernel.text import Text
from tests.factories import (
    both,
    make_action,
    make_milestone,
    make_partner,
    make_place,
    make_source,
    make_statement,
    make_thrust,
    on,
)

pytestmark = pytest.mark.django_db
API = "http://localhost:8000/api/v1"


def reference(kind, key, name):
    return {"id": key, "name": name, "url": f"{API}/{kind}/{key}/"}


def day(written):
    return {
        "value": written,
        "precision": "day",
        "earliest": written,
        "latest": written,
        "status": "actual",
        "confidence": "high",
    }


@pytest.fixture
def ceremony(district):
    partner = make_partner(programme=district, key="design", name=both("Design"))
    action = make_action(
        key="vouchers",
        programme=district,
        slug=Text(fr="cheques", en="vouchers"),
        title=both("Vouchers"),
        thrust=make_thrust(programme=district, key="support", title=both("Support")),
    )
    milestone = make_milestone(
        key="ceremony",
        action=action,
        title=both("Ceremony"),
        kind="event",
        responsible_partner=partner,
        place=make_place(key="marcinelle", name=both("Marcinelle")),
        due=on("2014-11-13"),
        first_planned=on("2014-11-05/2014-11-15"),
        reached=on("2014-11-13"),
    )
    milestone.partners.add(partner)
    return milestone


@time_machine.travel("2014-11-14T09:00:00Z", tick=False)
def test_a_milestone_says_everything_that_the_record_has(client, ceremony):
    answer = client.get("/api/v1/milestones/ceremony/?lang=en")

    assert answer.json() == {
        "id": "ceremony",
        "url": f"{API}/milestones/ceremony/",
        "html_url": "http://localhost:8000/en/actions/vouchers/#milestone-ceremony",
        "programme": reference("programmes", "home", ceremony.programme.name["en"]),
        "scope": "own",
        "action": reference("actions", "vouchers", "Vouchers (en)"),
        "thrust": reference("thrusts", "support", "Support (en)"),
        "kind": "event",
        "detail_kind": None,
        "title": "Ceremony (en)",
        "detail": None,
        "partners": [reference("partners", "design", "Design (en)")],
        "responsible_partner": reference("partners", "design", "Design (en)"),
        "place": reference("places", "marcinelle", "Marcinelle (en)"),
        "due": day("2014-11-13"),
        "first_planned": {
            "value": "2014-11-05/2014-11-15",
            "precision": "range",
            "earliest": "2014-11-05",
            "latest": "2014-11-15",
            "status": "actual",
            "confidence": "high",
        },
        "reached": day("2014-11-13"),
        "cancelled_on": None,
        "state": "reached",
        "provenance": [],
        "updated_at": ceremony.updated_at.isoformat().replace("+00:00", "Z"),
        "fallback_languages": {},
    }


def test_one_of_the_district_itself_leads_to_the_calendar(client, district):
    make_milestone(programme=district, key="launch", cancelled_on=date(2014, 1, 1))

    item = client.get("/api/v1/milestones/launch/?lang=en").json()

    assert item["html_url"] == "http://localhost:8000/en/timeline/#milestone-launch"
    assert (item["action"], item["thrust"], item["state"]) == (None, None, "cancelled")


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_for_one_and_for_three(
    client, district, count, django_assert_num_queries
):
    for _number in range(count):
        partner = make_partner(programme=district)
        milestone = make_milestone(
            action=make_action(
                programme=district, thrust=make_thrust(programme=district)
            ),
            responsible_partner=partner,
            place=make_place(),
        )
        milestone.partners.add(partner)
        make_statement(record=milestone, field="due", sources=[make_source()])
    client.get("/api/v1/milestones/")  # Django remembers content types.

    with django_assert_num_queries(5):
        page = client.get("/api/v1/milestones/").json()

    assert len(page["results"]) == count + 1


def test_filters_cost_one_query_for_each_name(
    client, ceremony, django_assert_num_queries
):
    client.get("/api/v1/milestones/")
    question = "state=reached&kind=event&q=ceremony&year=2014"

    with django_assert_num_queries(4):
        client.get(f"/api/v1/milestones/?{question}")
    with django_assert_num_queries(6):
        page = client.get(
            f"/api/v1/milestones/?{question}&thrust=support&partner=design"
        )

    assert [item["id"] for item in page.json()["results"]] == ["ceremony"]


def test_a_partner_has_a_part_in_what_its_actions_have(client, district):
    lead, friend, other = (make_partner(programme=district) for _ in range(3))
    action = make_action(programme=district, lead=lead)
    action.participants.add(friend)
    dated = make_milestone(action=action, key="dated")
    dated.partners.add(other)
    make_milestone(programme=district, key="apart")

    for partner in (lead, friend, other):
        answer = client.get("/api/v1/milestones/", {"partner": partner.key})
        assert [item["id"] for item in answer.json()["results"]] == ["dated"]


def test_what_surrounds_a_programme_is_on_its_calendar(client, district):
    make_milestone(programme=district, key="law", scope="context")

    page = client.get("/api/v1/milestones/law/?lang=en").json()["html_url"]
    path, _hash, anchor = page.removeprefix("http://localhost:8000").partition("#")

    assert path.endswith("?context=1")
    assert f'id="{anchor}"' in client.get(path).text


def test_a_state_that_is_asked_for_again_and_again_is_asked_once(client, district):
    def asked(states):
        address = "/api/v1/milestones/?" + "&".join(f"state={s}" for s in states)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return max(len(query["sql"]) for query in queries)

    assert asked(["due", "late"] * 100) == asked(["due", "late"])

"""Actions in the API: the whole item, and what a list costs."""

import pytest
import time_machine

from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.text import Text
from tests.factories import (
    both,
    make_action,
    make_partner,
    make_source,
    make_statement,
    make_thrust,
    on,
)

pytestmark = pytest.mark.django_db
API = "http://localhost:8000/api/v1"


@pytest.fixture
def vouchers(district):
    lead = make_partner(
        programme=district, key="design", name=Text(fr="Wallonie Dessin")
    )
    other = make_partner(programme=district, key="start", name=both("Start"))
    action = make_action(
        key="vouchers",
        programme=district,
        slug=Text(fr="cheques", en="vouchers"),
        title=Text(fr="Chèques", en="Vouchers"),
        thrust=make_thrust(programme=district, key="support", title=both("Support")),
        lead=lead,
        start=on("2014-06-16"),
        end=on("2014-Q4", status=Status.PLANNED, confidence=Confidence.MEDIUM),
    )
    action.participants.set([lead, other])
    make_statement(
        record=action,
        field="start",
        confidence=Confidence.MEDIUM,
        note=both("Note"),
        sources=[make_source(key="press", title="Press"), make_source(state="draft")],
    )
    return action


def reference(kind, key, name):
    return {"id": key, "name": name, "url": f"{API}/{kind}/{key}/"}


@time_machine.travel("2014-06-16T12:00:00Z", tick=False)
def test_an_action_says_everything_that_the_record_has(client, vouchers):
    answer = client.get("/api/v1/actions/vouchers/?lang=en")

    assert answer.json() == {
        "id": "vouchers",
        "url": f"{API}/actions/vouchers/",
        "html_url": "http://localhost:8000/en/actions/vouchers/",
        "programme": reference(
            "programmes", "home", str(vouchers.programme.name["en"])
        ),
        "scope": "own",
        "thrust": reference("thrusts", "support", "Support (en)"),
        "title": "Vouchers",
        "short_title": None,
        "summary": None,
        "outcome": None,
        "reusable": None,
        "lead": reference("partners", "design", "Wallonie Dessin"),
        "participants": [
            reference("partners", "design", "Wallonie Dessin"),
            reference("partners", "start", "Start (en)"),
        ],
        "start": {
            "value": "2014-06-16",
            "precision": "day",
            "earliest": "2014-06-16",
            "latest": "2014-06-16",
            "status": "actual",
            "confidence": "high",
        },
        "end": {
            "value": "2014-Q4",
            "precision": "quarter",
            "earliest": "2014-10-01",
            "latest": "2014-12-31",
            "status": "planned",
            "confidence": "medium",
        },
        "state": "running",
        "completion": "unknown",
        "is_featured": False,
        "provenance": [
            {
                "field": "start",
                "status": "actual",
                "confidence": "medium",
                "note": "Note (en)",
                "sources": [reference("sources", "press", "Press")],
            }
        ],
        "updated_at": vouchers.updated_at.isoformat().replace("+00:00", "Z"),
        "fallback_languages": {"lead.name": "fr", "participants.name": "fr"},
    }


def test_a_list_holds_what_the_detail_says(client, vouchers):
    listed = client.get("/api/v1/actions/?programme=home&lang=fr").json()["results"]

    assert listed == [client.get("/api/v1/actions/vouchers/?lang=fr").json()]
    assert listed[0]["html_url"] == "http://localhost:8000/fr/actions/cheques/"


def test_another_district_has_its_pages_under_its_name(client, rival):
    item = client.get("/api/v1/actions/rival-action/?lang=en").json()

    slug = rival.action.slug["en"]
    assert item["html_url"] == (
        f"http://localhost:8000/en/districts/rival/actions/{slug}/"
    )


@pytest.mark.parametrize(
    ("day", "state"),
    [("2014-06-15", "ahead"), ("2014-12-31", "running"), ("2015-01-01", "ended")],
)
def test_the_state_follows_the_day(client, vouchers, day, state):
    with time_machine.travel(f"{day}T12:00:00Z", tick=False):
        item = client.get("/api/v1/actions/vouchers/?fields=state").json()

    assert item == {"state": state}


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_for_one_and_for_three(
    client, district, count, django_assert_num_queries
):
    for _number in range(count):
        partner = make_partner(programme=district)
        action = make_action(
            programme=district, lead=partner, thrust=make_thrust(programme=district)
        )
        action.participants.add(partner)
        make_statement(record=action, field="title", sources=[make_source()])
    client.get("/api/v1/actions/")  # Django remembers content types.

    with django_assert_num_queries(5):
        page = client.get("/api/v1/actions/").json()

    assert len(page["results"]) == count + 1


def test_a_detail_costs_as_much(client, vouchers, django_assert_num_queries):
    client.get("/api/v1/actions/vouchers/")

    with django_assert_num_queries(5):
        client.get("/api/v1/actions/vouchers/")


def test_lists_hold_the_programmes_own_unless_asked(client, vouchers):
    make_action(programme=vouchers.programme, key="europe", scope="context")
    make_action(programme=vouchers.programme, key="wallonia", scope="framework")

    def keys(question):
        page = client.get(f"/api/v1/actions/?programme=home&fields=id{question}").json()
        return [item["id"] for item in page["results"]]

    assert keys("") == ["vouchers"]
    assert keys("&scope=context") == ["europe"]
    assert keys("&scope=own&scope=framework") == ["vouchers", "wallonia"]
    assert client.get("/api/v1/actions/europe/?fields=scope").json() == {
        "scope": "context"
    }

"""What is not public is nowhere: not in lists, details, counts or references."""

from datetime import timedelta

import pytest
from django.utils import timezone

from creative_district.kernel.record import State
from tests.factories import (
    make_action,
    make_indicator,
    make_milestone,
    make_news,
    make_partner,
    make_place,
    make_programme,
    make_source,
    make_space,
    make_statement,
    make_thrust,
)

pytestmark = pytest.mark.django_db

HIDDEN = {
    "draft": {"state": State.DRAFT},
    "in_review": {"state": State.IN_REVIEW},
    "withdrawn": {"state": State.WITHDRAWN},
    "scheduled": {"publish_from": timezone.now() + timedelta(days=1)},
}
hidden = pytest.mark.parametrize("why", HIDDEN)


def count(client, path):
    return client.get(f"/api/v1/{path}count=true&page_size=1&fields=id").json()["count"]


def keys(client, path):
    page = client.get(f"/api/v1/{path}page_size=200&fields=id").json()
    return {item["id"] for item in page["results"]}


def statuses(client, *paths):
    return [client.get(f"/api/v1/{path}/").status_code for path in paths]


@hidden
@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("actions", make_action),
        ("milestones", make_milestone),
        ("thrusts", make_thrust),
        ("indicators", make_indicator),
        ("spaces", make_space),
        ("news", make_news),
        ("partners", make_partner),
    ],
)
def test_a_hidden_record_is_absent(client, district, kind, make, why):
    make(programme=district, key="shown")
    make(programme=district, key="hidden", **HIDDEN[why])

    found = keys(client, f"{kind}/?")
    assert (found & {"shown", "hidden"}, len(found)) == (
        {"shown"},
        count(client, f"{kind}/?"),
    )
    gone = 410 if why == "withdrawn" else 404
    assert statuses(client, f"{kind}/shown", f"{kind}/hidden") == [200, gone]


@hidden
@pytest.mark.parametrize(
    ("kind", "make"),
    [("sources", make_source), ("places", make_place), ("programmes", make_programme)],
)
def test_a_hidden_record_of_nobody_is_absent(client, kind, make, why):
    make(key="shown")
    make(key="hidden", **HIDDEN[why])

    assert keys(client, f"{kind}/?") & {"shown", "hidden"} == {"shown"}
    gone = 410 if why == "withdrawn" else 404
    assert statuses(client, f"{kind}/shown", f"{kind}/hidden") == [200, gone]


@hidden
@pytest.mark.parametrize("parent", ["programme", "thrust"])
def test_what_hangs_on_a_hidden_parent_is_absent(client, district, parent, why):
    if parent == "programme":
        programme = make_programme(key="above", **HIDDEN[why])
        thrust = make_thrust(programme=programme, key="street")
    else:
        programme = district
        thrust = make_thrust(programme=programme, key="above", **HIDDEN[why])
    action = make_action(programme=programme, thrust=thrust, key="below")
    make_milestone(action=action, key="deep")
    make_indicator(programme=programme, action=action, key="figure")

    assert keys(client, "actions/?") == {"rival-action"}
    assert keys(client, "milestones/?") == {"rival-milestone"}
    assert keys(client, "indicators/?") == {"rival-indicator"}
    gone = 410 if why == "withdrawn" else 404
    details = statuses(client, "actions/below", "milestones/deep", "indicators/figure")
    assert details == [gone, gone, gone]


def test_what_is_withdrawn_below_a_draft_was_never_public(client):
    programme = make_programme(state=State.DRAFT)
    make_action(programme=programme, key="below", state=State.WITHDRAWN)

    assert statuses(client, "actions/below") == [404]


def test_what_was_withdrawn_says_so(client):
    make_place(key="hidden", state=State.WITHDRAWN)

    answer = client.get("/api/v1/places/hidden/", headers={"accept-language": "en"})

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Gone",
        "status": 410,
        "detail": "This record has been withdrawn.",
        "errors": [],
    }


@hidden
def test_references_never_name_what_is_hidden(client, district, why):
    partner = make_partner(programme=district, key="secret-partner", **HIDDEN[why])
    place = make_place(key="secret-place", **HIDDEN[why])
    source = make_source(key="secret-source", **HIDDEN[why])
    thrust = make_thrust(programme=district, lead=partner)
    action = make_action(programme=district, lead=partner, thrust=thrust)
    action.participants.add(partner)
    milestone = make_milestone(action=action, responsible_partner=partner, place=place)
    milestone.partners.add(partner)
    make_indicator(programme=district, partner=partner)
    make_space(programme=district, place=place)
    make_partner(programme=district, place=place)
    make_statement(record=action, field="title", sources=[source])

    for kind in (
        "thrusts",
        "actions",
        "milestones",
        "indicators",
        "spaces",
        "partners",
    ):
        answer = client.get(f"/api/v1/{kind}/?page_size=200")
        assert answer.status_code == 200
        assert len(answer.json()["results"]) >= 2
        assert b"secret" not in answer.content


@hidden
def test_a_hidden_programme_is_not_named_by_its_partners(client, district, why):
    secret = make_programme(key="secret", **HIDDEN[why])
    both = make_partner(programme=district, key="both")
    both.memberships.create(programme=secret, role="coordinator")
    make_partner(programme=secret, key="only")

    page = client.get("/api/v1/partners/?page_size=200")

    assert b"secret" not in page.content
    assert {item["id"] for item in page.json()["results"]} == {"rival-partner", "both"}
    assert keys(client, "partners/?role=coordinator&") == set()
    assert statuses(client, "partners/only") == [410 if why == "withdrawn" else 404]


def test_the_staffs_note_on_a_source_stays_with_the_staff(client):
    make_source(key="one", staff_note="secret")

    answer = client.get("/api/v1/sources/one/")

    assert (answer.status_code, b"secret" in answer.content) == (200, False)

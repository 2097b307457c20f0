"""A partner reads its own drafts, and nobody else's, anywhere."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from creative_district.kernel.record import State
from creative_district.portal.api import router
from partners.models import Membership
from tests.factories import (
    both,
    make_action,
    make_document,
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
    make_token,
)

pytestmark = pytest.mark.django_db

HIDDEN = {
    "draft": {"state": State.DRAFT},
    "in_review": {"state": State.IN_REVIEW},
    "scheduled": {"publish_from": timezone.now() + timedelta(days=1)},
}
hidden = pytest.mark.parametrize("why", HIDDEN)
SECRET = "Qsecret"


def reader(access):
    told = {"authorization": f"Bearer {access.token}", "accept-language": "en"}
    return Client(headers=told)


@pytest.fixture
def own(district):
    """A partner of the district, with its token."""
    partner = make_partner(programme=district, key="own", name=both("Own"))
    access = make_token(programme=district, partner=partner)
    return SimpleNamespace(partner=partner, access=access, client=reader(access))


def keys(client, question):
    page = client.get(f"/api/v1/{question}").json()
    return {item["id"] for item in page["results"]} - {
        "rival-action",
        "rival-milestone",
    }


@hidden
def test_a_partner_reads_its_own_drafts(client, district, own, why):
    action = make_action(
        programme=district, key="mine", lead=own.partner, **HIDDEN[why]
    )
    make_milestone(action=action, key="below")
    make_milestone(
        programme=district,
        key="answers",
        responsible_partner=own.partner,
        **HIDDEN[why],
    )

    assert keys(own.client, "actions/") == {"mine"}
    assert keys(own.client, "milestones/") == {"below", "answers"}
    assert keys(client, "actions/") == keys(client, "milestones/") == set()
    for address in ("actions/mine", "milestones/below", "milestones/answers"):
        assert own.client.get(f"/api/v1/{address}/").status_code == 200
        assert client.get(f"/api/v1/{address}/").status_code == 404
    item = own.client.get("/api/v1/actions/mine/").json()
    stated = "published" if why == "scheduled" else why
    assert (item["publication"], item["html_url"]) == (stated, None)
    below = own.client.get("/api/v1/milestones/below/").json()
    assert below["action"]["id"] == "mine"
    assert (below["publication"], below["html_url"]) == ("published", None)


def test_own_drafts_are_counted_found_and_expanded_for_their_partner(district, own):
    action = make_action(
        programme=district,
        key="mine",
        lead=own.partner,
        title=both("Prism"),
        state=State.DRAFT,
    )
    make_milestone(action=action, key="below", state=State.DRAFT)

    page = own.client.get("/api/v1/actions/?q=prism&lead=own&count=true").json()
    below = own.client.get("/api/v1/milestones/below/?expand=action").json()

    assert (page["count"], page["results"][0]["id"]) == (1, "mine")
    assert below["action"]["title"] == "Prism (en)"


def test_what_was_withdrawn_stays_so_for_its_partner(district, own):
    make_action(programme=district, key="gone", lead=own.partner, state=State.WITHDRAWN)

    assert keys(own.client, "actions/") == set()
    assert own.client.get("/api/v1/actions/gone/").status_code == 410


def test_public_items_are_told_as_to_everybody(client, district, own):
    make_action(programme=district, key="shown", lead=own.partner)

    told = own.client.get("/api/v1/actions/shown/").json()
    public = client.get(
        "/api/v1/actions/shown/", headers={"accept-language": "en"}
    ).json()

    assert told.pop("publication") == "published"
    assert told == public


def test_the_public_cannot_ask_for_what_only_partners_are_told(client):
    answer = client.get("/api/v1/actions/?fields=publication")

    assert answer.status_code == 400


def test_a_token_counts_in_its_own_district_alone(district, own):
    other = make_programme(key="other")
    Membership.objects.create(programme=other, partner=own.partner, role="member")
    make_action(programme=other, key="elsewhere", lead=own.partner, state=State.DRAFT)

    assert keys(own.client, "actions/") == set()
    there = make_token(programme=other, partner=own.partner)
    assert keys(reader(there), "actions/") == {"elsewhere"}


@hidden
@pytest.mark.parametrize("above", ["programme", "thrust", "action"])
def test_what_stands_below_a_draft_of_others_is_not_told(district, own, above, why):
    programme = district
    if above == "programme":
        programme = make_programme(key="above", **HIDDEN[why])
        Membership.objects.create(programme=programme, partner=own.partner)
    thrust = make_thrust(
        programme=programme, **(HIDDEN[why] if above == "thrust" else {})
    )
    action = make_action(
        programme=programme,
        thrust=thrust,
        lead=make_partner(programme=programme) if above == "action" else own.partner,
        **HIDDEN[why],
    )
    make_milestone(action=action, responsible_partner=own.partner, **HIDDEN[why])
    token = make_token(programme=programme, partner=own.partner)

    assert keys(reader(token), "actions/") == set()
    assert keys(reader(token), "milestones/") == set()


def foreign(district, own):
    """Drafts of others, each with the word, tied to what the partner may read."""
    told = {"programme": district, "state": State.DRAFT}
    other = make_partner(programme=district, key="other")
    word = both(SECRET)
    lead = make_partner(programme=district, state=State.DRAFT, name=word, key="s-lead")
    thrust = make_thrust(**told, title=word, key="s-thrust", lead=other)
    action = make_action(**told, title=word, lead=other, thrust=thrust, key="s-action")
    place = make_place(state=State.DRAFT, name=word, key="s-place")
    source = make_source(state=State.DRAFT, title=SECRET, key="s-source")
    make_milestone(
        **told, title=word, action=action, responsible_partner=other, key="s-milestone"
    )
    make_milestone(
        programme=district, title=word, action=action, responsible_partner=own.partner
    )
    make_indicator(**told, name=word, action=action, partner=own.partner, key="s-ind")
    make_space(**told, name=word, action=action, key="s-space")
    make_news(**told, title=word, key="s-news")
    make_document(**told, title=word, key="s-document")
    make_programme(state=State.DRAFT, name=word, key="s-programme")
    mine = make_action(**told, lead=own.partner, title=both("Mine"), key="mine")
    mine.participants.add(lead, other)
    made = make_statement(record=mine, field="title", sources=[source])
    assert made
    step = make_milestone(
        **told, action=mine, responsible_partner=lead, place=place, key="step"
    )
    step.partners.add(lead)
    return mine


def test_no_resource_tells_a_draft_of_others(client, district, own):
    foreign(district, own)
    drafts = ["s-action", "s-milestone", "s-thrust", "s-lead", "s-place", "s-source"]
    drafts += ["s-ind", "s-space", "s-news", "s-document", "s-programme"]

    for prefix, view, _name in router.registry:
        expanded = ",".join(view.expansions)
        for more in ("", f"&expand={expanded}" if expanded else "", "&lang=all"):
            page = own.client.get(f"/api/v1/{prefix}/?page_size=200&count=true{more}")
            assert page.status_code == 200, page.content
            assert SECRET.encode() not in page.content, (prefix, more)
            assert page.json()["count"] == len(page.json()["results"])
            public = client.get(f"/api/v1/{prefix}/?page_size=200&count=true{more}")
            more_seen = {"actions": 1, "milestones": 1}.get(prefix, 0)
            assert page.json()["count"] == public.json()["count"] + more_seen
        found = own.client.get(f"/api/v1/{prefix}/?q={SECRET}&count=true").json()
        assert found["count"] == 0
        for key in drafts:
            assert own.client.get(f"/api/v1/{prefix}/{key}/").status_code == 404


def test_no_filter_tells_a_draft_of_others(district, own):
    foreign(district, own)
    questions = [
        *("actions/?thrust=s-thrust", "actions/?partner=s-lead"),
        *("actions/?lead=s-lead", "milestones/?action=s-action"),
        *("milestones/?thrust=s-thrust", "milestones/?place=s-place"),
        *("milestones/?partner=s-lead", "spaces/?action=s-action"),
        *("indicators/?action=s-action", "indicators/?thrust=s-thrust"),
    ]

    statuses = {
        question: own.client.get(f"/api/v1/{question}").status_code
        for question in questions
    }

    assert statuses == dict.fromkeys(questions, 400)
    # What is public filters, and matches nothing of others.
    assert keys(own.client, "milestones/?lead=other") == set()
    assert keys(own.client, "actions/?partner=other") == {"mine"}


def test_what_a_token_costs(district, own, django_assert_num_queries):
    def make():
        action = make_action(programme=district, lead=own.partner, state=State.DRAFT)
        make_milestone(action=action)

    make()
    own.client.get("/api/v1/milestones/")
    for _time in range(2):
        # The token, the page, its partners and its provenance
        with django_assert_num_queries(4):
            own.client.get("/api/v1/milestones/")
        make()

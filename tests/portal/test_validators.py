"""Validators: 304 for who holds the answer, and never an old one."""

import re

import pytest
import time_machine
from django.utils.translation import override

from tests.factories import make_action, make_milestone, make_user, on

pytestmark = pytest.mark.django_db


def test_a_page_that_did_not_change_is_not_sent_again(visit, client):
    first = visit("home")

    again = client.get("/en/", headers={"If-None-Match": first["ETag"]})

    assert re.fullmatch(r'"[0-9a-f]{32}"', first["ETag"])
    assert first["Cache-Control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], "no-cache")
    assert "Content-Security-Policy" in again.headers


def test_asking_for_the_head_tells_the_same(visit, client):
    first = visit("home")

    head = client.head("/en/")

    assert (head["ETag"], head.content) == (first["ETag"], b"")


def test_a_change_is_seen_at_once(visit, client, district):
    action = make_action(programme=district)
    milestone = make_milestone(action=action)
    held = visit("action-detail", slug=action.slug)
    milestone.title = {"en": "Another title"}
    milestone.save()

    with override("en"):
        address = action.get_absolute_url()
    answer = client.get(address, headers={"If-None-Match": held["ETag"]})

    assert answer.status_code == 200
    assert answer["ETag"] != held["ETag"]


def test_a_day_that_passes_is_seen_too(visit, client, district):
    make_milestone(programme=district, due=on("2014-06-16"))
    with time_machine.travel("2014-06-15T12:00Z"):
        held = visit("home")
    with time_machine.travel("2014-06-20T12:00Z"):
        answer = client.get("/en/", headers={"If-None-Match": held["ETag"]})

    assert answer.status_code == 200


def test_what_is_shown_to_staff_alone_is_not_kept(client, district):
    client.force_login(make_user())

    answer = client.get("/admin/")

    assert "ETag" not in answer.headers
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("address", ["/en/nowhere/", "/"])
def test_only_answers_that_hold_something_have_one(client, district, address):
    assert "ETag" not in client.get(address).headers


def test_the_answer_to_other_sites_stays_readable(client, district):
    first = client.get("/api/v1/programmes/")

    again = client.get("/api/v1/programmes/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert again["Access-Control-Allow-Origin"] == "*"
    assert again["Vary"] == first["Vary"]

"""Stored answers are those that would be made, and are used where they are."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from creative_district.portal.changes import telling
from creative_district.portal.front.moments import present
from creative_district.portal.models import Edition, StoredAnswer
from creative_district.portal.resources import resources
from creative_district.portal.set_up import load_districts
from tests.factories import (
    make_action,
    make_milestone,
    make_partner,
    make_place,
    make_token,
    on,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2014, 6, 2, 12, 0, tzinfo=UTC)
SCOPES = "scope=own&scope=framework&scope=context"


def lists() -> list[str]:
    """Return the addresses of all lists, as they are and with all they can hold."""
    return [f"/api/v1/{name}/?page_size=200" for name in resources()] + [
        f"/api/v1/{name}/?page_size=200&{SCOPES}"
        for name in ("actions", "milestones", "indicators")
    ]


def made_anew(client: Client, address: str) -> Any:
    """Return an answer that nothing stored was used for."""
    Edition.objects.update(recipe="another")
    answer = client.get(address)
    Edition.objects.update(recipe=telling.recipe())
    return answer


def use_no_other(answer: str) -> None:
    """Mark what is stored, so that its use shows."""
    StoredAnswer.objects.update(content=answer)


@pytest.mark.parametrize("language", ["fr", "en", "all"])
def test_the_whole_record_is_stored_as_it_is_answered(client, language):
    with time_machine.travel(NOON):
        list(load_districts(now=NOON))
        telling.tell()
        for address in lists():
            asked = f"{address}&lang={language}"
            stored, made = client.get(asked), made_anew(client, asked)
            assert stored.content == made.content, asked
            assert stored.headers == made.headers, asked
            for item in stored.json()["results"][:3]:
                detail = f"{item['url'].removeprefix('http://localhost:8000')}"
                asked = f"{detail}?lang={language}"
                assert client.get(asked).content == made_anew(client, asked).content


FILTERS = {
    "actions": [
        *("programme=wecd", "state=ended", "state=unknown", "q=design", "year=2014"),
        *("start_after=2014-01-01", "active_on=2014-06-02", "scope=context"),
        *(
            "lead=wallonie-design",
            "partner=wallonie-design",
            "updated_since=2014-01-01",
        ),
    ],
    "milestones": [
        *("programme=wecd", "state=ahead", "state=due&state=late", "kind=event"),
        *("due_after=2014-01-01&due_before=2014-12-31", "q=launch", "year=2013"),
        "partner=wallonie-design",
    ],
    "partners": ["programme=create", "q=design"],
    "sources": ["q=commission"],
}


def test_filters_keep_the_same_of_what_is_stored(client):
    with time_machine.travel(NOON):
        list(load_districts(now=NOON))
        telling.tell()
        kept = 0
        for name, questions in FILTERS.items():
            for question in questions:
                asked = f"/api/v1/{name}/?{question}&count=true&lang=en"
                stored = client.get(asked)
                assert stored.content == made_anew(client, asked).content, asked
                assert stored.status_code == 200, stored.content
                kept += stored.json()["count"]

    assert kept > len(FILTERS)


def test_what_is_stored_is_used(client, district):
    make_place(key="atelier")
    telling.tell()
    use_no_other('{"id": "stored"}')

    page = client.get("/api/v1/places/?page_size=1").json()
    assert page["results"] == [{"id": "stored"}]
    assert client.get("/api/v1/places/atelier/").json() == {"id": "stored"}
    lines = client.get("/api/v1/places/?format=ndjson").content.splitlines()
    assert set(lines) == {b'{"id": "stored"}'}


@pytest.mark.parametrize(
    "asked",
    ["fields=id", "expand=programme", "format=csv", "format=ics"],
)
def test_what_is_not_stored_is_made(client, district, asked):
    make_milestone(programme=district)
    telling.tell()
    use_no_other("{}")

    answer = client.get(f"/api/v1/milestones/?{asked}")

    assert answer.status_code == 200
    made = made_anew(client, f"/api/v1/milestones/?{asked}")
    assert answer.getvalue() == made.getvalue()


def test_partners_with_a_token_read_what_is_made_for_them(client, district):
    partner = make_partner(programme=district)
    action = make_action(programme=district, key="mine", lead=partner)
    telling.tell()
    use_no_other("{}")
    shown = make_token(programme=district, partner=partner).token

    answer = client.get(
        "/api/v1/actions/mine/", headers={"Authorization": f"Bearer {shown}"}
    )

    assert answer.json()["id"] == action.key


def test_a_draft_and_what_is_withdrawn_are_not_stored(client, district):
    place = make_place(key="atelier")
    telling.tell()
    place.state = "withdrawn"
    place.save()
    telling.tell()

    assert client.get("/api/v1/places/atelier/").status_code == 410
    assert not StoredAnswer.objects.filter(kind="place", record=place.pk).exists()


def test_lists_cost_two_queries_and_three_with_filters(
    client, district, django_assert_num_queries
):
    for _number in range(3):
        make_action(programme=district)
    telling.tell()
    client.get("/api/v1/actions/")

    with django_assert_num_queries(2):
        whole = client.get("/api/v1/actions/").json()
    with django_assert_num_queries(2):
        found = client.get("/api/v1/actions/?q=action&state=unknown").json()
    with django_assert_num_queries(3):
        client.get(f"/api/v1/actions/?programme={district.key}&year=2014")
    with django_assert_num_queries(2):
        client.get(f"/api/v1/actions/{whole['results'][0]['id']}/")

    assert len(whole["results"]) == 4
    assert {item["id"] for item in found["results"]} <= {
        item["id"] for item in whole["results"]
    }


def test_cursors_lead_through_what_is_stored_and_what_is_made_alike(client, district):
    for number in range(5):
        make_place(key=f"place-{number}")
    telling.tell()
    first = client.get("/api/v1/places/?page_size=2&count=true").json()
    following = first["next"].removeprefix("http://localhost:8000")
    stored = client.get(following).json()
    made = made_anew(client, following).json()
    back = client.get(stored["previous"].removeprefix("http://localhost:8000")).json()

    assert stored == made
    assert back["results"] == first["results"]
    assert first["count"] == 6


def test_another_release_makes_all_answers_anew(client, district, settings):
    make_place(key="atelier")
    telling.tell()
    settings.SITE_URL = "https://district.example"
    moment = present.now()
    before = client.get("/api/v1/places/atelier/").json()["url"]
    told = telling.waits()
    telling.tell()
    after = client.get("/api/v1/places/atelier/").json()["url"]
    feed = client.get("/api/v1/changes/?page_size=200").json()["results"]

    assert moment is not None
    assert not moment.has_stored
    assert before == after == "https://district.example/api/v1/places/atelier/"
    assert told
    last = [entry for entry in feed if entry["id"] == "atelier"]
    assert [entry["change"] for entry in last] == ["create", "update"]


def test_the_day_makes_another_answer(client, district):
    with time_machine.travel(NOON, tick=False) as clock:
        make_milestone(programme=district, key="soon", due=on("2014-06-03"))
        telling.tell()
        before = client.get("/api/v1/milestones/soon/").json()["state"]
        clock.move_to(datetime(2014, 6, 10, 12, 0, tzinfo=UTC))
        waits = telling.waits()
        after = client.get("/api/v1/milestones/soon/").json()["state"]

    assert (before, waits, after) == ("ahead", True, "late")


@pytest.mark.parametrize("kind", ["ndjson", "csv", "xlsx"])
def test_an_export_is_not_made_for_who_holds_it(
    client, district, kind, django_assert_num_queries
):
    make_place(key="atelier")
    telling.tell()

    def ask(etag: str = "") -> Any:
        address = f"/api/v1/export/places/?format={kind}&lang=en"
        held = {"If-None-Match": etag} if etag else {}
        answer = client.get(address, headers={"Accept-Language": "fr", **held})
        if answer.streaming:
            assert answer.getvalue()
        return answer

    first = ask()
    with django_assert_num_queries(1):
        again = ask(first["ETag"])
    make_place()
    waiting = ask()
    telling.tell()
    told = ask(first["ETag"])

    assert (again.status_code, again["ETag"]) == (304, first["ETag"])
    assert first["Content-Language"] == "en"
    assert "Content-Language" not in again
    assert first["ETag"].startswith("W/") is (kind == "xlsx")
    assert first["Cache-Control"] == "no-cache"
    assert "ETag" not in waiting
    assert (told.status_code, told["ETag"] == first["ETag"]) == (200, False)


def test_files_have_validators_of_their_own(client, district):
    telling.tell()
    addresses = [
        *("/api/v1/export/places/", "/api/v1/export/news/"),
        *("/api/v1/export/places/?lang=en", "/api/v1/export/places/?format=csv"),
        *("/api/v1/milestones/?format=ics", "/api/v1/milestones/?format=ics&lang=en"),
    ]
    tags = {client.get(address)["ETag"] for address in addresses}
    heads = {client.head(address)["ETag"] for address in addresses}

    assert len(tags) == len(addresses)
    assert heads == tags


def test_a_partner_with_a_token_gets_a_file_without_a_validator(client, district):
    telling.tell()
    shown = make_token(programme=district).token

    answer = client.get(
        "/api/v1/export/places/", headers={"Authorization": f"Bearer {shown}"}
    )

    assert "ETag" not in answer


def test_an_export_of_what_is_stored_is_that_of_what_is_made(client):
    with time_machine.travel(NOON):
        list(load_districts(now=NOON))
        telling.tell()
        exports = [f"/api/v1/export/{name}/" for name in resources()]
        for address in (*exports, f"/api/v1/export/actions/?{SCOPES}"):
            stored = client.get(address).getvalue()
            assert stored == made_anew(client, address).getvalue(), address
        use_no_other('{"id": "stored"}')
        lines = client.get("/api/v1/export/places/").getvalue().splitlines()
        assert set(lines) == {b'{"id": "stored"}'}

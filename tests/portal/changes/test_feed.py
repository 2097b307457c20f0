"""The feed tells what became of each item, and a mirror that follows it is exact."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import Action
from actions.phases import phase_of
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from creative_district.portal.changes import api as changes_api
from creative_district.portal.changes import telling
from creative_district.portal.models import (
    Change,
    Edition,
    Item,
    StoredAnswer,
    Touch,
)
from partners.models import Membership, Partner, Place
from tests.factories import (
    make_action,
    make_milestone,
    make_partner,
    make_place,
    make_programme,
    make_source,
    make_statement,
    make_thrust,
    on,
)
from tests.portal.changes.mirror import Mirror, download

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"


@pytest.fixture
def ask(client: Client) -> Any:
    def asked(address: str) -> tuple[int, Any]:
        answer = client.get(address.removeprefix(SITE))
        return answer.status_code, answer.json()

    return asked


@pytest.fixture
def mirror(ask: Any, district: Any) -> Mirror:
    """A mirror that is in step."""
    made = Mirror(ask)
    made.follow()
    assert made.items == download(ask) != {}
    return made


def test_each_change_is_told_once_with_where_the_item_is(client, mirror):
    place = make_place(key="atelier")
    mirror.follow()
    place.name = Text(fr="Autre nom")
    place.save()
    mirror.follow()
    place.state = State.WITHDRAWN
    place.save()
    mirror.follow()
    place.state = State.PUBLISHED
    place.save()
    mirror.follow()
    place.delete()
    mirror.follow()

    told = [entry for entry in mirror.entries if entry["id"] == "atelier"]
    assert [entry["change"] for entry in told] == [
        "create",
        "update",
        "unpublish",
        "create",
        "delete",
    ]
    address = f"{SITE}/api/v1/places/atelier/"
    assert {(entry["resource"], entry["url"]) for entry in told} == {
        ("places", address)
    }
    moments = [datetime.fromisoformat(entry["updated_at"]) for entry in told]
    assert moments == sorted(moments)
    assert {moment.utcoffset() for moment in moments} == {timedelta()}
    assert all(
        set(entry) == {"resource", "id", "change", "updated_at", "url"}
        for entry in told
    )


def test_what_nobody_can_see_is_not_told(mirror, district):
    mirror.follow()
    draft = make_action(programme=district, state=State.DRAFT, key="draft")
    draft.title = Text(fr="Toujours un brouillon")
    draft.save()
    make_milestone(programme=district, action=draft)
    action = make_action(programme=district, key="public")

    assert mirror.follow() == [("actions", action.key, "create")]


def test_a_save_that_changes_no_answer_is_not_told(mirror):
    action = Action.objects.public().first()
    Action.objects.filter(pk=action.pk).update(outdated={"en": {}})

    assert Touch.objects.exists()
    assert mirror.follow() == []
    assert not telling.waits()


def write_a_partner(partner: Partner) -> None:
    partner.name = Text(fr="Nouveau nom")
    partner.save()


def write_in_bulk(partner: Partner) -> None:
    Partner.objects.filter(pk=partner.pk).update(name=Text(fr="Nouveau nom"))


def write_in_sql(partner: Partner) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE partners_partner SET acronym = 'SQL' WHERE id = %s", [partner.pk]
        )


@pytest.mark.parametrize("write", [write_a_partner, write_in_bulk])
def test_a_name_changes_all_that_tell_it(ask, mirror, district, write):
    partner = make_partner(programme=district, key="partner")
    action = make_action(key="led", lead=partner)
    make_milestone(key="owned", action=action, responsible_partner=partner)
    make_action(key="joined").participants.add(partner)
    mirror.follow()

    write(partner)

    assert {(key, change) for _resource, key, change in mirror.follow()} == {
        ("partner", "update"),
        ("led", "update"),
        ("owned", "update"),
        ("joined", "update"),
    }
    assert mirror.items == download(ask)


def test_a_write_past_django_is_told(ask, mirror, district):
    partner = make_partner(programme=district, key="partner")
    mirror.follow()

    write_in_sql(partner)

    assert mirror.follow() == [("partners", "partner", "update")]
    assert mirror.items == download(ask)


def test_rows_that_belong_to_an_item_change_it(ask, mirror, district):
    partner = make_partner(programme=district, key="partner")
    source = make_source(key="source")
    action = make_action(key="action")
    mirror.follow()
    told = []

    def tell() -> None:
        told.append({(key, change) for _resource, key, change in mirror.follow()})

    statement = make_statement(record=action, field="title")
    tell()
    statement.sources.add(source)
    tell()
    source.title = "Another title"
    source.save()
    tell()
    statement.sources.clear()
    tell()
    statement.delete()
    tell()
    membership = Membership.objects.create(
        programme=make_programme(key="other"), partner=partner, role="member"
    )
    tell()
    Membership.objects.filter(pk=membership.pk).delete()
    tell()

    assert told == [
        {("action", "update")},
        {("action", "update")},
        {("source", "update"), ("action", "update")},
        {("action", "update")},
        {("action", "update")},
        {("other", "create"), ("partner", "update")},
        {("partner", "update")},
    ]
    assert mirror.items == download(ask)


def test_a_parent_takes_what_is_below_with_it_and_brings_it_back(ask, mirror):
    action = make_action(key="parent")
    make_milestone(key="child", action=action)
    mirror.follow()

    action.state = State.WITHDRAWN
    action.save()
    gone = mirror.follow()
    action.state = State.PUBLISHED
    action.save()

    both = [("actions", "parent"), ("milestones", "child")]
    assert gone == [(*each, "unpublish") for each in both]
    assert mirror.follow() == [(*each, "create") for each in both]
    assert mirror.items == download(ask)


def test_an_hour_that_comes_is_told_without_a_write(ask, mirror, district):
    soon = timezone.now() + timedelta(seconds=1)
    thrust = make_thrust(programme=district, key="soon", publish_from=soon)
    make_action(programme=district, key="below", thrust=thrust)
    before = mirror.follow()
    time.sleep(max((soon - timezone.now()).total_seconds(), 0) + 0.1)

    assert before == []
    assert mirror.follow() == [
        ("thrusts", "soon", "create"),
        ("actions", "below", "create"),
    ]
    assert mirror.items == download(ask)


def test_a_day_that_turns_is_told_where_it_changes_what_is_answered(ask, district):
    evening = datetime(2014, 6, 16, 20, tzinfo=UTC)
    with time_machine.travel(evening, tick=False) as clock:
        own = {"programme": district}
        make_milestone(key="due", due=on("2014-06-16"), **own)
        make_milestone(key="far", due=on("2014-09"), **own)
        make_action(key="begins", start=on("2014-06-17"), end=on("2014-12"), **own)
        mirror = Mirror(ask)
        mirror.follow()
        clock.shift(timedelta(hours=6))

        told = mirror.follow()

        assert told == [
            ("actions", "begins", "update"),
            ("milestones", "rival-milestone", "update"),
            ("milestones", "due", "update"),
        ]
        assert mirror.items == download(ask)


@pytest.mark.parametrize(
    "dates",
    [
        {"start": "2014-Q2", "end": "2014-06-20/2014-07-02"},
        {"start": "2014-06", "end": None},
        {"start": None, "end": "2014-06-18"},
        {"start": "2014-06-17", "end": "2014-06-17"},
    ],
)
def test_no_day_is_forgotten_on_which_a_state_may_change(dates):
    action = make_action(
        **{name: on(value) if value else None for name, value in dates.items()}
    )
    today = datetime(2014, 3, 1).date()
    for _day in range(200):
        tomorrow = today + timedelta(days=1)
        turns = phase_of(action.start, action.end, today=today) != phase_of(
            action.start, action.end, today=tomorrow
        )
        assert not turns or telling._next_day(action, today) == tomorrow
        today = tomorrow


def test_a_key_that_changes_is_another_item(ask, mirror):
    place = make_place(key="before")
    mirror.follow()

    place.key = "after"
    place.save()

    assert mirror.follow() == [
        ("places", "before", "delete"),
        ("places", "after", "create"),
    ]
    assert mirror.items == download(ask)


def test_what_comes_and_goes_between_two_looks_was_never_there(mirror):
    make_place(key="fleeting").delete()

    assert mirror.follow() == []
    assert not Item.objects.filter(key="fleeting").exists()


def test_pages_are_read_to_the_end(client, district):
    for number in range(7):
        make_place(key=f"place-{number}")
    whole = client.get("/api/v1/changes/?page_size=200").json()
    pages, address, more = [], "/api/v1/changes/?page_size=3", True

    while more:
        answer = client.get(address.removeprefix(SITE))
        page = answer.json()
        assert answer.headers["Link"] == f'<{page["next"]}>; rel="next"'
        pages.append(page["results"])
        address, more = page["next"], page["more"]

    assert [len(page) for page in pages[:-1]] == [3] * (len(pages) - 1)
    assert [entry for page in pages for entry in page] == whole["results"]
    assert whole["more"] is False
    end = client.get(address.removeprefix(SITE)).json()
    assert end == {"next": address, "more": False, "results": []}


@pytest.mark.parametrize(
    "cursor", ["", "x", "b1", "a1", "a999999-1", "a-1", "a0-1", "a1' OR 1=1"]
)
def test_a_cursor_that_was_not_given_out_is_refused(client, mirror, cursor):
    answer = client.get("/api/v1/changes/", {"cursor": cursor})

    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["cursor"]


def test_one_request_looks_at_so_many_items_and_says_that_there_is_more(
    client, district, monkeypatch
):
    monkeypatch.setattr(telling, "ITEMS", 2)
    monkeypatch.setattr("creative_district.portal.changes.api.AT_MOST", 4)
    page = client.get("/api/v1/changes/").json()

    assert (len(page["results"]), page["more"]) == (4, True)


def test_costs_the_same_for_one_change_as_for_many(client, mirror):
    def cost(count: int) -> int:
        for _number in range(count):
            make_action(lead=make_partner())
        with CaptureQueriesContext(connection) as queries:
            client.get("/api/v1/changes/?page_size=1")
        return len(queries)

    assert cost(1) == cost(20)


def test_nothing_new_costs_one_query(client, mirror, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get(mirror.next.removeprefix(SITE))
    with django_assert_num_queries(1):
        again = client.get(
            mirror.next.removeprefix(SITE), headers={"If-None-Match": answer["ETag"]}
        )

    assert answer.json() == {"next": mirror.next, "more": False, "results": []}
    assert (again.status_code, again["Link"]) == (304, answer["Link"])


def test_nothing_is_told_that_may_be_kept_elsewhere_as_it_was(
    client, mirror, monkeypatch
):
    monkeypatch.setattr(changes_api, "FRESH_FOR", 0.5)
    make_place(key="atelier")
    begun = time.monotonic()
    mirror.follow()
    after_a_change = time.monotonic() - begun
    answer = client.get("/api/v1/changes/?page_size=1").json()

    assert mirror.entries[-1]["id"] == "atelier"
    assert after_a_change >= 0.5
    assert answer["more"] is True


def test_what_cannot_be_written_does_not_keep_from_reading(client, mirror, caplog):
    """A database that cannot be written: the feed serves what it has told."""
    make_place(key="untold")

    def refuse(execute: Any, sql: str, *args: Any) -> Any:
        if sql.startswith("INSERT"):
            raise OperationalError("read-only")
        return execute(sql, *args)

    with connection.execute_wrapper(refuse):
        page = client.get("/api/v1/changes/?page_size=200").json()

    assert [entry["id"] for entry in page["results"]].count("untold") == 0
    assert page["results"] != []
    assert page["more"] is True
    assert "could not be brought up to date" in caplog.text


def test_what_may_have_been_read_in_between_is_told_again(ask, mirror):
    """A follower whom an older entry leads there may read what is never told itself."""
    place = make_place(key="atelier", name={"fr": "Un"})
    mirror.follow()
    Place.objects.filter(pk=place.pk).update(name=Text(fr="Deux"))
    _status, between = ask(f"{SITE}/api/v1/places/atelier/?lang=all")
    Place.objects.filter(pk=place.pk).update(name=Text(fr="Un"))
    mirror.items[f"{SITE}/api/v1/places/atelier/"] = between

    assert mirror.follow() == [("places", "atelier", "update")]
    assert mirror.items == download(ask)


def test_what_is_gone_for_a_moment_is_told_again(ask, mirror):
    place = make_place(key="atelier")
    mirror.follow()
    places = Place.objects.filter(pk=place.pk)
    places.update(state=State.WITHDRAWN)
    places.update(state=State.PUBLISHED)

    assert mirror.follow() == [("places", "atelier", "update")]


def test_one_write_that_changes_nothing_of_what_it_leads_to_is_not_told(
    mirror, district
):
    """A programme is above a milestone in two ways: that is one write all the same."""
    action = make_action(programme=district)
    make_milestone(action=action)
    mirror.follow()
    district.summary = Text(fr="Autrement")
    district.save()

    assert mirror.follow() == [("programmes", district.key, "update")]


def test_what_was_written_while_it_was_looked_at_is_looked_at_again(
    mirror, monkeypatch
):
    """What the look saw may be later than the touches that led to it."""
    place = make_place(key="atelier", name={"fr": "Un"})
    mirror.follow()
    real, names = telling._planned, iter(["Un"])

    def planned(*args: Any) -> Any:
        name = next(names, None)
        if name:
            Place.objects.filter(pk=place.pk).update(name=Text(fr=name))
        return real(*args)

    Place.objects.filter(pk=place.pk).update(name=Text(fr="Deux"))
    monkeypatch.setattr(telling, "_planned", planned)

    assert ("places", "atelier", "update") in mirror.follow()


def test_a_cursor_of_another_feed_is_refused(client, mirror):
    # A backup is put back, and another entry has the number that was read last.
    last = Change.objects.order_by("-pk")[0]
    Change.objects.filter(pk=last.pk).update(
        told_at=last.told_at + timedelta(minutes=1)
    )
    make_place(key="after")
    telling.tell()

    answer = client.get(mirror.next.removeprefix(SITE))

    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["cursor"]


def test_a_clock_that_is_put_back_keeps_nobody_waiting(client, mirror, monkeypatch):
    slept: list[float] = []
    monkeypatch.setattr(changes_api.time, "sleep", slept.append)
    make_place(key="atelier")
    telling.tell()
    Change.objects.update(told_at=timezone.now() + timedelta(hours=1))

    assert client.get("/api/v1/changes/").status_code == 200
    assert slept == [changes_api.FRESH_FOR]


def test_the_databases_clock_says_what_is_due(mirror):
    soon = timezone.now() + timedelta(hours=1)
    make_place(key="soon", publish_from=soon)
    telling.tell()

    with time_machine.travel(soon + timedelta(hours=1)):
        assert not telling.waits()


def test_another_release_tells_what_it_never_looked_at(ask, mirror):
    make_place(key="atelier")
    mirror.follow()
    Item.objects.filter(resource="places").delete()
    StoredAnswer.objects.filter(kind="place").delete()
    Change.objects.filter(resource="places").delete()
    Edition.objects.update(recipe="another")
    follower = Mirror(ask)
    follower.follow()

    assert follower.items == download(ask)
    assert any("/places/" in address for address in follower.items)

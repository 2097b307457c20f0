"""What is kept in front of Django: the same for all, and never beyond a change."""

import gzip
import logging
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from creative_district.kernel import limit
from creative_district.portal.changes import telling
from creative_district.portal.dump.writing import make_dump
from creative_district.portal.front.application import address_of
from creative_district.portal.front.kept import takes_gzip
from creative_district.portal.models import Item
from creative_district.portal.resources import resources
from tests.factories import make_action, make_discrepancy, make_place, make_user

pytestmark = pytest.mark.django_db

LIST = "/api/v1/places/"
NOON = datetime(2014, 6, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def settled(visitor):
    """A visitor of a portal where nothing waits to be told."""
    telling.tell()
    return visitor


def test_an_answer_is_made_once(settled):
    first, second = settled.ask(LIST), settled.ask(LIST)

    assert (second.status, second.body) == (first.status, first.body)
    assert sorted(second.headers.items()) == sorted(first.headers.items())
    assert settled.made == [LIST]
    assert (first.status, first.headers["Vary"]) == (
        200,
        "Accept, Authorization, Accept-Language, Accept-Encoding",
    )


def test_an_unchanged_answer_costs_one_query(settled):
    etag = settled.ask(LIST).headers["ETag"]

    with CaptureQueriesContext(connection) as queries:
        again = settled.ask(LIST, IF_NONE_MATCH=etag)

    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", etag)
    assert len(queries) == 1
    assert settled.made == [LIST]


def test_within_a_second_nobody_asks_the_database(new_visitor):
    telling.tell()
    visitor = new_visitor(fresh_for=60)
    visitor.ask(LIST)

    with CaptureQueriesContext(connection) as queries:
        visitor.ask(LIST)

    assert len(queries) == 0


def test_a_304_says_what_the_answer_said_but_for_its_body(settled):
    first = settled.ask(LIST)
    again = settled.ask(LIST, IF_NONE_MATCH=first.headers["ETag"])

    of_the_body = {"Content-Type", "Content-Length", "Content-Language"}
    assert set(first.headers.keys()) - set(again.headers.keys()) == of_the_body
    assert {"Content-Security-Policy", "Access-Control-Allow-Origin", "Vary"} <= set(
        again.headers.keys()
    )


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("{etag}", 304),
        ("W/{etag}", 304),
        ('"another", {etag}', 304),
        ("*", 304),
        ('"another"', 200),
        ("rubbish", 200),
        ("", 200),
    ],
)
def test_conditions_are_compared_weakly(settled, condition, status):
    etag = settled.ask(LIST).headers["ETag"]

    answer = settled.ask(LIST, IF_NONE_MATCH=condition.format(etag=etag))

    assert answer.status == status


def test_head_is_answered_without_a_body(settled):
    whole = settled.ask(LIST)
    head = settled.ask(LIST, "HEAD")

    assert (head.status, head.body) == (200, b"")
    assert head.headers.items() == whole.headers.items()
    assert settled.made == [LIST]


def test_head_alone_is_not_kept(settled):
    settled.ask(LIST, "HEAD")
    settled.ask(LIST)

    assert settled.made == [LIST, LIST]


def test_what_is_compressed_has_a_validator_of_its_own(settled):
    plain = settled.ask("/en/")
    compressed = settled.ask("/en/", ACCEPT_ENCODING="br, gzip")
    etag = plain.headers["ETag"]

    assert gzip.decompress(compressed.body) == plain.body
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert compressed.headers["Content-Length"] == str(len(compressed.body))
    assert compressed.headers["ETag"] == f'{etag[:-1]}-gzip"'
    assert "Content-Encoding" not in plain.headers
    assert settled.ask("/en/", ACCEPT_ENCODING="gzip", IF_NONE_MATCH=etag).status == 200
    assert settled.made == ["/en/"]


def test_what_is_short_is_not_compressed(settled):
    answer = settled.ask("/api/v1/news/", ACCEPT_ENCODING="gzip")

    assert len(answer.body) < 500
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip", True),
        ("deflate, GZIP;q=0.5", True),
        ("gzip;q=0.001", True),
        ("gzip;q=0", False),
        ("gzip; q = 0.000", False),
        ("br", False),
        ("gzipped", False),
        ("", False),
    ],
)
def test_who_takes_gzip(accepted, takes):
    assert takes_gzip({"HTTP_ACCEPT_ENCODING": accepted}) is takes


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (LIST, {"ACCEPT_LANGUAGE": "fr"}),
        (LIST, {"ACCEPT": "application/x-ndjson"}),
        (f"{LIST}?lang=fr", {}),
        (f"{LIST}?format=ndjson", {}),
        (LIST, {"HOST": "127.0.0.1:8000", "ACCEPT_LANGUAGE": "en"}),
    ],
)
def test_another_question_has_another_answer(settled, address, headers):
    make_place(name={"fr": "Bruxelles", "en": "Brussels"})
    telling.tell()
    first = settled.ask(LIST, ACCEPT_LANGUAGE="en")

    answer = settled.ask(address, **headers)

    assert len(settled.made) == 2
    is_the_same = "HOST" in headers
    assert (answer.headers["ETag"] == first.headers["ETag"]) is is_the_same


@pytest.mark.parametrize(
    "headers",
    [
        {"COOKIE": "sessionid=nobody"},
        {"AUTHORIZATION": "Bearer nobody"},
        {"RANGE": "bytes=0-5"},
        {"IF_MATCH": '"something"'},
    ],
)
def test_who_brings_something_personal_is_answered_by_django(settled, headers):
    settled.ask(LIST)
    settled.ask(LIST, **headers)
    settled.ask(LIST, **headers)

    assert settled.made == [LIST] * 3


def test_staff_see_their_own_page_and_visitors_theirs(settled, client):
    client.force_login(make_user())
    session = client.cookies["sessionid"].value
    settled.ask("/en/")

    mine = settled.ask("/en/", COOKIE=f"sessionid={session}")
    theirs = settled.ask("/en/")

    assert settled.made == ["/en/", "/en/"]
    assert mine.status == theirs.status == 200


@pytest.mark.parametrize(
    "address",
    [
        *("/health", "/ready", "/admin/login/", "/api/v1/changes/", "/en/nowhere/"),
        *("/", "/api/v1/places/?colour=blue", "/api/v1/export/places/?format=csv"),
    ],
)
def test_what_is_never_kept(settled, address):
    settled.ask(address)
    settled.ask(address)

    assert len(settled.made) == 2


def test_files_are_sent_by_the_server(settled, settings, tmp_path):
    settings.DUMP_DIR = tmp_path
    make_dump(resources(), now=NOON, today=NOON.date())
    answers = [settled.ask("/api/v1/export/dump.zip") for _time in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].body.startswith(b"PK")
    assert len(settled.made) == 2


def test_a_change_is_seen_by_the_next_look(settled):
    place = make_place(key="atelier", name={"fr": "Atelier"})
    before = settled.ask(f"{LIST}atelier/")
    place.name = {"fr": "Autre"}
    place.save()
    changed = settled.ask(f"{LIST}atelier/")
    telling.tell()
    told = settled.ask(f"{LIST}atelier/")

    assert before.body != changed.body == told.body
    assert before.headers["ETag"] != changed.headers["ETag"] == told.headers["ETag"]


def test_a_change_elsewhere_makes_an_answer_anew_that_is_the_same(settled):
    first = settled.ask(LIST)
    make_action()
    telling.tell()
    again = settled.ask(LIST, IF_NONE_MATCH=first.headers["ETag"])

    assert (again.status, len(settled.made)) == (304, 2)


def test_while_something_waits_to_be_told_answers_last_for_one_look(visitor):
    visitor.ask(LIST)
    visitor.ask(LIST)

    assert visitor.made == [LIST, LIST]


@pytest.mark.parametrize("when", ["next_at", "next_on"])
def test_what_becomes_another_by_itself_is_not_kept_beyond_that(settled, when):
    make_place(key="soon")
    telling.tell()
    settled.ask(LIST)
    Item.objects.filter(key="soon").update(
        **{when: timezone.now() - timedelta(seconds=1)}
    )
    settled.ask(LIST)
    settled.ask(LIST)

    assert len(settled.made) == 3


def test_answers_end_with_the_quarter_of_an_hour(settled):
    with time_machine.travel(NOON, tick=False) as clock:
        telling.tell()
        settled.ask("/en/")
        clock.shift(899)
        settled.ask("/en/")
        made = len(settled.made)
        clock.shift(1)
        settled.ask("/en/")

    assert (made, len(settled.made)) == (1, 2)


def test_whoever_writes_here_is_followed_by_a_look(new_visitor):
    telling.tell()
    visitor = new_visitor(fresh_for=60)
    visitor.ask(LIST)
    place = make_place(key="fresh")
    stale = visitor.ask(LIST)
    visitor.ask("/admin/login/", "POST")
    seen = visitor.ask(LIST)

    assert place.key.encode() not in stale.body
    assert place.key.encode() in seen.body


def test_requests_of_the_api_are_counted_all_the_same(settled, settings):
    settings.API_RATE_ANON = (3, 60)
    caches["default"].clear()
    limit.tallies.clear()
    answers = [settled.ask(LIST) for _time in range(4)]

    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["RateLimit"].split(";")[1] for answer in answers] == [
        *("r=2", "r=1", "r=0", "r=0"),
    ]
    assert settled.made == [LIST, LIST]


def test_pages_are_not_counted(settled, settings):
    settings.API_RATE_ANON = (1, 60)
    caches["default"].clear()
    limit.tallies.clear()

    assert {settled.ask("/en/").status for _time in range(3)} == {200}
    assert "RateLimit" not in settled.ask("/en/").headers


def test_without_a_database_django_says_so(settled, monkeypatch, caplog):
    def fails() -> None:
        raise OperationalError("the database is away")

    settled.ask(LIST)
    monkeypatch.setattr(settled.front.moments, "look", fails)
    with caplog.at_level(logging.WARNING):
        settled.ask(LIST)

    assert settled.made == [LIST, LIST]
    assert "the database is away" in caplog.text


def test_health_does_not_ask_the_database(settled):
    with CaptureQueriesContext(connection) as queries:
        settled.ask("/health")

    assert len(queries) == 0


def test_memory_is_bounded_and_the_last_used_stay(new_visitor):
    telling.tell()
    visitor = new_visitor(fresh_for=60)
    size = len(visitor.ask("/en/").body)
    addresses = [f"/en/?page={number}" for number in range(2 * 1024 * 1024 // size)]
    for address in addresses:
        visitor.ask("/en/")
        visitor.ask(address)
    made = len(visitor.made)
    visitor.ask("/en/")
    visitor.ask(addresses[0])

    assert visitor.front.answers.currsize <= 1024 * 1024
    assert len(visitor.made) == made + 1


def test_a_long_question_is_answered_and_not_kept(settled):
    many = ", ".join(["text/html;q=0.1"] * 100)
    for _time in range(2):
        assert settled.ask("/api/v1/", ACCEPT=f"application/json, {many}").status == 200
    settled.ask(f"/en/?n={'1' * 1000}")
    settled.ask(f"/en/?n={'1' * 1000}")

    packed = settled.ask(f"/en/?n={'1' * 1000}", ACCEPT_ENCODING="gzip")

    assert len(settled.made) == 5
    assert b"<!DOCTYPE html>" in gzip.decompress(packed.body)
    assert not settled.front.answers


def test_what_only_pages_tell_appears_at_its_moment(settled, district):
    make_discrepancy(
        programme=district, publish_from=timezone.now() + timedelta(seconds=2)
    )
    telling.tell()
    for _time in range(2):
        settled.ask("/en/")
    made = len(settled.made)
    time.sleep(2.1)
    settled.ask("/en/")

    assert (made, len(settled.made)) == (1, 2)


@pytest.mark.parametrize("setting", ["DISTRICT", "TIME_ZONE", "SITE_URL"])
def test_answers_that_were_stored_with_other_settings_are_not_used(
    settled, settings, setting
):
    assert settled.front.moments.look().has_stored
    setattr(settings, setting, "Europe/Paris")

    assert not settled.front.moments.look().has_stored


def test_where_the_portal_stands_is_part_of_the_question():
    asked = {
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "localhost",
        "PATH_INFO": "/en/",
    }

    assert address_of({**asked, "SCRIPT_NAME": "/portal"}) != address_of(asked)

"""How often one address may search."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory

from creative_district.kernel.client import client as client_of
from tests.factories import make_action
from tests.pages import words

pytestmark = pytest.mark.django_db

START = datetime(2014, 6, 2, 12, 0, 10, tzinfo=UTC)
PROXY, CLIENT, OTHER = "10.0.0.1", "203.0.113.7", "203.0.113.8"


@pytest.fixture(autouse=True)
def limited(settings, district):
    settings.SEARCHES_PER_MINUTE = 3
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "127.0.0.1/32"]
    cache.clear()
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def search(client):
    def ask(query="?q=prism", path="/en/search/", **meta):
        return client.get(f"{path}{query}", **{"REMOTE_ADDR": CLIENT, **meta})

    return ask


def statuses(search, count=5, **meta):
    return [search(**meta).status_code for _time in range(count)]


def test_the_next_search_waits_for_the_next_minute(search, limited):
    assert statuses(search) == [200, 200, 200, 429, 429]

    answer = search()

    assert answer.headers["Retry-After"] == "50"
    limited.shift(50)
    assert statuses(search) == [200, 200, 200, 429, 429]


@pytest.mark.parametrize(
    ("path", "language"), [("/en/search/", "en"), ("/fr/recherche/", "fr")]
)
def test_the_page_says_when_to_come_back(search, limited, path, language):
    statuses(search)
    limited.shift(49)

    page = search(path=path)

    html = page.content.decode()
    assert page.status_code == 429
    assert f'<html lang="{language}"' in html
    assert 'name="q" value="prism"' in html
    assert '<meta name="robots" content="noindex">' in html
    if language == "en":
        assert "The next one is answered in 1 second; every other" in words(page)


def test_refusing_asks_for_the_district_alone(search, django_assert_num_queries):
    statuses(search)

    with django_assert_num_queries(1):
        search()


def test_addresses_are_counted_apart(search):
    assert statuses(search)[-1] == 429
    assert statuses(search, 3, REMOTE_ADDR=OTHER) == [200] * 3


def test_only_searches_count(client, search):
    assert statuses(search, 9, query="") == [200] * 9
    statuses(search)

    assert search(query="").status_code == 200
    assert client.get("/en/actions/?q=prism", REMOTE_ADDR=CLIENT).status_code == 200


def test_lost_addresses_are_looked_for_within_the_limit(search, district):
    make_action(programme=district, slug={"en": "prism"}, title={"en": "Prism"})

    assert b'class="likely"' in search("", "/en/prisms/").content
    statuses(search)
    assert b'class="likely"' not in search("", "/en/prisms/").content
    # What costs little is told all the same.
    assert b'class="likely"' in search("", "/en/partners/prism/").content


def test_nothing_sets_no_limit(search, settings):
    settings.SEARCHES_PER_MINUTE = 0

    assert statuses(search, 9) == [200] * 9


@pytest.mark.parametrize(
    ("remote", "forwarded", "found"),
    [
        (CLIENT, None, CLIENT),
        (PROXY, CLIENT, CLIENT),
        (PROXY, f"{OTHER}, {CLIENT}", CLIENT),
        (PROXY, f"{OTHER}, {CLIENT}, 10.2.3.4", CLIENT),
        (CLIENT, OTHER, CLIENT),
        (PROXY, None, ""),
        (PROXY, "", ""),
        (PROXY, "unknown", ""),
        (PROXY, "10.2.3.4", ""),
        ("", CLIENT, ""),
        ("2001:db8:1:2:3::4", None, "2001:db8:1:2::/64"),
        (f"::ffff:{CLIENT}", None, CLIENT),
        (f"::ffff:{PROXY}", f"::ffff:{CLIENT}", CLIENT),
    ],
)
def test_the_client_is_whom_the_trusted_proxies_name(remote, forwarded, found):
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)

    assert client_of(request) == found


def test_a_forged_name_escapes_no_limit(search):
    for number in range(5):
        answer = search(HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")

    assert answer.status_code == 429

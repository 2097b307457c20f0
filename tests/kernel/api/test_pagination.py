"""Pages by keyset: each record once, whatever happens between two requests."""

import pytest

from creative_district.kernel.api.pagination import Cursor
from programme.models import Source
from tests.factories import make_source

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"


@pytest.fixture
def keys():
    return [make_source().key for _number in range(5)]


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.json()


def ids(page):
    return [item["id"] for item in page["results"]]


def test_pages_lead_forward_and_back(client, keys):
    first = read(client, "/api/v1/sources/?page_size=2")
    second = read(client, first["next"])
    third = read(client, second["next"])

    assert [ids(first), ids(second), ids(third)] == [keys[:2], keys[2:4], keys[4:]]
    assert (first["previous"], third["next"]) == (None, None)
    assert ids(read(client, third["previous"])) == keys[2:4]
    assert ids(read(client, second["previous"])) == keys[:2]
    assert read(client, second["previous"])["previous"] is None


def test_what_stays_is_seen_once_while_others_come_and_go(client, keys):
    first = read(client, "/api/v1/sources/?page_size=2")
    Source.objects.filter(key__in=[keys[0], keys[1], keys[3]]).delete()
    Source.objects.filter(key=keys[4]).update(title="AAA moved to the front")
    late = make_source().key

    rest = read(client, first["next"])

    assert ids(rest) == [keys[2], keys[4]]
    assert ids(read(client, rest["next"])) == [late]


@pytest.mark.parametrize("cursor", ["a999999", "a999999999999999999"])
def test_a_page_that_emptied_still_leads_back(client, keys, cursor):
    second = read(client, read(client, "/api/v1/sources/?page_size=4")["next"])
    Source.objects.filter(key=keys[4]).delete()

    emptied = read(client, f"{SITE}/api/v1/sources/?page_size=4&cursor={cursor}")

    assert ids(second) == keys[4:]
    assert ids(emptied) == []
    assert ids(read(client, emptied["previous"])) == keys[:4]


def test_links_keep_the_question_and_stand_in_the_header(client, keys):
    answer = client.get("/api/v1/sources/?weight=primary&page_size=2&lang=en")

    last = Source.objects.get(key=keys[1]).pk
    following = (
        f"{SITE}/api/v1/sources/?cursor=a{last}&lang=en&page_size=2&weight=primary"
    )
    assert answer.json()["next"] == following
    assert answer.headers["Link"] == f'<{following}>; rel="next"'


def test_counts_only_on_request(client, keys, django_assert_num_queries):
    with django_assert_num_queries(2):
        plain = read(client, "/api/v1/sources/")
    with django_assert_num_queries(3):
        counted = read(client, "/api/v1/sources/?count=true&page_size=1")

    assert "count" not in plain
    assert counted["count"] == 5


def test_deep_pages_cost_what_the_first_costs(client, django_assert_num_queries):
    keys = [make_source().key for _number in range(30)]
    deep = Source.objects.get(key=keys[25]).pk

    with django_assert_num_queries(2):
        page = read(client, f"/api/v1/sources/?cursor=a{deep}&page_size=2")

    assert ids(page) == keys[26:28]


@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        ("cursor=", "cursor"),
        ("cursor=zz", "cursor"),
        ("cursor=a-1", "cursor"),
        ("cursor=a1%00", "cursor"),
        ("cursor=a99999999999999999999", "cursor"),
        ("cursor=a١", "cursor"),
        ("page_size=0", "page_size"),
        ("page_size=201", "page_size"),
        ("page_size=", "page_size"),
        ("page_size=many", "page_size"),
        ("count=maybe", "count"),
    ],
)
def test_what_is_malformed_is_named(client, question, parameter):
    answer = client.get(f"/api/v1/sources/?{question}")

    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [parameter]


def test_the_largest_cursor_is_read():
    assert Cursor.parse("b" + "9" * 18) == Cursor(False, 10**18 - 1)


def test_sizes_at_the_limits_are_served(client, keys):
    assert ids(read(client, "/api/v1/sources/?page_size=200")) == keys
    assert ids(read(client, "/api/v1/sources/?page_size=1")) == keys[:1]
    assert ids(read(client, f"/api/v1/sources/?cursor=b{'9' * 18}")) == keys

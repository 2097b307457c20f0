"""Whatever a parameter is given, the answer is right or says what is wrong with it."""

import json

import pytest

from tests.hostile.canaries import page
from tests.hostile.routes import FILES, PAGES, routes
from tests.hostile.texts import TEXTS, sent, shown

pytestmark = pytest.mark.django_db

ROUTES = routes()
LISTS = [route for route in ROUTES if route.is_list]
OTHERS = [route for route in ROUTES if not route.is_list]
FEW = ("nul", "lone surrogate", "no UTF-8", "SQL", "wildcards", "script", "numbers")


def named(answer):
    """Return the parameters that a refusal names; none where nothing is refused."""
    if answer.status_code == 200:
        return set()
    assert answer.status_code == 400, answer
    return {each["parameter"] for each in json.loads(answer.told)["errors"]}


def query(names, text):
    """Return a query string that gives each name the same text."""
    return "&".join(f"{name}={sent(text)}" for name in sorted(names))


def unfit(text):
    """Whether a search does not take a text."""
    return "\x00" in text or len(text.strip()) > 200


def test_there_are_thirty_six_texts():
    assert len(TEXTS) == 36


# What is read together, and so is named together where it is wrong
TOGETHER = (
    {"lang", "format", "bom"},
    {"fields"},
    {"expand"},
    {"cursor", "page_size", "count"},
)


def together(route):
    """Yield the parameters of a list but `q`, those together that are read together."""
    filters = {*route.parameters} - {"q", *(each for kin in TOGETHER for each in kin)}
    for kin in (*TOGETHER, filters):
        if taken := kin & {*route.parameters}:
            yield frozenset(taken)


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.path)
def test_each_parameter_of_a_list_refuses_hostile_texts(ask, route):
    refused = {
        (kin, name): named(ask(f"{route.path}?{query(kin, text)}"))
        for name, text in TEXTS.items()
        for kin in together(route)
    }

    wrong = {asked: told for asked, told in refused.items() if told != set(asked[0])}
    assert wrong == {}
    assert len(refused) >= 36 * 4


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.path)
def test_a_search_finds_nothing_by_hostile_texts(ask, route):
    told = {
        name: named(ask(f"{route.path}?q={sent(text)}")) for name, text in TEXTS.items()
    }

    refused = {name for name, text in TEXTS.items() if unfit(shown(text))}
    assert {name for name, wrong in told.items() if wrong} == refused


@pytest.mark.parametrize("route", OTHERS, ids=lambda route: route.path)
def test_no_other_address_takes_a_hostile_text(ask, route):
    refused = {
        (kin, mark): named(ask(f"{route.path}?{query(kin, TEXTS[mark])}"))
        for kin in (*together(route), frozenset({"pk__gt"}))
        for mark in FEW
    }
    unknown = [ask(f"{route.path}?{sent(TEXTS[mark])}=1").status_code for mark in FEW]

    assert {
        asked: told for asked, told in refused.items() if told != set(asked[0])
    } == {}
    assert set(unknown) == {400}


ACTIONS = "/api/v1/actions/?programme=home"
WORDS = [
    ("%25", set()),
    ("_", set()),
    ("%5C", set()),
    ("%25pen", set()),
    ("open+_ction", set()),
    ("open+action", {"atelier"}),
    ("OPEN%20%20%C3%80CTION", {"atelier"}),
    ("%E2%80%AEopen", set()),
    ("open'+OR+1=1", set()),
    ("+", {"atelier"}),
    ("", {"atelier"}),
]


def test_words_are_words(ask):
    found = {
        words: {item["id"] for item in ask(f"{ACTIONS}&q={words}").json()["results"]}
        for words, _expected in WORDS
    }

    assert found == dict(WORDS)


WRONG = [
    ("page_size=0", "page_size"),
    ("page_size=-1", "page_size"),
    ("page_size=201", "page_size"),
    ("page_size=1e2", "page_size"),
    ("page_size=50.0", "page_size"),
    ("page_size=%2B5", "page_size"),
    ("page_size=%D9%A5", "page_size"),
    ("page_size=9223372036854775808", "page_size"),
    ("page_size=", "page_size"),
    ("page_size=null", "page_size"),
    ("page_size%5B%5D=5", "page_size[]"),
    ("cursor=", "cursor"),
    ("cursor=a", "cursor"),
    ("cursor=a-1", "cursor"),
    ("cursor=c1", "cursor"),
    ("cursor=a9223372036854775808", "cursor"),
    ("cursor=a" + "9" * 40, "cursor"),
    ("cursor=a1.5", "cursor"),
    ("cursor=A1", "cursor"),
    ("cursor=a%D9%A5", "cursor"),
    ("cursor=a1%00", "cursor"),
    ("cursor=a1%0A", "cursor"),
    ("cursor=bz0xJnA9MQ%3D%3D", "cursor"),
    ("count=1", "count"),
    ("count=True", "count"),
    ("count=", "count"),
    ("year=0", "year"),
    ("year=-1", "year"),
    ("year=10000", "year"),
    ("year=2014.0", "year"),
    ("year=2_014", "year"),
    ("year=%20%0A", "year"),
    ("year=%D9%A2%D9%A0%D9%A1%D9%A4", "year"),
    ("year=", "year"),
    ("due_after=0000-01-01", "due_after"),
    ("due_after=2014-02-30", "due_after"),
    ("due_after=2014-2-3", "due_after"),
    ("due_after=10000-01-01", "due_after"),
    ("due_after=-0001-01-01", "due_after"),
    ("due_after=2014-06-16/2014-06-18", "due_after"),
    ("due_after=2014-06-16T00:00:00Z", "due_after"),
    ("due_after=infinity", "due_after"),
    ("due_after=today", "due_after"),
    ("due_after=", "due_after"),
    ("due_after=%202014-06-16", "due_after"),
    ("due_before=NaN", "due_before"),
    ("updated_since=0000-00-00", "updated_since"),
    ("updated_since=0001-01-01T00:00:00%2B14:00", "updated_since"),
    ("updated_since=9999-12-31T23:59:59-14:00", "updated_since"),
    ("updated_since=infinity", "updated_since"),
    ("updated_since=2014-W25-1", "updated_since"),
    ("updated_since=20140616", "updated_since"),
    ("updated_since=2014-06-16T24:30:00Z", "updated_since"),
    ("updated_since=1402876800", "updated_since"),
    ("updated_since=", "updated_since"),
    ("thrust=", "thrust"),
    ("thrust=line&thrust=", "thrust"),
    ("state=", "state"),
    ("state=ahead&state=nonsense", "state"),
    ("fields=", "fields"),
    ("fields=id,", "fields"),
    ("fields=id%00", "fields"),
    ("fields=staff_note", "fields"),
    ("fields=programme__history", "fields"),
    ("expand=", "expand"),
    ("expand=programme.owner", "expand"),
    ("expand=responsible", "expand"),
    ("lang=", "lang"),
    ("lang=FR", "lang"),
    ("lang=fr-BE", "lang"),
    ("lang=../fr", "lang"),
    ("format=", "format"),
    ("format=html", "format"),
    ("format=JSON", "format"),
    ("format=api", "format"),
    ("bom=1", "bom"),
    ("lang=en&lang=en", "lang"),
    ("page_size=5&page_size=5", "page_size"),
    ("cursor=a1&cursor=a1", "cursor"),
    ("q=a&q=a", "q"),
    ("due_after=2014-01-01&due_after=2014-01-01", "due_after"),
    # Relations, lookups and columns that nobody declared
    ("programme__history=1", "programme__history"),
    ("programme__slug=home", "programme__slug"),
    ("responsible__email=a", "responsible__email"),
    ("lead__contacts__email__startswith=z", "lead__contacts__email__startswith"),
    ("partner__access_tokens__digest__gt=0", "partner__access_tokens__digest__gt"),
    ("action__lead__key=own", "action__lead__key"),
    ("q__regex=.", "q__regex"),
    ("state__in=draft", "state__in"),
    ("publication=draft", "publication"),
    ("pk=1", "pk"),
    ("id=date", "id"),
    ("ordering=staff_note", "ordering"),
    ("order_by=responsible__email", "order_by"),
    ("sort=-history", "sort"),
    ("limit=100000", "limit"),
    ("offset=-1", "offset"),
    ("page=2", "page"),
    ("callback=alert", "callback"),
    ("_method=DELETE", "_method"),
    ("token=cdp_x", "token"),
    ("access_token=x", "access_token"),
    ("Q=a", "Q"),
    ("%00=1", "\x00"),
    ("=1", ""),
]


@pytest.mark.parametrize("path", ["/api/v1/milestones/", "/api/v1/export/milestones/"])
def test_what_is_not_declared_is_named(ask, path):
    told = {question: named(ask(f"{path}?{question}")) for question, _wrong in WRONG}

    assert told == {question: {wrong} for question, wrong in WRONG}


EDGES = [
    ("page_size=1", 1),
    ("page_size=200", 1),
    ("page_size=007", 1),
    ("cursor=a0", 1),
    ("cursor=a999999999999999999", 0),
    ("cursor=b0", 0),
    ("cursor=b999999999999999999", 1),
    ("year=1", 0),
    ("year=9999", 0),
    ("year=2014", 1),
    ("due_after=0001-01-01", 1),
    ("due_before=9999-12-31", 1),
    ("due_after=9999-12-31", 0),
    ("due_after=2014-06-16&due_before=2014-06-16", 1),
    ("due_after=2014-06-17&due_before=2014-06-15", 0),
    ("updated_since=0001-01-02", 1),
    ("updated_since=9999-12-31T23:59:59Z", 0),
    ("updated_since=2014-06-02T12:00:00%2B02:00", 1),
    ("thrust=line&thrust=line", 1),
    ("fields=id,id&expand=place,place", 1),
    ("&&&", 1),
]


def test_what_is_at_the_edge_is_answered_rightly(ask):
    counts = {
        question: len(
            ask(f"/api/v1/milestones/?action=atelier&{question}").json()["results"]
        )
        for question, _count in EDGES
    }

    assert counts == dict(EDGES)


def test_the_feed_takes_only_its_own_cursors(ask):
    for cursor in ("b1", "a999999999999999999", "a-1", "x", "", "a1%00"):
        assert named(ask(f"/api/v1/changes/?cursor={cursor}")) == {"cursor"}


@pytest.mark.parametrize("name", PAGES)
def test_pages_show_a_hostile_text_as_text(ask, district, name):
    address = page(district, name)
    # What reads no parameter shows none.
    for mark in TEXTS if PAGES[name] else FEW:
        answer = ask(f"{address}?{query((*PAGES[name], 'unknown'), TEXTS[mark])}")

        assert answer.status_code == 200, mark
        assert "<script>alert" not in answer.told
        assert "<img src=x" not in answer.told
        assert "\x00" not in answer.told
        assert "{{ 49" not in answer.told


@pytest.mark.parametrize("name", FILES)
def test_files_of_pages_survive_a_hostile_text(ask, district, name):
    parameters = PAGES[name.removesuffix("-file")]
    for ending in FILES[name]:
        address = page(district, name, ending=ending)
        for mark in (*FEW, "formula", "header split", "right to left"):
            answer = ask(f"{address}?{query(parameters, TEXTS[mark])}")

            assert answer.status_code == 200, (ending, mark)
            assert "hostile=1" not in str(dict(answer.headers))

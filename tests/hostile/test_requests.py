"""Hostile methods, headers, addresses and bodies: refused, or without effect."""

import gzip
import json
import re

import pytest
from django.db.models import Max

from actions.models import Action, Milestone
from tests.hostile.canaries import page
from tests.hostile.conftest import FOREIGN
from tests.hostile.routes import IDS, PAGES, routes

pytestmark = pytest.mark.django_db

ROUTES = routes()
IMPLIED = ("HEAD", "OPTIONS")
STRANGE = ("TRACE", "PUT", "DELETE", "PROPFIND", "QUERY", "PURGE", "CONNECT", "X" * 99)
LIST, ONE = "/api/v1/milestones/", "/api/v1/milestones/date/"
SITE = "http://localhost:8000"
PATCH = {"headers": {"if-match": "*"}}


@pytest.fixture
def write(ask, planted):
    """Send something with the token of a partner."""

    def written(path, method, body, **headers):
        shown = {"authorization": f"Bearer {planted.writer}", **headers}
        return ask(path, method, body, headers=shown)

    return written


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_methods_are_refused_by_name(ask, route):
    allowed = ", ".join(sorted({*route.methods, *IMPLIED}))
    for method in STRANGE:
        answer = ask(f"{route.path}?unknown=1", method)

        assert answer.status_code == 405, method
        assert answer.headers["Allow"] == allowed
    for method in {"POST", "PATCH"} - {*route.methods}:
        assert ask(route.path, method, b"{}").status_code == 405
    for method in {"POST", "PATCH"} & {*route.methods}:
        assert ask(route.path, method, b"{}").status_code == 401


@pytest.mark.parametrize("method", [*STRANGE, "POST", "PATCH", "GET", "HEAD"])
def test_no_method_opens_an_address_that_is_not_there(ask, method):
    for path in ("/api/v1/nope/", "/api/v2/", "/api/v1/actions/atelier/delete/"):
        assert ask(path, method).status_code == 404


def test_the_entrance_leads_on_and_does_no_more(ask):
    assert ask("/api/").headers["Location"] == "/api/v1/"
    assert {ask("/api/", method).status_code for method in STRANGE} == {405}


@pytest.mark.parametrize(
    "header", ["x-http-method-override", "x-method-override", "x-http-method"]
)
def test_a_header_changes_no_method(ask, header):
    answer = ask("/api/v1/actions/atelier/", headers={header: "DELETE"})

    assert answer.status_code == 200
    assert ask("/api/v1/actions/", headers={header: "POST"}).status_code == 200
    assert Action.objects.filter(key="atelier").exists()


ACCEPT = {
    "*/*": 200,
    "": None,
    "application/json": 200,
    "application/*": 200,
    "application/json;q=0.1, text/html": 200,
    "APPLICATION/JSON": 200,
    "application/json; charset=utf-8": 200,
    "text/html": 406,
    "application/xml": 406,
    "text/*;q=0": None,
    "json": 406,
    "/": 406,
    "a/b/c": 406,
    ";;;,,,": 406,
    ", ".join(["a/b"] * 2000): 406,
    "application/json\x00": None,
    "x" * 20_000: 406,
    "*/*;q=nan;v=\x7f": 200,
}


def test_what_is_accepted_is_negotiated_or_refused(ask):
    told = {
        accept: ask(LIST, headers={"accept": accept}).status_code for accept in ACCEPT
    }

    wrong = {accept: told[accept] for accept in told if told[accept] not in {200, 406}}
    assert wrong == {}
    assert {each: told[each] for each in told if ACCEPT[each]} == {
        each: status for each, status in ACCEPT.items() if status
    }


@pytest.mark.parametrize("resource", IDS)
@pytest.mark.parametrize("writes", [False, True])
def test_an_id_that_is_none_leads_nowhere(ask, planted, resource, writes):
    strange = [
        *("%00", "date%00", "..%2f..%2fetc%2fpasswd", "%2e%2e", "%c0%ae%c0%ae"),
        *("%ED%A0%80", "%FF", "%E2%80%AEx", "%252e", "a%0d%0aSet-Cookie:hostile=1"),
        *("1", "-1", "0", "9223372036854775808", "null", "None", "undefined", "NaN"),
        *("'", "%22", "%3Cscript%3E", "{{7*7}}", "%25s", "*", "date,date", "date;x"),
        *("DATE", "é", "%C3%A9", "a" * 5000, "a%20b", "canary-news-0", "rival.."),
        *("canary-0", "canary-source-0", "canary-partner-0"),
        # The partner's own draft is its own to read.
        *(() if writes else ("canary-date-0", "canary-date-1", "canary-date-2")),
    ]
    shown = {"authorization": f"Bearer {planted.writer}"} if writes else {}
    told = {
        key: ask(f"/api/v1/{resource}/{key}/", headers=shown).status_code
        for key in strange
    }

    assert set(told.values()) == {404}, told


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"host": FOREIGN}, 400),
        ({"host": f"localhost@{FOREIGN}"}, 400),
        ({"host": f"localhost:8000/{FOREIGN}"}, 400),
        ({"host": f"localhost, {FOREIGN}"}, 400),
        ({"host": ""}, 400),
        ({"host": "localhost\x00"}, 400),
        ({"host": "[::1"}, 400),
        ({"x-forwarded-host": FOREIGN}, 200),
        ({"x-forwarded-proto": f"https, {FOREIGN}"}, 200),
        ({"x-forwarded-port": "99999999"}, 200),
        ({"x-forwarded-prefix": f"//{FOREIGN}"}, 200),
        ({"x-forwarded-server": FOREIGN}, 200),
        ({"x-forwarded-for": f"{FOREIGN}, 127.0.0.1"}, 200),
        ({"x-forwarded-for": "\x00, ::::, 999.1.1.1"}, 200),
        ({"forwarded": f"host={FOREIGN};proto=javascript"}, 200),
        ({"x-original-url": "/admin/"}, 200),
        ({"x-rewrite-url": "/admin/"}, 200),
        ({"x-script-name": f"//{FOREIGN}"}, 200),
        ({"x-real-ip": "127.0.0.1' OR 1=1"}, 200),
        ({"via": f"1.1 {FOREIGN}"}, 200),
        ({"referer": f"https://{FOREIGN}/"}, 200),
        ({"origin": f"https://{FOREIGN}"}, 200),
        ({"user-agent": "() { :;}; /bin/id"}, 200),
    ],
)
def test_no_address_is_made_of_what_was_sent(ask, district, sent, status):
    for path in (
        f"{LIST}?page_size=1",
        "/api/v1/",
        "/api/v1/changes/",
        page(district, "home"),
    ):
        answer = ask(path, headers=sent)

        assert answer.status_code == status, path
        for address in re.findall(r'"(https?://[^"/]+)', answer.told):
            assert address.startswith((SITE, "https://schema.org")), address


HEADERS = {
    "authorization": [
        *("", "Bearer", "Bearer ", "bearer x y", "Basic YTpi", "Digest x", "cdp_x"),
        *("Bearer " + "x" * 100_000, "Bearer \x00", "Bearer é", "Bearer, Basic a"),
        *("Bearer cdp_" + "0" * 49, "Bearer a\tb", "Token x", "Bearer null", '"'),
    ],
    "range": ["bytes=0-1", "bytes=-1", "bytes=9-1", "bytes=0-0,1-1,2-2", "x", "\x00"],
    "cookie": ["a", "sessionid='; --", "sessionid=" + "x" * 9000, "=;=;\x00", "é=é"],
    "accept-language": [
        *("", "*", "xx", "fr" * 5000, "../../etc", "en-\x00", "zh-Hans-é", "q=;;,"),
        ", ".join(["en"] * 3000),
    ],
    "if-none-match": ["", "*x", '"', "W/", '"' + "x" * 9000, "\x00", ", ,"],
    "if-modified-since": ["", "yesterday", "Thu, 32 Foo 99999", "\x00", "0"],
    "if-match": ["x"],
    "content-length": ["5"],
    "content-type": ["", "x", "multipart/form-data", "a/b; charset=é", "é"],
    "content-encoding": ["gzip", "br", "x"],
    "expect": ["100-continue", "x"],
    "idempotency-key": ["", "x" * 9000],
    "x-requested-with": ["XMLHttpRequest"],
}


@pytest.mark.parametrize("header", HEADERS)
def test_rubbish_in_a_header_changes_nothing(ask, header):
    for path in (LIST, ONE, "/api/v1/export/milestones/", "/api/v1/catalogue/"):
        for value in HEADERS[header]:
            answer = ask(path, headers={header: value})

            accepted = {200}
            if header == "authorization" and value[:6].lower() == "bearer":
                accepted = {401} if value[6:7] in {"", " "} else {200}
            if header in {"if-match", "if-none-match"}:
                accepted = {200, 412}
            assert answer.status_code in accepted, (path, value[:40])


def deep(brackets):
    return brackets[0] * 100_000 + brackets[1] * 100_000


BODIES = {
    "nothing": (b"", 422),
    "no JSON": (b"{", 400),
    "deep lists": (deep("[]").encode(), 400),
    "deep objects": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, 400),
    "NaN": (b'{"reached_on": NaN}', 400),
    "infinity": (b'{"reached_on": -Infinity}', 400),
    "huge number": (b'{"reached_on": 1' + b"0" * 5000 + b"}", 400),
    "no UTF-8": (b'{"reached_on": "\xff"}', 400),
    "UTF-16": ('{"reached_on": null}'.encode("utf-16"), 400),
    "byte order mark": (b'\xef\xbb\xbf{"reached_on": null}', 400),
    "lone surrogate": (b'{"reached_on": "\\ud800"}', 400),
    "escaped NUL": (b'{"reached_on": "\\u0000"}', 422),
    "two documents": (b'{"reached_on": null}{}', 400),
    "trailing comma": (b'{"reached_on": null,}', 400),
    "comment": (b'{"reached_on": null} // x', 400),
    "a list": (b"[]", 422),
    "a text": (b'"x"', 422),
    "null": (b"null", 422),
    "a number": (b"1", 422),
    "empty": (b"{}", 422),
    "unknown field": (b'{"reached_on": null, "state": "reached"}', 422),
    "prototype": (b'{"reached_on": null, "__proto__": {}}', 422),
    "wrong type": (b'{"reached_on": 20140616}', 422),
    "a list inside": (b'{"reached_on": ["2014"]}', 422),
    "an object inside": (b'{"reached_on": {"$gt": ""}}', 422),
    "true": (b'{"reached_on": true}', 422),
    "year 0": (b'{"reached_on": "0000-01-01"}', 422),
    "30 February": (b'{"reached_on": "2014-02-30"}', 422),
    "in the future": (b'{"reached_on": "9999-12-31"}', 422),
    "backwards": (b'{"reached_on": "2014-03/2014-01"}', 422),
    "other digits": ('{"reached_on": "٢٠١٣"}'.encode(), 422),
    "blank around": (b'{"reached_on": " 2013 "}', 422),
    "a line end": (b'{"reached_on": "2013\\n"}', 422),
    "long": (b'{"reached_on": "' + b"2" * 1_000_000 + b'"}', 422),
    "too large": (b'{"reached_on": "' + b"2" * 3_000_000 + b'"}', 413),
    "gzip": (gzip.compress(b'{"reached_on": null}'), 400),
    "gzip bomb": (gzip.compress(b"0" * 20_000_000), 400),
}


def test_a_body_that_is_none_is_refused(write):
    was = Milestone.objects.get(key="date").updated_at
    told = {
        name: write(ONE, "PATCH", body, **{"if-match": "*"}).status_code
        for name, (body, _status) in BODIES.items()
    }

    assert told == {name: status for name, (_body, status) in BODIES.items()}
    assert Milestone.objects.get(key="date").updated_at == was


def test_of_a_name_that_comes_twice_the_last_counts(write):
    """As JSON readers have it (RFC 8259, section 4)."""
    body = b'{"reached_on": "2013-05", "reached_on": null}'

    assert write(ONE, "PATCH", body, **{"if-match": "*"}).json()["reached"] is None


PROPOSALS = {
    "NUL in a key": {"thrust": "\x00"},
    "NUL in a list of keys": {"participants": ["own", "\x00"]},
    "NUL in a text": {"title": {"fr": "a\x00"}},
    "NUL in a language": {"title": {"\x00": "a"}},
    "a key of a draft": {"thrust": "canary-0"},
    "a partner in draft": {"participants": ["canary-partner-0"]},
    "many participants": {"participants": ["own"] * 51},
    "no title": {"title": {}},
    "blank title": {"title": {"fr": "\u200b \t", "en": "  "}},
    "long title": {"title": {"fr": "x" * 201}},
    "a title of a list": {"title": ["fr"]},
    "another language": {"title": {"xx": "a"}},
    "somebody else's": {"lead": "rival-partner"},
    "published": {"state": "published"},
    "a programme": {"programme": "rival"},
    "ends early": {"start": "2014", "end": "2013"},
    "an address": {"slug": {"fr": "x"}},
    "wrong key": {"thrust": {"id": "line"}},
    "a relation": {"thrust__programme": "rival"},
}


def test_a_proposal_that_is_none_is_refused(write):
    kept = Action.objects.count()
    told = {}
    for name, more in PROPOSALS.items():
        body = json.dumps({"title": {"fr": "Titre"}, **more}).encode()
        told[name] = write("/api/v1/actions/", "POST", body).status_code

    # A title of no letter that is seen has a number for its address.
    assert told.pop("blank title") in {201, 422}
    assert set(told.values()) == {422}, told
    assert Action.objects.filter(key__startswith="rival").count() == 1
    assert Action.objects.count() - kept <= 1


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/xml", 415),
        ("application/jsonp", 415),
        ("", 415),
        ("application/json; charset=utf-16", 201),
        ("APPLICATION/JSON", 201),
        ("application/json, text/plain", 415),
        ("x" * 5000, 415),
    ],
)
def test_what_is_not_said_to_be_json_is_not_read(ask, planted, kind, status):
    shown = {"authorization": f"Bearer {planted.writer}"}
    body = b'{"title": {"fr": "Titre"}}'

    answer = ask("/api/v1/actions/", "POST", body, content_type=kind, headers=shown)

    assert answer.status_code == status


def test_conditions_and_keys_that_are_none_are_refused(write):
    told = {
        value[:20]: write(ONE, "PATCH", b'{"reached_on": null}', **{"if-match": value})
        for value in (
            "",
            "x",
            '"',
            "W/",
            "\x00",
            "*, *",
            'w/"a"',
            "x" * 90_000,
            '"a" "b"',
        )
    }
    assert {each.status_code for each in told.values()} == {400}
    unknown = write(ONE, "PATCH", b'{"reached_on": null}', **{"if-match": '"a", W/"b"'})
    assert unknown.status_code == 412
    keys = ("", "\x00", "é", "x" * 256, "a\tb", "\x7f")
    assert {
        write("/api/v1/actions/", "POST", b"{}", **{"idempotency-key": key}).status_code
        for key in keys
    } == {400}


@pytest.mark.parametrize(
    "path", [LIST, ONE, "/api/v1/export/milestones/", "/en/actions/"]
)
def test_a_body_that_nobody_asked_for_is_not_read(ask, path):
    for body in (b"{", b"\x00" * 100, b'{"q": "\\u0000"}', b"x" * 3_000_000):
        assert ask(path, "GET", body).status_code == 200
        assert ask(path, "HEAD", body).status_code == 200


def test_pages_of_numbers_that_are_none(ask, district):
    for name in ("action-list", "calendar", "search"):
        address = page(district, name)
        for value in (
            "0",
            "-1",
            "1e9",
            "9" * 4000,
            "9223372036854775808",
            "NaN",
            "last",
        ):
            for parameter in {"page", "month", "year"} & {*PAGES[name]}:
                answer = ask(f"{address}?q=open&{parameter}={value}")
                assert answer.status_code == 200, (parameter, value)


def test_nothing_of_this_was_written(ask, planted):
    last = Action.objects.aggregate(last=Max("updated_at"))["last"]
    for route in ROUTES:
        for method in STRANGE[:4]:
            ask(route.path, method, b"{}")

    assert Action.objects.aggregate(last=Max("updated_at"))["last"] == last

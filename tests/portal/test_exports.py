"""Lists as tables, lines and calendars; whole collections as files."""

import csv
import io
import json
import tracemalloc
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from actions.models import Milestone
from creative_district.kernel.api import exports
from creative_district.kernel.text import Text
from creative_district.portal.resources import resources
from tests.factories import (
    make_action,
    make_milestone,
    make_partner,
    make_place,
    make_source,
    make_statement,
    make_token,
    on,
)

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"
MILESTONES = "/api/v1/export/milestones/"
HOSTILE = [
    ("=1+1", "'=1+1"),
    ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
    ("-2", "'-2"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("＝1", "'＝1"),
    ("'=1", "''=1"),
    ('say "no", twice;\nnow', 'say "no", twice;\nnow'),
    ("’tis fine", "’tis fine"),
]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(datetime(2014, 6, 16, 12, tzinfo=UTC), tick=False):
        yield


def same(name):
    """Return a name that is the same in both languages."""
    return Text(fr=name, en=name)


@pytest.fixture
def launch(district):
    lead = make_partner(programme=district, key="design", name=same("Design; Ltd"))
    other = make_partner(programme=district, key="twist", name=same("Twist"))
    action = make_action(programme=district, key="vouchers", title=same("Vouchers"))
    made = make_milestone(
        key="launch",
        action=action,
        title=Text(fr="Lancement", en="Launch"),
        detail=Text(it="Prova"),
        kind="event",
        due=on("2014-06"),
        reached=None,
        responsible_partner=lead,
    )
    made.partners.set([lead, other])
    make_statement(record=made, field="due", sources=[make_source(key="paper")])
    return made


def content(answer):
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def table(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def read(client, address, language="en"):
    return content(client.get(address, headers={"accept-language": language}))


def test_a_row_tells_all_of_an_item_with_labels_beside_codes(client, launch):
    address = "/api/v1/milestones/?format=csv&programme=home"

    [row] = table(read(client, address, "fr").decode())

    date = {
        "due_value": "2014-06",
        "due_precision": "month",
        "due_precision_label": "mois",
        "due_earliest": "2014-06-01",
        "due_latest": "2014-06-30",
        "due_status": "actual",
        "due_status_label": "avéré",
        "due_confidence": "high",
        "due_confidence_label": "élevée",
    }
    empty = dict.fromkeys(date, "")
    expected = {
        "id": "launch",
        "url": f"{SITE}/api/v1/milestones/launch/",
        "html_url": f"{SITE}{launch.get_absolute_url()}",
        "programme_id": "home",
        "programme_name": str(launch.programme.name),
        "scope": "own",
        "scope_label": "propre au programme",
        "action_id": "vouchers",
        "action_name": "Vouchers",
        "thrust_id": "",
        "thrust_name": "",
        "kind": "event",
        "kind_label": "événement",
        "detail_kind": "",
        "title": "Lancement",
        "detail": "Prova",
        "partners_id": "design; twist",
        "partners_name": "Design; Ltd; Twist",
        "responsible_partner_id": "design",
        "responsible_partner_name": "Design; Ltd",
        "place_id": "",
        "place_name": "",
        **date,
        **{name.replace("due", "first_planned"): "" for name in empty},
        **{name.replace("due", "reached"): "" for name in empty},
        "cancelled_on": "",
        "state": "due",
        "state_label": "à échéance",
        "provenance": json.dumps(
            [
                {
                    "field": "due",
                    "status": "actual",
                    "confidence": "high",
                    "note": None,
                    "sources": ["paper"],
                }
            ],
            separators=(",", ":"),
        ),
        "updated_at": "2014-06-16T12:00:00Z",
        "fallback_languages": '{"detail":"it"}',
    }
    assert row == expected
    assert list(row) == list(expected)


def test_all_languages_stand_side_by_side(client, launch):
    fields = "id,title,detail,kind,partners"
    address = f"{MILESTONES}?format=csv&programme=home&lang=all&fields={fields}"

    assert table(read(client, address).decode()) == [
        {
            "id": "launch",
            "kind": "event",
            "kind_label_fr": "événement",
            "kind_label_en": "event",
            "title_fr": "Lancement",
            "title_en": "Launch",
            "title_other": "",
            "detail_fr": "",
            "detail_en": "",
            "detail_other": "it: Prova",
            "partners_id": "design; twist",
            "partners_name_fr": "Design; Ltd; Twist",
            "partners_name_en": "Design; Ltd; Twist",
            "partners_name_other": "",
        }
    ]


@pytest.mark.parametrize(("written", "cell"), HOSTILE)
def test_no_spreadsheet_takes_a_text_for_a_formula(client, written, cell):
    make_source(key="one", title=written)

    for address in ("/api/v1/sources/", "/api/v1/export/sources/"):
        text = read(client, f"{address}?format=csv&fields=title").decode()
        assert table(text) == [{"title": cell}]
    book = load_workbook(
        io.BytesIO(read(client, "/api/v1/export/sources/?format=xlsx&fields=title"))
    )
    assert [[c.value for c in row] for row in book.active] == [["title"], [cell]]
    assert book.active["A2"].data_type == "s"
    line = read(client, "/api/v1/sources/?format=ndjson&fields=title")
    assert json.loads(line) == {"title": written}


def test_related_items_are_written_in_full_beside_their_name(client, launch):
    fields = "id,action&expand=action"
    address = f"/api/v1/milestones/?format=csv&programme=home&fields={fields}"

    [row] = table(read(client, address).decode())

    found = {name: row[name] for name in ("action_id", "action_name", "action_title")}
    assert found == {
        "action_id": "vouchers",
        "action_name": "Vouchers",
        "action_title": "Vouchers",
    }
    assert row["action_state_label"] == "unknown"


def test_columns_are_there_without_rows_and_none_is_there_twice(client):
    for name, view in resources().items():
        for more in ("", "&lang=all", *(f"&expand={e}" for e in view.expansions)):
            address = f"/api/v1/export/{name}/?format=csv&q=nowhere{more}"
            [heads] = csv.reader(io.StringIO(read(client, address).decode()))
            assert heads[:2] == ["id", "url"]
            assert len(set(heads)) == len(heads), (name, more)


def test_a_mark_on_request(client):
    make_source(key="one", title="Été")
    address = "/api/v1/sources/?format=csv&fields=title"

    assert read(client, address) == '"title"\r\n"Été"\r\n'.encode()
    assert read(client, f"{address}&bom=false") == read(client, address)
    assert read(client, f"{address}&bom=true") == (
        b"\xef\xbb\xbf" + read(client, address)
    )


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/x-ndjson", "application/x-ndjson"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/html,*/*;q=0.8", "application/json"),
    ],
)
def test_pages_lead_on_in_every_format(client, accept, kind):
    keys = [make_source().key for _number in range(3)]

    answer = client.get(
        "/api/v1/sources/?page_size=2&fields=id", headers={"accept": accept}
    )

    assert answer.headers["Content-Type"] == kind
    assert "Accept" in answer.headers["Vary"].split(", ")
    after = answer.headers["Link"].partition(">")[0].strip("<")
    rest = client.get(after, headers={"accept": accept})
    assert keys[2] in rest.content.decode()
    assert keys[1] in answer.content.decode()
    assert keys[2] not in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("sources/?bom=true", {"bom"}),
        ("sources/?format=ndjson&count=true", {"count"}),
        ("sources/?format=csv&count=true", {"count"}),
        ("sources/?format=ics", {"format"}),
        ("milestones/?format=ics&page_size=2&fields=id", {"page_size", "fields"}),
        ("milestones/?format=ics&lang=all", {"lang"}),
        ("export/sources/?format=json", {"format"}),
        ("export/sources/?cursor=a1&page_size=2&count=true", None),
        ("export/sources/?format=xlsx&bom=true", {"bom"}),
        ("export/sources/?weight=much", {"weight"}),
        ("export/sources/?fields=id,staff_note", {"fields"}),
        ("export/sources/?lang=xx", {"lang"}),
        ("export/sources/?q=%00", {"q"}),
        ("export/?format=csv", {"format"}),
    ],
)
def test_what_means_nothing_is_refused_before_the_first_byte(client, address, named):
    answer = client.get(f"/api/v1/{address}")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    found = {fault["parameter"] for fault in answer.json()["errors"]}
    assert found == (named or {"cursor", "page_size", "count"})


@pytest.mark.parametrize(
    ("address", "accept"),
    [
        ("sources/", "text/calendar"),
        ("sources/one/", "text/csv"),
        ("export/sources/", "application/json"),
        ("export/dump.zip", "application/json"),
    ],
)
def test_other_media_types_are_not_acceptable(client, address, accept):
    make_source(key="one")

    answer = client.get(f"/api/v1/{address}", headers={"accept": accept})

    assert answer.status_code == 406
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_calendars_hold_the_whole_list(client, launch, settings):
    for number in range(1, 4):
        make_milestone(key=f"day-{number}", due=on(f"2014-07-0{number}"))
    make_milestone(key="hidden", state="draft")
    make_milestone(key="gone", state="withdrawn")

    answer = client.get("/api/v1/milestones/?format=ics&due_after=2014-07-02&lang=en")

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Language"] == "en"
    assert answer.headers["Content-Disposition"] == 'inline; filename="milestones.ics"'
    lines = content(answer).decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert [line for line in lines if line.startswith(("UID", "NAME"))] == [
        "NAME:Milestones",
        "UID:milestone-day-2@localhost",
        "UID:milestone-day-3@localhost",
    ]


def test_exports_hold_what_all_pages_hold_in_the_same_words(client, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 2)
    for number in range(5):
        make_source(key=f"source-{number}", title=f"Source {number}")
    make_source(key="hidden", state="draft")
    question = "lang=en&weight=primary&fields=id,title"
    pages = client.get(f"/api/v1/sources/?{question}").json()["results"]
    address = f"/api/v1/export/sources/?{question}"

    lines = read(client, address)
    rows = table(read(client, f"{address}&format=csv").decode())
    book = load_workbook(io.BytesIO(read(client, f"{address}&format=xlsx")))

    assert [json.loads(line) for line in lines.splitlines()] == pages
    assert len(pages) == 5
    assert rows == pages
    cells = [[cell.value for cell in row] for row in book.active]
    assert cells == [["id", "title"], *([p["id"], p["title"]] for p in pages)]


@pytest.mark.parametrize("form", ["ndjson", "csv", "xlsx"])
def test_files_are_named_and_typed_and_head_reads_nothing(client, launch, form):
    address = f"{MILESTONES}?format={form}"
    answer = client.get(address)
    content(answer)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        head = client.head(address)
        assert content(head) == b""

    named = f'attachment; filename="milestones.{form}"'
    assert answer.headers["Content-Disposition"] == named
    kept = ("Content-Type", "Content-Disposition", "Content-Language", "Vary")
    assert {n: head.headers[n] for n in kept} == {n: answer.headers[n] for n in kept}
    assert "Content-Length" not in head.headers
    # Which edition of the data this is
    assert len(queries) == 1


def test_a_chunk_costs_what_a_page_costs(client, launch, monkeypatch):
    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            read(client, address)
        return len(queries)

    single = cost(f"{MILESTONES}?format=csv")
    for number in range(3):
        other = make_milestone(key=f"other-{number}", action=launch.action)
        other.partners.set(launch.partners.all())
        make_statement(record=other, sources=[make_source()])

    assert cost(f"{MILESTONES}?format=csv") == single
    assert cost("/api/v1/milestones/") == single
    assert cost("/api/v1/milestones/?format=ics") == 2
    monkeypatch.setattr(exports, "CHUNK", 5)
    assert cost(f"{MILESTONES}?format=csv") == single + 1


def test_a_text_that_no_workbook_holds_is_a_problem(client):
    make_source(key="one", title="a\x0bb")

    answer = client.get(
        "/api/v1/export/sources/?format=xlsx", headers={"accept-language": "en"}
    )

    assert answer.status_code == 406
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "Take CSV" in answer.json()["detail"]


def test_the_contents_lead_to_every_file(client):
    found = client.get("/api/v1/export/").json()["collections"]

    assert found == {
        name: {
            form: f"{SITE}/api/v1/export/{name}/?format={form}"
            for form in ("ndjson", "csv", "xlsx")
        }
        for name in resources()
    }
    for addresses in found.values():
        for address in addresses.values():
            assert content(client.get(address)) or address.endswith("ndjson")


def test_the_language_of_a_file_does_not_reach_who_reads_it(client, launch):
    answer = client.get(f"{MILESTONES}?format=csv&lang=en&programme=home&fields=kind")
    client.get("/api/v1/places/", headers={"accept-language": "fr"})

    assert table(content(answer).decode()) == [{"kind": "event", "kind_label": "event"}]


def test_the_language_asked_for_goes_before_that_of_the_client(client, launch):
    for address in ("/api/v1/milestones/", MILESTONES):
        asked = f"{address}?format=csv&lang=en&programme=home&fields=kind"

        [row] = table(read(client, asked, "fr").decode())

        assert row == {"kind": "event", "kind_label": "event"}


@pytest.mark.parametrize("form", ["ndjson", "csv", "xlsx"])
def test_memory_does_not_grow_with_the_collection(client, launch, form, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 50)

    def peak():
        tracemalloc.start()
        for piece in client.get(f"{MILESTONES}?format={form}").streaming_content:
            del piece
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    copy(launch, 100)
    peak()
    few = peak()
    copy(launch, 1900)

    # Two thousand items at once would take some twenty megabytes.
    assert peak() < few + 1_000_000


def copy(milestone, count):
    """Add as many milestones like this one."""
    Milestone.objects.bulk_create(
        Milestone(
            programme=milestone.programme,
            action=milestone.action,
            title=milestone.title,
            detail=Text(fr="x" * 1000),
            due=milestone.due,
            state="published",
        )
        for _number in range(count)
    )


def test_nothing_of_a_draft_is_in_any_file(client, launch):
    hidden = make_partner(
        programme=launch.programme, key="quixotic", name=same("Quixotic"), state="draft"
    )
    make_place(key="quixotic-place", name=same("Quixotic"), state="draft")
    launch.partners.add(hidden)
    launch.responsible_partner = hidden
    launch.save()
    draft = make_action(key="quixotic-action", title=same("Quixotic"), state="draft")
    make_milestone(key="quixotic-below", action=draft, title=same("Quixotic"))
    source = make_source(key="quixotic-source", title="Quixotic", state="draft")
    make_statement(record=launch, field="title", sources=[source])

    files = [
        read(client, f"/api/v1/{kind}{name}/?format={form}{more}")
        for name in resources()
        for kind, forms in (("", ("ndjson", "csv")), ("export/", ("ndjson", "csv")))
        for form in forms
        for more in ("", "&lang=all")
    ]
    files.append(read(client, "/api/v1/milestones/?format=ics"))

    assert len(files) == len(resources()) * 8 + 1
    assert all(b"uixotic" not in file for file in files)
    hidden.state = "published"
    hidden.save()
    assert b"uixotic" in read(client, f"{MILESTONES}?format=csv")


def test_a_partner_exports_its_own_drafts_but_subscribes_to_what_is_public(
    client, launch
):
    partner = launch.responsible_partner
    draft = make_milestone(
        key="own-draft",
        programme=launch.programme,
        responsible_partner=partner,
        state="draft",
    )
    token = make_token(programme=launch.programme, partner=partner).token
    shown = {"Authorization": f"Bearer {token}"}

    for address in (f"{MILESTONES}?format=csv", "/api/v1/milestones/?format=csv"):
        answer = client.get(address, headers=shown)
        assert answer.headers["Cache-Control"] == "private, no-cache"
        rows = {row["id"]: row for row in table(content(answer).decode())}
        assert rows[draft.key]["html_url"] == ""
        assert draft.key not in read(client, address).decode()
    calendar = content(client.get("/api/v1/milestones/?format=ics", headers=shown))
    assert b"milestone-launch@" in calendar
    assert b"own-draft" not in calendar

"""What a list shows, as CSV and JSON."""

import csv
import json
from datetime import date
from io import StringIO

import pytest

from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from partners.models import Membership
from tests.factories import (
    make_action,
    make_document,
    make_milestone,
    make_news,
    make_partner,
    on,
)

pytestmark = pytest.mark.django_db

LISTS = [
    "action-list-file",
    "calendar-file",
    "document-list-file",
    "news-list-file",
    "partner-list-file",
]


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.SITE_URL = "https://portal.example"


def read(answer):
    written = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(written, newline="")))


def test_actions_as_a_table(visit, district):
    partner = make_partner(programme=district, key="lead", name=Text(en="Lead"))
    action = make_action(
        programme=district,
        key="vouchers",
        title=Text(fr="Chèques"),
        slug=Text(fr="cheques", en="vouchers"),
        lead=partner,
        start=on("2014-06"),
    )
    make_milestone(action=action)

    (row,) = read(visit("action-list-file", ending="csv"))

    assert row == {
        "id": "vouchers",
        "title": "Chèques",
        "language": "fr",
        "summary": "",
        "scope": "own",
        "thrust": "",
        "thrust_title": "",
        "lead": "lead",
        "lead_name": "Lead",
        "start": "2014-06",
        "start_earliest": "2014-06-01",
        "start_latest": "2014-06-30",
        "start_status": "actual",
        "start_confidence": "high",
        "end": "",
        "end_earliest": "",
        "end_latest": "",
        "end_status": "",
        "end_confidence": "",
        "state": "unknown",
        "completion": "unknown",
        "milestones": "1",
        "milestones_reached": "0",
        "html_url": "https://portal.example/en/actions/vouchers/",
    }


@pytest.mark.parametrize("sign", ["=", "＝"])
def test_spreadsheets_read_it_right_and_calculate_nothing(visit, district, sign):
    title = f'{sign}HYPERLINK("https://x")'
    make_action(programme=district, title=Text(en=title, fr="é"))

    answer = visit("action-list-file", ending="csv")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbfid,")
    assert answer.content.count(b"\r\n") == 2
    assert read(answer)[0]["title"] == f"'{title}"


def test_a_program_learns_where_the_rows_come_from(visit, district):
    action = make_action(programme=district, key="vouchers")
    make_milestone(action=action, key="evaluation", due=on("2014-Q4"))

    told = json.loads(visit("calendar-file", ending="json", query="partner=").content)

    (row,) = told.pop("items")
    assert told == {
        "district": "home",
        "language": "en",
        "address": "https://portal.example/en/timeline.json?partner=",
        "count": 1,
    }
    assert (row["id"], row["action"], row["due"], row["due_latest"]) == (
        "evaluation",
        "vouchers",
        "2014-Q4",
        "2014-12-31",
    )
    assert (row["state"], row["reached"]) == ("late", None)


def test_the_month_looked_from_decides_the_states(visit, district):
    make_milestone(programme=district, due=on("2014-06-16"))

    told = json.loads(visit("calendar-file", ending="json", query="month=1").content)

    assert [row["state"] for row in told["items"]] == ["ahead"]


def test_the_rows_are_those_that_the_list_shows_on_all_its_pages(visit, district):
    for number in range(30):
        make_action(programme=district, title=Text(en=f"Voucher {number}"))
    make_action(programme=district, title=Text(en="Other"))
    make_action(programme=district, state=State.DRAFT)

    rows = read(visit("action-list-file", ending="csv", query="q=voucher"))

    assert {row["title"] for row in rows} == {f"Voucher {n}" for n in range(30)}


def test_partners_come_with_their_part(visit, district):
    make_partner(programme=district, role=Membership.Role.COORDINATOR, key="lead")
    make_partner(programme=district, state=State.DRAFT)

    rows = read(visit("partner-list-file", ending="csv"))

    assert [(row["id"], row["role"]) for row in rows] == [("lead", "coordinator")]


def test_news_come_with_the_actions_that_they_are_about(visit, district):
    news = make_news(
        programme=district,
        key="opening",
        slug=Text(en="opening"),
        title=Text(en="=Open"),
        summary=Text(en="Doors at nine."),
        published_on=date(2014, 6, 1),
    )
    news.actions.add(make_action(programme=district, key="hub"))
    news.actions.add(make_action(programme=district, state=State.DRAFT))
    make_news(programme=district, state=State.DRAFT)

    assert read(visit("news-list-file", ending="csv")) == [
        {
            "id": "opening",
            "title": "'=Open",
            "language": "en",
            "summary": "Doors at nine.",
            "published_on": "2014-06-01",
            "actions": "hub",
            "html_url": "https://portal.example/en/news/opening/",
        }
    ]


def test_documents_come_in_the_language_asked_for(visit, district):
    make_document(
        programme=district,
        key="guide",
        slug=Text(en="guide"),
        title=Text(en="The guide"),
        language="fr",
        url="https://elsewhere.example/guide.pdf",
        published=None,
    )
    make_document(programme=district, language="en")

    rows = read(visit("document-list-file", ending="csv", query="language=fr"))

    assert rows == [
        {
            "id": "guide",
            "title": "The guide",
            "language": "en",
            "summary": "",
            "document_language": "fr",
            "published": "",
            "published_earliest": "",
            "published_latest": "",
            "published_status": "",
            "published_confidence": "",
            "format": "PDF",
            "original_url": "https://elsewhere.example/guide.pdf",
            "html_url": "https://portal.example/en/documents/guide/",
        }
    ]


@pytest.mark.parametrize("name", LISTS)
def test_nothing_is_an_empty_table(visit, district, name):
    assert json.loads(visit(name, ending="json").content)["items"] == []
    assert read(visit(name, ending="csv")) == []


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("partner-list-file", "ics"),
        ("news-list-file", "ics"),
        ("document-list-file", "ics"),
        ("action-list-file", "pdf"),
    ],
)
def test_an_ending_that_means_nothing_leads_nowhere(visit, district, name, ending):
    assert visit(name, ending=ending).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("action-list-file", 3),
        ("calendar-file", 4),
        ("document-list-file", 2),
        ("news-list-file", 3),
        ("partner-list-file", 2),
    ],
)
def test_tables_cost_the_same_for_one_row_and_for_three(
    visit, district, django_assert_num_queries, count, name, queries
):
    for _number in range(count):
        partner = make_partner(programme=district)
        action = make_action(programme=district, lead=partner)
        make_milestone(action=action)
        make_news(programme=district).actions.add(action)
        make_document(programme=district)

    with django_assert_num_queries(queries):
        visit(name, ending="csv")

"""Programmes, sources, news and documents in the API."""

import pytest

from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from programme.models import Document
from tests.factories import (
    both,
    make_news,
    make_programme,
    make_source,
    make_statement,
    on,
)

pytestmark = pytest.mark.django_db
API = "http://localhost:8000/api/v1"


def moment(record):
    return record.updated_at.isoformat().replace("+00:00", "Z")


def test_a_programme_says_what_it_is_and_whence(client, district):
    press = make_source(key="press", title="Press")
    make_statement(record=district, note=both("From the press"), sources=[press])

    item = client.get("/api/v1/programmes/home/?lang=en").json()

    assert item["html_url"] == "http://localhost:8000/en/"
    assert (item["name"], item["country"], item["languages"]) == (
        district.name["en"],
        "BE",
        ["fr", "en"],
    )
    assert item["end"]["latest"] == "2015-07-31"
    assert item["provenance"] == [
        {
            "field": "",
            "status": "actual",
            "confidence": "high",
            "note": "From the press (en)",
            "sources": [
                {"id": "press", "name": "Press", "url": f"{API}/sources/press/"}
            ],
        }
    ]
    assert {"reminders_from", "reminders_paused", "state", "is_first"} & set(item) == (
        set()
    )


def test_programmes_have_pages_of_their_own(client, district):
    page = client.get("/api/v1/programmes/?lang=fr&fields=id,html_url").json()

    assert page["results"] == [
        {"id": "rival", "html_url": "http://localhost:8000/fr/districts/rival/"},
        {"id": "home", "html_url": "http://localhost:8000/fr/"},
    ]


def test_a_source_names_where_it_was_published(client):
    source = make_source(
        key="press", published=on("2013-02-26"), url="https://p.example/"
    )

    assert client.get("/api/v1/sources/press/").json() == {
        "id": "press",
        "url": f"{API}/sources/press/",
        "html_url": None,
        "title": source.title,
        "publisher": "Publisher",
        "original_url": "https://p.example/",
        "language": "en",
        "published": {
            "value": "2013-02-26",
            "precision": "day",
            "earliest": "2013-02-26",
            "latest": "2013-02-26",
            "status": "actual",
            "confidence": "high",
        },
        "kind": "",
        "weight": "primary",
        "extent_read": "",
        "updated_at": moment(source),
        "fallback_languages": {},
    }


def test_news(client, district):
    news = make_news(
        programme=district, key="june", title=Text(fr="Juin"), slug=Text(en="june")
    )

    item = client.get("/api/v1/news/june/?lang=en").json()

    assert item == {
        "id": "june",
        "url": f"{API}/news/june/",
        "html_url": "http://localhost:8000/en/news/june/",
        "programme": {
            "id": "home",
            "name": district.name["en"],
            "url": f"{API}/programmes/home/",
        },
        "title": "Juin",
        "summary": None,
        "body": None,
        "published_on": "2014-06-01",
        "provenance": [],
        "updated_at": moment(news),
        "fallback_languages": {"title": "fr"},
    }


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ({"url": "https://guide.example/"}, "https://guide.example/"),
        ({"file": "guide.pdf"}, "http://localhost:8000/media/guide.pdf"),
    ],
)
def test_a_document_is_ours_or_elsewhere(client, district, place, address):
    Document.objects.create(
        programme=district,
        key="guide",
        slug=both("guide"),
        title=both("Guide"),
        language="en",
        state=State.PUBLISHED,
        **place,
    )

    item = client.get("/api/v1/documents/guide/?fields=original_url,language").json()

    assert item == {"language": "en", "original_url": address}


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_one_and_for_three(
    client, count, django_assert_num_queries
):
    for _number in range(count):
        programme = make_programme()
        make_statement(record=programme, sources=[make_source()])
        news = make_news(programme=programme)
        make_statement(record=news, sources=[make_source()])
    for kind in ("programmes", "news"):
        client.get(f"/api/v1/{kind}/")  # Django remembers content types.

    for kind, queries in (("programmes", 4), ("news", 4), ("sources", 2)):
        with django_assert_num_queries(queries):
            client.get(f"/api/v1/{kind}/")

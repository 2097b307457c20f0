"""The site map, and what robots are told."""

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from creative_district.portal import sitemaps
from creative_district.urls import district_pages
from tests.factories import (
    make_action,
    make_document,
    make_milestone,
    make_news,
    make_partner,
    make_programme,
    make_thrust,
)

pytestmark = pytest.mark.django_db
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.SITE_URL = "https://portal.example"


def entries(client, query=""):
    answer = client.get(f"/sitemap.xml{query}")
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)  # noqa: S314 - it is ours
    return {each.findtext(f"{MAP}loc"): each for each in root}


def test_every_page_of_every_district_is_there_in_every_language(client, district):
    make_action(programme=district, slug=Text(fr="cheques", en="vouchers"))
    make_thrust(programme=district, slug=Text(fr="axe", en="thrust"))
    make_partner(programme=district, slug=Text(fr="partenaire", en="partner"))
    make_news(programme=district, slug=Text(fr="nouvelle", en="item"))
    make_document(programme=district, slug=Text(fr="guide", en="guide"))

    found = entries(client)

    paths = {each.removeprefix("https://portal.example") for each in found}
    assert {
        "/fr/",
        "/en/",
        "/fr/calendrier/",
        "/en/timeline/",
        "/fr/actions/cheques/",
        "/en/actions/vouchers/",
        "/fr/axes/axe/",
        "/en/partners/partner/",
        "/en/news/item/",
        "/fr/documents/guide/",
        "/fr/districts/rival/",
        "/en/districts/rival/timeline/",
    } <= paths
    assert all(client.get(path).status_code == 200 for path in paths)


def test_an_entry_names_the_page_in_each_language(client, district):
    action = make_action(programme=district, slug=Text(fr="cheques", en="vouchers"))
    milestone = make_milestone(action=action)

    entry = entries(client)["https://portal.example/en/actions/vouchers/"]

    french = "https://portal.example/fr/actions/cheques/"
    english = "https://portal.example/en/actions/vouchers/"
    assert [(e.get("hreflang"), e.get("href")) for e in entry.findall(LINK)] == [
        ("fr", french),
        ("en", english),
        ("x-default", french),
    ]
    changed = entry.findtext(f"{MAP}lastmod")
    assert changed == milestone.updated_at.astimezone().isoformat() or re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d", changed
    )


def test_a_page_is_there_in_the_languages_that_it_is_written_in(client, district):
    make_action(
        programme=district,
        title=Text(fr="Chèques"),
        slug=Text(fr="cheques", en="vouchers"),
    )

    found = entries(client)

    assert "https://portal.example/fr/actions/cheques/" in found
    assert "https://portal.example/en/actions/vouchers/" not in found


def test_what_is_not_public_is_not_there(client, district):
    make_action(programme=district, slug=Text(en="secret"), state=State.DRAFT)
    make_programme(slug="secret", state=State.DRAFT)

    assert not [address for address in entries(client) if "secret" in address]


def test_a_large_site_has_a_map_of_maps(client, district, monkeypatch):
    whole = list(entries(client))
    monkeypatch.setattr(sitemaps, "MOST_PAGES", 6)

    parts = list(entries(client))

    found = [
        address
        for part in parts
        for address in entries(client, part.removeprefix(parts[0].partition("?")[0]))
    ]
    assert parts[0] == "https://portal.example/sitemap.xml?part=1"
    assert len(parts) > 1
    assert sorted(found) == sorted(whole)
    assert client.get("/sitemap.xml?part=99").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_district_and_for_three(
    client, district, django_assert_num_queries, count
):
    for _number in range(count):
        programme = make_programme()
        make_action(programme=programme, thrust=make_thrust(programme=programme))
        make_partner(programme=programme)
        make_news(programme=programme)
        make_document(programme=programme)

    with django_assert_num_queries(7):
        client.get("/sitemap.xml")


def test_robots_leave_filters_searches_and_staff_pages(client, district):
    rules = RobotFileParser()
    written = client.get("/robots.txt").content.decode()
    rules.parse(written.splitlines())
    with override("fr"):
        french_search = district.page("search")

    assert rules.site_maps() == ["https://portal.example/sitemap.xml"]
    # The parser of the standard library knows no wildcards.
    assert "Disallow: /*?" in written.splitlines()
    for path, allowed in {
        "/en/": True,
        "/en/actions/": True,
        "/admin/": False,
        "/en/search/": False,
        french_search: False,
        "/sitemap.xml?part=2": True,
    }.items():
        assert (path, rules.can_fetch("*", path)) == (path, allowed)


def test_every_kind_of_page_is_known_here():
    unlisted = {"search", "feed", "news-feed"}
    standing = {
        pattern.name for pattern in district_pages if not pattern.pattern.converters
    }

    assert standing - unlisted == {*sitemaps.LIVE_PAGES, *sitemaps.STANDING_PAGES}

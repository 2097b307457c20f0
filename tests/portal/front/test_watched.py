"""What public answers are made of is watched, so that none is kept beyond a change."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from creative_district.portal.changes.watching import watches
from creative_district.portal.resources import resources
from creative_district.portal.set_up import load_districts
from creative_district.portal.sitemaps import pages

pytestmark = pytest.mark.django_db

READ = re.compile(r'(?:FROM|JOIN) "?(\w+)"?')
# What is not the record: the moment itself, the search's index, which is brought up to
# date when it is asked, and names that Django gives.
OTHERS = re.compile(r"portal_\w+|django_content_type")
# Written with the row whose history it is
HISTORY = re.compile(r"\w+_historical\w+")
MORE = [
    *("/sitemap.xml", "/robots.txt", "/.well-known/api-catalog", "/api/v1/"),
    *("/en/search/?q=design", "/en/timeline/?view=table&context=1"),
    *("/en/timeline.ics", "/en/actions.csv", "/en/news.atom", "/en/changes.atom"),
    *("/en/partners.csv", "/en/documents.csv", "/en/networks.csv"),
    *("/api/v1/catalogue/", "/api/v1/export/", "/api/v1/schema/"),
    *(f"/api/v1/{name}/" for name in resources()),
]


def addresses() -> Iterator[str]:
    for page in pages():
        yield from page.addresses.values()
    yield from MORE


def test_every_table_that_pages_and_answers_read_is_watched(client: Client):
    list(load_districts(now=timezone.now()))
    read: dict[str, str] = {}
    for address in addresses():
        split = urlsplit(address)
        path = split.path + (f"?{split.query}" if split.query else "")
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        for query in queries:
            read |= dict.fromkeys(READ.findall(query["sql"]), path)
    tables = set(connection.introspection.table_names())
    watched = {watch.table for watch in watches()}
    unwatched = {
        table: path
        for table, path in read.items()
        if table in tables
        and not (OTHERS.fullmatch(table) or HISTORY.fullmatch(table))
        and table not in watched
    }
    assert unwatched == {}
    assert watched & read.keys() > {"programme_discrepancy", "actions_milestone"}

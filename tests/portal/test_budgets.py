"""No page of the real record weighs more than was promised, nor asks anybody else.

Sizes are those of gzip at its best, of what is served: so a browser gets them that
understands nothing smaller. To the others the portal sends its files in brotli.
"""

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from rcssmin import cssmin

from creative_district.environment import ROOT
from creative_district.portal import search
from creative_district.portal.set_up import load_districts
from creative_district.portal.sitemaps import pages
from programme.models import Programme

pytestmark = pytest.mark.django_db

KB = 1000
LIMITS = {"html": 12 * KB, "css": 10 * KB, "js": 8 * KB, "woff2": 65 * KB}
FILE = re.compile(r'(?:href|src)="/static/([^"]+\.(css|js|woff2))"')
# What a page loads by itself; links lead elsewhere, but load nothing.
LOADED = re.compile(
    r'<(?:img|script|iframe|source|use|link rel="(?:stylesheet|preload|icon)")\b'
    r'[^>]*? (?:href|src)="([^"]+)"'
)
READINGS = ["month=18&context=1", "view=list&context=1", "view=table&context=1"]
RASTER = re.compile(r"\.(?:png|jpe?g|gif|webp|avif)\b|data:image/(?!svg)")
INLINE = re.compile(
    r"<[^>]* (?:style|on[a-z]+)=|<style\b|<script(?![^>]* (?:src|type)=)"
)


@cache
def weight(name: str) -> int:
    """Return what a static file weighs on its way; fonts are compressed already."""
    content = (ROOT / "static" / name).read_bytes()
    if name.endswith(".css"):
        content = cssmin(content.decode()).encode()
    return len(content) if name.endswith("woff2") else len(gzip.compress(content))


def faults(page: str) -> Iterator[str]:
    """Yield what a page has too much of."""
    weights = {"html": len(gzip.compress(page.encode()))}
    for name, kind in sorted(set(FILE.findall(page))):
        weights[kind] = weights.get(kind, 0) + weight(name)
    for kind, limit in LIMITS.items():
        if weights.get(kind, 0) > limit:
            yield f"{weights[kind]} bytes of {kind}, {limit} allowed"
    for address in LOADED.findall(page):
        if urlsplit(address).netloc and not address.startswith(settings.SITE_URL):
            yield f"asks {address}"
        if RASTER.search(address):
            yield f"a raster picture: {address}"
    for found in INLINE.findall(page):
        yield f"inline: {found[-80:]}"


@pytest.fixture
def addresses(rival) -> list[str]:
    """Every page of the districts that come along, in every language."""
    Programme.objects.all().update(state="draft")
    list(load_districts(now=datetime(2014, 6, 2, tzinfo=UTC)))
    search.catch_up()
    found = chain.from_iterable(page.addresses.values() for page in pages())
    return [
        *(address.removeprefix(settings.SITE_URL) for address in found),
        "/fr/recherche/?q=creativite",
        "/en/search/?q=creativity",
        "/fr/actions/?view=houses",
        *(f"/fr/calendrier/?{reading}" for reading in READINGS),
    ]


def test_every_page_keeps_within_its_budget(client: Client, addresses) -> None:
    answers = {address: client.get(address) for address in addresses}

    assert len(answers) > 60
    assert {answer.status_code for answer in answers.values()} == {200}
    assert {
        address: found
        for address, answer in answers.items()
        if (found := list(faults(answer.content.decode())))
    } == {}


def test_a_page_that_is_not_there_keeps_within_its_budget(
    client: Client, addresses
) -> None:
    answer = client.get("/fr/actions/atelier-qui-n-existe-pas/")

    assert answer.status_code == 404
    assert list(faults(answer.content.decode())) == []


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ('<p style="color:red">', "inline: <p style="),
        ('<p onclick="x()">', "inline: <p onclick="),
        ("<script>x()</script>", "inline: <script"),
        ('<img src="/static/a.png">', "a raster picture: /static/a.png"),
        (
            '<script src="https://elsewhere.example/a.js"></script>',
            "asks https://elsewhere.example/a.js",
        ),
    ],
)
def test_what_is_too_much_is_seen(page: str, fault: str) -> None:
    assert list(faults(page)) == [fault]

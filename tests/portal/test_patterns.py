"""The page of components: for developers, and for nobody else."""

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import clear_url_caches

from creative_district.portal.views.patterns import GRADES, SIGNS, SLOTS
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def read_addresses() -> None:
    """Read the addresses anew, as a start with these settings does."""
    importlib.reload(importlib.import_module("creative_district.urls"))
    clear_url_caches()


@pytest.fixture
def develop(settings: Any) -> Iterator[Callable[[], None]]:
    """Turn the portal into one for developing, until the test ends."""

    def start() -> None:
        settings.DEBUG = True
        read_addresses()

    yield start
    settings.DEBUG = False
    read_addresses()


def test_page_exists_in_development_only(client, district, develop):
    elsewhere = client.get("/en/_patterns/").status_code
    develop()
    here = client.get("/en/_patterns/").status_code

    assert (elsewhere, here) == (404, 200)


def test_every_variant_is_shown_and_called_practice(client, district, develop):
    develop()

    page = client.get("/en/_patterns/").content.decode()

    assert "Practice data: nothing here is real." in text_of(page)
    assert "Programme clock: 2 June 2014 (simulated)" in text_of(page)
    assert [slot for slot in SLOTS if f'<pattern id="solid-{slot}"' not in page] == []
    assert [sign for sign in SIGNS if f"window--{sign}" not in page] == []
    assert [sign for sign in SIGNS if f'href="#l-{sign}"' not in page] == []
    assert page.count('<details class="evidence">') == len(GRADES)
    assert page.count('<figure class="picture">') == 2
    assert page.count('<svg class="house ') == 2 * len(SLOTS) + 1


def test_nothing_of_it_is_kept(client, district, develop):
    develop()

    client.get("/fr/_patterns/")

    district.refresh_from_db()
    assert not district.is_practice

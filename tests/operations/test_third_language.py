"""A further language of the interface is a setting and a translation file, no more."""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import polib
import pytest

from creative_district.environment import ROOT
from tests.running import Portal

pytestmark = pytest.mark.slow

PASSWORD = "only-for-this-test"
# What a translator wrote so far: an address, words of the portal, a month of Django's.
WRITTEN = {
    ("path", "timeline/"): "calendario/",
    ("path", "search/"): "cerca/",
    (None, "Skip to main content"): "Vai al contenuto principale",
    (None, "The calendar"): "Il calendario",
    (
        None,
        "This action is only available in %(language)s.",
    ): "Questa azione è disponibile solo in %(language)s.",
    (None, "June"): "giugno",
}
ACTION = "/it/actions/cheques-creativite/"


@pytest.fixture(scope="module")
def italian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal that runs in three languages, its code untouched."""
    folder = tmp_path_factory.mktemp("italian")
    catalogue = polib.POFile()
    catalogue.metadata = {"Language": "it", "Content-Type": "text/plain; charset=utf-8"}
    for (context, text), said in WRITTEN.items():
        catalogue.append(polib.POEntry(msgctxt=context, msgid=text, msgstr=said))
    compiled = folder / "locale" / "it" / "LC_MESSAGES" / "django.mo"
    compiled.parent.mkdir(parents=True)
    catalogue.save_as_mofile(str(compiled))
    portal = Portal(
        folder,
        LANGUAGES="fr,en,it",
        LOCALE_DIR=str(folder / "locale"),
        ADMIN_PASSWORD=PASSWORD,
    )
    with portal.started():
        yield portal


def languages_of(page: str, pattern: str) -> set[str]:
    """Return the languages that the page's links of a kind lead to."""
    return set(re.findall(r'hreflang="([^"]+)"', " ".join(re.findall(pattern, page))))


def test_pages_are_found_and_read_in_the_language(italian: Portal) -> None:
    page = italian.page("/it/calendario/")

    assert '<html lang="it">' in page
    assert "Vai al contenuto principale" in page
    assert "<h1>Il calendario</h1>" in page
    assert "10 giugno 2014" in italian.page("/it/programme/").replace("\xa0", " ")
    assert italian.get("/it/timeline/") == 404


def test_each_page_leads_to_all_three(italian: Portal) -> None:
    page = italian.page("/it/calendario/")
    sitemap = italian.page("/sitemap.xml")

    switch = page.partition('class="languages"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', switch) == [
        "/fr/calendrier/",
        "/en/timeline/",
        "/it/calendario/",
    ]
    assert languages_of(switch, r"<a [^>]*>") == {"fr", "en", "it"}
    assert languages_of(page, r'<link rel="alternate" hreflang[^>]*>') == {
        "fr",
        "en",
        "it",
        "x-default",
    }
    assert 'hreflang="it" href="' in sitemap
    assert "/it/calendario/</loc>" in sitemap


def test_what_the_record_has_in_the_language_is_shown(italian: Portal) -> None:
    page = italian.page("/it/districts/tuscany/")

    assert "<h1>Progetto CREATE</h1>" in page.replace(
        '<h1 class="hero__title">', "<h1>"
    )


def test_all_else_falls_back_and_says_so(italian: Portal) -> None:
    page = italian.page(ACTION)

    assert "Questa azione è disponibile solo in Francese." in page
    assert re.search(r'<h1[^>]*><span lang="fr">Chèques créativité</span></h1>', page)
    assert languages_of(page, r'<link rel="alternate" hreflang[^>]*>') == {
        "fr",
        "en",
        "x-default",
    }


def test_search_knows_the_language_s_forms(italian: Portal) -> None:
    found = italian.page("/it/districts/tuscany/cerca/?q=commerci")

    # As only Italian makes one of many “commerci”.
    assert "Camera di <mark>Commercio</mark> di Prato" in found


def test_api_speaks_it(italian: Portal) -> None:
    told = json.loads(italian.page("/api/v1/programmes/create/?lang=it&fields=name"))

    assert told == {"name": "Progetto CREATE"}


def test_staff_get_a_box_for_it(italian: Portal) -> None:
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(CookieJar())
    )
    entrance = f"{italian.url}/admin/login/"
    with browser.open(entrance) as answer:
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)', answer.read().decode())
    assert token
    form = {
        "username": "admin",
        "password": PASSWORD,
        "csrfmiddlewaretoken": token[1],
        "next": "/admin/actions/action/add/",
    }
    asked = urllib.request.Request(  # noqa: S310 - of the portal above
        entrance, urlencode(form).encode(), {"Referer": entrance}
    )
    with browser.open(asked) as answer:
        page = answer.read().decode()

    assert re.findall(r'<input[^>]* name="(title_\w+)"', page) == [
        "title_fr",
        "title_en",
        "title_it",
    ]


def test_nothing_is_to_be_migrated(italian: Portal) -> None:
    command = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    told = subprocess.run(
        command,
        cwd=ROOT,
        env=italian.environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (told.returncode, told.stdout) == (0, "No changes detected\n"), told.stderr


def test_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    portal = Portal(tmp_path, LOCALE_DIR=str(tmp_path / "none"))

    told = portal.start_another()

    assert (told.returncode, told.stderr) == (
        1,
        "LOCALE_DIR cannot be used: expected a folder that exists.\n",
    )

"""Every main page as a visitor meets it: accessible, quiet, in one window's width."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Browser, Page

from tests.running import Portal

pytestmark = pytest.mark.browser

LANGUAGES = ("fr", "en")
PAGES = (
    "home",
    "programme",
    "open-questions",
    "action-list",
    "calendar",
    "partner-list",
    "space-list",
    "news-list",
    "document-list",
    "search",
    "reuse",
    "data",
    "contact",
    "accessibility",
    "privacy",
    "site-map",
)
# A list, whose first entry leads to a page of its own.
DETAILS = ("action-list", "partner-list")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Look(NamedTuple):
    """How a visitor looks at the pages."""

    width: int
    height: int
    colours: str = "light"


LOOKS = {
    "desktop": Look(1366, 900),
    "dark": Look(1366, 900, "dark"),
    "phone": Look(390, 844),
    "narrow": Look(320, 640),
}


def address(name: str, language: str) -> str:
    """Return the address of a main page in a language."""
    with translation.override(language):
        return reverse(name)


@contextmanager
def looking(browser: Browser, portal: Portal, look: Look) -> Iterator[Page]:
    """Open a window that notes what goes wrong, and fail at its end if anything did.

    Nor may a cookie be kept.
    """
    context = browser.new_context(
        base_url=portal.url,
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.colours,
        reduced_motion="reduce",
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on(
        "console",
        lambda said: wrong.append(said.text) if said.type == "error" else None,
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: wrong.extend(strangers(asked.url, portal)))
    yield page
    kept = context.cookies()
    context.close()
    assert (wrong, kept) == ([], [])


def strangers(url: str, portal: Portal) -> list[str]:
    """Return the address if it is somebody else's."""
    return [] if url.startswith((f"{portal.url}/", "data:")) else [url]


def barriers(page: Page) -> list[str]:
    """Return the accessibility rules that the page breaks, and where."""
    options: dict[str, Any] = {
        "resultTypes": ["violations"],
        "runOnly": {"type": "tag", "values": WCAG},
        "rules": {"target-size": {"enabled": True}},
    }
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {', '.join(node['target'][0] for node in rule['nodes'][:3])}"
        for rule in found
    ]


def inspect(page: Page, path: str, language: str, look: Look) -> None:
    """Open a page and look at it."""
    answer = page.goto(path)

    assert answer is not None
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= look.width
    assert barriers(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_main_page_is_for_everybody(
    name: str, look: Look, language: str, browser: Browser, portal: Portal
) -> None:
    with looking(browser, portal, look) as page:
        inspect(page, address(name, language), language, look)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("name", DETAILS)
def test_first_entry_of_a_list_is_for_everybody(
    name: str, look: Look, language: str, browser: Browser, portal: Portal
) -> None:
    start = address(name, language)

    with looking(browser, portal, look) as page:
        page.goto(start)
        entry = page.locator(f"main a[href^='{start}']:not([href*='?'])").first
        inspect(page, entry.get_attribute("href") or "", language, look)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_preferences_of_a_contact_are_for_everybody(
    look: Look, language: str, browser: Browser, portal: Portal, token: str
) -> None:
    with looking(browser, portal, look) as page:
        way = f"{address('preferences', language)}?token={token}"
        inspect(page, way, language, look)
        inspect(page, f"{way}&saved=1", language, look)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_preview_of_a_draft_is_for_everybody(
    look: Look, language: str, browser: Browser, portal: Portal, preview_token: str
) -> None:
    with translation.override(language):
        way = reverse("preview", kwargs={"token": preview_token})

    with looking(browser, portal, look) as page:
        inspect(page, way, language, look)


def test_preferences_are_saved_without_script(
    browser: Browser, portal: Portal, token: str
) -> None:
    context = browser.new_context(base_url=portal.url, java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{address('preferences', 'fr')}?token={token}")
    page.locator("[name=delivery][value=digest]").check()
    page.locator("[name=language][value=en]").check()
    page.locator("main [type=submit]").click()

    saved = page.locator("html[lang=en] #saved:focus")
    assert "You get one mail a day with all that is due." in saved.inner_text()
    assert page.locator("[name=delivery][value=digest]").is_checked()
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_tab_offers_the_way_past_the_navigation(
    language: str, browser: Browser, portal: Portal
) -> None:
    with looking(browser, portal, LOOKS["desktop"]) as page:
        page.goto(address("home", language))
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        assert page.evaluate("document.activeElement.tagName") == "MAIN"


def test_pages_work_without_script(browser: Browser, portal: Portal) -> None:
    context = browser.new_context(base_url=portal.url, java_script_enabled=False)
    page = context.new_page()

    page.goto(address("calendar", "fr"))
    with page.expect_navigation():
        page.locator(".controls__step[rel=next]").click()

    assert "month=19" in page.url
    assert page.locator("main table").count() >= 1
    assert not page.locator("#reading-line").is_visible()
    assert not page.locator(".controls__lamp").is_visible()

    page.goto(address("action-list", "fr"))
    page.locator("[name=state][value=unknown]").check()
    with page.expect_navigation():
        page.locator(".filters [type=submit]").click()

    assert "state=unknown" in page.url
    assert page.locator(".chips li").count() == 2

    page.goto(address("home", "fr"))
    page.locator("#lamp").fill("31")
    with page.expect_navigation():
        page.locator(".lamp [type=submit]").click()

    assert page.url.endswith("?month=31#elevation")
    assert page.locator("#lamp").input_value() == "31"

    page.goto(address("data", "fr"))

    assert page.locator("main pre").count() >= 2
    assert page.locator("main button").count() == 0
    context.close()

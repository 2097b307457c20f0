"""Every page of the admin as staff meet it: for everybody, quiet and light."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from playwright.sync_api import Browser, Page

from tests.browser.test_pages import Look, barriers
from tests.browser.test_staff import signed_in
from tests.running import Portal

pytestmark = pytest.mark.browser

# What a page may weigh on the way, with all that it brings along.
MOST = 300_000
WEIGHT = """
[...performance.getEntriesByType("navigation"),
 ...performance.getEntriesByType("resource")]
  .reduce((sum, each) => sum + each.encodedBodySize, 0)
"""
WALKS = {
    "desktop-en": ("en", Look(1366, 900)),
    "phone-dark-fr": ("fr", Look(390, 844, "dark")),
}
OWN = (
    "/admin/",
    "/admin/actions/",
    "/admin/actions/milestone/month/",
    "/admin/actions/milestone/month/2014-11/",
    "/admin/actions/reminder/board/",
    "/admin/translations/",
    "/admin/actions/action/export/",
    "/admin/actions/action/import/",
)


def pages(page: Page) -> Iterator[str]:
    """Yield the addresses of the admin's pages, as far as the portal has rows."""
    yield from OWN
    for model in admin.site._registry:
        start = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        yield start
        links = page.locator("#result_list tbody th a, .object-tools .addlink")
        found = links.evaluate_all("all => all.map(each => each.pathname)")
        yield from found[:1]
        changes = [path for path in found if path.endswith("/change/")][:1]
        for path in changes:
            yield path
            yield path.replace("/change/", "/history/")
            yield path.replace("/change/", "/delete/")


def faults(page: Page, path: str, look: Look) -> Iterator[str]:
    """Yield what is wrong with a page that may be read."""
    answer = page.goto(path)
    assert answer is not None
    if answer.status == 403:
        return
    weight = page.evaluate(WEIGHT)
    if answer.status != 200:
        yield f"{path}: status {answer.status}"
    if weight > MOST:
        yield f"{path}: {weight} bytes"
    if page.evaluate("document.documentElement.scrollWidth") > look.width:
        yield f"{path}: wider than the window"
    yield from (f"{path}: {barrier}" for barrier in barriers(page))


@pytest.mark.parametrize(("language", "look"), WALKS.values(), ids=WALKS)
def test_every_page_of_the_admin_is_for_everybody(
    language: str, look: Look, browser: Browser, portal: Portal
) -> None:
    seen: set[str] = set()
    wrong: list[str] = []
    with signed_in(browser, portal, language=language, look=look) as page:
        for path in pages(page):
            if path not in seen:
                seen.add(path)
                wrong += faults(page, path, look)

    assert wrong == []
    assert len(seen) > 3 * len(admin.site._registry)

"""Pages on which staff look after sources and personal data, in a browser."""

import pytest
from playwright.sync_api import Browser

from tests.browser.test_pages import LOOKS, Look, barriers
from tests.browser.test_staff import signed_in
from tests.running import Portal

PAGES = [
    "/admin/kernel/linkcheck/",
    "/admin/personal-data/contact/1/",
    "/admin/programme/source/1/change/",
]
FIRST = "#programme-statement-content_type-object_id-0"
ROWS = "#programme-statement-content_type-object_id-group"

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_pages_of_upkeep_are_for_everybody(
    look: Look, browser: Browser, portal: Portal
) -> None:
    with signed_in(browser, portal, look=look) as page:
        wrong = {}
        for address in PAGES:
            page.goto(address)
            wrong[address] = barriers(page)

    assert wrong == {address: [] for address in PAGES}


def test_a_source_is_added_in_place(browser: Browser, portal: Portal) -> None:
    with signed_in(browser, portal) as page:
        page.goto("/admin/programme/news/add/")
        page.locator(f"{ROWS} > fieldset > details > summary").click()
        page.locator(f"{ROWS} .add-row a").click()
        with page.expect_popup() as opened:
            page.locator(f"{FIRST} .add-related").click()
        popup = opened.value
        popup.fill("[name=title]", "A new source")
        popup.fill("[name=publisher]", "Somebody")
        popup.fill("[name=url]", "https://new-source.example/")
        popup.fill("[name=language]", "en")
        popup.select_option("[name=weight]", "primary")
        popup.locator("[name=_save]").click()
        chosen = page.locator(
            "#id_programme-statement-content_type-object_id-0-sources"
        )
        page.wait_for_function(
            "list => list.selectedOptions.length", arg=chosen.element_handle()
        )
        words = chosen.locator("option:checked").all_inner_texts()

    assert words == ["A new source (Somebody)"]

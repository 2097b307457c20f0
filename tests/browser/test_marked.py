"""Typing a text with marks: its look beside the box, and nothing that runs."""

import pytest
from playwright.sync_api import Browser

from tests.browser.test_pages import LOOKS, Look, barriers
from tests.browser.test_staff import signed_in
from tests.running import Portal

pytestmark = pytest.mark.browser

ADD = "/admin/programme/news/add/"
BOX, SHOWN = "[name=body_fr]", ".field-body .marked__look:visible"
HOSTILE = """# L'été !

- **un** <img src=x onerror="document.title='run'">

<script>document.title = 'run'</script> [x](javascript:document.title='run')"""


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_text_is_seen_while_it_is_typed_and_never_runs(
    look: Look, browser: Browser, portal: Portal
) -> None:
    with signed_in(browser, portal, language="fr", look=look) as page:
        page.goto(ADD)
        wrong: list[str] = []
        page.on("console", lambda said: wrong.append(said.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        title = page.title()

        page.fill(BOX, HOSTILE)

        page.wait_for_selector(f"{SHOWN} h3")
        assert page.locator(SHOWN).count() == 1
        assert page.locator(f"{SHOWN} h3").inner_text() == "L’été\u00a0!"
        assert page.locator(f"{SHOWN} li strong").inner_text() == "un"
        assert page.locator(f"{SHOWN} .marked__text").get_attribute("lang") == "fr"
        assert page.locator(f"{SHOWN} :is(img, script, a)").count() == 0
        assert wrong == []
        page.locator(".field-body summary").press("Enter")
        assert page.title() == title
        assert page.evaluate("document.documentElement.scrollWidth") <= look.width
        assert barriers(page) == []


def test_the_look_goes_with_the_text_and_says_when_it_cannot_be_made(
    browser: Browser, portal: Portal
) -> None:
    with signed_in(browser, portal) as page:
        page.goto(ADD)
        page.fill(BOX, "un")
        page.wait_for_selector(f"{SHOWN} p >> text=un")

        page.fill(BOX, "")
        page.wait_for_selector(SHOWN, state="hidden")

        page.fill(BOX, "a" * 20_001)
        page.wait_for_selector(f"{SHOWN} >> text=at most 20000")
        page.context.set_offline(True)
        page.fill(BOX, "deux")
        page.wait_for_selector(f"{SHOWN} >> text=could not be made")


def test_without_script_there_are_the_boxes_and_the_help(
    browser: Browser, portal: Portal
) -> None:
    with signed_in(browser, portal, script=False) as page:
        page.goto(ADD)

        page.locator(".field-body summary").press("Enter")

        assert page.locator(BOX).is_visible()
        assert page.locator(".field-body details li").first.is_visible()
        assert page.locator(SHOWN).count() == 0

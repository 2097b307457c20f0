"""The page that staff see before a changed date is saved, looked at in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_pages import LOOKS, Look, barriers
from tests.browser.test_staff import signed_in
from tests.running import Portal

CALLS = "/admin/actions/milestone/?kind__exact=call&q=vouchers"

pytestmark = pytest.mark.browser


@contextmanager
def at_the_form(
    browser: Browser,
    portal: Portal,
    *,
    language: str = "en",
    look: Look = LOOKS["desktop"],
    script: bool = True,
    due: str = "2014-06-16",
) -> Iterator[Page]:
    """Log in and open the form of the vouchers' call that is due on that day."""
    with signed_in(
        browser, portal, language=language, look=look, script=script
    ) as page:
        page.goto(f"{CALLS}&due={due}")
        page.locator("#result_list tbody .field-due a").click()
        yield page


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_review_is_for_everybody(
    look: Look, language: str, browser: Browser, portal: Portal
) -> None:
    with at_the_form(browser, portal, language=language, look=look) as page:
        page.fill("[name=due_value]", "2014-09-01")
        wrong: list[str] = []
        page.on("console", lambda said: wrong.append(said.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))

        page.press("[name=due_value]", "Enter")

        page.wait_for_selector(".review__table")
        page.locator(".review summary").first.press("Enter")
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= look.width
        assert barriers(page) == []
        assert wrong == []


def test_review_works_without_script(browser: Browser, portal: Portal) -> None:
    with at_the_form(browser, portal, script=False, due="2014-10-01") as page:
        page.fill("[name=due_value]", "2014-10-06")
        page.fill("[name=detail_en]", "Two lines,\n“typed” by hand")

        page.press("[name=due_value]", "Enter")
        page.click(".review__back")
        assert page.input_value("[name=due_value]") == "2014-10-06"
        assert page.input_value("[name=detail_en]") == "Two lines,\n“typed” by hand"

        page.press("[name=due_value]", "Enter")
        page.press(".review .default", "Enter")
        assert "See the log" in page.locator(".messagelist").inner_text()

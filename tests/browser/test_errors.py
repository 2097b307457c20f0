"""What goes wrong, as a visitor meets it: accessible, in one window's width."""

import re
from http import HTTPStatus

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_pages import LANGUAGES, LOOKS, Look, barriers
from tests.running import Portal

pytestmark = pytest.mark.browser

# Someone whom a proxy names, for whom searches are counted
VISITOR = {"X-Forwarded-For": "203.0.113.9"}


def too_many_searches(page: Page, language: str) -> int:
    """Search until no more is answered, also where a new minute begins meanwhile.

    Each time for something else: what is answered again is no search.
    """
    word = "recherche" if language == "fr" else "search"
    path = f"/{language}/{word}/?kind=page&q=a"
    page.set_extra_http_headers(VISITOR)
    for number in range(150):
        answer = page.request.get(f"{path}{number}", headers=VISITOR)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            break
    return status_of(page, f"{path}-more")


def form_without_cookie(page: Page, _language: str) -> int:
    """Send the form of the sign-in without its cookie."""
    page.goto("/admin/login/")
    page.context.clear_cookies()
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.locator("#id_username").fill("somebody")
        page.locator("#id_password").fill("something")
        page.locator("[type=submit]").first.click()
    page.wait_for_load_state()
    return sent.value.status


def missing(page: Page, language: str) -> int:
    """Ask for an action whose name is mistyped."""
    return status_of(page, f"/{language}/actions/creativty-vouchers/")


def status_of(page: Page, path: str) -> int:
    """Open a page; return the status of the answer."""
    answer = page.goto(path)
    return answer.status if answer else 0


WAYS = {404: missing, 429: too_many_searches, 403: form_without_cookie}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("status", WAYS)
def test_errors_are_for_everybody(
    status: int, look: Look, language: str, browser: Browser, portal: Portal
) -> None:
    context = browser.new_context(
        base_url=portal.url,
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.colours == "dark" else "light",
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text))

    assert WAYS[status](page, language) == status
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= look.width
    assert barriers(page) == []
    assert [said for said in wrong if not re.search(rf"status of {status}", said)] == []
    context.close()

"""What staff see of the reminders, looked at in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import EDITOR, PASSWORD, told
from tests.browser.test_pages import LOOKS, Look, barriers
from tests.running import Portal

LOG = "/admin/actions/reminder/"
SENT = f"{LOG}?state__exact=sent"
SIDEBAR_CLOSED = "localStorage.setItem('django.admin.navSidebarIsOpen', 'false')"
BUTTON = "button[name=_selected_action]"
MILESTONE = """
from actions.models import Milestone
from creative_district.kernel.dates import PartialDate
from programme.models import Programme
Milestone.objects.create(
    programme=Programme.objects.home_first().first(),
    title={"fr": "Répétition", "en": "Rehearsal"},
    due=PartialDate.parse("2014-06-20"),
)
"""

pytestmark = pytest.mark.browser


@contextmanager
def signed_in(
    browser: Browser,
    portal: Portal,
    *,
    language: str = "en",
    look: Look = LOOKS["desktop"],
    script: bool = True,
) -> Iterator[Page]:
    """Open a window of somebody of the staff."""
    context = browser.new_context(
        base_url=portal.url,
        locale=language,
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.colours,
        reduced_motion="reduce",
        java_script_enabled=script,
    )
    page = context.new_page()
    page.goto("/admin/")
    page.fill("[name=username]", EDITOR)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    yield page
    context.close()


def follow(page: Page, target: str) -> list[str]:
    """Follow a link or press a button; return the barriers of where that leads."""
    with page.expect_navigation():
        page.locator(target).first.click()
    return barriers(page)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_pages_about_reminders_are_for_everybody(
    look: Look, language: str, browser: Browser, portal: Portal
) -> None:
    with signed_in(browser, portal, language=language, look=look) as page:
        wrong: list[str] = []
        for path in ("/admin/", f"{LOG}board/", "/admin/partners/contact/"):
            page.goto(path)
            wrong += barriers(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= look.width
        page.goto(SENT)
        wrong += follow(page, "#result_list tbody th a")
        wrong += follow(page, ".object-tools a[href$='/mail/']")
        page.go_back()
        wrong += follow(page, BUTTON)

    assert wrong == []


def test_a_mail_is_sent_again_with_the_keyboard_and_without_script(
    browser: Browser, portal: Portal
) -> None:
    with signed_in(browser, portal, script=False) as page:
        page.goto(SENT)
        page.locator("#result_list tbody th a").first.press("Enter")
        page.locator(BUTTON).press("Enter")
        page.locator("button[name=confirmed]").press("Enter")

        assert page.locator(".messagelist .success").count() == 1
        assert page.url.endswith("/change/")


def test_milestones_are_marked_reached_with_the_keyboard_and_without_script(
    browser: Browser, portal: Portal
) -> None:
    told(portal, MILESTONE)
    with signed_in(browser, portal, script=False) as page:
        page.goto("/admin/actions/milestone/month/2014-06/?q=Rehearsal")
        page.locator(".object-tools a").first.press("Enter")
        page.locator("input[name=_selected_action]").press("Space")
        page.select_option("select[name=action]", "reach")
        page.locator("#changelist-form button").first.press("Enter")
        page.fill("[name=on_value]", "2014-05")
        page.locator("button[name=_agreed]").press("Enter")

        assert page.locator(".messagelist .success").first.inner_text() == (
            "1 milestone is marked as reached: May 2014."
        )


@pytest.mark.parametrize("width", [1200, 1440])
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("model", ["action", "milestone", "thrust"])
def test_lists_show_all_their_columns(
    model: str, language: str, width: int, browser: Browser, portal: Portal
) -> None:
    look = LOOKS["desktop"]._replace(width=width)
    with signed_in(browser, portal, language=language, look=look) as page:
        if width == 1200:
            page.evaluate(SIDEBAR_CLOSED)
        page.goto(f"/admin/actions/{model}/")
        results = page.locator("#changelist .results")

        assert results.locator("tbody tr").count() > 0
        assert results.evaluate("it => it.scrollWidth - it.clientWidth") == 0

"""Publishing, two writers and the history, in a browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from creative_district.kernel.admin.timeline import AT_ONCE
from tests.browser.test_pages import LOOKS, Look, barriers
from tests.browser.test_staff import follow, signed_in
from tests.running import Portal

# What follows faster, the history tells as one save; people are never as fast.
LONGER_THAN_A_SAVE = AT_ONCE / timedelta(milliseconds=1) + 100

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_record_is_published_written_by_two_and_restored(
    look: Look, browser: Browser, portal: Portal
) -> None:
    with signed_in(browser, portal, look=look) as page:
        page.goto("/admin/partners/place/add/")
        page.fill("[name=name_fr]", "Lieu d’essai")
        page.fill("[name=country]", "BE")
        wrong = follow(page, "[name=_then_publish]")
        page.check("[name^=accepted]")
        wrong += follow(page, ".step button[type=submit]")
        form = page.url
        page.wait_for_timeout(LONGER_THAN_A_SAVE)

        other = page.context.new_page()
        other.goto(form)
        page.fill("[name=name_en]", "First")
        page.click("[name=_save]")
        other.fill("[name=name_en]", "Second")
        other.wait_for_timeout(LONGER_THAN_A_SAVE)
        wrong += follow(other, "[name=_save]")
        assert other.locator(".meanwhile").count() == 1
        assert other.evaluate("document.documentElement.scrollWidth") <= look.width
        other.click("[name=_save]")

        page.goto(form.replace("change", "history"))
        wrong += barriers(page)
        assert page.locator("ins").first.inner_text().endswith("Second")
        page.wait_for_timeout(LONGER_THAN_A_SAVE)
        wrong += follow(page, "[name=_restore]")
        assert page.locator("ins").first.inner_text().endswith("First")

    assert wrong == []


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_what_is_to_know_of_many_is_for_everybody(
    look: Look, browser: Browser, portal: Portal
) -> None:
    with signed_in(browser, portal, look=look) as page:
        page.goto("/admin/partners/place/add/")
        page.fill("[name=name_fr]", "Lieu d’essai")
        page.fill("[name=country]", "BE")
        page.click("[name=_save]")
        page.goto("/admin/partners/place/?state__exact=draft")
        page.locator("[name=_selected_action]").first.check()
        page.select_option("[name=action]", "publish")
        wrong = follow(page, "[name=index]")
        wrong += follow(page, ".submit-row button")

        assert wrong == []
        assert page.title().startswith("Error: Publish")
        assert page.evaluate("document.documentElement.scrollWidth") <= look.width

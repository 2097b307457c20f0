"""The pages around accounts, looked at in a browser."""

import re

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import told
from tests.browser.test_pages import LOOKS, Look, barriers
from tests.browser.test_staff import signed_in
from tests.running import Portal

pytestmark = pytest.mark.browser

OPEN = [
    "/admin/login/",
    "/admin/password/",
    "/admin/password/asked/",
    "/admin/password/chosen/",
    "/admin/password/x/y/",
]
OWN = [
    "/admin/account/",
    "/admin/account/sessions/",
    "/admin/account/second-factor/",
    "/admin/account/second-factor/codes/",
    "/admin/account/second-factor/off/",
    "/admin/password_change/",
    "/admin/accounts/user/add/",
]
# Somebody with a second factor, and a code that has not been used
GRACE = """
from creative_district.accounts import second_factor
from creative_district.accounts.models import User
grace, _ = User.objects.get_or_create(username="grace", is_staff=True)
grace.set_password("a password of grace")
grace.save()
device = second_factor.new_device(grace)
device.save()
print(second_factor.renew_codes(user=grace)[0])
"""


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_pages_around_accounts_are_for_everybody(
    look: Look, language: str, browser: Browser, portal: Portal
) -> None:
    found = {}
    with signed_in(browser, portal, language=language, look=look) as page:
        for path in OWN:
            page.goto(path)
            found[path] = barriers(page)
        page.context.clear_cookies()
        for path in OPEN:
            page.goto(path)
            found[path] = barriers(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= look.width

    assert found == {path: [] for path in (*OWN, *OPEN)}


def test_the_second_step_is_for_everybody(browser: Browser, portal: Portal) -> None:
    code = told(portal, GRACE)
    with signed_in(browser, portal, script=True) as page:
        page.context.clear_cookies()
        page.goto("/admin/")
        page.fill("[name=username]", "grace")
        page.fill("[name=password]", "a password of grace")
        page.press("[name=password]", "Enter")
        page.wait_for_url(re.compile("/login/code/$"))
        wrong = barriers(page)
        focused = page.evaluate("document.activeElement.name")

        page.fill("[name=code]", code)
        page.press("[name=code]", "Enter")
        page.wait_for_url(re.compile("/admin/$"))

    assert (wrong, focused) == ([], "code")

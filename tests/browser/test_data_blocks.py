"""The data blocks of pages, under the strict policy that forbids inline scripts."""

import json

import pytest
from playwright.sync_api import Browser

from tests.browser.test_pages import address
from tests.running import Portal

pytestmark = pytest.mark.browser

NOTE = """
window.reported = [];
document.addEventListener(
  "securitypolicyviolation", (event) => window.reported.push(event.violatedDirective)
);
"""
RUN_INLINE = """
const script = document.createElement("script");
script.textContent = "window.ran = true";
document.body.append(script);
"""


@pytest.mark.parametrize("name", ["programme", "data"])
def test_the_policy_lets_data_be_and_stops_scripts(
    browser: Browser, portal: Portal, name: str
) -> None:
    page = browser.new_page(base_url=portal.url)
    page.add_init_script(NOTE)
    page.goto(address(name, "fr"))
    block = page.locator('script[type="application/ld+json"]')

    assert json.loads(block.text_content() or "")["@context"] == "https://schema.org"
    assert page.evaluate("window.reported") == []
    # The same policy would have told of a script that runs.
    page.evaluate(RUN_INLINE)
    page.wait_for_function("window.reported.length > 0")
    assert page.evaluate("window.ran") is None
    page.close()

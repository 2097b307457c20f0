"""A browser reads the same rules in a style sheet as written and as served."""

import pytest
from playwright.sync_api import Browser
from rcssmin import cssmin

from creative_district.environment import ROOT

pytestmark = pytest.mark.browser

RULES = """texts => texts.map(text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    // A custom property keeps its white space: after commas it means nothing.
    return [...sheet.cssRules].map(rule => rule.cssText.replace(/,\\s+/g, ","));
})"""


def test_the_short_style_sheets_say_the_same(browser: Browser) -> None:
    page = browser.new_page()
    sheets = sorted((ROOT / "static/css").glob("*.css"))

    different = []
    for sheet in sheets:
        text = sheet.read_text()
        written, served = page.evaluate(RULES, [text, cssmin(text)])
        assert written
        if written != served:
            different.append(sheet.name)

    page.close()
    assert len(sheets) > 20
    assert different == []

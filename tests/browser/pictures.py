"""Takes the pictures of the guides from a running portal: `make pictures`.

The portal is one of its own, with the record that ships, on 2 June 2014; it is started
for this and thrown away afterwards.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

from creative_district.environment import ROOT
from tests.browser.conftest import EDITOR, PASSWORD, QUIET
from tests.running import Portal

FOLDER = ROOT / "docs" / "pictures"
LANGUAGES = ("fr", "en")
WIDTH, HEIGHT = 1200, 800


class Picture(NamedTuple):
    """A page of the staff, and what is done there before it is looked at."""

    name: str
    path: str
    height: int = HEIGHT
    prepare: Callable[[Page], object] = lambda page: None


def follow(target: str) -> Callable[[Page], object]:
    """Return what follows a link or presses a button, and waits for the next page."""

    def act(page: Page) -> None:
        with page.expect_navigation():
            page.locator(target).first.click()

    return act


PICTURES: list[Picture] = [
    Picture("start", "/admin/"),
]


def main() -> int:
    """Take every picture in every language; say where each lies."""
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing.")
    with tempfile.TemporaryDirectory(prefix="district-pictures-") as folder:
        account = {"ADMIN_USERNAME": EDITOR, "ADMIN_PASSWORD": PASSWORD}
        portal = Portal(Path(folder), PROGRAMME_AS_OF="2014-06-02", **account)
        with portal.started(), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
            for language in LANGUAGES:
                context = browser.new_context(
                    base_url=portal.url,
                    locale=language,
                    viewport={"width": WIDTH, "height": HEIGHT},
                    reduced_motion="reduce",
                )
                for taken in pictures(context.new_page(), language):
                    sys.stdout.write(f"{taken.relative_to(ROOT)}\n")
            browser.close()
    return 0


def pictures(page: Page, language: str) -> Iterator[Path]:
    """Take the pictures of one language, and yield their files."""
    page.goto("/admin/")
    page.fill("[name=username]", EDITOR)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    for picture in PICTURES:
        page.goto(picture.path)
        picture.prepare(page)
        page.set_viewport_size({"width": WIDTH, "height": picture.height})
        path = FOLDER / f"staff-{picture.name}-{language}.png"
        page.screenshot(path=path)
        yield path


if __name__ == "__main__":
    sys.exit(main())

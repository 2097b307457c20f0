"""Takes the pictures of the guides from a running portal: `make pictures`.

The portal is one of its own, with the record that ships and a few practice records, on
2 June 2014; it is started for this and thrown away afterwards.
"""

import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, FilePayload, FloatRect, Page, sync_playwright

from creative_district.environment import ROOT
from tests.browser import practice
from tests.browser.conftest import EDITOR, PASSWORD, QUIET
from tests.running import Portal

FOLDER = ROOT / "docs" / "pictures"
LANGUAGES = ("fr", "en")
WIDTH, HEIGHT = 1200, 800
# Enough for pages of few colours, in a third of the bytes.
COLOURS = 96
SIDEBAR_CLOSED = "localStorage.setItem('django.admin.navSidebarIsOpen', 'false')"
FIRST = "#result_list tbody th a"
CALL = "/admin/actions/milestone/?kind__exact=call&q=vouchers&due=2014-06-16"

Act = Callable[[Page], object]


class Picture(NamedTuple):
    """A page of the staff, what is done there first, and which part is looked at."""

    name: str
    path: str
    acts: tuple[Act, ...] = ()
    part: str = "#content"
    height: int = HEIGHT


def follow(target: str) -> Act:
    """Return what follows a link or presses a button, and waits for the next page."""

    def act(page: Page) -> None:
        with page.expect_navigation():
            page.locator(target).first.click()

    return act


def move_the_call(page: Page) -> None:
    """Give a milestone another date, and have the reminders of it reviewed."""
    page.fill("[name=due_value]", "2014-09-01")
    follow("[name=_save]")(page)


def choose_to_mark(page: Page) -> None:
    """Tick a milestone and choose to mark it as reached."""
    page.check(f"{FIRST.rpartition(' th')[0]} input[name=_selected_action]")
    page.select_option("select[name=action]", "reach")
    follow("#changelist-form .actions button")(page)


def write_at_once(page: Page) -> None:
    """Have a colleague save a place while it is being written here."""
    browser = page.context.browser
    assert browser
    french = page.locator("html").get_attribute("lang") == "fr"
    home = page.url.partition("/admin/")[0]
    with signed_in(browser, home, "fr", practice.COLLEAGUE) as other:
        other.goto(page.url)
        other.fill(
            "[name=name_fr]", f"Exercice : un lieu à Namur {'' if french else 2}"
        )
        other.fill("[name=why]", "Exercice / practice")
        follow("[name=_save]")(other)
    page.fill("[name=name_fr]", "Exercice : un lieu à Liège")
    follow("[name=_save]")(page)


def bring_a_file(page: Page) -> None:
    """Show what a file would change."""
    rows = f"key,summary_en\n{practice.KEY},A record to practise on; nothing is true.\n"
    file = FilePayload(name="practice.csv", mimeType="text/csv", buffer=rows.encode())
    page.set_input_files("[name=file]", file)
    follow(".exchange__file button")(page)


def open_the_sources(page: Page) -> None:
    """Open the rows of sources, and the first of them."""
    page.click("fieldset:has(.statement) > details > summary")
    page.click(".statement summary")


PICTURES: list[Picture] = [
    Picture("start", "/admin/", height=620),
    Picture("list", "/admin/actions/action/", height=720),
    Picture("form", practice.ACTION, (follow(FIRST),), height=760),
    Picture(
        "texts",
        practice.ACTION,
        (follow(FIRST),),
        part="fieldset:has([name=summary_fr])",
    ),
    Picture(
        "publish",
        practice.ACTION,
        (follow(FIRST), follow("a[href$='/step/published/']")),
    ),
    Picture(
        "history", practice.ACTION, (follow(FIRST), follow("a.historylink")), height=620
    ),
    Picture(
        "meanwhile",
        practice.PLACE,
        (follow(FIRST), write_at_once),
        part=".meanwhile",
    ),
    Picture("month", "/admin/actions/milestone/month/2014-06/", height=720),
    Picture("review", CALL, (follow(FIRST), move_the_call), height=620),
    Picture("reached", "/admin/actions/milestone/?q=Exercice", (choose_to_mark,)),
    Picture("worklist", "/admin/translations/?language=en"),
    Picture("import", "/admin/actions/action/import/", (bring_a_file,), height=560),
    Picture(
        "sources",
        "/admin/actions/action/?q=vouchers",
        (follow(FIRST), open_the_sources),
        part="fieldset:has(.statement)",
    ),
    Picture("second-factor", "/admin/account/second-factor/", height=720),
]


def main() -> int:
    """Take every picture in every language; say where each lies."""
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing.")
    with tempfile.TemporaryDirectory(prefix="district-pictures-") as folder:
        account = {"ADMIN_USERNAME": EDITOR, "ADMIN_PASSWORD": PASSWORD}
        portal = Portal(Path(folder), PROGRAMME_AS_OF="2014-06-02", **account)
        with portal.started(), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
            practice.prepare(portal, PASSWORD)
            with signed_in(browser, portal.url, "fr", practice.COLLEAGUE) as page:
                page.goto(practice.ACTION)
                follow(FIRST)(page)
                practice.revise(page)
            for language in LANGUAGES:
                with signed_in(browser, portal.url, language, EDITOR) as page:
                    for taken in pictures(page, language):
                        sys.stdout.write(f"{taken.relative_to(ROOT)}\n")
            browser.close()
    return 0


@contextmanager
def signed_in(browser: Browser, url: str, language: str, name: str) -> Iterator[Page]:
    """Open a window of somebody of the staff."""
    context = browser.new_context(
        base_url=url,
        locale=language,
        viewport={"width": WIDTH, "height": HEIGHT},
        reduced_motion="reduce",
    )
    context.add_init_script(SIDEBAR_CLOSED)
    page = context.new_page()
    page.goto("/admin/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    yield page
    context.close()


def pictures(page: Page, language: str) -> Iterator[Path]:
    """Take the pictures of one language, and yield their files."""
    for picture in PICTURES:
        page.goto(picture.path)
        for act in picture.acts:
            act(page)
        path = FOLDER / f"staff-{picture.name}-{language}.png"
        keep(page.screenshot(full_page=True, clip=around(page, picture)), path)
        yield path


def around(page: Page, picture: Picture) -> FloatRect:
    """Return where the part of a page lies that is looked at, at the page's width."""
    page.evaluate("scrollTo(0, 0)")
    box = page.locator(picture.part).first.bounding_box()
    assert box, f"{picture.name}: {picture.part} is not to be seen"
    height = min(box["height"], picture.height)
    return {"x": 0, "y": box["y"], "width": WIDTH, "height": height}


def keep(taken: bytes, path: Path) -> None:
    """Write a picture in few colours."""
    image = Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS)
    image.save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())

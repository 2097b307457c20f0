"""The guide of the staff: two languages that say the same, with pictures that exist."""

import re

from creative_district.environment import ROOT
from tests.browser.pictures import FOLDER, LANGUAGES, PICTURES

IMAGE = re.compile(r"!\[[^\]]+\]\(pictures/staff-([a-z-]+)-([a-z]{2})\.png\)")
# A heading of a level, an item of a list, a picture: what a guide is built of.
PART = re.compile(r"^(#+ |\d+\. |- |\| |!\[)", re.MULTILINE)


def guide(language: str) -> str:
    """Return the guide in a language."""
    return (ROOT / "docs" / f"staff.{language}.md").read_text()


def test_both_guides_are_built_alike() -> None:
    french, english = (PART.findall(guide(language)) for language in LANGUAGES)

    assert french == english


def test_each_guide_shows_each_picture_once_in_its_language() -> None:
    for language in LANGUAGES:
        shown = IMAGE.findall(guide(language))

        assert sorted(shown) == sorted((each.name, language) for each in PICTURES)


def test_the_pictures_exist_and_are_small() -> None:
    names = {f"staff-{each.name}-{code}.png" for each in PICTURES for code in LANGUAGES}
    there = {path.name: path.stat().st_size for path in FOLDER.glob("staff-*.png")}

    assert {*there} == names
    assert max(there.values()) <= 120_000


def test_the_door_leads_to_both_guides() -> None:
    door = (ROOT / "docs" / "staff.md").read_text()

    assert [code for code in LANGUAGES if f"(staff.{code}.md)" in door] == [*LANGUAGES]

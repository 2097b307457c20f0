"""The documented format, the code and the models say the same."""

import re

from django.db import models

from creative_district.portal.loading.checking import BROKEN
from creative_district.portal.loading.shapes import PEOPLE, SECTIONS
from tests.portal.loading.conftest import EXAMPLE, ROOT

PAGE = (ROOT / "docs" / "import-format.md").read_text()
# Told once, for every record.
COMMON = {"key", "state"}
# Constraints that repeat what choices and validators of the fields say already.
SAID_BY_FIELDS = re.compile(r"_(state|scope)_is_known$|^thrust_colour_is_a_slot$")


def documented(section: str) -> set[str]:
    """Return what a section's table names in code spans of its first column."""
    [table] = re.findall(
        rf"^### {section}\n(.*?)(?=^#|\Z)", PAGE, re.DOTALL | re.MULTILINE
    )
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return {name for row in rows for name in re.findall(r"`(\w+)`", row[0])}


def test_every_field_is_documented_and_no_other():
    expected = {
        section.name: {*section.fields, *(p.name for p in section.parts)}
        - COMMON
        - {"statements"}
        for section in SECTIONS
    }

    assert {section.name: documented(section.name) for section in SECTIONS} == expected
    assert documented("statements") == {
        "field",
        "status",
        "confidence",
        "note",
        "sources",
    }


def test_inner_fields_are_documented():
    for section in SECTIONS:
        for part in section.parts:
            for name in part.fields:
                assert f"`{name}`" in PAGE or f'"{name}"' in PAGE


def test_no_field_of_the_format_is_a_persons():
    assert not {name for section in SECTIONS for name in section.fields} & PEOPLE


def test_every_check_constraint_is_asked_before_writing():
    constraints = {
        constraint.name
        for section in SECTIONS
        for shape in (section, *section.parts)
        for constraint in shape.model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    }

    assert {n for n in constraints if not SAID_BY_FIELDS.search(n)} == set(BROKEN)


def test_the_example_shows_every_section():
    assert all(f'"{section.name}"' in EXAMPLE.read_text() for section in SECTIONS)

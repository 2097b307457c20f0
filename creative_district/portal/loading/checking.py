"""What the models demand of a row, and what rows of one file demand of each other.

The models' own rules, without a query for each record: their validators run in memory,
and what their constraints say is asked here, with the constraint's own message.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from creative_district.portal.loading.errors import Problems
from creative_district.portal.loading.reading import (
    STRIDE,
    District,
    Entry,
    Progress,
    Values,
)
from creative_district.portal.loading.shapes import SECTIONS, Section, Shape
from creative_district.portal.loading.values import REFUSED
from partners.models import Membership

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _ends_before_it_starts(values: Values) -> bool:
    start, end = values["start"], values["end"]
    return bool(start and end and start.earliest > end.latest)


def _has_action_and_thrust(values: Values) -> bool:
    return bool(values["action"] and values["thrust"])


# Constraint → the field to look at, and whether values break it. The other check
# constraints repeat what the fields' choices and validators say.
BROKEN: Mapping[str, tuple[str, Callable[[Values], bool]]] = {
    "programme_starts_before_it_ends": ("end", _ends_before_it_starts),
    "action_starts_before_it_ends": ("end", _ends_before_it_starts),
    "milestone_thrust_comes_from_its_action": ("thrust", _has_action_and_thrust),
}


def check(
    district: District, problems: Problems, progress: Progress | None = None
) -> None:
    """Note everything that the models would refuse, each with its place."""
    for done, entry in enumerate(district.all()):
        for shape, place, values in entry.rows():
            _check_row(shape, place, values, problems)
        _check_slugs(entry, problems)
        _check_statements(entry, problems)
        if progress and done % STRIDE == 0:
            progress("check", done, len(district))
    for section in SECTIONS:
        _check_unique(section, district.entries[section.name], problems)
    _check_coordinator(district, problems)


def _check_row(shape: Shape, place: str, values: Values, problems: Problems) -> None:
    sound = {name for name in shape.plain if values[name] is not REFUSED}
    row = shape.model(**{name: values[name] for name in sound})
    try:
        row.clean_fields(exclude={f.name for f in shape.model._meta.fields} - sound)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            for message in messages:
                problems.add(f"{place}.{name}", message)
    if REFUSED in values.values():
        return
    for constraint in shape.model._meta.constraints:
        field, is_broken = BROKEN.get(constraint.name, ("", None))
        if is_broken and is_broken(values):
            problems.add(f"{place}.{field}", constraint.get_violation_error_message())


def _check_slugs(entry: Entry, problems: Problems) -> None:
    for code, slug in _slugs(entry.values):
        if not SLUG.fullmatch(slug):
            problems.add(
                f"{entry.place}.slug.{code}",
                _("“%(word)s” is no slug: small letters, digits and hyphens")
                % {"word": slug},
            )


def _slugs(values: Values) -> list[tuple[str, str]]:
    """Return the slugs by language; none where the slug is the same in all of them."""
    slug = values.get("slug")
    return list(slug.items()) if isinstance(slug, Mapping) else []


def _check_statements(entry: Entry, problems: Problems) -> None:
    seen: set[Any] = set()
    for index, statement in enumerate(entry.parts.get("statements", [])):
        if statement["field"] in seen:
            problems.add(
                f"{entry.place}.statements[{index}].field",
                _("“%(name)s” has a statement already") % {"name": statement["field"]},
            )
        seen.add(statement["field"])


def _check_unique(section: Section, entries: list[Entry], problems: Problems) -> None:
    taken: dict[tuple[str, object], str] = {}
    for entry in entries:
        for name, value in _unique_values(section, entry.values):
            holder = taken.setdefault((name, value), entry.place)
            if holder != entry.place:
                problems.add(
                    f"{entry.place}.{name}",
                    _("“%(value)s” is that of %(place)s already")
                    % {"value": value, "place": holder},
                )


def _unique_values(section: Section, values: Values) -> Iterator[tuple[str, Any]]:
    """Yield the values that no other record of the section may have."""
    for name in unique_fields(section):
        if values[name] is not REFUSED and values[name] not in (None, ""):
            yield name, values[name]
    for code, slug in _slugs(values):
        yield f"slug.{code}", slug


def unique_fields(section: Section) -> list[str]:
    """Return the fields, besides the key, of which a programme has each value once."""
    own = [n for n in section.plain if n != "key" and section.field(n).unique]
    shared = [
        name
        for constraint in section.model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        for name in constraint.fields
        if name in section.plain
    ]
    return own + shared


def _check_coordinator(district: District, problems: Problems) -> None:
    first = ""
    for entry in district.entries["partners"]:
        for membership in entry.parts["membership"]:
            if membership["role"] != Membership.Role.COORDINATOR:
                continue
            if first:
                problems.add(
                    f"{entry.place}.membership.role",
                    _("%(place)s is the coordinator already") % {"place": first},
                )
            first = first or entry.place

"""Reading a file's object into entries: pure, without database.

Everything that is wrong is noted with its place; what can be read is read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from creative_district.kernel.record import State
from creative_district.portal.loading.errors import Problems
from creative_district.portal.loading.shapes import (
    FORMAT,
    PEOPLE,
    PROGRAMME,
    SECTION_OF,
    SECTIONS,
    STATEMENTS,
    Part,
    Section,
    Shape,
)
from creative_district.portal.loading.values import REFUSED, empty_value, read_value

Values = dict[str, Any]
# Told what is being done, how many are done, of how many.
Progress = Callable[[str, int, int], None]

STRIDE = 500


@dataclass(frozen=True)
class Entry:
    """One record of the file: its place, its key, its values and its inner rows.

    References are keys; every field of the section is there.
    """

    section: Section
    place: str
    key: str
    values: Values
    parts: dict[str, list[Values]] = field(default_factory=dict)

    @property
    def contents(self) -> Values:
        """The values and the inner rows, those with an identity in its order."""
        return {
            **self.values,
            **{p.name: p.sorted(self.parts[p.name]) for p in self.section.parts},
        }

    def rows(self) -> Iterator[tuple[Shape, str, Values]]:
        """Yield the record and its inner rows, each with its shape and its place."""
        yield self.section, self.place, self.values
        for part in self.section.parts:
            for index, values in enumerate(self.parts[part.name]):
                suffix = "" if part.is_single else f"[{index}]"
                yield part, f"{self.place}.{part.name}{suffix}", values


@dataclass(frozen=True)
class District:
    """A whole file, read."""

    entries: dict[str, list[Entry]]

    @property
    def programme(self) -> Entry:
        """The programme that the file is about."""
        return self.entries[PROGRAMME.name][0]

    def all(self) -> Iterator[Entry]:
        """Yield every entry, in the order of writing."""
        for section in SECTIONS:
            yield from self.entries[section.name]

    def keys(self, model: type[models.Model]) -> set[str]:
        """Return the keys that the file gives to records of a model."""
        return {entry.key for entry in self.entries[SECTION_OF[model].name]}

    def __len__(self) -> int:
        return sum(len(found) for found in self.entries.values())


def read(
    found: dict[str, Any], problems: Problems, progress: Progress | None = None
) -> District:
    """Return the entries of a file's object, noting everything that is wrong."""
    if found.get("format") != FORMAT:
        problems.add("format", _("expected “%(format)s”") % {"format": FORMAT})
    _refuse_unknown(found, {"format", *(s.name for s in SECTIONS)}, "", problems)
    entries = {
        section.name: list(_read_section(section, found, problems, progress))
        for section in SECTIONS
    }
    district = District(entries)
    _check_references(district, problems)
    return district


def _refuse_unknown(
    found: dict[str, Any], known: set[str], place: str, problems: Problems
) -> None:
    for name in found.keys() - known:
        at = f"{place}.{name}" if place else name
        if name in PEOPLE:
            message = _("people never stand in a file; staff enter them in the admin")
        else:
            message = _("there is no such field here; there are: %(names)s") % {
                "names": ", ".join(sorted(known))
            }
        problems.add(at, message)


def _read_section(
    section: Section,
    found: dict[str, Any],
    problems: Problems,
    progress: Progress | None,
) -> Iterator[Entry]:
    seen: dict[str, str] = {}
    records = list(_records(section, found, problems))
    for done, (position, place, raw) in enumerate(records):
        entry = _read_entry(section, place, raw, position, problems)
        if entry.key in seen:
            problems.add(
                f"{place}.key",
                _("“%(key)s” is the key of %(place)s already")
                % {"key": entry.key, "place": seen[entry.key]},
            )
        elif entry.key:
            seen[entry.key] = place
        yield entry
        if progress and done % STRIDE == 0:
            progress(section.name, done, len(records))


def _records(
    section: Section, found: dict[str, Any], problems: Problems
) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield the raw records of a section, each with its position and its place."""
    if section is PROGRAMME:
        record = found.get(section.name, {})
        if not isinstance(record, dict):
            problems.add(section.name, _("expected one object: { … }"))
        yield 0, section.name, record if isinstance(record, dict) else {}
        return
    yield from _objects(found.get(section.name, []), section.name, problems)


def _objects(
    found: Any, place: str, problems: Problems
) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield the objects of a list, each with its position and its place."""
    if not isinstance(found, list):
        problems.add(place, _("expected a list"))
        return
    for position, one in enumerate(found):
        here = f"{place}[{position}]"
        if isinstance(one, dict):
            yield position, here, one
        else:
            problems.add(here, _("expected one object: { … }"))


def _read_entry(
    section: Section, place: str, raw: dict[str, Any], position: int, problems: Problems
) -> Entry:
    inner = {part.name for part in section.parts}
    values = _read_row(section, raw, place, position, problems, inner)
    if raw.get("state") is None:
        values["state"] = State.PUBLISHED.value
    if not raw.get("key"):
        # The model would make a key of its own; then no second load would find it.
        values["key"] = ""
    parts = {
        part.name: list(_read_part(part, raw, place, position, problems))
        for part in section.parts
    }
    for index, statement in enumerate(parts.get(STATEMENTS.name, [])):
        about = statement.get("field")
        if about and about is not REFUSED and about not in section.citable:
            problems.add(
                f"{place}.statements[{index}].field",
                _("“%(name)s” is no field of this record; there are: %(names)s")
                % {"name": about, "names": ", ".join(sorted(section.citable))},
            )
    key = values["key"]
    return Entry(section, place, "" if key is REFUSED else key, values, parts)


def _read_part(
    part: Part, raw: dict[str, Any], place: str, position: int, problems: Problems
) -> Iterator[Values]:
    found, at = raw.get(part.name), f"{place}.{part.name}"
    if not part.is_single:
        rows = [] if found is None else found
        for index, here, row in _objects(rows, at, problems):
            yield _read_row(part, row, here, index, problems)
    elif found is None:
        problems.add(at, _("is required"))
    elif isinstance(found, dict):
        yield _read_row(part, found, at, position, problems)
    else:
        problems.add(at, _("expected one object: { … }"))


def _read_row(
    shape: Shape,
    raw: dict[str, Any],
    place: str,
    position: int,
    problems: Problems,
    inner: set[str] | frozenset[str] = frozenset(),
) -> Values:
    _refuse_unknown(raw, {*shape.fields, *inner}, place, problems)
    for name in shape.required:
        if raw.get(name) is None:
            problems.add(f"{place}.{name}", _("is required"))
    values = {
        name: read_value(shape.field(name), raw[name], f"{place}.{name}", problems)
        if name in raw
        else empty_value(shape.field(name))
        for name in shape.fields
    }
    if shape.is_ordered:
        values["position"] = position
    return values


def _check_references(district: District, problems: Problems) -> None:
    known = {section.model: district.keys(section.model) for section in SECTIONS}
    for entry in district.all():
        for shape, place, values in entry.rows():
            for name in (*shape.references, *shape.lists):
                target = shape.field(name).related_model
                for key in _named(values[name]):
                    if key not in known[target]:
                        problems.add(
                            f"{place}.{name}",
                            _("“%(key)s” is not among the %(section)s of this file")
                            % {"key": key, "section": SECTION_OF[target].name},
                        )


def _named(value: Any) -> tuple[str, ...]:
    if value is REFUSED or value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)

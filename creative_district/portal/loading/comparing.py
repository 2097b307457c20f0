"""What loading a file would change: pure, entries and rows as plain values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from creative_district.kernel.dates import PartialDate
from creative_district.portal.loading.reading import Values
from creative_district.portal.loading.shapes import Part, Section


class Kind(StrEnum):
    """What happens to a record."""

    CREATED = "created"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Difference:
    """One value before and after; empty where there is none."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """What happens to one record of the file or, withdrawn, no longer in it."""

    section: str
    key: str
    kind: Kind
    differences: tuple[Difference, ...] = ()

    @property
    def is_in_file(self) -> bool:
        """Whether the file still has the record."""
        return self.kind != Kind.WITHDRAWN


def differences(section: Section, old: Values, new: Values) -> tuple[Difference, ...]:
    """Return what differs, value by value, in the order of the file's fields."""
    if old == new:
        return ()
    before, after = dict(_leaves(section, old)), dict(_leaves(section, new))
    return tuple(
        Difference(name, before.get(name, ""), after.get(name, ""))
        for name in {**before, **after}
        if before.get(name, "") != after.get(name, "")
    )


def _leaves(section: Section, contents: Values) -> Iterator[tuple[str, str]]:
    parts = {part.name: part for part in section.parts}
    for name, value in contents.items():
        if name in parts:
            for index, row in enumerate(value):
                for inner, leaf in _flat(row):
                    yield f"{_place(parts[name], index, row)}.{inner}", leaf
    yield from _flat({n: v for n, v in contents.items() if n not in parts})


def _place(part: Part, index: int, row: Values) -> str:
    if part.is_single:
        return part.name
    return f"{part.name}[{row[part.identity] if part.identity else index}]"


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{code}", str(part)) for code, part in value.items())
        else:
            yield name, written(value)


def written(value: Any) -> str:
    """Return a value as a person reads it in a difference."""
    match value:
        case None:
            return ""
        case PartialDate():
            return f"{value.value} ({value.status}, {value.confidence})"
        case Decimal():
            return f"{value.normalize():f}"
        case list() | tuple():
            return ", ".join(value)
        case _:
            return str(value)

"""What the database holds of a file's records, in the file's own terms."""

from typing import Any

from creative_district.kernel.record import Record
from creative_district.portal.loading.reading import Entry, Values
from creative_district.portal.loading.shapes import Part, Section, Shape
from programme.models import Programme


def stored_rows(section: Section, entries: list[Entry]) -> dict[str, Record]:
    """Return the rows with the entries' keys, whosever they are, relations fetched."""
    inner = [part.rows for part in section.parts]
    cited = [
        f"{part.rows}__{name}"
        for part in section.parts
        for name in (*part.references, *part.lists)
    ]
    rows = section.model.objects.select_related(*section.references).prefetch_related(
        *section.lists, *inner, *cited
    )
    return rows.in_bulk([entry.key for entry in entries], field_name="key")


def contents(section: Section, row: Record, programme: Programme | None) -> Values:
    """Return a row as the file would give it: what `Entry.contents` is to an entry."""
    inner = {
        part.name: part.sorted(
            [values_of(part, one) for one in part_rows(part, row, programme)]
        )
        for part in section.parts
    }
    return {**values_of(section, row), **inner}


def part_rows(part: Part, row: Record, programme: Programme | None) -> list[Any]:
    """Return the inner rows of a record, oldest first: the order of the file.

    Of those that a record has once in each programme, only the programme's.
    """
    rows = sorted(getattr(row, part.rows).all(), key=lambda one: one.pk)
    if part.is_single:
        return [one for one in rows if programme and one.programme_id == programme.pk]
    return rows


def values_of(shape: Shape, row: Any) -> Values:
    """Return a row's columns and links, references as keys."""
    values = {name: getattr(row, name) for name in shape.plain}
    for name in shape.references:
        target = getattr(row, name)
        values[name] = target and target.key
    for name in shape.lists:
        values[name] = tuple(sorted(one.key for one in getattr(row, name).all()))
    if shape.is_ordered:
        values["position"] = row.position
    return values

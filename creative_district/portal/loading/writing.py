"""Writing entries: whole sections at a time, with history."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F

from actions.models import Thrust
from creative_district.kernel.record import State
from creative_district.portal.loading import history
from creative_district.portal.loading.reading import Entry, Values
from creative_district.portal.loading.shapes import Part, Section, Shape
from creative_district.portal.loading.stored import part_rows, values_of
from partners.models import Membership
from programme.models import Programme

# Values that only one row may have are given up by all changing rows before any takes
# its new one, so that two can swap.
VACATED: dict[type[models.Model], dict[str, Any]] = {
    Thrust: {"number": F("number") + 10_000},
    Membership: {"role": Membership.Role.MEMBER},
}


class Writer:
    """Writes the rows of one district; knows the keys of what it has written.

    Sections are to be written in order, so that every reference is known. The programme
    may be a new one, not saved yet.
    """

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.pks: dict[type[models.Model], dict[str, int]] = {}

    def write(
        self,
        section: Section,
        entries: list[Entry],
        rows: dict[str, Any],
        changed: set[str],
    ) -> None:
        """Create the entries without row and update those whose key has changed."""
        new = [entry for entry in entries if entry.key not in rows]
        old = [entry for entry in entries if entry.key in changed]
        drafts = [(self._blank(section), entry.values) for entry in new]
        self._save(section, drafts, [(rows[e.key], e.values) for e in old])
        made = {e.key: row for e, (row, _v) in zip(new, drafts, strict=True)}
        self.pks[section.model] = {
            entry.key: (made.get(entry.key) or rows[entry.key]).pk for entry in entries
        }
        for part in section.parts:
            self._write_part(
                part,
                [(made[e.key], e.parts[part.name], []) for e in new]
                + [
                    (
                        rows[e.key],
                        e.parts[part.name],
                        part_rows(part, rows[e.key], self.programme),
                    )
                    for e in old
                ],
            )

    def withdraw(self, rows: list[Any]) -> None:
        """Take rows that the file no longer has from the public."""
        for row in rows:
            row.state = State.WITHDRAWN
        self._update(type(rows[0]), rows, ["state"])

    def _blank(self, section: Section) -> Any:
        model: Any = section.model
        if model is Programme:
            return self.programme
        return model() if section.is_shared else model(programme=self.programme)

    def _write_part(
        self, part: Part, records: Iterable[tuple[Any, list[Values], list[Any]]]
    ) -> None:
        created, updated = [], []
        for record, wanted, stored in records:
            by_identity = {_identity(part, n, row): row for n, row in enumerate(stored)}
            for index, values in enumerate(wanted):
                name = values[part.identity] if part.identity else index
                row = by_identity.pop(name, None)
                if row is None:
                    created.append((self._inner(part, record), values))
                elif values_of(part, row) != values:
                    updated.append((row, values))
            for row in by_identity.values():
                row._change_reason = history.REASON
                row.delete()
        self._save(part, created, updated)

    def _inner(self, part: Part, record: Any) -> Any:
        owner = {"programme": self.programme} if part.is_single else {}
        return part.model(**{part.parent: record}, **owner)

    def _save(
        self,
        shape: Shape,
        created: list[tuple[Any, Values]],
        updated: list[tuple[Any, Values]],
    ) -> None:
        for row, values in (*created, *updated):
            self._assign(shape, row, values)
        model, fresh = shape.model, [row for row, _values in created]
        model._default_manager.bulk_create(fresh)
        self._link(shape, created, stored=False)
        self._link(shape, updated, stored=True)
        if fresh and history.is_kept(model):
            history.record(model, fresh, created=True)
        names = [*shape.plain, *shape.references]
        if shape.is_ordered:
            names.append("position")
        self._update(model, [row for row, _values in updated], names)

    def _update(self, model: Any, rows: list[Any], names: list[str]) -> None:
        if not rows:
            return
        vacated = VACATED.get(model, {})
        if vacated and vacated.keys() <= set(names):
            pks = [row.pk for row in rows]
            model._default_manager.filter(pk__in=pks).update(**vacated)
        columns = [name for name in names if name != "key"]
        if any(field.name == "updated_at" for field in model._meta.fields):
            for row in rows:
                model._meta.get_field("updated_at").pre_save(row, add=False)
            columns.append("updated_at")
        model._default_manager.bulk_update(rows, columns, batch_size=500)
        if history.is_kept(model):
            history.record(model, rows, created=False)

    def _assign(self, shape: Shape, row: Any, values: Values) -> None:
        for name in shape.plain:
            setattr(row, name, values[name])
        for name in shape.references:
            target = shape.field(name).related_model
            key = values[name]
            setattr(row, f"{name}_id", self.pks[target][key] if key else None)
        if shape.is_ordered:
            row.position = values["position"]

    def _link(
        self, shape: Shape, rows: list[tuple[Any, Values]], *, stored: bool
    ) -> None:
        for name in shape.lists:
            field = shape.field(name)
            through, target = field.remote_field.through, field.related_model
            mine, theirs = field.m2m_field_name(), field.m2m_reverse_field_name()
            if stored:
                pks = [row.pk for row, _values in rows]
                through.objects.filter(**{f"{mine}__in": pks}).delete()
            through.objects.bulk_create(
                through(**{f"{mine}_id": row.pk, f"{theirs}_id": self.pks[target][key]})
                for row, values in rows
                for key in values[name]
            )


def _identity(part: Part, index: int, row: Any) -> Any:
    return getattr(row, part.identity) if part.identity else index

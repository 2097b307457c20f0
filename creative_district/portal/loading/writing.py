"""Writing entries: whole sections at a time, with history."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F

from actions.models import Thrust
from creative_district.kernel.record import Record, State
from creative_district.kernel.translating import mark_outdated, texts
from creative_district.kernel.versions import IMPORTED, is_kept
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
    may be a new one, not saved yet. `today` is when texts that did not follow a change
    of another language became outdated.
    """

    def __init__(self, programme: Programme, *, today: date) -> None:
        self.programme = programme
        self.today = today
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
        made = {entry.key: self._blank(section) for entry in new}
        self._save(
            section,
            created=[(made[entry.key], entry.values) for entry in new],
            updated=[(rows[entry.key], entry.values) for entry in old],
        )
        row_of = {**rows, **made}
        self.pks[section.model] = {key: row.pk for key, row in row_of.items()}
        for part in section.parts:
            inner = []
            for entry in (*new, *old):
                row = row_of[entry.key]
                known = entry.key in rows
                stored = part_rows(part, row, self.programme) if known else []
                inner.append((row, entry.parts[part.name], stored))
            self._write_part(part, inner)

    def withdraw(self, section: Section, rows: list[Any]) -> None:
        """Take what the file no longer has from the public.

        Of a partner, which may serve other districts, `rows` has the membership.
        """
        if section.is_shared:
            self._remove(rows)
            return
        for row in rows:
            row.state = State.WITHDRAWN
        self._update(section.model, rows, ["state"])

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
            self._remove(by_identity.values())
        self._save(part, created, updated)

    def _remove(self, rows: Iterable[Any]) -> None:
        for row in rows:
            row._change_reason = IMPORTED
            row.delete()

    def _inner(self, part: Part, record: Any) -> Any:
        owner = {"programme": self.programme} if part.is_single else {}
        return part.model(**{part.parent: record}, **owner)

    def _save(
        self,
        shape: Shape,
        created: list[tuple[Any, Values]],
        updated: list[tuple[Any, Values]],
    ) -> None:
        fresh: list[Any] = [row for row, _values in created]
        stale = _stale(shape, updated)
        for row, values in (*created, *updated):
            was = texts(row)
            self._assign(shape, row, values)
            if row.pk and issubclass(shape.model, Record):
                mark_outdated(row, was=was, on=self.today)
        shape.model._default_manager.bulk_create(fresh)
        for name in shape.lists:
            self._unlink(shape.field(name), stale.get(name, []))
            self._link(shape.field(name), [*created, *stale.get(name, [])])
        if fresh and is_kept(shape.model):
            history.record(shape.model, fresh, created=True)
        kept = [row for row, _values in updated]
        columns = [name for name in stale if name not in shape.lists]
        marks = ["outdated"] if issubclass(shape.model, Record) and columns else []
        self._update(shape.model, kept, [*columns, *marks])

    def _update(self, model: Any, rows: list[Any], names: list[str]) -> None:
        if not rows:
            return
        vacated = VACATED.get(model, {})
        if vacated and vacated.keys() <= set(names):
            pks = [row.pk for row in rows]
            model._default_manager.filter(pk__in=pks).update(**vacated)
        columns = list(names)
        if any(field.name == "updated_at" for field in model._meta.fields):
            for row in rows:
                model._meta.get_field("updated_at").pre_save(row, add=False)
            columns.append("updated_at")
        if columns:
            model._default_manager.bulk_update(rows, columns, batch_size=500)
        if is_kept(model):
            history.record(model, rows, created=False)

    def _assign(self, shape: Shape, row: Any, values: Values) -> None:
        for name, value in values.items():
            if name in shape.references:
                target = shape.field(name).related_model
                setattr(row, f"{name}_id", self.pks[target][value] if value else None)
            elif name not in shape.lists:
                setattr(row, name, value)

    def _link(self, field: Any, rows: list[tuple[Any, Values]]) -> None:
        mine, theirs = field.m2m_field_name(), field.m2m_reverse_field_name()
        pks, through = self.pks[field.related_model], field.remote_field.through
        through.objects.bulk_create(
            through(**{f"{mine}_id": row.pk, f"{theirs}_id": pks[key]})
            for row, values in rows
            for key in values[field.name]
        )

    def _unlink(self, field: Any, rows: list[tuple[Any, Values]]) -> None:
        for batch in history.batches([row.pk for row, _values in rows]):
            linked = {f"{field.m2m_field_name()}__in": batch}
            field.remote_field.through.objects.filter(**linked).delete()


def _stale(
    shape: Shape, rows: list[tuple[Any, Values]]
) -> dict[str, list[tuple[Any, Values]]]:
    """Return, by field, the rows whose value is to become another."""
    stale: dict[str, list[tuple[Any, Values]]] = {}
    for row, values in rows:
        stored = values_of(shape, row)
        for name, value in values.items():
            if stored[name] != value:
                stale.setdefault(name, []).append((row, values))
    return stale


def _identity(part: Part, index: int, row: Any) -> Any:
    return getattr(row, part.identity) if part.identity else index

"""Rows of a file that become records: looked up, checked and written one by one.

Whatever a row may touch is asked of the staff pages of its model, with the request:
which records there are for the person, and what the person may do with them.
"""

import copy
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from import_export.resources import ModelResource
from tablib import Dataset

from creative_district.kernel.exchange.columns import (
    Column,
    KeyColumn,
    KeysColumn,
    columns_of,
)
from creative_district.kernel.exchange.table import (
    Cell,
    FileRefusedError,
    Table,
    in_figures,
)
from creative_district.kernel.rights import within

# Databases take so many parameters in one query.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Change:
    """What a row of the file makes of a record; new, where there is no original."""

    number: int
    record: Any
    original: Any
    # Column, what it held, what it holds.
    cells: tuple[tuple[Column, Cell, Cell], ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row of the file cannot be taken; no column: it concerns the row."""

    number: int
    column: str
    message: str


class RecordResource(ModelResource):
    """The rows of one model's records, for one person."""

    def __init__(
        self, *, staff: Any, request: HttpRequest, reason: str = "", most: int = 0
    ) -> None:
        super().__init__()
        self.most, self.tried = most, 0
        self.staff = staff
        self.request = request
        self.reason = reason
        self.fields = {column.name: column for column in columns_of(staff.model)}
        self.numbers: list[int] = []
        self.rows: dict[str, Any] = {}
        # Keys of records that are there, but not for this person.
        self.others: Collection[str] = ()
        self.twice: Collection[str] = ()
        self.known: dict[Any, dict[str, Any]] = {}
        self.changes: list[Change] = []
        # Rows whose cell differs, by a column that is only told.
        self.ignored: dict[str, list[int]] = defaultdict(list)

    @property
    def columns(self) -> list[Column]:
        """All columns, in their order."""
        return list(self.fields.values())

    @property
    def relations(self) -> list[KeyColumn]:
        """The columns that lead to other records."""
        return [column for column in self.columns if isinstance(column, KeyColumn)]

    def take(self, table: Table) -> list[Problem]:
        """Write the rows; return what keeps them from being taken, all of it.

        The caller's transaction decides whether anything of it lasts.
        """
        self.check_headers(table.headers)
        self.numbers = [row.number for row in table.rows]
        dataset = Dataset(*(row.cells for row in table.rows), headers=table.headers)
        result = self.import_data(dataset, use_transactions=False)
        errors = [error for row in result.error_rows for error in row.errors]
        for error in (*result.base_errors, *errors):
            # Nothing that a person did: it is for the log.
            raise error.error
        return [
            Problem(self.numbers[row.number - 1], self.column_of(name), message)
            for row in result.invalid_rows
            for name, messages in row.error_dict.items()
            for message in messages
        ]

    def check_headers(self, headers: tuple[str, ...]) -> None:
        """Refuse a file whose columns are not those of the records."""
        allowed = ", ".join(self.fields)
        if unknown := [name for name in headers if name not in self.fields]:
            said = _("Unknown columns: %(names)s. Allowed: %(allowed)s.")
            raise FileRefusedError(
                said % {"names": ", ".join(unknown)[:500], "allowed": allowed}
            )
        if "key" not in headers:
            raise FileRefusedError(
                _("The column “key” is missing, which tells the records apart.")
            )

    def column_of(self, name: str) -> str:
        """Return what an error is about: a column, or all those of a field."""
        if name in self.fields or name == "__all__":
            return name.replace("__all__", "")
        own = [column.name for column in self.columns if column.attribute == name]
        return ", ".join(own) or name

    def records(self, records: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Return the records with what their columns show fetched along."""
        return records.prefetch_related(
            *(
                models.Prefetch(column.attribute, keyed(column.field.related_model))
                for column in self.relations
            )
        )

    def before_import(self, dataset: Dataset, **_kwargs: Any) -> None:
        keys = Counter(cell.strip() for cell in dataset["key"])
        del keys[""]
        self.twice = {key for key, count in keys.items() if count > 1}
        own = self.staff.held_for_import(self.request)
        self.rows = by_key(self.records(own), keys)
        all_there_is = self.staff.model._base_manager.only("key")
        self.others = by_key(all_there_is, keys.keys() - self.rows.keys()).keys()
        for model in {column.field.related_model for column in self.relations}:
            self.known[model] = self.related(model, dataset)

    def related(self, model: Any, dataset: Dataset) -> dict[str, Any]:
        """Return the records of a model that the file names and the person may name."""
        keys = {
            key
            for column in self.relations
            if column.field.related_model is model and column.name in dataset.headers
            for cell in set(dataset[column.name])
            for key in column.keys(cell)
        }
        return by_key(within(self.request.user, "choose", keyed(model)), keys)

    def get_instance(self, instance_loader: Any, row: dict[str, str]) -> Any:
        """Return the record of a row from those that are there for the person."""
        return self.rows.get(row["key"].strip())

    def before_import_row(self, row: dict[str, str], **_kwargs: Any) -> None:
        key = row["key"].strip()
        if key in self.twice:
            raise ValidationError({"key": _("This key is there twice.")})
        if key in self.others:
            raise ValidationError({"key": _("You may not change this record.")})

    def after_init_instance(
        self, instance: Any, new: bool, row: dict[str, str], **_kwargs: Any
    ) -> None:
        instance.original = None if new else self.copied(instance)
        instance.is_touched = new
        if new and row["key"].strip():
            instance.key = row["key"].strip()

    def copied(self, record: Any) -> Any:
        """Return a record as it is, with its relations, whatever becomes of it."""
        original = copy.copy(record)
        for column in self.relations:
            if isinstance(column, KeysColumn):
                original.__dict__[column.taken] = column.records(record)
        return original

    def import_instance(self, instance: Any, row: dict[str, str], **kw: Any) -> None:
        errors = {}
        for name, column in self.fields.items():
            if name not in row or name == "key":
                continue
            if column.readonly:
                if not column.is_same(row[name], instance):
                    self.ignored[name].append(self.numbers[kw["row_number"] - 1])
                continue
            try:
                known = self.known.get(column.field.related_model, {})
                instance.is_touched |= column.take(row[name], instance, known)
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)

    def skip_row(
        self,
        instance: Any,
        original: Any,
        row: Any,
        import_validation_errors: Any = None,
    ) -> bool:
        return not import_validation_errors and not instance.is_touched

    def validate_instance(
        self,
        instance: Any,
        import_validation_errors: Any = None,
        validate_unique: bool = True,
    ) -> None:
        self.tried += 1
        if self.tried > self.most:
            said = _(
                "The file changes more than %(limit)s records; take several files."
            )
            raise FileRefusedError(said % {"limit": in_figures(self.most)})
        self.staff.check_may_import(self.request, instance, instance.original)
        errors: dict[str, Any] = dict(import_validation_errors or {})
        related = {c.attribute: c.records(instance) for c in self.relations}
        self.staff.complete_imported(instance)
        # The relations were found already: none is asked for once more.
        passed_over = {*errors, *self.found(instance)}
        errors = collected(errors, instance.clean_fields, passed_over)
        errors = collected(errors, instance.clean)
        errors = collected(errors, instance.validate_unique, errors)
        errors = collected(errors, instance.validate_constraints, errors)
        original = instance.original
        for name, said in self.staff.import_errors(instance, original, related):
            errors.setdefault(name, []).append(ValidationError(said))
        if errors:
            raise ValidationError(errors)

    def found(self, instance: Any) -> Iterator[str]:
        """Yield the names of foreign keys that lead to a record."""
        for column in self.relations:
            if column.field.many_to_one and getattr(instance, column.field.attname):
                yield column.attribute

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        """Write one record, its relations and its history: here and nowhere else."""
        instance._change_reason = self.reason
        self.staff.save_imported(self.request, instance, instance.original)
        for column in self.relations:
            if isinstance(column, KeysColumn) and column.taken in instance.__dict__:
                getattr(instance, column.attribute).set(column.records(instance))
        self.staff.check_reach(self.request, instance, is_new=is_create)

    def after_save_instance(self, instance: Any, row: Any, **kw: Any) -> None:
        number = self.numbers[kw["row_number"] - 1]
        cells = tuple(self.differences(instance, instance.original))
        self.changes.append(Change(number, instance, instance.original, cells))

    def differences(
        self, record: Any, original: Any
    ) -> Iterator[tuple[Column, Cell, Cell]]:
        """Yield each column whose cell differs from what the record held."""
        for column in self.columns:
            before = column.export(original) if original else None
            after = column.export(record)
            if not column.readonly and column.name != "key" and before != after:
                yield column, before, after


def collected(errors: dict[str, Any], check: Any, *arguments: Any) -> dict[str, Any]:
    """Return the errors with those that a check raises."""
    try:
        check(*arguments)
    except ValidationError as error:
        return dict(error.update_error_dict(errors))
    return errors


def keyed(model: Any) -> models.QuerySet[Any]:
    """Return a model's records with what a relation to them needs."""
    fields = {field.name for field in model._meta.fields}
    records: models.QuerySet[Any] = model._base_manager.all()
    return records.only("key", *({"programme"} & fields))


def by_key(records: models.QuerySet[Any], keys: Iterable[str]) -> dict[str, Any]:
    """Return those of the records that have one of the keys; few keys a query."""
    asked = iter(sorted(keys))
    found: dict[str, Any] = {}
    while batch := list(islice(asked, BATCH)):
        found |= {record.key: record for record in records.filter(key__in=batch)}
    return found

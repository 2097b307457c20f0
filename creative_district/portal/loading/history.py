"""Bulk writes that leave the same history as single saves would.

`bulk_create_with_history` of django-simple-history forgets many-to-many rows; here they
are written from the rows that stand.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models

from creative_district.kernel.versions import IMPORTED

# Below SQLite's limit on the variables of one query.
BATCH = 5000


def record(model: type[models.Model], rows: list[Any], *, created: bool) -> None:
    """Write one history row for each row, with its many-to-many rows."""
    versions = _history_of(model).bulk_history_create(
        rows, update=not created, default_change_reason=IMPORTED
    )
    by_pk = {row.pk: version for row, version in zip(rows, versions, strict=True)}
    for field in _history_of(model).model._history_m2m_fields:
        _record_links(field, by_pk)


def made_here(model: type[models.Model], pks: list[int]) -> set[int]:
    """Return which of the rows were created by loading a file."""
    made: set[int] = set()
    for batch in batches(pks):
        first = _history_of(model).filter(
            history_type="+", history_change_reason=IMPORTED, id__in=batch
        )
        made.update(first.values_list("id", flat=True))
    return made


def batches(pks: list[int]) -> Iterator[list[int]]:
    """Cut a long list into pieces that fit into a query."""
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]


def _history_of(model: Any) -> Any:
    return model.history


def _record_links(field: Any, versions: dict[int, Any]) -> None:
    through = field.remote_field.through
    source = field.m2m_field_name()
    kept = getattr(type(next(iter(versions.values()))), field.name).model
    links = [
        link
        for batch in batches(list(versions))
        for link in through.objects.filter(**{f"{source}__in": batch})
    ]
    kept.objects.bulk_create(
        kept(
            history=versions[getattr(link, f"{source}_id")],
            **{f.attname: getattr(link, f.attname) for f in through._meta.fields},
        )
        for link in links
    )

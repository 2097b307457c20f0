"""What the history holds of a record: its versions, and the values of each.

A relation is told by the numbers of the rows that it leads to, so that values can be
compared, and read of a version whose neighbours are gone.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

# The reason that a version has which an import file made.
IMPORTED = "load_programme"

Values = dict[str, Any]


def is_kept(model: type[models.Model]) -> bool:
    """Whether the model has a history."""
    return hasattr(model, "history")


def versions_of(model: Any, pk: Any) -> models.QuerySet[Any]:
    """Return the versions of one row, the newest first."""
    found: models.QuerySet[Any] = model.history.filter(**{model._meta.pk.attname: pk})
    return found.order_by("-history_id")


def newest_number(model: Any) -> models.Subquery:
    """Return the expression of the number of each row's newest version."""
    own = {model._meta.pk.attname: models.OuterRef("pk")}
    versions = model.history.filter(**own).order_by("-history_id")
    return models.Subquery(versions.values("history_id")[:1])


def with_version(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Add to each row the number of its newest version, as `version`."""
    found: models.QuerySet[Any] = rows.annotate(version=newest_number(rows.model))
    return found


def fields_of(model: Any) -> list[Any]:
    """Return the fields that a version keeps and people can change."""
    kept = model.history.model
    plain = [
        field
        for field in kept.tracked_fields
        if field.editable and not field.primary_key
    ]
    return [*plain, *kept._history_m2m_fields]


def values_of(versions: Sequence[Any]) -> dict[int, Values]:
    """Return the values of each version of a model, by its number.

    One query for each many-to-many field, however many versions there are.
    """
    values: dict[int, Values] = {
        version.pk: {
            field.name: getattr(version, field.attname)
            for field in version.tracked_fields
            if field.editable
        }
        for version in versions
    }
    for field in versions[0]._history_m2m_fields if versions else ():
        for told in values.values():
            told[field.name] = []
        for number, pk in links(field, versions):
            values[number][field.name].append(pk)
    return values


def links(field: Any, versions: Iterable[Any]) -> Iterable[tuple[int, int]]:
    """Return what a many-to-many field led to: number of the version, of the row."""
    versions = list(versions)
    kept = getattr(type(versions[0]), field.name).model
    target = f"{field.m2m_reverse_field_name()}_id"
    found = kept.objects.filter(history__in=[version.pk for version in versions])
    pairs: Iterable[tuple[int, int]] = found.order_by(target).values_list(
        "history_id", target
    )
    return pairs


def changed(before: Values, after: Values) -> list[str]:
    """Return the names of the fields that differ."""
    return [name for name, value in after.items() if before.get(name) != value]

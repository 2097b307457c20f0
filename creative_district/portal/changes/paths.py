"""From the rows that answers tell of to the database's tables, and back to items."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models

from creative_district.kernel.api.views import RecordViewSet
from creative_district.kernel.record import parents_of


class Watch(NamedTuple):
    """A table, and which row is touched when one of its rows is written.

    `column` holds the number of the touched row; `kind` names that row's table, or,
    where `kind_column` is given, that holds the number of its content type.
    """

    table: str
    column: str
    kind: str = ""
    kind_column: str = ""


class Hop(NamedTuple):
    """A step along a path: where it leads, and what has to be watched for it."""

    path: str
    model: type[models.Model]
    watches: tuple[Watch, ...]


def paths_of(view: type[RecordViewSet]) -> list[str]:
    """Return the paths to all rows on which an item of a view depends."""
    made = view()
    paths = [
        *parents_of(made.model),
        *made.related,
        *made.optional,
        *made.gathered,
    ]
    return list(dict.fromkeys(paths))


def hops_of(view: type[RecordViewSet]) -> Iterator[Hop]:
    """Yield every step of these paths, and what is above where it leads."""
    model: type[models.Model] = view().model
    seen = set()
    waiting = paths_of(view)
    while waiting:
        for hop in _walk(model, waiting.pop(0)):
            if hop.path in seen:
                continue
            seen.add(hop.path)
            yield hop
            if hasattr(hop.model, "public_parents"):
                above: Any = hop.model
                waiting += parents_of(above, f"{hop.path}__")


def _walk(model: type[models.Model], path: str) -> Iterator[Hop]:
    names = path.split("__")
    for count, name in enumerate(names, start=1):
        field: Any = model._meta.get_field(name)
        target: type[models.Model] = field.related_model
        yield Hop(
            "__".join(names[:count]), target, (own(target), *_between(model, field))
        )
        model = target


def own(model: type[models.Model]) -> Watch:
    """Return that a row of a model's table is touched when it is written itself."""
    table = model._meta.db_table
    return Watch(table, str(model._meta.pk.column), kind=table)


def _between(model: type[models.Model], field: Any) -> Iterator[Watch]:
    """Yield what ties rows to a model's: they may come and go while both ends stay."""
    table = model._meta.db_table
    if isinstance(field, GenericRelation):
        related: Any = field.related_model
        target = related._meta
        kind: Any = target.get_field(field.content_type_field_name)
        number: Any = target.get_field(field.object_id_field_name)
        yield Watch(target.db_table, number.column, kind_column=kind.column)
    elif field.many_to_many:
        yield Watch(field.m2m_db_table(), field.m2m_column_name(), kind=table)
    elif field.one_to_many:
        yield Watch(field.related_model._meta.db_table, field.field.column, kind=table)

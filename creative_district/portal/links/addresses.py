"""Which records name which addresses elsewhere."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from creative_district.kernel.models import LinkCheck
from creative_district.kernel.publication import held
from creative_district.kernel.record import Record
from partners.models import Partner
from programme.models import Document, Source

# The field of each kind of record that holds an address elsewhere.
FIELDS: Mapping[type[Record], str] = {
    Source: "url",
    Document: "url",
    Partner: "website",
}
BATCH = 500

Rows = Callable[[type[Model]], QuerySet[Any]]


def note_new() -> int:
    """Make a row for addresses that have none; return for how many, a batch at most."""
    found: set[str] = set()
    for field, urls in _named():
        known = Exists(LinkCheck.objects.filter(url=OuterRef(field)))
        found |= set(urls.filter(~known)[:BATCH])
    rows = [LinkCheck(url=url) for url in sorted(found)[:BATCH]]
    LinkCheck.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def without_records() -> QuerySet[LinkCheck]:
    """Return the rows of addresses that no record names any more."""
    rows: QuerySet[LinkCheck] = LinkCheck.objects.all()
    for field, urls in _named():
        rows = rows.filter(~Exists(urls.filter(**{field: OuterRef("url")})))
    return rows


def records_at(urls: Iterable[str], rows: Rows) -> dict[str, list[Record]]:
    """Return the records that name each address: a query for each kind of record.

    `rows` gives those of a kind that count.
    """
    wanted = list(urls)
    found: dict[str, list[Record]] = defaultdict(list)
    for model, field in FIELDS.items():
        for record in rows(model).filter(**{f"{field}__in": wanted}).order_by("pk"):
            found[getattr(record, field)].append(record)
    return found


def is_named(rows: Rows) -> Q:
    """Match the checked addresses that some record names; `rows` as above."""
    named = (
        Q(Exists(rows(model).filter(**{field: OuterRef("url")})))
        for model, field in FIELDS.items()
    )
    return reduce(or_, named)


@transaction.atomic
def use_new_address(
    *, check: LinkCheck, records: Iterable[Record], reason: str
) -> list[Record]:
    """Give records the address to which theirs was moved; return those changed.

    One that has got another address meanwhile keeps it. Raises `ValidationError`, and
    changes nothing, where another record has the new one already, which is looked at
    like any other.
    """
    changed: list[Any] = [
        record
        for record in held(records)
        if getattr(record, FIELDS[type(record)]) == check.url
    ]
    for record in changed:
        name = FIELDS[type(record)]
        field: Any = record._meta.get_field(name)
        setattr(record, name, field.clean(check.moved_to, record))
        record.validate_unique()
        record._change_reason = reason
        record.save(update_fields=[name, "updated_at"])
    return changed


def _named() -> Iterator[tuple[str, QuerySet[Any, str]]]:
    """Yield the field and the addresses of each kind of record."""
    for model, field in FIELDS.items():
        named = model.objects.exclude(**{field: ""}).order_by()
        yield field, named.values_list(field, flat=True).distinct()

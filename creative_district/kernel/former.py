"""Records by the addresses that they once had, as their history tells."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Max, Q, QuerySet

from creative_district.kernel.record import State
from creative_district.kernel.translated import codes_for

# Of records that shared a slug one after the other, those that had it last.
MOST = 20


def once_slugged(records: QuerySet, slug: str) -> Any:
    """Return the row that had this slug in any language of the portal, else None."""
    return once(
        records, reduce(or_, (Q(**{f"slug__{c}": slug}) for c in codes_for("")))
    )


def once(records: QuerySet, was: Q) -> Any:
    """Return the row of which a published version was so, the last to be so; else None.

    Two queries, and one where there never was such a row.
    """
    model: Any = records.model
    versions = model.history.filter(was, state=State.PUBLISHED)
    last = versions.values("id").annotate(last=Max("history_id")).order_by("-last")
    pks = [version["id"] for version in last[:MOST]]
    found = {row.pk: row for row in records.filter(pk__in=pks)} if pks else {}
    return next((found[pk] for pk in pks if pk in found), None)

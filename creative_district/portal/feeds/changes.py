"""What changed in a district's public record, as the history of its records tells.

Only what is public now is told of, as it stands now; of what was withdrawn, only that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import Any

from django.db.models import OuterRef, Subquery, TextChoices
from django.utils.translation import pgettext_lazy

from actions.models import Action
from creative_district.kernel.dates import PartialDate
from creative_district.kernel.record import Record, State
from creative_district.portal.addresses import KINDS, records_of
from programme.models import Programme

# How a kind's history is kept to one district.
TOLD = {
    "action": "programme",
    "document": "programme",
    "milestone": "programme",
    "news": "programme",
    "partner": "id__in",
    "thrust": "programme",
}
# No reader of the page sees these.
UNSEEN = {
    "id",
    "created_at",
    "updated_at",
    "outdated",
    "state",
    "publish_from",
    "is_featured",
    "responsible_id",
}
DATES = ("due", "start", "end")


class What(TextChoices):
    """What befell a record."""

    # Translators: “Publié”
    PUBLISHED = "published", pgettext_lazy("change of the record", "Published")
    # Translators: “Modifié”
    CHANGED = "changed", pgettext_lazy("change of the record", "Changed")
    # Translators: “Date changée”
    MOVED = "moved", pgettext_lazy("change of the record", "Date changed")
    # Translators: “Atteint”
    REACHED = "reached", pgettext_lazy("change of the record", "Reached")
    # Translators: “Annulé”
    CANCELLED = "cancelled", pgettext_lazy("change of the record", "Cancelled")
    # Translators: “Retiré”
    WITHDRAWN = "withdrawn", pgettext_lazy("change of the record", "Withdrawn")


@dataclass(frozen=True, slots=True)
class Change:
    """Something that befell a record, at a moment; the record is as it is now."""

    kind: str
    what: What
    moment: datetime
    record: Any

    @property
    def order(self) -> tuple[datetime, str, str]:
        """The latest change is the greatest."""
        return (self.moment, self.kind, self.record.key)


def changes_of(programme: Programme, *, now: datetime, most: int) -> list[Change]:
    """Return the last changes of a district, newest first.

    At most four queries for each kind of record.
    """
    found = (
        change
        for kind in TOLD
        for change in changes_of_kind(kind, programme, now=now, most=most)
    )
    return nlargest(most, found, key=lambda change: change.order)


def changes_of_kind(
    kind: str, programme: Programme, *, now: datetime, most: int
) -> Iterator[Change]:
    """Yield the last changes of records of a kind, each once."""
    model, _joined = KINDS[kind]
    pairs = versions_of(kind, programme, most=most)
    pks = {version.id for _before, version in pairs}
    records = records_of(kind).filter(pk__in=pks)
    shown = {record.pk: record for record in records.public()}
    gone = {record.pk: record for record in records.withdrawn()}
    fields = [
        field.attname
        for field in model._meta.concrete_fields
        if field.attname not in UNSEEN
    ]
    told = set()
    for before, version in pairs:
        record = shown.get(version.id) or gone.get(version.id)
        befell = what_befell(before, version, fields, now=now)
        if record is None or befell is None:
            continue
        what, moment = befell
        is_told = (version.id in shown) == (what != What.WITHDRAWN)
        if is_told and (version.id, moment) not in told:
            told.add((version.id, moment))
            yield Change(kind, what, moment, record)


def versions_of(kind: str, programme: Programme, *, most: int) -> list[tuple[Any, Any]]:
    """Return the last versions that were, or ceased to be, public.

    Each comes with the version before it, None where there was none.
    """
    model: Any = KINDS[kind][0]
    versions = model.history.model.objects
    members = programme.memberships.values("partner")
    district = {TOLD[kind]: members if kind == "partner" else programme.pk}
    earlier = versions.filter(
        id=OuterRef("id"), history_id__lt=OuterRef("history_id")
    ).order_by("-history_id")
    found = list(
        versions.filter(
            **district,
            state__in=[State.PUBLISHED, State.WITHDRAWN],
            history_type__in=["+", "~"],
        )
        .annotate(before_id=Subquery(earlier.values("history_id")[:1]))
        .order_by("-history_date", "-history_id")[: 2 * most]
    )
    before = versions.in_bulk([version.before_id for version in found])
    return [(before.get(version.before_id), version) for version in found]


def what_befell(
    before: Any, version: Any, fields: list[str], *, now: datetime
) -> tuple[What, datetime] | None:
    """Return what a version changed for the public, and when; None for nothing."""
    moment = version.history_date
    was_seen = before is not None and is_seen(before, moment)
    if not is_seen(version, moment):
        if version.state == State.WITHDRAWN:
            return (What.WITHDRAWN, moment) if was_seen else None
        is_due = version.publish_from <= now
        return (What.PUBLISHED, version.publish_from) if is_due else None
    if not was_seen:
        return What.PUBLISHED, moment
    changed = {f for f in fields if getattr(before, f) != getattr(version, f)}
    if not changed:
        return None
    return what_changed(before, version, changed), moment


def what_changed(before: Any, version: Any, changed: set[str]) -> What:
    """Return the one word for the fields that changed."""
    is_cancelled = "cancelled_on" in changed and version.cancelled_on
    if is_cancelled or (
        "completion" in changed and version.completion == Action.Completion.CANCELLED
    ):
        return What.CANCELLED
    if "reached" in changed and version.reached:
        return What.REACHED
    if any(
        is_other_day(getattr(before, name), getattr(version, name))
        for name in changed & {*DATES}
    ):
        return What.MOVED
    return What.CHANGED


def is_other_day(before: PartialDate | None, after: PartialDate | None) -> bool:
    """Whether a date was given, taken away or changed; its grade is another thing."""
    return before is None or not before.same_day_as(after)


def is_seen(version: Record, moment: datetime) -> bool:
    """Whether a version was published itself at a moment."""
    starts = version.publish_from
    return version.state == State.PUBLISHED and (starts is None or starts <= moment)

"""From touched rows to entries of the feed, and to the answers that are stored.

A touch leads to the items that tell of its row; each of them is looked at, told if its
answers are not those that were told last, and kept as it is answered now.
docs/api-sync.md: why nothing is lost.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models.functions import Now
from django.utils import timezone, translation

from creative_district.kernel import clock
from creative_district.kernel.api.reader import ALL, Reader, languages
from creative_district.kernel.api.renderers import to_json
from creative_district.kernel.api.views import RecordViewSet
from creative_district.kernel.date_field import PartialDateField
from creative_district.kernel.record import Record, State
from creative_district.portal.changes.paths import hops_of
from creative_district.portal.changes.recipe import recipe
from creative_district.portal.changes.standing import standing
from creative_district.portal.models import (
    Change,
    Edition,
    Item,
    StoredAnswer,
    Touch,
)
from creative_district.portal.resources import resources

# Touches taken and items looked at in one transaction
TOUCHES, ITEMS = 2000, 200
# The number of the lock that makes one teller wait for the other on PostgreSQL
LOCK = 0x4348_414E_4745

# How often each row was touched, by table
Touched = Mapping[str, Counter[int]]


class Answer(NamedTuple):
    """What the API answers of an item now: what is written, by language."""

    key: str
    is_listed: bool
    written: Mapping[str, bytes]
    updated_at: datetime
    next_on: date | None

    @property
    def mark(self) -> str:
        """What stands for the answers in all languages."""
        return blake2b(b"".join(self.written.values()), digest_size=16).hexdigest()


def tell(*, at_most: int | None = None) -> bool:
    """Tell what has changed until now; return whether all of it is told.

    `at_most` limits the items that are looked at, by about a transaction's worth.
    Raises `DatabaseError` where the database cannot be written.
    """
    looked = 0
    while waits():
        if at_most is not None and looked >= at_most:
            return False
        looked += _tell_some()
    return True


def waits() -> bool:
    """Whether there is something to look at; one query."""
    return not standing(today=clock.today()).is_told


def _tell_some() -> int:
    with _alone():
        _open_edition()
        touched = _taken()
        for resource, view in resources().items():
            _mark_due(resource, view, touched)
        due = list(Item.objects.filter(is_due=True).order_by("pk")[:ITEMS])
        _look(due)
    return len(due)


def _open_edition() -> None:
    """Begin another edition; other code or settings may answer otherwise of all."""
    kept = Edition.objects.select_for_update()
    edition = kept.order_by("pk").first() or Edition()
    if edition.recipe != recipe():
        _mark_all_due()
        edition.recipe = recipe()
    edition.mark = uuid4()
    edition.save()


def _mark_all_due() -> None:
    """Mark all that there is as due, and all that there was."""
    Item.objects.update(is_due=True)
    with connection.cursor() as cursor:
        for resource, view in resources().items():
            own = view().model._meta
            cursor.execute(
                "INSERT INTO portal_item (resource, record) "  # noqa: S608 - our tables' names
                f"SELECT %s, {own.pk.column} FROM {own.db_table} WHERE true "
                "ON CONFLICT (resource, record) DO NOTHING",
                [resource],
            )


@contextmanager
def _alone() -> Iterator[None]:
    """A transaction that no other teller runs beside.

    On SQLite every transaction that writes is alone from its beginning.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield


def _taken() -> Touched:
    """Take the touches, and those items whose time has come, as if touched."""
    touched: dict[str, Counter[int]] = defaultdict(Counter)
    notes = list(Touch.objects.order_by("pk")[:TOUCHES])
    Touch.objects.filter(pk__in=[note.pk for note in notes]).delete()
    kinds = {kind: _table(kind) for kind in {note.kind for note in notes}}
    for note in notes:
        touched[kinds[note.kind]][note.number] += 1
    tables = {name: view().model._meta.db_table for name, view in resources().items()}
    expired = list(
        Item.objects.filter(
            models.Q(next_at__lte=Now()) | models.Q(next_on__lte=clock.today())
        )
    )
    for item in expired:
        touched[tables[item.resource]][item.record] += 1
    Item.objects.filter(pk__in=[item.pk for item in expired]).update(
        next_at=None, next_on=None
    )
    return touched


def _table(kind: str) -> str:
    """Return the table of a touched row; empty for a content type that is gone."""
    if not kind.isdecimal():
        return kind
    found = ContentType.objects.filter(pk=int(kind)).first()
    model = found.model_class() if found else None
    return model._meta.db_table if model else ""


def _mark_due(resource: str, view: type[RecordViewSet], touched: Touched) -> None:
    """Mark as due what tells of touched rows, be it there or gone.

    What more than one touch led to is marked as unsure, be it one after the other.
    """
    model: Any = view().model
    ways = [("pk", model), *((hop.path, hop.model) for hop in hops_of(view))]
    led: list[str] = []
    params: list[Any] = []
    for path, target in ways:
        times: Mapping[int, int] = touched.get(target._meta.db_table, {})
        for often in (1, 2):
            rows = [row for row, count in times.items() if count >= often]
            if rows:
                sql, own = _led_to(model, path, rows)
                touch = f"'{target._meta.db_table}', found.led_from, {often}"
                led.append(f"SELECT found.pk, {touch} FROM ({sql}) AS found")  # noqa: S608 - from Django's queries
                params += own
    if led:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO portal_item (resource, record, is_unsure) "  # noqa: S608 - from Django's queries
                f"SELECT %s, led.pk, count(*) > 1 FROM ({' UNION '.join(led)}) AS led "
                "WHERE true GROUP BY led.pk "
                "ON CONFLICT (resource, record) DO UPDATE SET is_due = true, "
                "is_unsure = portal_item.is_unsure OR portal_item.is_due "
                "OR excluded.is_unsure",
                [resource, *params],
            )
    own_rows = list(touched.get(model._meta.db_table, {}))
    Item.objects.filter(resource=resource, record__in=own_rows).update(is_due=True)


def _led_to(model: Any, path: str, rows: list[int]) -> tuple[str, list[Any]]:
    """Return the query of what a path leads to these rows from, and from which."""
    found = model.objects.filter(**{f"{path}__in": rows}).order_by()
    led = found.annotate(led_from=models.F(path)).values("pk", "led_from")
    sql, params = led.query.sql_with_params()
    return sql, list(params)


def _look(due: Iterable[Item]) -> None:
    """Look at items, tell what has changed of them, and remember what was told."""
    by_resource: dict[str, list[Item]] = defaultdict(list)
    for item in due:
        by_resource[item.resource].append(item)
    for resource, view in resources().items():
        items = by_resource.get(resource, [])
        if items:
            _look_at(resource, view, items)


def _look_at(resource: str, view: type[RecordViewSet], items: list[Item]) -> None:
    pks = [item.record for item in items]
    # First what is planned, then what is public: what becomes so between is in both.
    planned = _planned(view().model, pks)
    answers = dict(_answers(view, pks))
    changes: list[Change] = []
    # What was written since the touches were taken may be in the answers already.
    is_later = Touch.objects.exists()
    for item in items:
        is_there, answer = item.record in planned, answers.get(item.record)
        told = list(_changes(item, answer, is_there=is_there))
        item.is_unsure = is_later and not told
        for kind, key in told:
            moment = answer.updated_at if answer else timezone.now()
            changes.append(
                Change(resource=resource, key=key, change=kind, updated_at=moment)
            )
        item.is_due = False
        item.mark = answer.mark if answer else ""
        item.key = answer.key if answer else item.key
        item.next_on = answer.next_on if answer else None
        item.next_at = planned.get(item.record)
    Change.objects.bulk_create(changes)
    _store(view().model, items, answers)
    Item.objects.filter(
        pk__in=[i.pk for i in items if i.record not in planned]
    ).delete()
    Item.objects.bulk_create(
        [item for item in items if item.record in planned],
        update_conflicts=True,
        unique_fields=["resource", "record"],
        update_fields=["is_due", "is_unsure", "mark", "key", "next_on", "next_at"],
    )


def _store(model: Any, items: list[Item], answers: Mapping[int, Answer]) -> None:
    """Keep what is answered now of items; nothing of what the public does not have."""
    kind = model._meta.model_name
    gone = [item.record for item in items if item.record not in answers]
    StoredAnswer.objects.filter(kind=kind, record__in=gone).delete()
    StoredAnswer.objects.bulk_create(
        [
            StoredAnswer(
                kind=kind,
                language=code,
                record=record,
                key=answer.key,
                is_listed=answer.is_listed,
                content=written.decode(),
            )
            for record, answer in answers.items()
            for code, written in answer.written.items()
        ],
        update_conflicts=True,
        unique_fields=["kind", "language", "record"],
        update_fields=["key", "is_listed", "content"],
    )


def _planned(model: Any, pks: Iterable[int]) -> dict[int, datetime | None]:
    """Return of each record that is there when it becomes public of itself."""
    is_planned = models.Q(state=State.PUBLISHED, publish_from__gt=Now())
    records = model.objects.filter(pk__in=pks).annotate(
        planned=models.Case(models.When(is_planned, then="publish_from"))
    )
    return dict(records.values_list("pk", "planned"))


def _changes(
    item: Item, answer: Answer | None, *, is_there: bool
) -> Iterator[tuple[Change.Kind, str]]:
    """Yield what became of an item since it was told last."""
    is_other = answer is not None and item.key != answer.key
    if item.mark and (answer is None or is_other):
        kind = (
            Change.Kind.UNPUBLISH if is_there and not is_other else Change.Kind.DELETE
        )
        yield kind, item.key
    if answer and (not item.mark or is_other):
        yield Change.Kind.CREATE, answer.key
    elif answer and (item.is_unsure or item.mark != answer.mark):
        yield Change.Kind.UPDATE, answer.key


def _answers(
    view: type[RecordViewSet], pks: Iterable[int]
) -> Iterator[tuple[int, Answer]]:
    """Yield what the public has of records, by their number."""
    today = clock.today()
    found = list(view().get_queryset().filter(pk__in=pks))
    every = view().model.objects.filter(pk__in=pks)
    unfiltered = view.filterset_class({}, every, today=today, only=())
    listed = set(unfiltered.qs.values_list("pk", flat=True))
    written: dict[int, dict[str, bytes]] = defaultdict(dict)
    for code in languages():
        for record, content in _written(view, found, code, today):
            written[record][code] = content
    for record in found:
        yield (
            record.pk,
            Answer(
                key=record.key,
                is_listed=record.pk in listed,
                written=written[record.pk],
                updated_at=record.updated_at,
                next_on=_next_day(record, today),
            ),
        )


def _written(
    view: type[RecordViewSet], records: Iterable[Record], code: str, today: date
) -> Iterator[tuple[int, bytes]]:
    """Yield the JSON of records for readers of a language, by their number."""
    reader = Reader(None if code == ALL else code, today)
    writer = view.serializer_class(
        context={"reader": reader, "fields": (), "expand": {}}
    )
    with translation.override(settings.LANGUAGE_CODE if code == ALL else code):
        for record in records:
            yield record.pk, to_json(writer.to_representation(record))


def _next_day(record: Record, today: date) -> date | None:
    """Return the next day on which what follows from a record's dates may differ."""
    days: set[date] = set()
    for field in record._meta.concrete_fields:
        value = getattr(record, field.attname)
        if value is None:
            continue
        if isinstance(field, PartialDateField):
            days |= {value.earliest, value.latest, value.latest + timedelta(days=1)}
        elif field.get_internal_type() == "DateField":
            days.add(value)
    return min((day for day in days if day > today), default=None)

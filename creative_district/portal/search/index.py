"""The index: what it has read, and bringing it up to date.

An entry remembers the `updated_at` of its record when it was read, and by which method.
Whatever is public now and has no entry like that is read before anything is looked
for, so that no writer needs to know of the index. docs/decisions/0006 says why.
"""

from collections.abc import Iterable, Iterator
from importlib.metadata import version
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from creative_district.portal.models import Entry, KnownWord
from creative_district.portal.search.asked import Asked
from creative_district.portal.search.finders import BREAK, STEM, Line, finder
from creative_district.portal.search.kinds import KINDS, public_records, texts_of
from creative_district.portal.search.words import composed, stem, words_in
from programme.models import Programme

# Another number where words are read or cut otherwise: every entry is then made anew.
METHOD = f"2, snowballstemmer {version('snowballstemmer')}"
BATCH = 200
# Shorter words are not worth a suggestion, and numbers are not mistyped words.
LEAST_KNOWN = 4


class Hit(NamedTuple):
    """A public record that has what was asked for; the lower the rank, the better."""

    kind: str
    record: int
    rank: float


def stale(programme: Programme) -> QuerySet:
    """Return kind and key of what is public now and not in the index as it is."""

    def is_stale(kind: str) -> Q:
        read = Entry.objects.filter(
            kind=kind,
            record=OuterRef("pk"),
            updated_at=OuterRef("updated_at"),
            method=METHOD,
        )
        return ~Q(Exists(read))

    return public_records(programme, is_stale)


def refresh(programme: Programme, *, at_most: int | None = None) -> bool:
    """Read what is stale of a district, at most so many records; tell whether all was.

    Raises `DatabaseError` where the database cannot be written.
    """
    found = stale(programme)
    waiting = sorted(found if at_most is None else found[: at_most + 1])
    now = waiting[:at_most]
    for start in range(0, len(now), BATCH):
        _read(now[start : start + BATCH])
    return len(now) == len(waiting)


def catch_up() -> None:
    """Read what is stale of every district."""
    for programme in Programme.objects.public():
        refresh(programme)


@transaction.atomic
def rebuild() -> int:
    """Forget the index and read all that is public; return the number of entries."""
    with connection.cursor() as cursor:
        cursor.execute(finder().clear)
    Entry.objects.all().delete()
    KnownWord.objects.all().delete()
    catch_up()
    return Entry.objects.count()


def hits(programme: Programme, asked: Asked) -> list[Hit]:
    """Return what the public of a district may see now and has all of the terms."""
    public, params = public_records(programme).query.sql_with_params()
    query = f"{finder().hits} AND (e.kind, e.record) IN ({public}) ORDER BY rank, e.id"
    with connection.cursor() as cursor:
        cursor.execute(query, [finder().expression(asked), *params])
        return [Hit(*row) for row in cursor.fetchall()]


def _read(waiting: list[tuple[str, int]]) -> None:
    """Write the entries of records, given by kind and key, in one transaction."""
    entries, tokens = [], []
    words: dict[str, str] = {}
    for name, keys in groupby(waiting, itemgetter(0)):
        kind = KINDS[name]
        pks = [pk for _name, pk in keys]
        records: Any = kind.model.objects.filter(pk__in=pks).order_by("pk")
        for record in records:
            entries.append(
                Entry(
                    kind=name,
                    record=record.pk,
                    updated_at=record.updated_at,
                    method=METHOD,
                )
            )
            titles = list(texts_of(kind.values(record, kind.titles)))
            texts = list(texts_of(kind.values(record, kind.texts)))
            tokens.append((list(_tokens(titles)), list(_tokens(texts))))
            words.update(_known_words([*titles, *texts]))
    with transaction.atomic():
        Entry.objects.bulk_create(
            entries,
            update_conflicts=True,
            unique_fields=["kind", "record"],
            update_fields=["updated_at", "method"],
        )
        lines = zip(entries, tokens, strict=True)
        with connection.cursor() as cursor:
            finder().put(cursor, [Line(entry.pk, *both) for entry, both in lines])
        KnownWord.objects.bulk_create(
            [KnownWord(folded=key, written=words[key]) for key in sorted(words)],
            ignore_conflicts=True,
        )


def _tokens(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the words of texts as they stand, then their stems, marked."""
    stems = []
    for language, text in texts:
        for word in words_in(composed(text)):
            yield word.folded
            if language:
                stems.append(f"{STEM}{stem(word.folded, language)}")
        yield BREAK
    yield from stems


def _known_words(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for _language, text in texts:
        whole = composed(text)
        for word in words_in(whole):
            if len(word.folded) >= LEAST_KNOWN and word.folded.isalpha():
                yield word.folded, whole[word.start : word.end].lower()[:64]

"""Keeping in mind which texts have not followed a change of another language.

Whoever writes texts says so with `mark_outdated`, in the same save; the marks stand in
the record's own row (`Record.outdated`) and in its history.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db import transaction

from creative_district.kernel.coverage import Behind, texts_of
from creative_district.kernel.record import Record
from creative_district.kernel.text import Text

# language → field → the language that changed, and the day
Marks = dict[str, dict[str, list[str]]]


def texts(record: Record) -> dict[str, Text]:
    """Return the texts that a record holds now."""
    return {field.name: getattr(record, field.name) for field in texts_of(type(record))}


def stored_texts(record: Record) -> dict[str, Text]:
    """Return the texts that a record's row has: 1 query; none of a new record."""
    names = [field.name for field in texts_of(type(record))]
    if not (names and record.pk):
        return {}
    rows: Any = type(record)._base_manager.filter(pk=record.pk)
    return rows.values(*names).first() or {}


def mark_outdated(record: Record, *, was: Mapping[str, Text], on: date) -> None:
    """Note what a change of a record's texts leaves behind; the caller saves it.

    `was` are the texts before. Where a language changed and another one did not, the
    other is outdated until it is changed too, or confirmed. A language that was missing
    or outdated itself only catches up: nothing is outdated by that.
    """
    marks: Marks = {}
    for name, now in texts(record).items():
        before = was.get(name, Text())
        for code, mark in _marks_of(record, name, before, now, on).items():
            marks.setdefault(code, {})[name] = mark
    record.outdated = marks


def _marks_of(
    record: Record, name: str, before: Text, now: Text, on: date
) -> dict[str, list[str]]:
    """Return the marks of one text, by language."""
    held = {
        code: names[name] for code, names in record.outdated.items() if name in names
    }
    changed = {code for code in {*before, *now} if before.get(code) != now.get(code)}
    sources = sorted(code for code in changed if code in before and code in now)
    leading = next((code for code in sources if code not in held), None)
    if len(now) < 2:
        return {}
    if leading:
        held |= {code: [leading, on.isoformat()] for code in now}
    return {code: held[code] for code in now if code in held and code not in changed}


def confirm(record: Record, language: str, names: Iterable[str]) -> None:
    """Take texts of a language as right as they stand; the caller saves it."""
    kept = {
        name: mark
        for name, mark in record.outdated.get(language, {}).items()
        if name not in {*names}
    }
    others = {code: held for code, held in record.outdated.items() if code != language}
    record.outdated = {**others, language: kept} if kept else others


@transaction.atomic
def translate(
    *,
    record: Any,
    language: str,
    words: Mapping[str, str],
    confirmed: Iterable[str] = (),
    behind: Mapping[str, Behind] = MappingProxyType({}),
    reason: str = "",
) -> bool:
    """Write translations by field, and take others as right; say if that changed any.

    A translation follows the other languages: it outdates none of them. Those of which
    it is known that they follow an older text are `behind` from the beginning.
    """
    before, marks = texts(record), record.outdated
    for name, said in words.items():
        setattr(record, name, Text({**before[name], language: said}))
    changed = [name for name in words if getattr(record, name) != before[name]]
    confirm(record, language, {*changed, *confirmed})
    for name, (source, day) in behind.items():
        held = record.outdated.get(language, {})
        mark = {**held, name: [source, day.isoformat()]}
        record.outdated = {**record.outdated, language: mark}
    if not changed and record.outdated == marks:
        return False
    if reason:
        record._change_reason = reason
    record.save(update_fields=[*changed, "outdated", "updated_at"])
    return True

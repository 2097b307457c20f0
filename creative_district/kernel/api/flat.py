"""Items as rows of a table: one column for each flat value, in the reader's language.

The columns follow from the serializer alone, so that a list without items has them too:
a code is followed by its label, a date by what is known of it, a related item stands by
id and name, several of them with `BETWEEN`; what repeats within an item is JSON.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from django.utils import translation
from drf_spectacular.drainage import get_override
from rest_framework import serializers

from creative_district.kernel.api.fields import DateField, ReferenceField, TextField
from creative_district.kernel.api.renderers import to_json
from creative_district.kernel.dates import Confidence, Precision, Status
from creative_district.kernel.exchange.table import Cell

BETWEEN = "; "
# What of a date stands in its columns; codes with their labels.
OF_A_DATE: dict[str, Any] = {
    "value": None,
    "precision": Precision.choices,
    "earliest": None,
    "latest": None,
    "status": Status.choices,
    "confidence": Confidence.choices,
}
# Texts in languages that the portal does not speak.
OTHER = "other"

Codes = Sequence[str]


class Part(NamedTuple):
    """Columns beside each other, and what fills them from one value."""

    columns: list[str]
    cells: Callable[[Any], list[Cell]]


class Table:
    """The columns of the items that a serializer writes.

    `languages` are those that texts come in side by side; none: one text, in the active
    language.
    """

    def __init__(
        self, serializer: serializers.Serializer, languages: Codes = ()
    ) -> None:
        self.parts = {
            name: part_of(name, field, languages)
            for name, field in serializer.fields.items()
        }

    @property
    def columns(self) -> list[str]:
        """Return what heads the columns."""
        return [name for part in self.parts.values() for name in part.columns]

    def row(self, item: Mapping[str, Any]) -> list[Cell]:
        """Return the cells of an item, as the serializer wrote it."""
        row: list[Cell] = []
        for name, part in self.parts.items():
            row += part.cells(item.get(name))
        return row


def part_of(name: str, field: Any, languages: Codes) -> Part:
    """Return the columns of a field."""
    match field:
        case DateField():
            return date_part(name, languages)
        case TextField():
            return text_part(name, languages)
        case ReferenceField():
            return reference_part(name, field, languages)
        case serializers.ManyRelatedField():
            return references_part(name, languages)
        case serializers.ListField():
            return Part([name], lambda value: [BETWEEN.join(value or ()) or None])
    if choices := choices_of(field):
        return code_part(name, choices, languages)
    return Part([name], lambda value: [plain(value)])


def choices_of(field: Any) -> Sequence[tuple[str, Any]]:
    """Return the codes that a field can hold, with their labels; none: any value."""
    if isinstance(field, serializers.SerializerMethodField):
        method = getattr(field.parent, str(field.method_name))
        field = get_override(method, "field")
    if isinstance(field, serializers.ChoiceField):
        return list(field.choices.items())
    return ()


def text_part(name: str, languages: Codes) -> Part:
    """Return the column of a text, or one for each language and one for all others."""
    if not languages:
        return Part([name], lambda value: [value])
    columns = [f"{name}_{code}" for code in (*languages, OTHER)]
    return Part(columns, partial(told, languages))


def told(languages: Codes, value: Any) -> list[Cell]:
    """Return a text in each language; a name that has none is the same in all."""
    if not isinstance(value, Mapping):
        return [*(value for _code in languages), None]
    others = [f"{code}: {text}" for code, text in value.items()]
    strange = [text for text in others if text.partition(":")[0] not in languages]
    return [*(value.get(code) for code in languages), BETWEEN.join(strange) or None]


def code_part(name: str, choices: Iterable[tuple[str, Any]], languages: Codes) -> Part:
    """Return the columns of a code and of its label, in each language asked for."""
    labels: list[dict[str, str]] = []
    for language in languages or [translation.get_language()]:
        with translation.override(language):
            labels.append({code: str(label) for code, label in choices})
    heads = [f"{name}_label_{code}" for code in languages] or [f"{name}_label"]
    return Part(
        [name, *heads],
        lambda value: [value, *(known.get(value) for known in labels)],
    )


def date_part(name: str, languages: Codes) -> Part:
    """Return the columns of a date."""
    parts = {
        key: code_part(f"{name}_{key}", choices, languages)
        if choices
        else Part([f"{name}_{key}"], lambda value: [plain(value)])
        for key, choices in OF_A_DATE.items()
    }
    columns = [column for part in parts.values() for column in part.columns]
    nothing: list[Cell] = [None] * len(columns)

    def cells(value: Any) -> list[Cell]:
        if value is None:
            return nothing
        return [cell for key, part in parts.items() for cell in part.cells(value[key])]

    return Part(columns, cells)


def reference_part(name: str, field: ReferenceField, languages: Codes) -> Part:
    """Return the columns of a related item: id and name, or all that it states."""
    names = text_part(f"{name}_name", languages)
    whole: Any = field.whole
    parts = {
        key: part_of(f"{name}_{key}", each, languages)
        for key, each in (whole.fields.items() if whole else ())
        if key not in {"id", "name"}
    }
    columns = [f"{name}_id", *names.columns]
    columns += [column for part in parts.values() for column in part.columns]

    def cells(value: Any) -> list[Cell]:
        item = value or {}
        found = [item.get("id"), *names.cells(item.get("name"))]
        for key, part in parts.items():
            found += part.cells(item.get(key))
        return found

    return Part(columns, cells)


def references_part(name: str, languages: Codes) -> Part:
    """Return the columns of several related items: their ids, and their names."""
    names = text_part(f"{name}_name", languages)

    def cells(value: Any) -> list[Cell]:
        items = value or []
        rows = [names.cells(item["name"]) for item in items]
        ids = BETWEEN.join(item["id"] for item in items)
        columns = zip(*rows, strict=True) if rows else ((),) * len(names.columns)
        return [ids or None, *(joined(column) for column in columns)]

    return Part([f"{name}_id", *names.columns], cells)


def joined(names: Sequence[Cell]) -> str | None:
    """Return names in one cell; empty where there are none."""
    return BETWEEN.join(str(name or "") for name in names) if any(names) else None


def plain(value: Any) -> Cell:
    """Return a single value, or JSON of what repeats within an item."""
    match value:
        case bool():
            return "true" if value else "false"
        case None | int() | float() | str():
            return value
        case list() | dict():
            return to_json(by_id(value)).decode() if value else None
        case _:
            return str(value)


def by_id(value: Any) -> Any:
    """Return what repeats within an item, related items by their ids alone."""
    match value:
        case {"id": key, "name": _, "url": _}:
            return key
        case dict():
            return {name: by_id(each) for name, each in value.items()}
        case list():
            return [by_id(each) for each in value]
        case _:
            return value

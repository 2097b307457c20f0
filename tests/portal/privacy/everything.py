"""The whole database, read as text."""

from collections.abc import Iterator
from typing import Any

from django.db import connection


def rows_with(*words: str) -> list[str]:
    """Return the tables of which a row holds one of the words, a line for each row."""
    wanted = [word.casefold() for word in words]
    return [
        f"{table}: {text}"
        for table, text in texts()
        if any(word in text.casefold() for word in wanted)
    ]


def texts() -> Iterator[tuple[str, str]]:
    """Yield each row of each table, its values one after the other."""
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 - our own tables
            for row in cursor.fetchall():
                yield table, " | ".join(map(plain, row))


def plain(value: Any) -> str:
    """Return a value as text; of bytes, what can be read of them."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode(errors="replace")
    return str(value)

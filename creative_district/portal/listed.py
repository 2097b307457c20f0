"""What is stored, by the plain queries that are asked most.

They stand here as the database gets them: to put such a query together from its parts
takes longer than to answer it.
"""

from typing import Any, NamedTuple

import orjson
from django.db import connection

from creative_district.kernel.api.pagination import Cursor

OF_KIND = """
SELECT record, content FROM portal_storedanswer WHERE kind = %s AND language = %s
"""
AFTER = f"{OF_KIND} AND is_listed AND record > %s ORDER BY record LIMIT %s"
BEFORE = f"{OF_KIND} AND is_listed AND record < %s ORDER BY record DESC LIMIT %s"
NAMED = f"{OF_KIND} AND key = %s"


class Row(NamedTuple):
    """A stored answer: of which record, and what is answered, as JSON."""

    pk: int
    content: str


class Listed(NamedTuple):
    """A list that nobody filters, as one reader asks for it.

    `kind` is that of its records, `language` a language or `all`; `path` is its
    address without parameters, `size` how many items a page has.
    """

    kind: str
    language: str
    path: str
    size: int

    def rows(self, cursor: Cursor, most: int) -> list[Row]:
        """Return rows as `page_at` takes them."""
        asked = AFTER if cursor.is_forward else BEFORE
        return rows_of(self.kind, self.language, asked, cursor.position, most)


def rows_of(kind: str, language: str, query: str, *params: Any) -> list[Row]:
    """Return what a query finds of a kind of record in a language."""
    with connection.cursor() as cursor:
        cursor.execute(query, [kind, language, *params])
        return list(map(Row._make, cursor.fetchall()))


def written(row: Any) -> orjson.Fragment:
    """Return a stored answer as JSON that is written already."""
    return orjson.Fragment(row.content)

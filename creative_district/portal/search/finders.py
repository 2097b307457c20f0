"""The database's own full text index: FTS5 on SQLite, tsvector on PostgreSQL.

Both keep the same tokens, a title's and a text's apart: words as they stand, so that
phrases and beginnings can be found, then their stems, marked. No text is ever parsed by
the database: tokens are letters and digits, quoted. The migration makes the tables.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from django.db import connection

from creative_district.portal.search.asked import Asked, Term

STEM = "="
BREAK = "¶"  # no phrase reaches across


class Line(NamedTuple):
    """What the index keeps of an entry, by the entry's primary key."""

    entry: int
    title: Sequence[str]
    text: Sequence[str]


class Finder(Protocol):
    """The index of one database.

    `hits` asks for kind, record and rank (the lower the better) of the entries that an
    expression finds, which are called `e`; `clear` forgets all tokens.
    """

    clear: str
    hits: str

    def put(self, cursor: Any, lines: Iterable[Line]) -> None:
        """Write lines, in the place of earlier ones."""

    def expression(self, asked: Asked) -> str:
        """Return what is asked for, in the database's language."""


class Fts5:
    """SQLite."""

    clear = "DELETE FROM portal_entry_tokens"
    hits = (
        "SELECT e.kind, e.record, bm25(portal_entry_tokens, 8.0, 1.0) AS rank "
        "FROM portal_entry_tokens "
        "JOIN portal_entry e ON e.id = portal_entry_tokens.rowid "
        "WHERE portal_entry_tokens MATCH %s"
    )

    def put(self, cursor: Any, lines: Iterable[Line]) -> None:
        cursor.executemany(
            "INSERT OR REPLACE INTO portal_entry_tokens (rowid, title, text) "
            "VALUES (%s, %s, %s)",
            [(line.entry, " ".join(line.title), " ".join(line.text)) for line in lines],
        )

    def expression(self, asked: Asked) -> str:
        return " AND ".join(f"({self._term(term)})" for term in asked.terms)

    def _term(self, term: Term) -> str:
        forms = [f'"{STEM}{stem}"' for stem in sorted(term.stems)]
        words = " ".join(term.words)
        return " OR ".join([f'"{words}"{" *" if term.is_beginning else ""}', *forms])


class TsVector:
    """PostgreSQL."""

    clear = "UPDATE portal_entry SET tokens = NULL"
    hits = (
        "SELECT e.kind, e.record, "
        "-ts_rank('{0, 0, 0.125, 1}', e.tokens, asked) AS rank "
        "FROM portal_entry e, CAST(%s AS tsquery) asked WHERE e.tokens @@ asked"
    )

    def put(self, cursor: Any, lines: Iterable[Line]) -> None:
        cursor.executemany(
            "UPDATE portal_entry SET tokens = CAST(%s AS tsvector) WHERE id = %s",
            [(self._vector(line), line.entry) for line in lines],
        )

    def _vector(self, line: Line) -> str:
        tokens = [(token, "A") for token in line.title]
        tokens += [(token, "B") for token in (BREAK, *line.text)]
        return " ".join(
            f"'{token}':{position}{weight}"
            for position, (token, weight) in enumerate(tokens, start=1)
            if token != BREAK
        )

    def expression(self, asked: Asked) -> str:
        return " & ".join(f"({self._term(term)})" for term in asked.terms)

    def _term(self, term: Term) -> str:
        forms = [f"'{STEM}{stem}'" for stem in sorted(term.stems)]
        words = " <-> ".join(f"'{word}'" for word in term.words)
        return " | ".join([f"{words}{':*' if term.is_beginning else ''}", *forms])


FINDERS: dict[str, Finder] = {"sqlite": Fts5(), "postgresql": TsVector()}


def finder() -> Finder:
    """Return the index of the database in use."""
    return FINDERS[connection.vendor]

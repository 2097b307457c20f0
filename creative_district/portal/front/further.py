"""Further pages of a list that Django has answered, made of what is stored.

Who walks through a list asks the same question again and again with another cursor. So
the answers have the same headers but for the links, and Django need not read the
question anew. Whatever is not plainly that question is left to Django.
"""

import re
from typing import NamedTuple

from creative_district.kernel.api.pagination import (
    BEGINNING,
    Cursor,
    linked,
    page_at,
)
from creative_district.kernel.api.renderers import to_json
from creative_district.portal.front.kept import Kept
from creative_district.portal.listed import Listed, written
from creative_district.portal.validators import tag_of

# A query string in which nothing is encoded, so that it means what it looks like
PLAIN = re.compile(r"[-\w=&.,]{0,500}", re.ASCII)
CURSOR = "cursor="


class Question(NamedTuple):
    """What a query string asks for, apart from where the page begins, and that."""

    rest: str
    cursor: Cursor | None


class Known(NamedTuple):
    """A list, and a page of it as Django answered it, without its body.

    `before` and `after` are the address of each page, but for its cursor.
    """

    listed: Listed
    answer: Kept
    before: str
    after: str

    @classmethod
    def of(cls, listed: Listed, question: Question, answer: Kept) -> "Known":
        """Know a list by what Django answered to a question."""
        address = f"{listed.path}?{question.rest}"
        beginning = linked(address, BEGINNING)
        before, _cursor, after = beginning.partition(f"{CURSOR}{BEGINNING}")
        return cls(listed, answer._replace(body=b""), before, after)

    def link(self, cursor: Cursor) -> str:
        """Return the address of a page."""
        return f"{self.before}{CURSOR}{cursor}{self.after}"


class Further(NamedTuple):
    """A page that is asked for of a list that is known.

    `names` are the headers by which its answers vary, as WSGI has them.
    """

    known: Known
    question: Question
    names: tuple[str, ...]

    def page(self) -> Kept:
        """Return the page; raise `DatabaseError` where the database cannot be read."""
        known, answer = self.known, self.known.answer
        size, rows = known.listed.size, known.listed.rows
        page = page_at(self.question.cursor, size, rows, known.link)
        body = to_json(page.body([written(row) for row in page.rows]))
        headers = [each for each in answer.headers if each[0] != "Link"]
        if page.link:
            headers.append(("Link", page.link))
        return answer._replace(headers=headers, etag=tag_of(body), body=body)


def question_of(query: str) -> Question | None:
    """Return what a query string asks for; None where Django has to read it."""
    if not PLAIN.fullmatch(query):
        return None
    parts = query.split("&")
    begun = [part for part in parts if part.startswith(CURSOR)]
    if not begun:
        return Question(query, None)
    cursor = Cursor.parse(begun[0].removeprefix(CURSOR))
    if cursor is None or len(begun) > 1:
        return None
    rest = "&".join(part for part in parts if part not in begun)
    return Question(rest, cursor)

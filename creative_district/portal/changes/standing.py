"""How far what was written has been told: what readers may rely on meanwhile."""

from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db import connection
from django.utils.timezone import is_aware

from creative_district.kernel.record import Record, State
from creative_district.portal.changes.bookmarks import Bookmark
from creative_district.portal.changes.pages import PAGES_READ
from creative_district.portal.changes.recipe import recipe

# The database's clock decides what is public, so it says what is due as well.
NOW = {
    "postgresql": "STATEMENT_TIMESTAMP()",
    "sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')",
}
APPEARED = " UNION ALL ".join(
    f"SELECT max(publish_from) AS moment FROM {model._meta.db_table} "  # noqa: S608 - our tables' names
    f"WHERE state = '{State.PUBLISHED}' AND publish_from <= {{now}}"
    for model in PAGES_READ
    if issubclass(model, Record)
)
QUERY = f"""
SELECT
  (SELECT mark FROM portal_edition),
  (SELECT recipe FROM portal_edition),
  (SELECT max(id) FROM portal_change),
  (SELECT told_at FROM portal_change ORDER BY id DESC LIMIT 1),
  (SELECT max(moment) FROM ({APPEARED}) AS appeared),
  EXISTS (SELECT 1 FROM portal_touch)
    OR EXISTS (SELECT 1 FROM portal_item WHERE is_due)
    OR EXISTS (SELECT 1 FROM portal_item WHERE next_at <= {{now}})
    OR EXISTS (SELECT 1 FROM portal_item WHERE next_on <= %s)
"""  # noqa: S608 - as above, and the clock's name


class Standing(NamedTuple):
    """Where the feed of changes stands.

    `edition` is another one as soon as anything has been told, `newest` the end of the
    feed. `recipe` is what stored answers were made with. `appeared` is another one once
    something that only pages tell has become public by its schedule.
    """

    edition: str
    recipe: str
    newest: Bookmark
    appeared: str
    waits: bool

    @property
    def is_told(self) -> bool:
        """Whether all is told, so that stored answers are those that would be made."""
        return not self.waits and self.recipe == recipe()


def standing(*, today: date) -> Standing:
    """Return where the feed stands; one query.

    `today` is the programme's day. Raises `DatabaseError` where the database cannot be
    read.
    """
    with connection.cursor() as cursor:
        cursor.execute(QUERY.format(now=NOW[connection.vendor]), [today])
        edition, recipe, number, told_at, appeared, waits = cursor.fetchone()
    return Standing(
        edition=str(edition),
        recipe=recipe or "",
        newest=Bookmark.of(number, in_utc(told_at)) if number else Bookmark(),
        appeared=str(appeared),
        waits=bool(waits),
    )


def in_utc(moment: datetime) -> datetime:
    """Return a moment with its zone, which SQLite leaves out."""
    return moment if is_aware(moment) else moment.replace(tzinfo=UTC)

"""How far what was written has been told: what readers may rely on meanwhile."""

from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from creative_district.portal.changes.recipe import recipe

QUERY = """
SELECT
  (SELECT mark FROM portal_edition),
  (SELECT recipe FROM portal_edition),
  (SELECT max(id) FROM portal_change),
  EXISTS (SELECT 1 FROM portal_touch)
    OR EXISTS (SELECT 1 FROM portal_item WHERE is_due)
    OR EXISTS (SELECT 1 FROM portal_item WHERE next_at <= %s)
    OR EXISTS (SELECT 1 FROM portal_item WHERE next_on <= %s)
"""


class Standing(NamedTuple):
    """Where the feed of changes stands.

    `edition` is another one as soon as anything has been told, `newest` the number of
    the feed's last entry (0: it has none). `recipe` is what stored answers were made
    with.
    """

    edition: str
    recipe: str
    newest: int
    waits: bool

    @property
    def is_told(self) -> bool:
        """Whether all is told, so that stored answers are those that would be made."""
        return not self.waits and self.recipe == recipe()


def standing(*, now: datetime, today: date) -> Standing:
    """Return where the feed stands; one query.

    `now` is the real moment, `today` the programme's day. Raises `DatabaseError` where
    the database cannot be read.
    """
    with connection.cursor() as cursor:
        cursor.execute(QUERY, [now, today])
        edition, recipe, newest, waits = cursor.fetchone()
    return Standing(str(edition), recipe or "", newest or 0, bool(waits))

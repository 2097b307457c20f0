"""How far a follower has read the feed: to which entry, and when that was told.

The moment tells it from another entry of the same number: once a backup is put back,
numbers are given out again.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Self

from django.conf import settings
from django.urls import reverse

from creative_district.kernel.api.pagination import StableCursorPagination
from creative_district.portal.models import Change

BOOKMARK = "a0|a([1-9][0-9]{0,17})-([0-9]{1,18})"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Bookmark(NamedTuple):
    """The number of the entry that was read last, and its moment; 0: none was.

    The moment is in milliseconds since 1970.
    """

    number: int = 0
    moment: int = 0

    def __str__(self) -> str:
        return f"a{self.number}-{self.moment}" if self.number else "a0"

    @classmethod
    def parse(cls, written: str) -> Self | None:
        """Read a bookmark; None when it is malformed."""
        found = re.fullmatch(BOOKMARK, written)
        return found and cls(*(int(part) for part in found.groups(default=0)))

    @classmethod
    def at(cls, entry: Change | None) -> Self:
        """Return the bookmark of who has read up to an entry; None: nothing."""
        return cls.of(entry.pk, entry.told_at) if entry else cls()

    @classmethod
    def of(cls, number: int, told_at: datetime) -> Self:
        """Return the bookmark at the entry of this number, which was told then."""
        return cls(number, (told_at - EPOCH) // timedelta(milliseconds=1))


def address_after(entry: Change | None) -> str:
    """Return where the feed goes on after an entry; None: where it begins."""
    return f"{settings.SITE_URL}{reverse('api:changes')}?cursor={Bookmark.at(entry)}"


class FeedPagination(StableCursorPagination):
    """Pages of the feed: a cursor is a bookmark."""

    cursor = Bookmark

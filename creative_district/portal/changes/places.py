"""Where a follower is in the feed: which entry was read last, and when it was told.

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

PLACE = "a0|a([1-9][0-9]{0,17})-([0-9]{1,18})"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Place(NamedTuple):
    """The number of an entry, and its moment in milliseconds since 1970; or neither."""

    number: int = 0
    told: int = 0

    def __str__(self) -> str:
        return f"a{self.number}-{self.told}" if self.number else "a0"

    @classmethod
    def parse(cls, written: str) -> Self | None:
        """Read a place; None when it is malformed."""
        found = re.fullmatch(PLACE, written)
        return found and cls(*(int(part) for part in found.groups(default=0)))

    @classmethod
    def of(cls, entry: Change | None) -> Self:
        """Return the place after an entry; None: the beginning."""
        return cls.after(entry.pk, entry.told_at) if entry else cls()

    @classmethod
    def after(cls, number: int, told_at: datetime) -> Self:
        """Return the place after the entry of this number, which was told then."""
        return cls(number, (told_at - EPOCH) // timedelta(milliseconds=1))


def address_after(entry: Change | None) -> str:
    """Return where the feed goes on after an entry; None: where it begins."""
    return f"{settings.SITE_URL}{reverse('api:changes')}?cursor={Place.of(entry)}"


class Places(StableCursorPagination):
    """Pages of the feed: a cursor is a place in it."""

    cursor = Place

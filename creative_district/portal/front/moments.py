"""Of which moment an answer is: as long as that lasts, another would be the same."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from creative_district.kernel import clock
from creative_district.portal.changes.standing import standing
from creative_district.portal.dump import archive

# For so many seconds nobody asks the database whether anything has changed: no answer
# is older than that, and the feed of changes tells nothing that is younger.
FRESH_FOR = 1.0 if settings.KEPT_ANSWERS_MEGABYTES else 0.0
# Days begin at a quarter of an hour in every time zone.
QUARTER = 15 * 60

logger = logging.getLogger(__name__)


class Moment(NamedTuple):
    """What public answers are made of, apart from what they were asked for.

    `edition` and `appeared`: see `changes.standing`. `unsettled` is the real moment
    while something waits to be told: what is made then lasts until the next look.
    `has_stored`: the answers that the teller stored are those that would be made.
    """

    edition: str
    appeared: str
    quarter: int
    dump: str
    unsettled: datetime | None
    has_stored: bool


def look() -> Moment:
    """Return the moment that it is; one query, two where the clock is shifted.

    Raises `django.db.Error` where the database cannot be read.
    """
    if not connection.in_atomic_block:
        # As at the beginning of a request: it may have been kept for too long.
        connection.close_if_unusable_or_obsolete()
    now, shown = timezone.now(), clock.now()
    stands = standing(today=clock.today())
    dump = archive.latest()
    return Moment(
        edition=stands.edition,
        appeared=stands.appeared,
        quarter=int(shown.timestamp() // QUARTER),
        dump=dump.digest if dump else "",
        unsettled=now if stands.waits else None,
        has_stored=stands.is_told,
    )


class Moments:
    """The present moment, looked at again after so many seconds."""

    def __init__(
        self, look: Callable[[], Moment] = look, fresh_for: float = FRESH_FOR
    ) -> None:
        self.look = look
        self.fresh_for = fresh_for
        self.lock = Lock()
        self.until = 0.0
        self.moment: Moment | None = None

    def now(self) -> Moment | None:
        """Return the moment; None where the database does not tell."""
        if time.monotonic() >= self.until:
            with self.lock:
                if time.monotonic() >= self.until:
                    self.refresh()
        return self.moment

    def refresh(self) -> None:
        """Look again; what is seen counts from before the look."""
        begun = time.monotonic()
        try:
            self.moment = self.look()
        except Error as error:
            self.moment = None
            logger.warning("Answers are not kept: %s", error)
        self.until = begun + self.fresh_for

    def forget(self) -> None:
        """Look again when asked next: something may just have been written.

        A look that is under way may have begun before that.
        """
        with self.lock:
            self.until = 0.0


# Of this process
present = Moments()

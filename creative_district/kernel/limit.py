"""How often something may be asked for, counted for all processes together.

The count is in Redis, where there is one. Each process counts in its own memory where
there is none, and while Redis does not answer: a limit is never why something fails.
"""

import logging
import time
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.core.cache import cache, caches
from redis.exceptions import RedisError

# For how long Redis is not asked once it did not answer
REST = 10
RESTING = "counts-rest"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Quota:
    """What somebody may ask for in this span of time, and what they have.

    `most` requests every `seconds`; `count` of them are made, this one included; the
    next span begins in `reset` seconds.
    """

    most: int
    seconds: int
    count: int
    reset: int

    @property
    def left(self) -> int:
        """How many more are answered in this span."""
        return max(self.most - self.count, 0)

    @property
    def wait(self) -> int:
        """In how many seconds this request would be answered; 0: now."""
        return self.reset if self.count > self.most else 0


def take(what: str, who: str, *, most: int, seconds: int) -> Quota:
    """Count one more, and return what that leaves."""
    span, gone = divmod(int(time.time()), seconds)
    key = f"{what}:{span}:{blake2b(who.encode()).hexdigest()}"
    return Quota(most, seconds, counted(key, seconds), seconds - gone)


def wait(what: str, who: str, *, most: int, seconds: int) -> int:
    """Count one more; return in how many seconds the next is answered, 0 for now."""
    return take(what, who, most=most, seconds=seconds).wait


def counted(key: str, seconds: int) -> int:
    """Count one more under a key, which is kept for some seconds; return the count."""
    own = caches["own"]
    if not own.get(RESTING):
        try:
            return increased(cache, key, seconds)
        except RedisError as error:
            own.set(RESTING, value=True, timeout=REST)
            logger.warning("Each process counts requests by itself: %s", error)
    return increased(own, key, seconds)


def increased(store: Any, key: str, seconds: int) -> int:
    """Add one to a number in a store, which begins with 1; return it."""
    try:
        count: int = store.incr(key)
    except ValueError:  # there is none yet
        return 1 if store.add(key, 1, seconds) else increased_again(store, key)
    return count


def increased_again(store: Any, key: str) -> int:
    """Add one to a number that somebody else has just begun."""
    try:
        count: int = store.incr(key)
    except ValueError:  # the memory was full, and gave it up
        return 0
    return count

"""How often something may be asked for, counted for all processes together.

The count is in Redis, where there is one. A process tells it a fiftieth of a limit at a
time, or what it has after a second, so that large limits cost next to nothing, and none
is overstepped by more than that; small ones are counted one by one. Each process counts
in its own memory where there is no Redis, and while it does not answer: a limit is
never why something fails.
"""

import logging
import time
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from threading import Lock
from typing import Any

from cachetools import LRUCache
from django.core.cache import cache, caches
from redis.exceptions import RedisError

# For how long Redis is not asked once it did not answer
REST = 10
RESTING = "counts-rest"
# How much of a limit a process counts by itself, and for how many seconds, before it
# tells the others
PART, PAUSE = 50, 1.0
# Of how many askers a process remembers that at once
ASKERS = 10_000
# Of how many it remembers by what name they are counted
RECENT = 1_000

tallies: LRUCache[str, "Tally"] = LRUCache(ASKERS)
lock = Lock()

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


@dataclass(slots=True)
class Tally:
    """What a process knows of a count: that of all when it told, and its own since."""

    told: int
    own: int
    told_at: float


def take(what: str, who: str, *, most: int, seconds: int) -> Quota:
    """Count one more, and return what that leaves."""
    span, gone = divmod(int(time.time()), seconds)
    key = f"{what}:{span}:{hidden(who)}"
    batch = most // PART
    count = tallied(key, batch, seconds) if batch > 1 else counted(key, seconds, 1)
    return Quota(most, seconds, count, seconds - gone)


@lru_cache(RECENT)
def hidden(who: str) -> str:
    """Return what stands for somebody where requests are counted."""
    return blake2b(who.encode()).hexdigest()


def tallied(key: str, batch: int, seconds: int) -> int:
    """Count one more under a key, and tell the others if it is time."""
    now = time.monotonic()
    with lock:
        tally = tallies.get(key)
        if tally is None:
            tally = tallies[key] = Tally(0, 0, now - PAUSE)
        tally.own += 1
        if tally.own < batch and now - tally.told_at < PAUSE:
            return tally.told + tally.own
        more, tally.own, tally.told_at = tally.own, 0, now
    told = counted(key, seconds, more)
    with lock:
        tally.told = max(tally.told, told)
        return tally.told + tally.own


def wait(what: str, who: str, *, most: int, seconds: int) -> int:
    """Count one more; return in how many seconds the next is answered, 0 for now."""
    return take(what, who, most=most, seconds=seconds).wait


def counted(key: str, seconds: int, more: int) -> int:
    """Count so many under a key, which is kept for some seconds; return the count."""
    own = caches["own"]
    if not own.get(RESTING):
        try:
            return increased(cache, key, seconds, more)
        except RedisError as error:
            own.set(RESTING, value=True, timeout=REST)
            logger.warning("Each process counts requests by itself: %s", error)
    return increased(own, key, seconds, more)


def increased(store: Any, key: str, seconds: int, more: int) -> int:
    """Add to a number in a store, which begins with 0; return it."""
    try:
        count: int = store.incr(key, more)
    except ValueError:  # there is none yet
        if store.add(key, more, seconds):
            return more
        return increased_again(store, key, more)
    return count


def increased_again(store: Any, key: str, more: int) -> int:
    """Add to a number that somebody else has just begun."""
    try:
        count: int = store.incr(key, more)
    except ValueError:  # the memory was full, and gave it up
        return 0
    return count

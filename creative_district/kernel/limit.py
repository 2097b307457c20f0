"""How often something may be asked for: counted by each process, in its own memory.

Nothing else has to answer for that.
"""

import time
from hashlib import blake2b

from django.core.cache import cache


def wait(what: str, who: str, *, most: int, seconds: int) -> int:
    """Count one more; return in how many seconds the next is answered, 0 for now."""
    span, gone = divmod(int(time.time()), seconds)
    key = f"{what}:{span}:{blake2b(who.encode()).hexdigest()}"
    cache.add(key, 0, seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # the memory was full, and gave it up
        return 0
    return seconds - gone if count > most else 0

"""How often one address may search: the dearest page is there for everybody.

Each process counts by itself, in its own memory, so that nothing else has to answer.
"""

import time
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

MINUTE = 60
# One household or office has so many bits of an IPv6 address in common.
SHARED_BITS = 64


def wait(request: HttpRequest) -> int:
    """Count a search; return in how many seconds the next is answered, 0 for now.

    `SEARCHES_PER_MINUTE` are; 0 sets no limit. Whose address is not known is not held
    to any.
    """
    who = settings.SEARCHES_PER_MINUTE and client(request)
    if not who:
        return 0
    minute, gone = divmod(int(time.time()), MINUTE)
    key = f"searches:{minute}:{who}"
    cache.add(key, 0, MINUTE)
    try:
        count = cache.incr(key)
    except ValueError:  # the memory was full, and gave it up
        return 0
    return MINUTE - gone if count > settings.SEARCHES_PER_MINUTE else 0


def client(request: HttpRequest) -> str:
    """Return who asks: the last address that is no trusted proxy's, "" for none.

    Every proxy adds the address that it was asked from; what stands before that of an
    untrusted one may be made up.
    """
    trusted = [ip_network(each) for each in settings.TRUSTED_PROXIES]
    named = request.headers.get("X-Forwarded-For", "").split(",")
    for hop in (request.META.get("REMOTE_ADDR", ""), *reversed(named)):
        try:
            address = ip_address(hop.strip())
        except ValueError:
            return ""
        # A socket for both kinds of address writes IPv4 so: ::ffff:192.0.2.1
        address = getattr(address, "ipv4_mapped", None) or address
        if not any(address in network for network in trusted):
            if isinstance(address, IPv6Address):
                return str(ip_network((address, SHARED_BITS), strict=False))
            return str(address)
    return ""

"""Who asks: the address that counts, behind proxies that are trusted."""

from collections.abc import Mapping
from functools import cache, lru_cache
from ipaddress import (
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Any

from django.conf import settings
from django.http import HttpRequest

# One household or office has so many bits of an IPv6 address in common.
SHARED_BITS = 64
# Of how many addresses a process remembers whom they stand for
KNOWN = 1000


def client(request: HttpRequest) -> str:
    """Return who asks: the last address that is no trusted proxy's, "" for none."""
    return client_of(request.META)


def client_of(meta: Mapping[str, Any]) -> str:
    """Return who asks, by what WSGI says of the request.

    Every proxy adds the address that it was asked from; what stands before that of an
    untrusted one may be made up.
    """
    proxies = tuple(settings.TRUSTED_PROXIES)
    named = meta.get("HTTP_X_FORWARDED_FOR")
    hops = reversed(named.split(",")) if named else ()
    for hop in (meta.get("REMOTE_ADDR", ""), *hops):
        try:
            who = who_is_at(hop.strip(), proxies)
        except ValueError:
            return ""
        if who:
            return who
    return ""


@lru_cache(KNOWN)
def who_is_at(hop: str, proxies: tuple[str, ...]) -> str:
    """Return whom an address stands for, "" for a trusted proxy.

    Raises `ValueError` for what is no address.
    """
    address = ip_address(hop)
    # A socket for both kinds of address writes IPv4 so: ::ffff:192.0.2.1
    address = getattr(address, "ipv4_mapped", None) or address
    if any(address in network for network in networks(proxies)):
        return ""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, SHARED_BITS), strict=False))
    return str(address)


@cache
def networks(written: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    """Return networks by what is written of them."""
    return [ip_network(each) for each in written]

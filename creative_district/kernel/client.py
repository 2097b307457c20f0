"""Who asks: the address that counts, behind proxies that are trusted."""

from collections.abc import Mapping
from functools import cache, lru_cache
from ipaddress import (
    IPv4Address,
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
# How many addresses a process remembers as read
KNOWN = 1000


def client(request: HttpRequest) -> str:
    """Return who asks: the last address that is no trusted proxy's, "" for none."""
    return client_of(request.META)


def client_of(meta: Mapping[str, Any]) -> str:
    """Return who asks, by what WSGI says of the request.

    Every proxy adds the address that it was asked from; what stands before that of an
    untrusted one may be made up.
    """
    trusted = networks(tuple(settings.TRUSTED_PROXIES))
    named = meta.get("HTTP_X_FORWARDED_FOR", "").split(",")
    for hop in (meta.get("REMOTE_ADDR", ""), *reversed(named)):
        try:
            address = address_in(hop)
        except ValueError:
            return ""
        if not any(address in network for network in trusted):
            if isinstance(address, IPv6Address):
                return str(ip_network((address, SHARED_BITS), strict=False))
            return str(address)
    return ""


@lru_cache(KNOWN)
def address_in(hop: str) -> IPv4Address | IPv6Address:
    """Return the address that is written; raise `ValueError` for anything else."""
    address = ip_address(hop.strip())
    # A socket for both kinds of address writes IPv4 so: ::ffff:192.0.2.1
    return getattr(address, "ipv4_mapped", None) or address


@cache
def networks(written: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    """Return networks by what is written of them."""
    return [ip_network(each) for each in written]

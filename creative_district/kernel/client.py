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
# Of how many a process remembers who they are
KNOWN = 1000


def client(request: HttpRequest) -> str:
    """Return who asks: the last address that is no trusted proxy's, "" for none."""
    return client_of(request.META)


def client_of(meta: Mapping[str, Any]) -> str:
    """Return who asks, by what WSGI says of the request.

    Every proxy adds the address that it was asked from; what stands before that of an
    untrusted one may be made up.
    """
    hops = meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", "")
    return client_behind(*hops, tuple(settings.TRUSTED_PROXIES))


@lru_cache(KNOWN)
def client_behind(asker: str, forwarded: str, proxies: tuple[str, ...]) -> str:
    """Return who asks, by the address that asked and what it says of those before."""
    trusted = networks(proxies)
    for hop in (asker, *reversed(forwarded.split(","))):
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


@cache
def networks(written: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    """Return networks by what is written of them."""
    return [ip_network(each) for each in written]

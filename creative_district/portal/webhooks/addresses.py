"""Which addresses webhooks may have, and the client that calls them."""

from urllib.parse import urlsplit

from django.conf import settings

from creative_district.kernel.outgoing import PORTS, Client, RefusedError


def client() -> Client:
    """Return who calls webhooks: the public internet, and the hosts of the setting."""
    return Client(
        f"CreativeDistrict (+{settings.SITE_URL}; webhooks)",
        seconds=settings.WEBHOOK_TIMEOUT_SECONDS,
        may_also_reach=frozenset(settings.WEBHOOK_PRIVATE_HOSTS),
    )


def refuse_unfit(url: str, caller: Client) -> None:
    """Raise `RefusedError` for an address that is not called, whatever it leads to.

    What is sent over http can be read and held back on its way: that is for the hosts
    of the setting alone.
    """
    caller.check(url)
    parts = urlsplit(url)
    host = parts.hostname, parts.port or PORTS[parts.scheme]
    if parts.scheme != "https" and host not in caller.may_also_reach:
        raise RefusedError("only https is called")

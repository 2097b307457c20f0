"""A partner's mirror: kept by following the feed, and made by a full download."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from creative_district.portal.resources import resources

Ask = Callable[[str], Any]
Items = dict[str, Any]
SCOPES = "scope=own&scope=framework&scope=context"


class Mirror:
    """What a follower has; `ask` answers an address with status and body."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.items: Items = {}
        self.entries: list[dict[str, Any]] = []
        self.next = f"{settings.SITE_URL}/api/v1/changes/"

    def follow(self) -> list[tuple[str, str, str]]:
        """Read the feed to its end, and fetch what it names; return what was new."""
        begun, more = len(self.entries), True
        while more:
            _status, page = self.ask(self.next)
            for entry in page["results"]:
                self.take(entry)
            self.next, more = page["next"], page["more"]
        return [
            (entry["resource"], entry["id"], entry["change"])
            for entry in self.entries[begun:]
        ]

    def take(self, entry: dict[str, Any]) -> None:
        """Do with the mirror what an entry says."""
        self.entries.append(entry)
        if entry["change"] in ("create", "update"):
            status, item = self.ask(f"{entry['url']}?lang=all")
            # Gone meanwhile: a later entry says so.
            if status == 200:
                self.items[entry["url"]] = item
        else:
            self.items.pop(entry["url"], None)


def download(ask: Ask) -> Items:
    """Return all items of all resources, by their address."""
    found: Items = {}
    for name in resources():
        address = f"{settings.SITE_URL}/api/v1/{name}/"
        scoped = name in ("actions", "milestones", "indicators")
        page = f"{address}?lang=all&page_size=200{f'&{SCOPES}' if scoped else ''}"
        while page:
            _status, body = ask(page)
            found |= {item["url"]: item for item in body["results"]}
            page = body["next"]
    return found

"""Every address of the API with what it takes, and the pages that take a query."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from creative_district.portal.api import openapi

# An id of each resource that `canaries.plant` makes
IDS = {
    "programmes": "home",
    "thrusts": "line",
    "partners": "own",
    "actions": "atelier",
    "milestones": "date",
    "indicators": "number",
    "spaces": "house",
    "places": "town",
    "sources": "text",
    "news": "word",
    "documents": "paper",
}
UNVERSIONED = "/api/"


class Route(NamedTuple):
    """An address that can be asked for, its methods, and the parameters of GET."""

    path: str
    methods: tuple[str, ...]
    parameters: tuple[str, ...]

    @property
    def is_list(self) -> bool:
        """Whether it is a page of a resource."""
        return "cursor" in self.parameters and "fields" in self.parameters


def routes() -> list[Route]:
    """Return what the OpenAPI document describes; a test holds it to the code."""
    return list(_routes())


def _routes() -> Iterator[Route]:
    for path, operations in openapi()["paths"].items():
        resource = path.split("/")[3]
        asked: Any = operations["get"].get("parameters", [])
        yield Route(
            path.replace("{id}", IDS.get(resource, "")),
            tuple(method.upper() for method in operations),
            tuple(each["name"] for each in asked if each["in"] == "query"),
        )


# Names of pages with the parameters that they read
PAGES: dict[str, tuple[str, ...]] = {
    "action-list": ("q", "thrust", "partner", "state", "year", "view", "page"),
    "calendar": ("thrust", "partner", "view", "month", "sort", "context", "page"),
    "partner-list": ("q", "role", "place", "kind", "page"),
    "news-list": ("q", "page"),
    "document-list": ("q", "language", "page"),
    "space-list": ("q", "kind", "place"),
    "search": ("q", "kind", "page"),
    "home": ("month",),
    "data": (),
    "news-feed": (),
    "feed": (),
}
FILES: dict[str, tuple[str, ...]] = {
    "action-list-file": ("csv", "json"),
    "calendar-file": ("csv", "json", "ics"),
    "partner-list-file": ("csv", "json"),
    "news-list-file": ("csv", "json"),
    "document-list-file": ("csv", "json"),
    "space-list-file": ("csv", "json"),
}

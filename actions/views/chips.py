"""The filters in force on a list, each with the address that drops it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import QueryDict


class Chip(NamedTuple):
    """A filter in force: what it says, and the query string without it."""

    label: str
    without: str


def chips(asked: QueryDict, labels: Mapping[str, Mapping[Any, Any]]) -> list[Chip]:
    """Return a chip for each value asked that has a label, by parameter and value."""
    found = []
    for name, known in labels.items():
        for value in dict.fromkeys(asked.getlist(name)):
            if value and value in known:
                rest = asked.copy()
                rest.setlist(name, [v for v in asked.getlist(name) if v != value])
                rest.pop("page", None)
                found.append(Chip(str(known[value]), rest.urlencode()))
    return found

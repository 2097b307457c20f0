"""The filters in force on a list, each with the address that drops it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import QueryDict

from actions.views.facets import Facets


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


class WayOut(NamedTuple):
    """A filter to drop from a list that it leaves empty, and what that gives back."""

    label: str
    without: str
    gives: int


def ways_out(
    asked: QueryDict, labels: Mapping[str, Mapping[Any, Any]], facets: Facets
) -> list[WayOut]:
    """Return each filter in force that alone keeps actions away, the most first.

    The values of one filter are dropped together: each of them found nothing.
    """
    found = []
    for name, known in labels.items():
        values = [v for v in dict.fromkeys(asked.getlist(name)) if v and v in known]
        if values and (gives := facets.without(name).count()):
            rest = asked.copy()
            rest.pop(name)
            rest.pop("page", None)
            label = ", ".join(str(known[value]) for value in values)
            found.append(WayOut(label, rest.urlencode(), gives))
    return sorted(found, key=lambda way: -way.gives)

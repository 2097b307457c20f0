"""What is on its way out of the API: declared once, at the view that has it.

Answers say so by `Deprecation` (RFC 9745) and `Sunset` (RFC 8594), with a link to the
change policy; the OpenAPI document marks it, and the developers' page lists it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.contrib.admindocs.views import simplify_regex
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.http import http_date

HEADERS = ("Deprecation", "Sunset")


@dataclass(frozen=True, kw_only=True)
class Deprecation:
    """What goes, since when that is said, the day it ends, and what to use instead.

    `parameter` or `field` names a part; without either it is the whole route.
    """

    since: date
    sunset: date
    instead: Any
    parameter: str = ""
    field: str = ""

    def __post_init__(self) -> None:
        """Keep the promise of twelve months."""
        since, sunset = self.since, self.sunset
        year_after = (since.year + 1, since.month, since.day)
        if (sunset.year, sunset.month, sunset.day) < year_after:
            raise ValueError(f"Twelve months at least, not from {since} to {sunset}")

    @property
    def is_whole(self) -> bool:
        """Whether the route goes with all it has."""
        return not (self.parameter or self.field)

    def concerns(self, asked: Collection[str], fields: Collection[str]) -> bool:
        """Whether an answer has to tell of it: to these parameters, with these fields.

        No fields: all of them.
        """
        if self.parameter:
            return self.parameter in asked
        return self.is_whole or not fields or self.field in fields


def tell(response: HttpResponseBase, concerning: Iterable[Deprecation]) -> None:
    """Say in an answer what of it goes; of several parts, what comes first."""
    if not (found := list(concerning)):
        return
    policy = f"{settings.SITE_URL}{reverse('data')}#changes"
    links = [f'<{policy}>; rel="deprecation"; type="text/html"']
    if "Link" in response.headers:
        links.insert(0, response.headers["Link"])
    since, sunset = min(d.since for d in found), min(d.sunset for d in found)
    response.headers["Deprecation"] = f"@{moment(since)}"
    response.headers["Sunset"] = http_date(moment(sunset))
    response.headers["Link"] = ", ".join(links)


def moment(day: date) -> int:
    """Return when a day begins, in UTC, as a Unix time."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def mark(operation: dict[str, Any], deprecations: Iterable[Deprecation]) -> None:
    """Mark in the description of an operation the parameters that go."""
    going = {each.parameter for each in deprecations}
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in going:
            parameter["deprecated"] = True


def declared(patterns: Iterable[Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what goes of the views at some addresses, each with its route."""
    for each in patterns:
        route = f"{above}{each.pattern}"
        yield from declared(getattr(each, "url_patterns", ()), route)
        view = getattr(getattr(each, "callback", None), "cls", None)
        for deprecation in getattr(view, "deprecated", ()):
            yield simplify_regex(route), deprecation

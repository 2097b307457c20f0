"""How facts are written in the catalogue: addresses, texts, moments, places."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from creative_district.kernel.text import Text
from creative_district.portal.catalogue import codes
from creative_district.portal.catalogue.contents import Box, District
from programme.models import Programme

Node = dict[str, Any]
Said = dict[str, str]


def here(*path: str) -> str:
    """Return the catalogue's address, or that of a part which it describes."""
    part = f"#{'/'.join(path)}" if path else ""
    return f"{settings.SITE_URL}{reverse('api:catalogue')}{part}"


def said(tell: Callable[[], Any], *of: Text) -> Said:
    """Return what is told, in each language of the portal that all texts exist in.

    In all of them where the texts share none.
    """
    codes_ = [code for code, _name in settings.LANGUAGES]
    spoken = [code for code in codes_ if all(text.has(code) for text in of)]
    told = {}
    for code in spoken or codes_:
        with override(code):
            told[code] = str(tell())
    return told


def moment(known: datetime | None) -> str | None:
    """Return a moment in UTC, to the second."""
    return known.astimezone(UTC).isoformat(timespec="seconds") if known else None


def languages(spoken: Iterable[str]) -> list[str]:
    """Return languages by their codes, each once; those without a code are left out."""
    return list(filter(None, map(codes.language, dict.fromkeys(spoken))))


def spatial(districts: Iterable[District]) -> list[str]:
    """Return the ground of districts: their countries, and what is known of it."""
    found = [
        address
        for each in districts
        for address in (codes.country(each.programme.country), ground_of(each))
        if address
    ]
    return list(dict.fromkeys(found))


def ground_of(district: District) -> str | None:
    """Return what the catalogue calls the ground of a district, if it is known."""
    return here("place", district.programme.key) if district.box else None


def polygon(box: Box) -> str:
    """Return a box as WKT writes it: longitude before latitude, in WGS 84."""
    west, south, east, north = box
    corners = [(west, south), (east, south), (east, north), (west, north)]
    points = ", ".join(f"{x:g} {y:g}" for x, y in [*corners, corners[0]])
    return f"POLYGON(({points}))"


def period(programme: Programme) -> Node | None:
    """Return the days that a district's record is about.

    They reach from the first on which it can have begun to the last on which it can
    have ended.
    """
    start, end = programme.start, programme.end
    if start is None and end is None:
        return None
    return {
        "@type": "dct:PeriodOfTime",
        "startDate": start and start.earliest.isoformat(),
        "endDate": end and end.latest.isoformat(),
    }

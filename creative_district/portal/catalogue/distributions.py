"""The forms in which the records of one kind can be had."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from creative_district.portal.catalogue import codes
from creative_district.portal.catalogue.contents import Holding
from creative_district.portal.catalogue.values import Node, here, languages, said
from creative_district.portal.holdings import LICENCE
from programme.models import Programme


class Format(NamedTuple):
    """A kind of file by its codes, and what it is good for."""

    file_type: str
    media_type: str
    words: str


def formats() -> dict[str, Format]:
    """Return the kinds of file by their endings, in the active language."""
    return {
        "atom": Format("ATOM", "application/atom+xml", _("Feed to subscribe to")),
        "csv": Format("CSV", "text/csv", _("Table for a spreadsheet")),
        "ics": Format("ICS", "text/calendar", _("Calendar to subscribe to")),
        "json": Format("JSON", "application/json", _("Answers of the API")),
    }


# The pages' files of a kind of record, by the name of their address and their ending;
# each is in the language of its page.
FILES: dict[str, list[tuple[str, str]]] = {
    "action": [("action-list-file", "csv"), ("action-list-file", "ics")],
    "document": [("document-list-file", "csv")],
    "milestone": [("calendar-file", "csv"), ("calendar-file", "ics")],
    "news": [("news-list-file", "csv"), ("news-feed", "atom")],
    "partner": [("partner-list-file", "csv")],
    "space": [("space-list-file", "csv")],
}


def path_of(holding: Holding) -> list[str]:
    """Return what names a dataset within the catalogue: its district, its kind."""
    kind = str(holding.model._meta.model_name)
    return [holding.district.programme.key, kind] if holding.district else [kind]


def title_of(holding: Holding) -> str:
    """Return the name of a kind of record in the active language."""
    return str(capfirst(holding.model._meta.verbose_name_plural))


def distributions(holding: Holding, spoken: list[str]) -> Iterator[Node]:
    """Yield the forms of a dataset, whose texts are in the `spoken` languages."""
    yield {
        **distribution(holding, "json"),
        "accessURL": answers(holding),
        "accessService": here("service"),
        "language": languages(spoken),
    }
    if holding.district is None:
        return
    programme = holding.district.programme
    for name, ending in FILES.get(str(holding.model._meta.model_name), []):
        for code, _name in settings.LANGUAGES:
            with override(code):
                given = {} if name == "news-feed" else {"ending": ending}
                address = f"{settings.SITE_URL}{programme.page(name, **given)}"
            yield {
                **distribution(holding, ending, code),
                "accessURL": address,
                "downloadURL": address,
                "language": languages([code]),
            }


def distribution(holding: Holding, ending: str, *code: str) -> Node:
    """Return what every form of a dataset tells."""
    kind = formats()[ending]
    return {
        "@id": here("distribution", *path_of(holding), ending, *code),
        "@type": "dcat:Distribution",
        "title": said(lambda: f"{title_of(holding)}, {kind.file_type}"),
        "description": said(lambda: formats()[ending].words),
        "format": codes.file_type(kind.file_type),
        "mediaType": codes.media_type(kind.media_type),
        "license": LICENCE,
        "availability": codes.AVAILABLE,
    }


def answers(holding: Holding) -> str:
    """Return where the API lists the records, or tells of the district itself."""
    kind = str(holding.model._meta.model_name)
    query: dict[str, Any] = {}
    if holding.district is None:
        path = reverse(f"api:{kind}-list")
    elif holding.model is Programme:
        path = reverse(f"api:{kind}-detail", args=[holding.district.programme.key])
    else:
        path = reverse(f"api:{kind}-list")
        query = {"programme": holding.district.programme.key}
    return f"{settings.SITE_URL}{path}{'?' if query else ''}{urlencode(query)}"

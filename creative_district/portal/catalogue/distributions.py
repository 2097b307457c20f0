"""The forms in which the records of one kind can be had."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from creative_district.kernel.api.exports import ExportView
from creative_district.kernel.api.reader import ALL
from creative_district.portal.catalogue import codes
from creative_district.portal.catalogue.contents import Holding
from creative_district.portal.catalogue.values import Node, here, languages, said
from creative_district.portal.holdings import LICENCE
from programme.models import Programme


class Format(NamedTuple):
    """A kind of file: its codes, its name and what it is good for."""

    file_type: str
    media_type: str
    name: str
    words: str


def formats() -> dict[str, Format]:
    """Return the kinds of file by their endings, in the active language."""
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {
        "atom": Format("ATOM", "application/atom+xml", "Atom", _("Feed to follow")),
        "csv": Format("CSV", "text/csv", "CSV", _("Table in every language")),
        "ics": Format("ICS", "text/calendar", "iCalendar", _("Calendar to follow")),
        "json": Format("JSON", "application/json", "JSON", _("Answers of the API")),
        # Neither list knows it: the file type is the nearest, the media type is none.
        "ndjson": Format("JSON", "", "NDJSON", _("JSON in lines, in every language")),
        "zip": Format("ZIP", "application/zip", "ZIP", _("NDJSON of every resource")),
        "xlsx": Format("XLSX", xlsx, "XLSX", _("Workbook in every language")),
    }


# What districts have besides of a kind of record, in each language: the name of its
# address, its ending.
FOLLOWED = {"milestone": ("calendar-file", "ics"), "news": ("news-feed", "atom")}


# What names the dataset that is all of them; no kind of record is called so.
EVERYTHING = "all"


def kind_of(holding: Holding) -> str:
    """Return the word for a kind of record in addresses."""
    return str(holding.model._meta.model_name)


def path_of(holding: Holding) -> list[str]:
    """Return what names a dataset within the catalogue: its district, its kind."""
    of = [holding.district.programme.key] if holding.district else []
    return [*of, kind_of(holding)]


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
    # A district's own row is no collection.
    if holding.model is not Programme:
        yield from exports(holding, spoken)
    if holding.district and kind_of(holding) in FOLLOWED:
        yield from followed(holding, holding.district.programme)


def exports(holding: Holding, spoken: list[str]) -> Iterator[Node]:
    """Yield the whole collection as files, each in all languages."""
    for renderer in ExportView.renderer_classes:
        asked = {**of_district(holding), "format": renderer.format, "lang": ALL}
        address = api_address(f"{kind_of(holding)}-export", asked)
        yield {
            **distribution(holding, renderer.format),
            "accessURL": address,
            "downloadURL": address,
            "language": languages(spoken),
        }


def followed(holding: Holding, programme: Programme) -> Iterator[Node]:
    """Yield what readers subscribe to, in each language of the portal."""
    name, ending = FOLLOWED[kind_of(holding)]
    given = {} if name == "news-feed" else {"ending": ending}
    for code, _name in settings.LANGUAGES:
        with override(code):
            address = f"{settings.SITE_URL}{programme.page(name, **given)}"
        yield {
            **distribution(holding, ending, code),
            "accessURL": address,
            "downloadURL": address,
            "language": languages([code]),
        }


def archive(spoken: list[str]) -> Node:
    """Return the dump of all records."""
    address = api_address("dump", {})
    return {
        **form([EVERYTHING], "zip", lambda: _("All data")),
        "accessURL": address,
        "downloadURL": address,
        "language": languages(spoken),
    }


def distribution(holding: Holding, ending: str, *code: str) -> Node:
    """Return what every form of the records of a kind tells."""
    return form(path_of(holding), ending, lambda: title_of(holding), *code)


def form(path: list[str], ending: str, title: Callable[[], str], *code: str) -> Node:
    """Return what every form of a dataset tells."""
    kind = formats()[ending]
    return {
        "@id": here("distribution", *path, ending, *code),
        "@type": "dcat:Distribution",
        "title": said(lambda: f"{title()}, {kind.name}"),
        "description": said(lambda: formats()[ending].words),
        "format": codes.file_type(kind.file_type),
        "mediaType": kind.media_type and codes.media_type(kind.media_type),
        "license": LICENCE,
        "availability": codes.AVAILABLE,
    }


def answers(holding: Holding) -> str:
    """Return where the API lists the records, or tells of the district itself."""
    if holding.district and holding.model is Programme:
        return api_address("programme-detail", {}, holding.district.programme.key)
    return api_address(f"{kind_of(holding)}-list", of_district(holding))


def of_district(holding: Holding) -> dict[str, str]:
    """Return the parameter that keeps a list to the records of a dataset."""
    if holding.district is None:
        return {}
    return {"programme": holding.district.programme.key}


def api_address(name: str, asked: dict[str, Any], *args: str) -> str:
    """Return an address of the API with parameters."""
    path = reverse(f"api:{name}", args=args)
    return f"{settings.SITE_URL}{path}{'?' if asked else ''}{urlencode(asked)}"

"""The catalogue of the portal's open data, as a JSON-LD document.

It follows DCAT-AP 3.0.1 (https://semiceu.github.io/DCAT-AP/releases/3.0.1/). What is
not known is left out.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from creative_district.kernel.linked import without_gaps
from creative_district.kernel.text import Text
from creative_district.portal.catalogue import codes
from creative_district.portal.catalogue.contents import District, Holding, offer
from creative_district.portal.catalogue.context import CONTEXT
from creative_district.portal.catalogue.distributions import (
    EVERYTHING,
    archive,
    distributions,
    path_of,
    title_of,
)
from creative_district.portal.catalogue.values import (
    Node,
    ground_of,
    here,
    languages,
    moment,
    period,
    polygon,
    said,
    spatial,
)
from creative_district.portal.dump.archive import Dump, latest
from creative_district.portal.holdings import LICENCE
from programme.models import Programme


def catalogue() -> Node:
    """Return the catalogue of what is public now."""
    offered = offer()
    districts = offered.districts
    datasets = [dataset(each, districts) for each in offered.holdings]
    if dump := latest():
        datasets.append(everything(dump, districts))
    nodes = without_gaps(
        [
            whole(districts, offered.holdings, [each["@id"] for each in datasets]),
            service([address_of(each) for each in offered.holdings]),
            *map(series, districts),
            *datasets,
            *map(ground, filter(ground_of, districts)),
            *people(),
            *pages(districts),
            *codes.FIXED,
        ]
    )
    return {
        "@context": CONTEXT,
        "@graph": [*nodes, *codes.described(strings_in(nodes))],
    }


def whole(
    districts: list[District], holdings: list[Holding], datasets: list[str]
) -> Node:
    """Return the catalogue itself."""
    names = [each.programme.name for each in districts]
    issued = (each.issued for each in districts if each.issued)
    modified = (each.modified for each in holdings)
    return {
        "@id": here(),
        "@type": "dcat:Catalog",
        "title": said(lambda: titled(_("Open data"), names), *names),
        "description": said(
            lambda: _(
                "The record of creative districts, told from its sources: what was "
                "planned, what was done, when and by whom."
            )
        ),
        "publisher": here("publisher"),
        "homepage": f"{settings.SITE_URL}/",
        "language": languages(code for code, _name in settings.LANGUAGES),
        "license": LICENCE,
        "spatial": spatial(districts),
        "themeTaxonomy": codes.DATA_THEMES,
        "issued": moment(min(issued, default=None)),
        "modified": moment(max(modified, default=None)),
        "service": here("service"),
        "dataset": datasets,
    }


def service(datasets: list[str]) -> Node:
    """Return the API as the service that tells of datasets."""
    schema = reverse("api:schema")
    return {
        "@id": here("service"),
        "@type": "dcat:DataService",
        "title": said(lambda: _("API of the open data")),
        "description": said(
            lambda: _(
                "Lists and single records as JSON, with filters and in every language; "
                "no key is needed."
            )
        ),
        "endpointURL": f"{settings.SITE_URL}{reverse('api:contents')}",
        "endpointDescription": f"{settings.SITE_URL}{schema}?format=json",
        "conformsTo": codes.OPENAPI,
        "format": codes.file_type("JSON"),
        "page": reading(),
        "keyword": keywords([]),
        "license": LICENCE,
        "servesDataset": datasets,
        **terms(),
    }


def series(district: District) -> Node:
    """Return the record of a district, which its datasets are parts of."""
    programme = district.programme
    return {
        "@id": series_of(district),
        "@type": "dcat:DatasetSeries",
        "title": dict(programme.name),
        "description": dict(programme.summary or programme.name),
        "publisher": here("publisher"),
        "contactPoint": here("contact"),
        "accrualPeriodicity": codes.IRREGULAR,
        "spatial": spatial([district]),
        "temporal": period(programme),
        "issued": moment(district.issued),
    }


def dataset(holding: Holding, districts: list[District]) -> Node:
    """Return the records of one kind, of a district or of all."""
    district = holding.district
    told = [district] if district else districts
    names = [each.programme.name for each in told]
    summaries = [district.programme.summary] if district else []
    return {
        **data(address_of(holding), told),
        "title": said(lambda: titled(title_of(holding), names), *names),
        "description": said(
            lambda: "\n".join(
                [
                    titled(str(holding.contents), names),
                    *map(str, filter(None, summaries)),
                ]
            ),
            *names,
        ),
        "accrualPeriodicity": codes.IRREGULAR,
        "modified": moment(holding.modified),
        **(of_district(district) if district else {}),
        "distribution": list(distributions(holding, spoken_in(told))),
    }


def everything(dump: Dump, districts: list[District]) -> Node:
    """Return all records of all districts, as they were when the dump was made."""
    names = [each.programme.name for each in districts]
    return {
        **data(here("dataset", EVERYTHING), districts),
        "title": said(lambda: titled(_("All data"), names), *names),
        "description": said(
            lambda: _(
                "Every record of every district, in every language, in one archive "
                "that is made anew each night."
            )
        ),
        "accrualPeriodicity": codes.DAILY,
        "modified": moment(dump.made_at),
        "distribution": archive(spoken_in(districts)),
    }


def data(address: str, districts: list[District]) -> Node:
    """Return what all datasets tell."""
    programmes = [each.programme for each in districts]
    return {
        "@id": address,
        "@type": "dcat:Dataset",
        "identifier": address,
        "keyword": keywords(programmes),
        "landingPage": [page for each in programmes for page in data_pages(each)],
        "page": reading(),
        "language": languages(spoken_in(districts)),
        "spatial": spatial(districts),
        **terms(),
    }


def spoken_in(districts: Iterable[District]) -> list[str]:
    """Return the languages of districts, each once."""
    codes_ = (code for each in districts for code in each.programme.languages)
    return list(dict.fromkeys(codes_))


def of_district(district: District) -> Node:
    """Return what a dataset has from its district."""
    return {
        "temporal": period(district.programme),
        "issued": moment(district.issued),
        "inSeries": series_of(district),
    }


def terms() -> Node:
    """Return who gives the data, whom to ask, what they tell of, who may have them."""
    return {
        "publisher": here("publisher"),
        "contactPoint": here("contact"),
        "theme": list(codes.THEMES),
        "accessRights": codes.PUBLIC,
    }


def people() -> Iterator[Node]:
    """Yield the publisher, whom to write to, and the licence that is given."""
    # Without an operator who says a name, the site is all that is known of them.
    name = settings.PRIVACY_CONTROLLER or urlsplit(settings.SITE_URL).hostname
    yield {"@id": here("publisher"), "@type": "foaf:Agent", "name": name}
    with override(settings.LANGUAGE_CODE):
        page = f"{settings.SITE_URL}{reverse('contact')}"
    yield {
        "@id": here("contact"),
        "@type": ["vcard:Kind", "vcard:Organization"],
        "fn": name,
        "hasEmail": settings.CONTACT and f"mailto:{settings.CONTACT}",
        "hasURL": page,
    }
    yield {"@id": LICENCE, "@type": "dct:LicenseDocument", "type": codes.ATTRIBUTION}


def pages(districts: Iterable[District]) -> list[Node]:
    """Return what the catalogue leads to for people to read."""
    found = [page for each in districts for page in data_pages(each.programme)]
    read = [f"{settings.SITE_URL}/", reading(), *found]
    return [{"@id": each, "@type": "foaf:Document"} for each in read]


def ground(district: District) -> Node:
    """Return where a district lies: its region, and the box around it."""
    return {
        "@id": ground_of(district),
        "@type": "dct:Location",
        "prefLabel": dict(district.programme.region),
        "bbox": district.box and polygon(district.box),
    }


def keywords(programmes: Iterable[Programme]) -> dict[str, list[str]]:
    """Return words to find data by: the subject, and what districts call themselves."""
    found: dict[str, list[str]] = {}
    for code, word in said(lambda: _("creative economy")).items():
        found[code] = [word]
    for each in programmes:
        for text in (each.region, each.short_name, each.name):
            for code, word in text.items():
                found.setdefault(code, []).append(word)
    return {code: list(dict.fromkeys(words)) for code, words in found.items()}


def data_pages(programme: Programme) -> list[str]:
    """Return the page about a district's data in each language."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(f"{settings.SITE_URL}{programme.page('data')}")
    return found


def reading() -> str:
    """Return where the API is explained."""
    return f"{settings.SITE_URL}{reverse('api:docs')}"


def series_of(district: District) -> str:
    """Return what the catalogue calls a district's record."""
    return here("series", district.programme.key)


def address_of(holding: Holding) -> str:
    """Return what the catalogue calls a dataset."""
    return here("dataset", *path_of(holding))


def titled(words: str, names: Iterable[Text]) -> str:
    """Return a title: what it is, and of whom, in the active language."""
    return " – ".join(filter(None, [words, " · ".join(map(str, names))]))


def strings_in(value: Any) -> Iterator[str]:
    """Yield every text in a document, however deep."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from strings_in(each)
    elif isinstance(value, str):
        yield value

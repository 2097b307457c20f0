"""The codes that DCAT-AP 3 asks for, each with what a harvester needs to know of it.

They are those of the Publications Office of the European Union, of IANA and of the
profile itself. A catalogue describes the codes that it uses, so that it can be checked
by itself, without fetching the lists.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

Node = dict[str, Any]

AUTHORITY = "http://publications.europa.eu/resource/authority/"
DATA_THEMES = f"{AUTHORITY}data-theme"
DAILY = f"{AUTHORITY}frequency/DAILY"
IRREGULAR = f"{AUTHORITY}frequency/IRREG"
PUBLIC = f"{AUTHORITY}access-right/PUBLIC"
# For some years: version 1 of the API only grows, and ends a year after it is said.
AVAILABLE = f"{AUTHORITY}planned-availability/AVAILABLE"
ATTRIBUTION = "http://purl.org/adms/licencetype/Attribution"
OPENAPI = "https://spec.openapis.org/oas/v3.1.0"

# What a creative district is about: its economy, its culture, its region.
THEMES = {
    f"{DATA_THEMES}/ECON": {"en": "Economy and finance", "fr": "Économie et finances"},
    f"{DATA_THEMES}/EDUC": {
        "en": "Education, culture and sport",
        "fr": "Éducation, culture et sport",
    },
    f"{DATA_THEMES}/REGI": {"en": "Regions and cities", "fr": "Régions et villes"},
}
# The official languages of the European Union, by ISO 639-1.
LANGUAGES = {
    "bg": "BUL",
    "cs": "CES",
    "da": "DAN",
    "de": "DEU",
    "el": "ELL",
    "en": "ENG",
    "es": "SPA",
    "et": "EST",
    "fi": "FIN",
    "fr": "FRA",
    "ga": "GLE",
    "hr": "HRV",
    "hu": "HUN",
    "it": "ITA",
    "lt": "LIT",
    "lv": "LAV",
    "mt": "MLT",
    "nl": "NLD",
    "pl": "POL",
    "pt": "POR",
    "ro": "RON",
    "sk": "SLK",
    "sl": "SLV",
    "sv": "SWE",
}


def language(code: str) -> str | None:
    """Return a language of the Union, 'fr-be' as well as 'fr'; None for others."""
    known = LANGUAGES.get(code.partition("-")[0])
    return f"{AUTHORITY}language/{known}" if known else None


@cache
def alpha_3() -> dict[str, str]:
    """Return two letters to three (ISO 3166-1), as the list of countries names them."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415 - 3 MB of other codes

    return {names[1]: names[2] for names in COUNTRIES.values()}


def country(code: str) -> str | None:
    """Return a country by its two letters; None for one that is not known."""
    known = alpha_3().get(code)
    return f"{AUTHORITY}country/{known}" if known else None


def file_type(name: str) -> str:
    """Return a kind of file by its name in the list: 'CSV'."""
    return f"{AUTHORITY}file-type/{name}"


def media_type(name: str) -> str:
    """Return a media type that IANA has registered: 'text/csv'."""
    return f"https://www.iana.org/assignments/media-types/{name}"


# What codes are whose address begins so, and which list they are in.
KINDS = {
    f"{AUTHORITY}access-right/": "dct:RightsStatement",
    f"{AUTHORITY}country/": "dct:Location",
    f"{AUTHORITY}file-type/": "dct:MediaTypeOrExtent",
    f"{AUTHORITY}frequency/": "dct:Frequency",
    f"{AUTHORITY}language/": "dct:LinguisticSystem",
    "https://www.iana.org/assignments/media-types/": "dct:MediaType",
}


def described(used: Iterable[str]) -> list[Node]:
    """Return what each code is that a catalogue uses, in the order of the codes."""
    return [
        {"@id": code, "@type": kind, **in_list(code)}
        for code in sorted(set(used))
        for prefix, kind in KINDS.items()
        if code.startswith(prefix)
    ]


def in_list(code: str) -> Node:
    """Return the list that a code of the Publications Office is in."""
    listed = code.startswith(AUTHORITY)
    return {"inScheme": code.rpartition("/")[0]} if listed else {}


# What every catalogue uses.
FIXED: list[Node] = [
    {
        "@id": DATA_THEMES,
        "@type": "skos:ConceptScheme",
        "title": {"en": "Data theme", "fr": "Thème des données"},
    },
    *(
        {"@id": code, "@type": "skos:Concept", "prefLabel": label, **in_list(code)}
        for code, label in THEMES.items()
    ),
    {
        "@id": AVAILABLE,
        "@type": "skos:Concept",
        "prefLabel": {"en": "Available", "fr": "Disponible"},
        **in_list(AVAILABLE),
    },
    {
        "@id": ATTRIBUTION,
        "@type": "skos:Concept",
        "prefLabel": {"en": "Attribution"},
        "inScheme": "http://purl.org/adms/licencetype/1.0",
    },
    {"@id": OPENAPI, "@type": "dct:Standard", "title": {"en": "OpenAPI 3.1"}},
]

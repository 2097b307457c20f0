"""The words that the catalogue is written in, as JSON-LD reads them (JSON-LD 1.1)."""

from typing import Any

IN_LANGUAGES = {"@container": "@language"}
ADDRESS = {"@type": "@id"}


def words(prefix: str, names: str, **meaning: Any) -> dict[str, Any]:
    """Return terms of one vocabulary, all read in the same way."""
    return {name: {"@id": f"{prefix}:{name}", **meaning} for name in names.split()}


CONTEXT: dict[str, Any] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **words("dct", "title description", **IN_LANGUAGES),
    **words("dcat", "keyword", **IN_LANGUAGES),
    **words("skos", "prefLabel", **IN_LANGUAGES),
    **words("skos", "inScheme", **ADDRESS),
    **words("foaf", "name"),
    **words("foaf", "homepage page", **ADDRESS),
    **words("vcard", "fn"),
    **words("vcard", "hasEmail hasURL", **ADDRESS),
    **words("dct", "identifier"),
    **words(
        "dct",
        "accessRights accrualPeriodicity conformsTo format language license publisher "
        "spatial temporal type",
        **ADDRESS,
    ),
    **words("dct", "issued modified", **{"@type": "xsd:dateTime"}),
    **words("dcat", "startDate endDate", **{"@type": "xsd:date"}),
    **words("dcat", "bbox", **{"@type": "geo:wktLiteral"}),
    **words(
        "dcat",
        "accessService accessURL contactPoint dataset distribution downloadURL "
        "endpointDescription endpointURL inSeries landingPage mediaType service "
        "servesDataset theme themeTaxonomy",
        **ADDRESS,
    ),
    **words("dcatap", "availability", **ADDRESS),
}

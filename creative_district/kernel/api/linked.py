"""Linked data as answers of the API: JSON-LD."""

from creative_district.kernel.api.renderers import JSONRenderer


class LinkedDataRenderer(JSONRenderer):
    """JSON-LD 1.1 with its context in it, so that nothing has to be fetched."""

    media_type = "application/ld+json"
    format = "jsonld"
    unfit = ("expand", "fields")

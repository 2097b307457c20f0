"""Partners and places in the words of schema.org."""

from creative_district.kernel.api.reader import api_address
from creative_district.kernel.linked import Node, Words, day_of, named, one_or_many
from partners.models import Partner, Place
from programme.models import Programme
from programme.vocabulary import programme_node


def organisation(partner: Partner, programme: Programme, words: Words) -> Node:
    """Return a partner by name and its address in a programme."""
    page = programme.page("partner-detail", slug=partner.slug)
    return {
        **named("Organization", partner, page),
        "name": words.of(partner.name),
    }


def of_partner(
    partner: Partner, programmes: list[Programme], place: Place | None, words: Words
) -> Node:
    """Return a partner; its page is that in the first of its programmes."""
    return {
        **organisation(partner, programmes[0], words),
        "alternateName": words.others(
            partner.name, partner.short_name, partner.acronym, *partner.also_known_as
        ),
        "sameAs": partner.website,
        "foundingDate": day_of(partner.founded),
        "location": place and place_node(place, words),
        "memberOf": one_or_many([programme_node(each, words) for each in programmes]),
    }


def place_node(place: Place, words: Words) -> Node:
    """Return a place by name; it has no page."""
    return {"@type": "Place", "@id": api_address(place), "name": words.of(place.name)}


def of_place(place: Place, words: Words) -> Node:
    """Return a place with where it lies."""
    return {
        **place_node(place, words),
        "address": {"@type": "PostalAddress", "addressCountry": place.country},
        "geo": coordinates(place),
    }


def coordinates(place: Place) -> Node | None:
    """Return where a place lies; None where nobody knows."""
    if place.latitude is None or place.longitude is None:
        return None
    return {
        "@type": "GeoCoordinates",
        "latitude": float(place.latitude),
        "longitude": float(place.longitude),
    }

"""What a page says to machines: schema.org in JSON-LD, only what the record says."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from actions.models import Action, Milestone, Thrust
from creative_district.kernel.dates import Confidence, PartialDate, Precision, Status
from creative_district.kernel.text import Text
from creative_district.portal.addresses import address_of
from creative_district.portal.head import name_of
from creative_district.portal.holdings import LICENCE
from partners.models import Membership, Partner
from programme.models import Document, News, Programme

Node = dict[str, Any]

# Written so, nothing in a text can end the element that it stands in.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def structured(context: Mapping[str, Any]) -> SafeString:
    """Return the page's data block; nothing for a page that is about no record.

    Browsers do not run it, so that the Content-Security-Policy lets it be.
    """
    node = about(context)
    if node is None:
        return SafeString("")
    told = {"@context": "https://schema.org", **without_gaps(node)}
    written = json.dumps(told, ensure_ascii=False, default=str).translate(ESCAPES)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(written),  # noqa: S308 - escaped above, as JSON wants it
    )


def about(context: Mapping[str, Any]) -> Node | None:
    """Return what the page is about."""
    view, programme = context.get("view"), context["programme"]
    record = getattr(view, "record", None)
    if record is not None:
        describe = DESCRIBED.get(type(record))
        return describe(record, programme, context) if describe else None
    name = name_of(view)
    if name in {"home", "programme"}:
        return of_programme(programme, context)
    return of_dataset(programme) if name == "data" else None


def of_programme(programme: Programme, context: Mapping[str, Any]) -> Node:
    """Return the programme as the project that it is."""
    # Some pages tell something besides of each member.
    told = context.get("members") or ()
    members = [each[0] if isinstance(each, tuple) else each for each in told]
    return {
        **project(programme, programme.name, programme),
        "alternateName": [
            name
            for name in (str(programme.short_name), programme.acronym)
            if name and name != str(programme.name)
        ],
        "description": str(programme.summary),
        "foundingDate": day_of(programme.start),
        "dissolutionDate": day_of(programme.end),
        "areaServed": {"@type": "AdministrativeArea", "name": str(programme.region)},
        "member": [
            organisation(each.partner, programme)
            for each in members
            if isinstance(each, Membership)
        ],
    }


def of_thrust(thrust: Thrust, programme: Programme, context: Any) -> Node:
    """Return a thrust as a part of the programme."""
    return {
        **project(thrust, thrust.title, programme),
        "description": str(thrust.aim),
        "parentOrganization": project(programme, programme.name, programme),
    }


def of_action(action: Action, programme: Programme, context: Mapping[str, Any]) -> Node:
    """Return an action with who carried it out and its events."""
    partners = [action.lead, *(context.get("participants") or ())]
    return {
        **project(action, action.title, programme),
        "description": str(action.summary),
        "foundingDate": day_of(action.start),
        "dissolutionDate": day_of(action.end),
        "parentOrganization": project(programme, programme.name, programme),
        "member": [
            organisation(each, programme)
            for each in dict.fromkeys(partners)
            if isinstance(each, Partner)
        ],
        "event": [
            event(each)
            for each in context.get("milestones") or ()
            if isinstance(each, Milestone) and each.kind == Milestone.Kind.EVENT
        ],
    }


def of_partner(partner: Partner, programme: Programme, context: Any) -> Node:
    """Return a partner as the organisation that it is."""
    short = (str(partner.short_name), partner.acronym, *partner.also_known_as)
    names = [name for name in short if name and name != str(partner.name)]
    place = partner.place
    return {
        **organisation(partner, programme),
        "alternateName": list(dict.fromkeys(names)),
        "sameAs": partner.website,
        "foundingDate": day_of(partner.founded),
        "location": {"@type": "Place", "name": str(place.name)} if place else None,
        "memberOf": project(programme, programme.name, programme),
    }


def of_news(news: News, programme: Programme, context: Mapping[str, Any]) -> Node:
    """Return a news item with the actions that it is about."""
    return {
        **named("NewsArticle", news, programme),
        "headline": str(news.title),
        "about": [
            project(each, each.title, programme)
            for each in context.get("actions") or ()
            if isinstance(each, Action)
        ],
        "description": str(news.summary),
        "inLanguage": news.title.rendered().language,
        "datePublished": news.published_on,
        "dateModified": news.updated_at.isoformat(),
    }


def of_document(document: Document, programme: Programme, context: Any) -> Node:
    """Return a document."""
    return {
        **named("DigitalDocument", document, programme),
        "name": str(document.title),
        "description": str(document.summary),
        "inLanguage": document.language,
        "datePublished": day_of(document.published),
        "encodingFormat": document.format,
        "contentUrl": f"{settings.SITE_URL if document.file else ''}{document.address}",
    }


def of_dataset(programme: Programme) -> Node:
    """Return the district's record as data, with the files that hold it."""
    return {
        "@type": "Dataset",
        "name": str(programme.name),
        "description": str(programme.summary),
        "url": f"{settings.SITE_URL}{programme.page('data')}",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "inLanguage": get_language(),
        "spatialCoverage": str(programme.region),
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": kind,
                "contentUrl": f"{settings.SITE_URL}{programme.page(name, ending=end)}",
            }
            for name, end, kind in (
                ("action-list-file", "csv", "text/csv"),
                ("action-list-file", "json", "application/json"),
                ("calendar-file", "csv", "text/csv"),
                ("calendar-file", "json", "application/json"),
                ("calendar-file", "ics", "text/calendar"),
                ("partner-list-file", "csv", "text/csv"),
                ("partner-list-file", "json", "application/json"),
            )
        ],
    }


DESCRIBED: dict[type, Callable[[Any, Programme, Mapping[str, Any]], Node]] = {
    Action: of_action,
    Document: of_document,
    News: of_news,
    Partner: of_partner,
    Thrust: of_thrust,
}


def project(record: Any, name: Text, programme: Programme) -> Node:
    """Return a programme or a part of it by name and address."""
    return {**named("Project", record, programme), "name": str(name)}


def organisation(partner: Partner, programme: Programme) -> Node:
    """Return a partner by name and address."""
    return {**named("Organization", partner, programme), "name": str(partner.name)}


def named(kind: str, record: Any, programme: Programme) -> Node:
    """Return a record by its permanent link and the address of its page."""
    link = reverse("permanent", args=[record._meta.model_name, record.key])
    return {
        "@type": kind,
        "@id": f"{settings.SITE_URL}{link}",
        "url": f"{settings.SITE_URL}{address_of(record, programme)}",
    }


def event(milestone: Milestone) -> Node:
    """Return a milestone that people met at; its day where that is known."""
    status = "EventCancelled" if milestone.cancelled_on else None
    return {
        "@type": "Event",
        "name": str(milestone.title),
        "startDate": day_of(milestone.reached or milestone.due),
        "eventStatus": status and f"https://schema.org/{status}",
    }


def day_of(known: PartialDate | None) -> str | None:
    """Return a date that ISO 8601 can write and that nothing speaks against."""
    if known is None or known.precision in {Precision.RANGE, Precision.QUARTER}:
        return None
    doubted = known.status != Status.ACTUAL or known.confidence == Confidence.LOW
    return None if doubted else known.value


def without_gaps(value: Any) -> Any:
    """Return a value without what is not known of it."""
    if isinstance(value, dict):
        kept = {name: without_gaps(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in (None, "", [])}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [without_gaps(each) for each in value]
    return value

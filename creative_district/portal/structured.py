"""What a page says to machines: schema.org in JSON-LD, only what the record says."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from actions.models import Action, Milestone, Thrust
from actions.vocabulary import action_node, event, of_action, of_thrust
from creative_district.kernel.linked import SCHEMA_ORG, Node, Words, without_gaps
from creative_district.portal.head import name_of
from creative_district.portal.holdings import LICENCE
from partners.models import Membership, Partner
from partners.vocabulary import of_partner, organisation
from programme.models import Document, News, Programme
from programme.vocabulary import of_document, of_news, of_programme

# Written so, nothing in a text can end the element that it stands in.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def structured(context: Mapping[str, Any]) -> SafeString:
    """Return the page's data block; nothing for a page that is about no record.

    Browsers do not run it, so that the Content-Security-Policy lets it be.
    """
    node = about(context)
    if node is None:
        return SafeString("")
    told = {"@context": SCHEMA_ORG, **without_gaps(node)}
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
        return programme_page(programme, context)
    return of_dataset(programme) if name == "data" else None


def programme_page(programme: Programme, context: Mapping[str, Any]) -> Node:
    """Return the programme with its members."""
    # Some pages tell something besides of each member.
    told = context.get("members") or ()
    members = [each[0] if isinstance(each, tuple) else each for each in told]
    words = here()
    return {
        **of_programme(programme, words),
        "member": [
            organisation(each.partner, programme, words)
            for each in members
            if isinstance(each, Membership)
        ],
    }


def thrust_page(thrust: Thrust, programme: Programme, context: Any) -> Node:
    """Return a thrust."""
    return of_thrust(thrust, here())


def action_page(
    action: Action, programme: Programme, context: Mapping[str, Any]
) -> Node:
    """Return an action with its events."""
    partners = (action.lead, *(context.get("participants") or ()))
    words = here()
    return {
        **of_action(action, partners, words),
        "event": [
            event(each, words)
            for each in context.get("milestones") or ()
            if isinstance(each, Milestone) and each.kind == Milestone.Kind.EVENT
        ],
    }


def partner_page(partner: Partner, programme: Programme, context: Any) -> Node:
    """Return a partner as a member of the district whose page it is."""
    return of_partner(partner, [programme], partner.place, here())


def news_page(news: News, programme: Programme, context: Mapping[str, Any]) -> Node:
    """Return a news item with the actions that it is about."""
    words = here()
    return {
        **of_news(news, words),
        "about": [
            action_node(each, words)
            for each in context.get("actions") or ()
            if isinstance(each, Action)
        ],
    }


def document_page(document: Document, programme: Programme, context: Any) -> Node:
    """Return a document."""
    return of_document(document, here())


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
    Action: action_page,
    Document: document_page,
    News: news_page,
    Partner: partner_page,
    Thrust: thrust_page,
}


def here() -> Words:
    """Return how a page tells texts: in its language, in plain words."""
    return Words(get_language(), is_tagged=False)

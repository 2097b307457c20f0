"""Records as rows of a table: the same columns in every language, values in one.

Columns are named as in the API. A date comes as it is written in the record, and with
both days between which it lies.
"""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from io import StringIO
from typing import Any

from django.conf import settings

from actions.models import Action, Milestone, Space
from actions.phases import phase_of, progress_of
from creative_district.kernel.dates import PartialDate
from creative_district.kernel.exchange.table import neutral
from creative_district.kernel.text import Text
from partners.models import Membership, Place
from programme.models import Document, News

Row = Mapping[str, Any]

# Excel takes a file for UTF-8 only if it begins so.
BYTE_ORDER_MARK = "\ufeff"


def of_action(action: Action, *, today: date) -> Row:
    """Return an action; its milestones are counted where the query has done so."""
    return {
        "id": action.key,
        **told("title", action.title),
        "summary": str(action.summary),
        "scope": action.scope,
        "thrust": action.thrust.key if action.thrust else None,
        "thrust_title": str(action.thrust.title) if action.thrust else None,
        "lead": action.lead.key if action.lead else None,
        "lead_name": str(action.lead.name) if action.lead else None,
        **dated("start", action.start),
        **dated("end", action.end),
        "state": phase_of(action.start, action.end, today=today).value,
        "completion": action.completion,
        "milestones": getattr(action, "milestone_count", None),
        "milestones_reached": getattr(action, "reached_count", None),
        "html_url": f"{settings.SITE_URL}{action.get_absolute_url()}",
    }


def of_milestone(milestone: Milestone, *, today: date) -> Row:
    """Return a milestone as it stands on a day."""
    action, street = milestone.action, milestone.street
    state = progress_of(
        milestone.due,
        reached=milestone.reached,
        cancelled_on=milestone.cancelled_on,
        today=today,
    )
    return {
        "id": milestone.key,
        **told("title", milestone.title),
        "detail": str(milestone.detail),
        "kind": milestone.kind,
        "scope": milestone.scope,
        "action": action.key if action else None,
        "action_title": str(action.title) if action else None,
        "thrust": street.key if street else None,
        "thrust_title": str(street.title) if street else None,
        **dated("due", milestone.due),
        **dated("first_planned", milestone.first_planned),
        **dated("reached", milestone.reached),
        "cancelled_on": milestone.cancelled_on,
        "state": state.value,
        "html_url": f"{settings.SITE_URL}{milestone.get_absolute_url()}",
    }


def of_membership(membership: Membership) -> Row:
    """Return a partner with its part in one programme."""
    partner, programme = membership.partner, membership.programme
    page = programme.page("partner-detail", slug=partner.slug)
    return {
        "id": partner.key,
        **told("name", partner.name),
        "short_name": str(partner.short_name),
        "acronym": partner.acronym,
        "role": membership.role,
        "task": str(membership.task),
        "kind": str(partner.kind),
        "place": str(partner.place.name) if partner.place else None,
        "website": partner.website,
        "html_url": f"{settings.SITE_URL}{page}",
    }


def of_news(news: News) -> Row:
    """Return a news item with the public actions that it is about."""
    return {
        "id": news.key,
        **told("title", news.title),
        "summary": str(news.summary),
        "published_on": news.published_on,
        "actions": " ".join(action.key for action in news.actions.all()),
        "html_url": f"{settings.SITE_URL}{news.get_absolute_url()}",
    }


def of_document(document: Document) -> Row:
    """Return a document with where it can be read."""
    place = settings.SITE_URL if document.file else ""
    return {
        "id": document.key,
        **told("title", document.title),
        "summary": str(document.summary),
        "document_language": document.language,
        **dated("published", document.published),
        "format": document.format,
        "original_url": f"{place}{document.address}",
        "html_url": f"{settings.SITE_URL}{document.get_absolute_url()}",
    }


def of_space(space: Space, town: Place | None) -> Row:
    """Return a space in its town, if the public may know that."""
    return {
        "id": space.key,
        **told("name", space.name),
        "kind": space.kind,
        "place": town.key if town else None,
        "place_name": str(town.name) if town else None,
        "latitude": town.latitude if town else None,
        "longitude": town.longitude if town else None,
        "action": space.action.key if space.action else None,
        "action_title": str(space.action.title) if space.action else None,
        "html_url": f"{settings.SITE_URL}{space.get_absolute_url()}",
    }


def told(name: str, text: Text) -> Row:
    """Return a text and the language that it is told in."""
    rendered = text.rendered()
    return {name: rendered.text, "language": rendered.language}


def dated(name: str, known: PartialDate | None) -> Row:
    """Return a date as it is known: written, its bounds, and its grade."""
    return {
        name: known and known.value,
        f"{name}_earliest": known and known.earliest,
        f"{name}_latest": known and known.latest,
        f"{name}_status": known and known.status.value,
        f"{name}_confidence": known and known.confidence.value,
    }


def to_csv(rows: Iterable[Row]) -> bytes:
    """Return rows as CSV (RFC 4180), in UTF-8, that no spreadsheet takes for formulas.

    Without rows there are no columns either.
    """
    table = StringIO(BYTE_ORDER_MARK, newline="")
    table.seek(0, 2)
    writer = csv.writer(table)
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(row)
        writer.writerow(
            neutral(value) if isinstance(value, str) else value
            for value in row.values()
        )
    return table.getvalue().encode()

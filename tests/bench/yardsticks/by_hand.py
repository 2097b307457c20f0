"""The yardstick: the same JSON, built by one query that somebody wrote by hand.

psycopg alone, in Django views without middleware: no ORM, no serializer, no negotiation
of formats, no choice of language. French is asked for, and English where there is none.
"""

import os
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils import timezone

settings.configure(
    ALLOWED_HOSTS=["*"],
    MIDDLEWARE=[],
    ROOT_URLCONF=__name__,
    SECRET_KEY="-" * 50,
    TIME_ZONE="Europe/Brussels",
)

SITE = os.environ["SITE_URL"]
API = f"{SITE}/api/v1"
PAGE, CHUNK = 50, 500


def published(row: str) -> str:
    """Return the condition that a row is published."""
    return (
        f"({row}.state = 'published'"
        f" AND ({row}.publish_from IS NULL OR {row}.publish_from <= now()))"
    )


def words(text: str) -> str:
    """Return a translated text as it is read in French."""
    return f"coalesce({text} ->> 'fr', {text} ->> 'en')"


def fallbacks(**texts: str) -> str:
    """Return which texts came in English instead."""
    pairs = ", ".join(
        f"'{name.replace('__', '.')}',"
        f" CASE WHEN NOT {text} ? 'fr' AND {text} ? 'en' THEN 'en' END"
        for name, text in texts.items()
    )
    return f"json_strip_nulls(json_build_object({pairs}))"


def reference(row: str, resource: str, name: str) -> str:
    """Return a related item: id, name and address."""
    return (
        f"CASE WHEN {row}.id IS NULL THEN NULL ELSE json_build_object("
        f"'id', {row}.key, 'name', {name},"
        f" 'url', '{API}/{resource}/' || {row}.key || '/') END"
    )


def partial(date: str) -> str:
    """Return a date as far as it is known."""
    return f"""CASE WHEN {date} IS NULL THEN NULL ELSE json_build_object(
        'value', CASE split_part({date}, '/', 3)
            WHEN 'day' THEN substr({date}, 1, 10)
            WHEN 'month' THEN substr({date}, 1, 7)
            WHEN 'year' THEN substr({date}, 1, 4)
            WHEN 'quarter' THEN substr({date}, 1, 4) || '-Q'
                || (substr({date}, 6, 2)::int + 2) / 3
            ELSE substr({date}, 1, 21) END,
        'precision', split_part({date}, '/', 3),
        'earliest', substr({date}, 1, 10),
        'latest', substr({date}, 12, 10),
        'status', split_part({date}, '/', 4),
        'confidence', split_part({date}, '/', 5)) END"""


def partners(table: str, column: str) -> str:
    """Return the public partners that a table ties to row `r`."""
    return f"""coalesce((
        SELECT json_agg({reference("q", "partners", words("q.name"))} ORDER BY q.key)
        FROM {table} tie JOIN partners_partner q ON q.id = tie.partner_id
        WHERE tie.{column} = r.id AND {public_partner("q")}), '[]'::json)"""


def public_partner(row: str) -> str:
    """Return the condition that the public may see a partner."""
    return f"""({published(row)} AND EXISTS (
        SELECT FROM partners_membership m
        JOIN programme_programme mp ON mp.id = m.programme_id
        WHERE m.partner_id = {row}.id AND {published("mp")}))"""


def provenance(model: str) -> str:
    """Return what supports row `r`, which is of a model."""
    sources = f"""coalesce((
        SELECT json_agg({reference("o", "sources", "o.title")} ORDER BY o.title, o.id)
        FROM programme_statement_sources tie
        JOIN programme_source o ON o.id = tie.source_id
        WHERE tie.statement_id = s.id AND {published("o")}), '[]'::json)"""
    return f"""coalesce((
        SELECT json_agg(json_build_object(
            'field', s.field, 'status', s.status, 'confidence', s.confidence,
            'note', {words("s.note")}, 'sources', {sources}) ORDER BY s.field)
        FROM programme_statement s
        WHERE s.object_id = r.id AND s.content_type_id = (
            SELECT id FROM django_content_type
            WHERE app_label = 'actions' AND model = '{model}')), '[]'::json)"""


def moment(column: str) -> str:
    """Return a moment in ISO 8601, without a fraction where that is nothing."""
    written = (
        f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    )
    return f"replace({written}, '.000000Z', 'Z')"


def page_of(programme: str) -> str:
    """Return the beginning of the addresses of a district's pages."""
    return f"""'{SITE}/fr/' || CASE WHEN {programme}.is_first THEN ''
        ELSE 'districts/' || {programme}.slug || '/' END"""


ACTION = f"""json_build_object(
    'id', r.key,
    'url', '{API}/actions/' || r.key || '/',
    'html_url', {page_of("p")} || 'actions/' || {words("r.slug")} || '/',
    'programme', {reference("p", "programmes", words("p.name"))},
    'scope', r.scope,
    'thrust', {reference("t", "thrusts", words("t.title"))},
    'title', {words("r.title")},
    'short_title', {words("r.short_title")},
    'summary', {words("r.summary")},
    'outcome', {words("r.outcome")},
    'reusable', {words("r.reusable")},
    'lead', {reference("l", "partners", words("l.name"))},
    'participants', {partners("actions_action_participants", "action_id")},
    'start', {partial("r.start")},
    'end', {partial('r."end"')},
    'state', CASE
        WHEN substr(r."end", 12, 10) < $1::text THEN 'ended'
        WHEN substr(r.start, 1, 10) > $1::text THEN 'ahead'
        WHEN r."end" IS NOT NULL AND substr(r.start, 12, 10) <= $1::text
            THEN 'running'
        ELSE 'unknown' END,
    'completion', r.completion,
    'is_featured', r.is_featured,
    'provenance', {provenance("action")},
    'updated_at', {moment("r.updated_at")},
    'fallback_languages', {
    fallbacks(
        programme__name="p.name",
        thrust__name="t.title",
        title="r.title",
        short_title="r.short_title",
        summary="r.summary",
        outcome="r.outcome",
        reusable="r.reusable",
        lead__name="l.name",
    )
})"""

ACTIONS = f"""actions_action r
    JOIN programme_programme p ON p.id = r.programme_id
    LEFT JOIN actions_thrust t ON t.id = r.thrust_id
    LEFT JOIN partners_partner l ON l.id = r.lead_id AND {public_partner("l")}
    WHERE {published("r")} AND {published("p")}
    AND (t.id IS NULL OR {published("t")})"""

MILESTONE = f"""json_build_object(
    'id', r.key,
    'url', '{API}/milestones/' || r.key || '/',
    'html_url', {page_of("p")} || CASE WHEN a.id IS NULL THEN 'calendrier/'
        ELSE 'actions/' || {words("a.slug")} || '/' END || '#milestone-' || r.key,
    'programme', {reference("p", "programmes", words("p.name"))},
    'scope', r.scope,
    'action', {reference("a", "actions", words("a.title"))},
    'thrust', {reference("t", "thrusts", words("t.title"))},
    'kind', r.kind,
    'detail_kind', {words("r.detail_kind")},
    'title', {words("r.title")},
    'detail', {words("r.detail")},
    'partners', {partners("actions_milestone_partners", "milestone_id")},
    'responsible_partner', {reference("l", "partners", words("l.name"))},
    'place', {reference("c", "places", words("c.name"))},
    'due', {partial("r.due")},
    'first_planned', {partial("r.first_planned")},
    'reached', {partial("r.reached")},
    'cancelled_on', r.cancelled_on,
    'state', CASE
        WHEN r.cancelled_on <= $1::date THEN 'cancelled'
        WHEN substr(r.reached, 12, 10) < $1::text THEN 'reached'
        WHEN substr(r.due, 12, 10) < $1::text THEN
            CASE WHEN r.due LIKE '%/planned/%' THEN 'announced' ELSE 'late' END
        WHEN substr(r.due, 1, 10) <= $1::text THEN 'due'
        ELSE 'ahead' END,
    'provenance', {provenance("milestone")},
    'updated_at', {moment("r.updated_at")},
    'fallback_languages', {
    fallbacks(
        programme__name="p.name",
        action__name="a.title",
        thrust__name="t.title",
        title="r.title",
        detail_kind="r.detail_kind",
        detail="r.detail",
        responsible_partner__name="l.name",
        place__name="c.name",
    )
})"""

MILESTONES = f"""actions_milestone r
    JOIN programme_programme p ON p.id = r.programme_id
    LEFT JOIN actions_action a ON a.id = r.action_id
    LEFT JOIN actions_thrust t ON t.id = coalesce(a.thrust_id, r.thrust_id)
    LEFT JOIN partners_partner l
        ON l.id = r.responsible_partner_id AND {public_partner("l")}
    LEFT JOIN partners_place c ON c.id = r.place_id AND {published("c")}
    WHERE {published("r")} AND {published("p")}
    AND (a.id IS NULL OR {published("a")})
    AND (t.id IS NULL OR {published("t")})"""

LIST = f"""
    SELECT json_agg({ACTION} ORDER BY r.id) FILTER (WHERE r.number <= {PAGE})::text,
        min(r.id), max(r.id) FILTER (WHERE r.number = {PAGE}), count(*)
    FROM (SELECT r.*, row_number() OVER (ORDER BY r.id) AS number FROM {ACTIONS}
        AND r.scope = 'own' AND r.id > $2 ORDER BY r.id LIMIT {PAGE + 1}) r
    JOIN programme_programme p ON p.id = r.programme_id
    LEFT JOIN actions_thrust t ON t.id = r.thrust_id
    LEFT JOIN partners_partner l ON l.id = r.lead_id AND {public_partner("l")}"""
DETAIL = f"SELECT {ACTION}::text FROM {ACTIONS} AND r.key = $2"
EXPORT = f"SELECT {MILESTONE}::text FROM {MILESTONES} AND r.scope = 'own' ORDER BY r.id"

own = threading.local()


def connection() -> psycopg.Connection[Any]:
    """Return the connection of this thread, which it keeps."""
    if not hasattr(own, "connection"):
        address = os.environ["DATABASE_URL"]
        own.connection = psycopg.connect(
            address,
            autocommit=True,
            cursor_factory=psycopg.RawCursor,
            # Compiling the query would cost ten times what it does.
            options="-c jit=off",
        )
    return own.connection


def today() -> str:
    """Return the day of the portal."""
    return timezone.localdate().isoformat()


def actions(request: HttpRequest) -> HttpResponse:
    """Answer a page of actions, by keyset."""
    cursor = request.GET.get("cursor", "")
    asked = [today(), int(cursor[1:] or 0)]
    items, first, last, count = connection().execute(LIST, asked).fetchone()
    return HttpResponse(
        f'{{"next":{link("a", last if count > PAGE else None)},'
        f'"previous":{link("b", first if cursor else None)},"results":{items}}}',
        content_type="application/json",
    )


def link(way: str, position: int | None) -> str:
    """Return the address of another page, as JSON."""
    address = f'"{API}/actions/?cursor={way}{position}&lang=fr"'
    return "null" if position is None else address


def action(request: HttpRequest, key: str) -> HttpResponse:
    """Answer one action."""
    (item,) = connection().execute(DETAIL, [today(), key]).fetchone()
    return HttpResponse(item, content_type="application/json")


def milestones(request: HttpRequest) -> StreamingHttpResponse:
    """Answer all milestones, a line each, read from a cursor of the database."""

    def lines() -> Iterator[bytes]:
        with (
            connection().transaction(),
            psycopg.RawServerCursor(connection(), "milestones") as cursor,
        ):
            cursor.execute(EXPORT, [today()])
            while rows := cursor.fetchmany(CHUNK):
                yield "".join(f"{item}\n" for (item,) in rows).encode()

    return StreamingHttpResponse(lines(), content_type="application/x-ndjson")


urlpatterns: list[Any] = [
    path("api/v1/actions/", actions),
    path("api/v1/actions/<slug:key>/", action),
    path("api/v1/export/milestones/", milestones),
]
application = get_wsgi_application()

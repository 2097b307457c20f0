"""Whether the portal lives, and whether it does its work.

`/health` says that the process answers. `/ready` answers 503 only where no page could
be served (no database, unapplied migrations); all else is told with 200, because taking
the web server out of service would not help a silent broker or a late sweep.
"""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from functools import cache
from http import HTTPStatus
from typing import NamedTuple

from celery import current_app
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError

from actions.reminders import health as engine
from creative_district.kernel import clock
from creative_district.kernel.models import Heartbeat
from creative_district.portal.dump.writing import JOB

LATE_AFTER_SWEEPS = 3
LATE_AFTER = timedelta(minutes=3)
# It is looked after each hour.
DUMP_LATE_AFTER = timedelta(hours=3)
BROKER_PATIENCE = 1  # second


class Status(StrEnum):
    """How the portal is."""

    OK = "ok"
    STARTING = "starting"
    DEGRADED = "degraded"
    UNAVAILABLE = "unavailable"


class Reason(NamedTuple):
    """Why it is not well: a code for machines, words for people."""

    code: str
    detail: str


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer, without asking anything of anybody."""
    return JsonResponse({"status": Status.OK})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Tell whether pages can be served and reminders go out."""
    if faults := list(obstacles()):
        return told(Status.UNAVAILABLE, faults)
    if faults := list(shortcomings()):
        return told(Status.DEGRADED, faults)
    begun = Heartbeat.objects.filter(name=engine.SWEEP).exists()
    return told(Status.OK if begun else Status.STARTING, [])


def told(status: Status, reasons: list[Reason]) -> JsonResponse:
    """Return the status with its reasons as an answer."""
    unavailable = status == Status.UNAVAILABLE
    return JsonResponse(
        {"status": status, "reasons": [reason._asdict() for reason in reasons]},
        status=HTTPStatus.SERVICE_UNAVAILABLE if unavailable else HTTPStatus.OK,
    )


def obstacles() -> Iterator[Reason]:
    """Yield what keeps every page from being served."""
    try:
        missing = expected_migrations() - set(
            MigrationRecorder(connection).applied_migrations()
        )
    except Error:
        yield Reason("database", _("The database does not answer."))
        return
    if missing:
        yield Reason(
            "migrations",
            ngettext(
                "%(count)s migration is not applied.",
                "%(count)s migrations are not applied.",
                len(missing),
            )
            % {"count": len(missing)},
        )


@cache
def expected_migrations() -> set[tuple[str, str]]:
    """Return the migrations of this code; they do not change while it runs."""
    return set(MigrationLoader(None).graph.nodes)


def shortcomings() -> Iterator[Reason]:
    """Yield what keeps reminders from going out, or the dump from being made."""
    if not broker_answers():
        yield Reason("broker", _("The message broker does not answer."))
    patience = max(
        LATE_AFTER,
        timedelta(seconds=LATE_AFTER_SWEEPS * settings.REMINDER_SWEEP_SECONDS),
    )
    beat = Heartbeat.objects.filter(name=engine.SWEEP).first()
    if beat and beat.beaten_at < timezone.now() - patience:
        yield Reason("sweep", _("The sweep for reminders is late."))
    if beat and beat.trouble:
        # The server's own words are for staff.
        yield Reason("mail", _("The mail server takes no mail."))
    if Heartbeat.objects.filter(name=engine.PLAN).exclude(trouble=""):
        yield Reason("plan", _("The reminders of a district cannot be planned."))
    dump = Heartbeat.objects.filter(name=JOB).first()
    if dump and dump.trouble:
        # The words of the failure are for staff.
        yield Reason("dump", _("The nightly dump of the data cannot be made."))
    elif dump and dump.beaten_at < timezone.now() - DUMP_LATE_AFTER:
        yield Reason("dump", _("The nightly dump of the data is late."))
    if overdue := engine.overdue(clock.now()).count():
        yield Reason(
            "reminders",
            ngettext(
                "%(count)s reminder has been due for more than half an hour.",
                "%(count)s reminders have been due for more than half an hour.",
                overdue,
            )
            % {"count": overdue},
        )


def broker_answers() -> bool:
    """Say whether the broker takes a connection within a moment."""
    patience = {
        "socket_connect_timeout": BROKER_PATIENCE,
        "socket_timeout": BROKER_PATIENCE,
    }
    try:
        with current_app.connection_for_write(transport_options=patience) as broker:
            broker.ensure_connection(max_retries=0)
    except (OSError, KombuError):
        return False
    return True

"""`/metrics`: how reminders, webhooks and the feed are doing, for Prometheus.

For whoever shows `METRICS_TOKEN` as a bearer token (RFC 6750); without such a setting
there is no such page. It reads, and keeps nothing between two requests.
"""

from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from actions.models import Reminder
from actions.reminders.health import Health
from creative_district.kernel import clock
from creative_district.portal.changes.standing import standing
from partners.models import Webhook


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with all gauges; 404 while no token is set, 401 without it."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not is_allowed(request.headers.get("Authorization", "")):
        return HttpResponse(
            status=HTTPStatus.UNAUTHORIZED,
            headers={"WWW-Authenticate": 'Bearer realm="metrics"'},
        )
    registry = CollectorRegistry()
    registry.register(Gauges())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def is_allowed(authorization: str) -> bool:
    """Whether the header brings the token; takes as long for any wrong one."""
    scheme, _space, token = authorization.partition(" ")
    is_token = constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    return is_token and scheme.lower() == "bearer"


class Gauges(Collector):
    """All of it at the moment at which it is asked."""

    def collect(self) -> Iterator[Metric]:
        now = clock.now()
        yield from gauges(Health.at(now), now)
        yield from gauges_of_webhooks()


def gauges(health: Health, now: datetime) -> Iterator[Metric]:
    """Yield the gauges of the engine; `now` is the programme's moment."""
    states = GaugeMetricFamily(
        "district_reminders", "Reminders by state.", labels=["state"]
    )
    for state in Reminder.State.values:
        states.add_metric([state], health.states[state])
    yield states
    oldest = (now - health.oldest).total_seconds() if health.oldest else 0
    figures = {
        "district_reminders_due": (health.due, "Reminders due and not sent."),
        "district_reminders_overdue": (
            health.overdue,
            "Reminders due for more than half an hour and not sent.",
        ),
        "district_reminders_oldest_due_seconds": (
            oldest,
            "For how long the oldest of them has been due; 0 where none is.",
        ),
        "district_reminders_retrying": (
            health.retrying,
            "Reminders due that wait for another attempt.",
        ),
        "district_reminders_to_mend": (
            health.failed,
            "Reminders that failed and that staff can still see to.",
        ),
        "district_contacts_refused": (
            health.refused,
            "Contacts whose address a mail server refused for good.",
        ),
        "district_programmes_paused": (
            len(health.paused),
            "Programmes whose reminders are paused.",
        ),
        "district_mail_server_takes_mail": (
            not health.trouble,
            "1 unless the last attempt showed that no mail is taken.",
        ),
        "district_programmes_planned": (
            not health.unplanned,
            "1 unless the reminders of a programme cannot be planned.",
        ),
    }
    if health.swept_at:
        figures["district_sweep_age_seconds"] = (
            (timezone.now() - health.swept_at).total_seconds(),
            "Since the last sweep ended; missing before the first.",
        )
    for name, (value, meaning) in figures.items():
        yield GaugeMetricFamily(name, meaning, value)


def gauges_of_webhooks() -> Iterator[Metric]:
    """Yield what tells that partners are told, and that the feed of changes goes on."""
    states = GaugeMetricFamily(
        "district_webhooks", "Webhooks by state.", labels=["state"]
    )
    counted = dict(
        Webhook.objects.order_by().values_list("state").annotate(models.Count("pk"))
    )
    for state in Webhook.State.values:
        states.add_metric([state], counted.get(state, 0))
    yield states
    failing = Webhook.objects.filter(state=Webhook.State.ON).aggregate(
        number=models.Count("failing_since"), since=models.Min("failing_since")
    )
    since = failing["since"]
    yield GaugeMetricFamily(
        "district_webhooks_failing",
        "Webhooks that are on and whose receiver took no message last.",
        failing["number"],
    )
    yield GaugeMetricFamily(
        "district_webhooks_failing_seconds",
        "For how long the first of them has been failing; 0 where none is.",
        (timezone.now() - since).total_seconds() if since else 0,
    )
    stands = standing(today=clock.today())
    yield GaugeMetricFamily(
        "district_changes_told",
        "1 unless something waits to be told by the feed of changes.",
        stands.is_told,
    )

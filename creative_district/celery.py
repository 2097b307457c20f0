"""The Celery application: `celery -A creative_district worker` and `… beat`.

In production both run side by side. The embedded portal sets `EMBEDDED_BEAT=1`: then
beat is a thread of its only worker, and the first sweep is made at once.
"""

import os
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService
from celery.signals import setup_logging, worker_ready, worker_shutdown

from creative_district.environment import flag

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creative_district.settings")

app = Celery("creative_district")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "actions.reminders",
        "creative_district.accounts",
        "creative_district.portal",
        "programme",
    ]
)


def start_beat(**_kwargs: Any) -> None:
    """Start the schedule with the worker; its first sweep does not wait a turn."""
    beat = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")

    def stop_beat(**_kwargs: Any) -> None:
        beat.stop()

    worker_shutdown.connect(stop_beat, weak=False)
    app.send_task("actions.reminders.tasks.sweep")
    beat.start()


def keep_logging(**_kwargs: Any) -> None:
    """Leave logging as Django's settings have it: Celery asks, and goes without."""


setup_logging.connect(keep_logging)
if flag("EMBEDDED_BEAT"):
    worker_ready.connect(start_beat)

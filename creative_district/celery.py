"""The Celery application: `celery -A creative_district worker` and `… beat`.

In production both run side by side. The embedded portal sets `EMBEDDED_BEAT=1`: then
beat is a thread of its only worker, and the first sweep is made at once.
"""

import os
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService
from celery.signals import worker_ready, worker_shutdown

from creative_district.environment import flag

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creative_district.settings")

app = Celery("creative_district")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["actions.reminders"])

if flag("EMBEDDED_BEAT"):
    beat = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")

    @worker_ready.connect
    def start_beat(**_kwargs: Any) -> None:
        """Start the schedule with the worker; its first sweep does not wait a turn."""
        app.send_task("actions.reminders.tasks.sweep")
        beat.start()

    @worker_shutdown.connect
    def stop_beat(**_kwargs: Any) -> None:
        """End the schedule before the worker ends."""
        beat.stop()

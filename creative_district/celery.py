"""The Celery application: `celery -A creative_district worker` and `… beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creative_district.settings")

app = Celery("creative_district")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["actions.reminders"])

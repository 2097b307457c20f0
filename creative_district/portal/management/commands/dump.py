"""`manage.py dump`: make the dump now instead of in the night."""

from typing import Any

from django.utils import timezone

from actions.reminders.dispatch import beat
from creative_district.kernel import clock
from creative_district.kernel.commands import DatabaseCommand
from creative_district.portal.dump.writing import JOB, make_dump
from creative_district.portal.resources import resources


class Command(DatabaseCommand):
    """Makes the archive of all that is public."""

    help = "Make the archive of all that is public, which the API serves, now."

    def handle(self, **_options: Any) -> None:
        made = make_dump(resources(), now=timezone.now(), today=clock.today())
        beat(JOB, "")
        self.stdout.write(str(made.path))

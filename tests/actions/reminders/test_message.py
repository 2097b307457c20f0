"""The mail of a reminder."""

from datetime import UTC, datetime

import pytest

from actions.reminders.message import build
from tests.factories import both, make_action, make_milestone, make_reminder, on

pytestmark = pytest.mark.django_db
NOW = datetime(2014, 8, 1, 6, 0, tzinfo=UTC)


def test_x(district):
    action = make_action(programme=district, title=both("Creativity vouchers"))
    milestone = make_milestone(
        action=action, title=both("Evaluation"), due=on("2014-08-31")
    )
    reminder = make_reminder(milestone=milestone, send_at=NOW)

    mail = build(reminder=reminder, now=NOW)

    assert mail.extra_headers["X-Reminder-Key"] == reminder.key

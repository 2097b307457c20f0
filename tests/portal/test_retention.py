"""What is erased by itself, and what stays."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from actions.models import Reminder
from actions.reminders import ledger
from creative_district.accounts.models import Session
from creative_district.kernel.models import (
    Heartbeat,
    Letter,
    LinkCheck,
    PreviewLink,
    Upload,
)
from creative_district.portal import retention
from partners.models import KeptAnswer, WebhookDelivery
from tests.factories import (
    make_contact,
    make_delivery,
    make_failure,
    make_milestone,
    make_reminder,
    make_rule,
    make_source,
    make_token,
    make_upload,
    make_user,
    on,
)

LONG_AGO = datetime(2013, 1, 7, 12, tzinfo=UTC)
NOW = datetime(2015, 7, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now(db: None) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def make_rows() -> None:
    """Make a row of each kind that is erased in time."""
    user = make_user()
    Letter.objects.create(recipients="a@b.example", subject="Hello", source=b"")
    LogEntry.objects.create(user=user, object_repr="x", action_flag=CHANGE)
    Client().force_login(user)
    expires = datetime(2013, 2, 1, tzinfo=UTC)
    PreviewLink.objects.create(
        record=make_milestone(), made_by=user, expires_at=expires
    )
    LinkCheck.objects.create(url="https://gone.example/")
    make_failure("staff")
    make_upload(user)
    KeptAnswer.objects.create(
        token=make_token(), key="k", fingerprint="f", claimed_at=timezone.now()
    )
    make_delivery()
    make_delivery(state="failed")
    make_delivery(state="delivered")
    for reached in (on("2013-02-01"), None):
        milestone = make_milestone(reached=reached, due=on("2013-02-01"))
        for state in ("sent", "planned"):
            make_reminder(
                milestone=milestone, send_at=LONG_AGO, state=state,
                contact=make_contact(programme=milestone.programme),
            )  # fmt: skip


def counts() -> dict[str, int]:
    kinds: list[Any] = [
        Letter, Reminder, LogEntry, Session, PreviewLink, LinkCheck, AccessAttempt,
        Upload, KeptAnswer, WebhookDelivery,
    ]  # fmt: skip
    return {model.__name__: model.objects.count() for model in kinds}


def test_what_is_old_goes_and_the_rest_stays() -> None:
    with time_machine.travel(LONG_AGO, tick=False):
        make_rows()

    erased = retention.tidy_up(now=NOW)

    assert erased == {
        "letters": 1, "reminders": 1, "log_entries": 1, "sessions": 1,
        "preview_links": 1, "link_checks": 1, "failures": 1, "uploads": 1, "answers": 1,
        "webhook_deliveries": 2,
    }  # fmt: skip
    assert counts() == {
        "Letter": 0, "Reminder": 3, "LogEntry": 0, "Session": 0, "PreviewLink": 0,
        "LinkCheck": 0, "AccessAttempt": 0, "Upload": 0, "KeptAnswer": 0,
        "WebhookDelivery": 1,
    }  # fmt: skip
    assert retention.tidy_up(now=NOW) == {}


def test_what_is_new_stays() -> None:
    make_rows()
    PreviewLink.objects.update(expires_at=NOW + timedelta(days=1))
    make_source(url="https://gone.example/")
    before = counts()

    assert retention.tidy_up(now=NOW) == {}
    assert counts() == before


def test_zero_days_keep_for_ever(settings: Any) -> None:
    settings.KEEP_MAILBOX_DAYS = settings.KEEP_REMINDER_DAYS = 0
    settings.KEEP_LOG_DAYS = settings.KEEP_WEBHOOK_DAYS = 0
    with time_machine.travel(LONG_AGO, tick=False):
        make_rows()

    assert set(retention.tidy_up(now=NOW)) == {
        "sessions", "preview_links", "link_checks", "failures", "uploads", "answers",
    }  # fmt: skip


def test_reminders_that_are_gone_are_not_planned_anew() -> None:
    rule = make_rule()
    make_contact(programme=rule.programme, is_main=True)
    milestone = make_milestone(programme=rule.programme, due=on("2013-02-01"))
    with time_machine.travel(LONG_AGO, tick=False):
        ledger.reconcile(programme=rule.programme, now=LONG_AGO)
        Reminder.objects.update(state="sent", sent_at=LONG_AGO)
    milestone.reached = on("2013-02-01")
    milestone.save()

    assert retention.tidy_up(now=NOW)["reminders"] == 1
    ledger.reconcile(programme=rule.programme, now=NOW)
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(("seconds", "runs"), [(0, [2, 1, 0]), (60, [3, 0, 0])])
def test_a_run_takes_its_time_and_the_next_goes_on(
    monkeypatch: Any, seconds: float, runs: list[int]
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    monkeypatch.setattr(retention, "SECONDS", seconds)
    LinkCheck.objects.bulk_create(
        LinkCheck(url=f"https://gone.example/{number}") for number in range(3)
    )

    erased = [retention.tidy_up(now=NOW)["link_checks"] for _run in range(3)]

    assert erased == runs


def test_a_part_that_fails_keeps_no_other_from_its_work(caplog: Any) -> None:
    def broken(_now: datetime) -> Any:
        raise DatabaseError("no such table")

    LinkCheck.objects.create(url="https://gone.example/")

    with caplog.at_level(logging.ERROR):
        erased = retention.tidy_up(now=NOW, parts=[broken, retention.link_checks])

    assert erased == {"link_checks": 1}
    beat = Heartbeat.objects.get(name="tidy-up")
    assert (beat.beaten_at, "no such table" in beat.trouble) == (NOW, True)
    assert "What was kept for too long stays: broken" in caplog.text


def test_the_heartbeat_says_that_all_went_well() -> None:
    retention.tidy_up(now=NOW)

    beat = Heartbeat.objects.get(name="tidy-up")
    assert (beat.beaten_at, beat.trouble) == (NOW, "")

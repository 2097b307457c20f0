"""The engine on the programme's own dates."""

import pytest

from actions.models import Milestone, Reminder, ReminderEvent
from actions.reminders.vocabulary import State
from tests.actions.reminders.conftest import at, standing, sweep
from tests.factories import make_milestone, on

# The district's own milestones of mid-2014, all of which happened on their day.
DATES = [
    ("idea-report", Milestone.Kind.DELIVERABLE, "2014-05-23", False),
    ("first-anniversary", Milestone.Kind.REPORT, "2014-06-10", False),
    ("vouchers-open", Milestone.Kind.CALL, "2014-06-16", True),
    ("technopolis-summary", Milestone.Kind.DELIVERABLE, "2014-07-04", False),
    ("vouchers-round-1-alt", Milestone.Kind.CALL, "2014-09", True),
]


@pytest.fixture
def record(crew):
    """The district as loaded at 09:00 on 2 June 2014."""
    crew.programme.reminders_from = at("2014-06-02")
    crew.programme.save()
    for key, kind, due, is_vouchers in DATES:
        make_milestone(
            programme=crew.programme,
            key=key,
            kind=kind,
            due=on(due),
            reached=on(due),
            action=crew.action if is_vouchers else None,
        )
    return crew


def key(milestone: str, offset: int) -> str:
    return Reminder.objects.get(milestone__key=milestone, offset_days=offset).key


def test_loaded_on_2_june_it_mails_about_the_vouchers_then_about_the_study(record):
    programme = record.programme

    assert sweep(programme, at("2014-06-02")) == [
        (key("vouchers-open", -30), record.lead.email)
    ]
    assert sweep(programme, at("2014-06-02", 23)) == []
    assert sweep(programme, at("2014-06-04", 7)) == []
    assert sweep(programme, at("2014-06-04", 8)) == [
        (key("technopolis-summary", -30), record.coordinator.email)
    ]


def test_loaded_years_later_it_mails_nobody_and_records_why(record):
    record.programme.reminders_from = at("2026-11-22")
    record.programme.save()

    assert sweep(record.programme, at("2026-11-22")) == []
    assert {row[2:] for row in standing()} == {(State.SKIPPED, "before-start")}
    steps = set(ReminderEvent.objects.values_list("from_state", "to_state", "reason"))
    assert steps == {("", State.SKIPPED, "before-start")}


def test_open_milestone_of_the_past_is_skipped_with_a_reason(record):
    make_milestone(programme=record.programme, key="open", due=on("2014-03"))

    assert sweep(record.programme, at("2014-06-02", 10)) != []
    assert {row[2:] for row in standing(milestone__key="open")} == {
        (State.SKIPPED, "before-start")
    }

"""The calendar file of a mail, read back by a parser."""

import email
from datetime import UTC, date, datetime, timedelta
from email import policy
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar

from actions.reminders.message import build
from actions.reminders.vocabulary import Cause
from actions.services import cancel_milestone, move_milestone
from creative_district.kernel.text import Text
from tests.actions.reminders.mails import (
    NOW,
    calendar_of,
    events_of,
    parsed,
    remind,
)
from tests.factories import make_action, make_contact, make_milestone, make_place, on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> None:
    settings.SITE_URL = "https://portal.example"
    settings.MAIL_FROM = "District <district@portal.example>"


@pytest.fixture
def milestone(district: Any) -> Any:
    action = make_action(
        programme=district, title=Text(en="Vouchers"), slug=Text(en="vouchers")
    )
    return make_milestone(
        key="evaluation",
        action=action,
        title=Text(en="Evaluation"),
        due=on("2014-08-31"),
        place=make_place(name=Text(en="Liège")),
    )


def event_of(reminder: Any, now: datetime = NOW) -> Any:
    (event,) = events_of(parsed(reminder, now=now))
    return event


def test_it_says_what_is_due_where_and_where_to_read_on(milestone):
    mail = parsed(remind(milestone))

    (event,) = events_of(mail)
    page = "https://portal.example/en/actions/vouchers/#milestone-evaluation"
    moments = {"DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED"}
    assert {name: str(event[name]) for name in event if name not in moments} == {
        "UID": "milestone-evaluation@portal.example",
        "SEQUENCE": "0",
        "SUMMARY": "Evaluation",
        "DESCRIPTION": f"Vouchers\nDue on 31 August 2014, in 30 days.\n{page}",
        "LOCATION": "Liège",
        "URL": page,
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
        "ORGANIZER": "mailto:district@portal.example",
    }
    assert event.decoded("DTSTAMP") == NOW
    assert event.decoded("LAST-MODIFIED") == milestone.updated_at.replace(microsecond=0)
    calendar = calendar_of(mail)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")


@pytest.mark.parametrize(
    ("due", "first", "after", "words"),
    [
        ("2014-08-31", date(2014, 8, 31), date(2014, 9, 1), "Due on 31 August 2014"),
        (
            "2014-08-30/2014-09-02",
            date(2014, 8, 30),
            date(2014, 9, 3),
            "Due from 30 August to 2 September 2014.",
        ),
        ("2015-07", date(2015, 7, 1), date(2015, 8, 1), "Due in July 2015."),
        (
            "2014-Q4",
            date(2014, 10, 1),
            date(2015, 1, 1),
            "Due in the fourth quarter of 2014.",
        ),
        ("2015", date(2015, 1, 1), date(2016, 1, 1), "Due in 2015."),
    ],
)
def test_it_covers_the_days_that_the_date_may_be(milestone, due, first, after, words):
    milestone.due = on(due)

    event = event_of(remind(milestone))

    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (first, after)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert words in event["DESCRIPTION"]


def test_the_last_day_of_all_has_no_day_after(milestone):
    milestone.due = on("9999")

    event = event_of(remind(milestone))

    assert event.decoded("DTSTART") == date(9999, 1, 1)
    assert "DTEND" not in event


def test_a_moved_milestone_replaces_what_the_calendar_holds(milestone, time_machine):
    found = []
    for minute, day in enumerate(["2014-09-30", "2014-08-15", "2014-08-31"], start=1):
        time_machine.move_to(datetime(2030, 1, 1, 8, minute, tzinfo=UTC), tick=False)
        move_milestone(milestone=milestone, to=on(day))
        found.append(event_of(remind(milestone)))

    assert {str(event["UID"]) for event in found} == {
        "milestone-evaluation@portal.example"
    }
    assert [event["SEQUENCE"] for event in found] == sorted(
        {event["SEQUENCE"] for event in found}
    )
    assert found[0]["SEQUENCE"] > 0
    assert [event.decoded("DTSTART").day for event in found] == [30, 15, 31]


def test_a_cancelled_milestone_leaves_the_calendar(milestone, time_machine):
    before = event_of(remind(milestone))
    time_machine.move_to(timezone.now() + timedelta(seconds=90))
    cancel_milestone(milestone=milestone, on=date(2014, 8, 1))

    mail = parsed(remind(milestone, cause=Cause.CANCELLED, offset_days=0))

    (event,) = events_of(mail)
    (file,) = mail.iter_attachments()
    assert calendar_of(mail)["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert event["UID"] == before["UID"]
    assert event["SEQUENCE"] > before["SEQUENCE"]
    assert file["Content-Type"].params["method"] == "CANCEL"


def test_it_is_a_file_that_calendars_take(milestone):
    milestone.title = Text(en="Évaluation, “finale”; à Liège – " * 6)
    reminder = remind(milestone)
    source = build(reminders=[reminder], now=NOW).message().as_bytes(linesep="\r\n")

    (file,) = email.message_from_bytes(source, policy=policy.default).iter_attachments()
    lines = file.get_payload(decode=True).split(b"\r\n")

    assert file.get_filename() == "milestone.ics"
    assert file.get_content_disposition() == "attachment"
    assert (file.get_content_type(), dict(file["Content-Type"].params)) == (
        "text/calendar",
        {"method": "PUBLISH", "charset": "utf-8"},
    )
    assert all(b"\n" not in line and len(line) <= 75 for line in lines)
    assert max(len(line) for line in lines) > 70
    (event,) = Calendar.from_ical(file.get_payload(decode=True)).walk("VEVENT")
    assert event["SUMMARY"] == str(milestone.title)


def test_each_reader_reads_it_in_their_language(milestone):
    contact = make_contact(programme=milestone.programme, language="fr")

    event = event_of(remind(milestone, contact=contact))

    assert "31 août 2014" in event["DESCRIPTION"]

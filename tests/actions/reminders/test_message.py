"""The mail of a reminder, from its rows."""

import email
from datetime import UTC, date, datetime
from email import policy
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from actions.reminders.message import build
from actions.reminders.vocabulary import Cause, State
from creative_district.kernel.text import Text
from tests.factories import (
    both,
    make_action,
    make_contact,
    make_milestone,
    make_partner,
    make_programme,
    make_reminder,
    make_rule,
    make_thrust,
    on,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2014, 8, 1, 6, 0, tzinfo=UTC)
SNAPSHOT = Path(__file__).with_name("reminder.en.txt")


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> None:
    settings.SITE_URL = "https://portal.example"
    settings.MAIL_FROM = "District <district@portal.example>"


@pytest.fixture
def campus(district: Any) -> Any:
    return make_partner(programme=district, name=Text(en="Campus"))


@pytest.fixture
def milestone(district: Any, campus: Any) -> Any:
    """The evaluation of the vouchers, due on 31 August 2014, which the campus leads."""
    action = make_action(
        programme=district,
        title=Text(fr="Chèques créativité", en="Creativity vouchers"),
        slug=Text(fr="cheques", en="vouchers"),
        thrust=make_thrust(programme=district, title=Text(en="Support")),
        lead=campus,
    )
    return make_milestone(
        pk=4711,
        key="evaluation",
        action=action,
        title=Text(fr="Évaluation", en="Evaluation"),
        due=on("2014-08-31"),
    )


def remind(milestone: Any, **changes: Any) -> Any:
    """Return a reminder of a month before to an English-speaking contact."""
    if "contact" not in changes:
        changes["contact"] = make_contact(
            programme=milestone.programme, name="Anna", language="en"
        )
    return make_reminder(
        **{"milestone": milestone, "offset_days": -30, "send_at": NOW, **changes}
    )


def parsed(reminder: Any, now: datetime = NOW) -> Any:
    """Return the mail as its recipient's program reads it."""
    source = build(reminder=reminder, now=now).message().as_bytes()
    return email.message_from_bytes(source, policy=policy.default)


def event_of(mail: Any) -> Any:
    (file,) = mail.iter_attachments()
    (event,) = Calendar.from_ical(file.get_content()).walk("VEVENT")
    return event


def html_of(mail: Any) -> str:
    return str(mail.get_body(("html",)).get_content())


def subject_of(mail: Any) -> str:
    # Django begins a long subject on a line of its own.
    return str(mail["Subject"]).lstrip()


def text_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


def test_it_says_what_is_due_when_and_what_to_do(district, milestone, campus):
    district.name = Text(en="Creative District")
    make_rule(programme=district, offset_days=-30)
    make_rule(programme=district, offset_days=3)
    anna = make_contact(programme=district, partner=campus, name="Anna", language="en")
    ben = make_contact(programme=district, name="Ben")
    reminder = remind(milestone, contact=anna)
    remind(milestone, contact=ben)

    mail = parsed(reminder)

    assert subject_of(mail) == (
        "30 days · Evaluation · Creativity vouchers (31 August 2014)"
    )
    assert mail["From"] == "District <district@portal.example>"
    assert mail["To"] == anna.email
    assert text_of(mail) == SNAPSHOT.read_text()


def test_its_parts_are_text_html_and_a_calendar_file(milestone):
    mail = parsed(remind(milestone))

    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]


def test_its_headers_name_the_reminder_and_the_thread(milestone):
    first, last = remind(milestone), remind(milestone, offset_days=-7)

    mails = [parsed(reminder) for reminder in (first, last)]

    assert [mail["X-Reminder-Key"] for mail in mails] == [first.key, last.key]
    assert [mail["Message-ID"] for mail in mails] == [
        f"<{first.message_id}@portal.example>",
        f"<{last.message_id}@portal.example>",
    ]
    assert {
        (mail["In-Reply-To"], mail["References"], mail["Auto-Submitted"])
        for mail in mails
    } == {
        (
            "<milestone-evaluation@portal.example>",
            "<milestone-evaluation@portal.example>",
            "auto-generated",
        )
    }


def test_every_attempt_has_the_same_message_id(milestone):
    reminder = remind(milestone)

    assert (
        parsed(reminder)["Message-ID"]
        == parsed(reminder, datetime(2014, 8, 2, 6, 0, tzinfo=UTC))["Message-ID"]
    )


def test_it_is_in_the_language_of_the_contact(milestone):
    contact = make_contact(programme=milestone.programme, language="fr")

    mail = parsed(remind(milestone, contact=contact))

    assert "Évaluation · Chèques créativité (31 août 2014)" in subject_of(mail)
    assert "/fr/actions/cheques/#milestone-evaluation" in text_of(mail)
    assert '<html lang="fr">' in html_of(mail)


def test_titles_in_another_language_are_marked(milestone):
    milestone.title = Text(it="Rapporto <finale>")
    milestone.action.title = Text(it="Azione")

    html = html_of(parsed(remind(milestone)))

    assert (
        'The milestone “<strong><span lang="it">Rapporto &lt;finale&gt;</span>'
        '</strong>” of the action “<span lang="it">Azione</span>” is due'
    ) in html
    assert "<finale>" not in html


def test_the_html_links_to_both_pages_and_brings_nothing_from_elsewhere(milestone):
    html = html_of(parsed(remind(milestone)))

    assert 'href="https://portal.example/admin/actions/milestone/4711/change/"' in html
    assert (
        'href="https://portal.example/en/actions/vouchers/#milestone-evaluation"'
        in html
    )
    assert "<img" not in html
    assert "src=" not in html
    assert "url(" not in html
    assert html.count('class="due"') == 1
    assert html.count('class="past"') == 19
    assert html.count('class="ahead"') == 11


def test_a_title_cannot_break_the_subject(milestone):
    milestone.title = Text(en="Evaluation\r\nBcc: all@portal.example")
    milestone.action.title = Text(en="A very long title " * 20)

    subject = subject_of(parsed(remind(milestone)))

    assert subject == (
        "30 days · Evaluation Bcc: all@portal.example · "
        "A very long title A very long title A very long title A ver… (31 August 2014)"
    )


def test_the_calendar_file_holds_the_days_of_the_date(milestone):
    milestone.due = on("2014-08")

    event = event_of(parsed(remind(milestone)))

    assert event["UID"] == "milestone-evaluation@portal.example"
    assert event["SEQUENCE"] == 0
    assert event.decoded("DTSTART") == date(2014, 8, 1)
    assert event.decoded("DTEND") == date(2014, 9, 1)
    assert event.decoded("DTSTAMP") == NOW
    assert event["SUMMARY"] == "Evaluation"
    assert event["STATUS"] == "CONFIRMED"
    assert event["URL"] == (
        "https://portal.example/en/actions/vouchers/#milestone-evaluation"
    )


def test_the_calendar_file_of_a_changed_milestone_replaces_the_first(
    district, time_machine
):
    time_machine.move_to(NOW, tick=False)
    milestone = make_milestone(programme=district)
    first = event_of(parsed(remind(milestone)))
    time_machine.shift(90)
    milestone.due = on("2014-09-30")
    milestone.save()

    second = event_of(parsed(remind(milestone)))

    assert first["UID"] == second["UID"]
    assert first["SEQUENCE"] < second["SEQUENCE"]


def test_a_moved_date_is_told_beside_the_one_that_was_known(milestone):
    milestone.due = on("2014-07")
    milestone.save()
    contact = make_contact(programme=milestone.programme, language="en")
    remind(milestone, contact=contact, state=State.SENT, sent_at=NOW)
    milestone.due = on("2014-10")
    milestone.save()
    reminder = remind(milestone, contact=contact, cause=Cause.MOVED, offset_days=0)

    mail = parsed(reminder)

    assert subject_of(mail) == (
        "Date changed · Evaluation · Creativity vouchers (October 2014)"
    )
    assert text_of(mail).startswith(
        "The date of the milestone “Evaluation” of the action “Creativity vouchers” "
        "has changed: it was due in July 2014, it is now due in October 2014 "
        "(in 91 days)."
    )
    assert "Previous message: 1 August 2014" in text_of(mail)


def test_a_cancelled_milestone_asks_for_nothing(milestone):
    milestone.cancelled_on = date(2014, 7, 31)

    mail = parsed(remind(milestone, cause=Cause.CANCELLED, offset_days=0))

    assert subject_of(mail) == (
        "Cancelled · Evaluation · Creativity vouchers (31 August 2014)"
    )
    assert "/admin/" not in text_of(mail)
    assert event_of(mail)["STATUS"] == "CANCELLED"


def test_a_milestone_without_action_belongs_to_the_programme(district):
    milestone = make_milestone(
        programme=district, key="launch", title=both("Launch"), due=on("2014-08-31")
    )

    mail = parsed(remind(milestone))

    assert subject_of(mail) == (
        f"30 days · Launch (en) · {district.name['en']} (31 August 2014)"
    )
    assert text_of(mail).startswith("The milestone “Launch (en)” of the programme is")
    assert "https://portal.example/en/timeline/#milestone-launch" in text_of(mail)


def test_what_else_is_due_soon_in_the_action_is_listed(milestone, rival):
    action = milestone.action
    make_milestone(action=action, title=both("Report"), due=on("2014-09"))
    make_milestone(action=action, title=both("Draft"), due=on("2014-09"), state="draft")
    make_milestone(action=action, title=both("Later"), due=on("2014-12"))
    make_milestone(
        action=action, title=both("Done"), due=on("2014-09"), reached=on("2014-07")
    )

    text = text_of(parsed(remind(milestone)))

    assert "Due soon in the same action:\n- September 2014: Report (en)\n\n" in text


def test_the_day_is_that_of_the_recipient(milestone):
    late = datetime(2014, 8, 30, 22, 30, tzinfo=UTC)
    here, there = (
        make_contact(programme=milestone.programme, language="en", time_zone=zone)
        for zone in ("Europe/Brussels", "America/Montreal")
    )

    subjects = [
        subject_of(parsed(remind(milestone, contact=contact), late)).split(" · ")[0]
        for contact in (here, there)
    ]

    assert subjects == ["Today", "1 day"]


def test_a_shifted_clock_and_practice_data_say_that_it_is_a_test(milestone, settings):
    practice = make_programme(is_practice=True)
    of_practice = parsed(remind(make_milestone(programme=practice)))
    real = parsed(remind(milestone))
    settings.PROGRAMME_AS_OF = "2014-08-01"
    shifted = parsed(remind(milestone))

    assert [
        (subject_of(mail).startswith("[Test] "), "This is a test." in text_of(mail))
        for mail in (of_practice, real, shifted)
    ] == [(True, True), (False, False), (True, True)]


def test_a_message_that_is_behind_says_so(milestone):
    reminder = remind(milestone)
    on_time = text_of(parsed(reminder))
    reminder.is_late = True

    late = text_of(parsed(reminder))

    words = "This message goes out later than planned."
    assert (words in on_time, words in late) == (False, True)


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_any_number_of_neighbours(
    milestone, django_assert_num_queries, count
):
    for _number in range(count):
        make_milestone(action=milestone.action, due=on("2014-09"))
        remind(milestone)
    reminder = remind(milestone)

    with django_assert_num_queries(7):
        build(reminder=reminder, now=NOW)

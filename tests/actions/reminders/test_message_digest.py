"""One mail about several milestones."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone, translation

from actions.models import Reminder
from actions.reminders import claims, wording
from actions.reminders.dossier import Dossier
from actions.reminders.message import build
from actions.reminders.vocabulary import Cause, State
from creative_district.kernel.text import Text
from tests.actions.reminders.mails import (
    NOW,
    calendar_of,
    events_of,
    html_of,
    parsed,
    remind,
    subject_of,
    text_of,
)
from tests.factories import (
    make_action,
    make_contact,
    make_milestone,
    make_partner,
    make_programme,
    make_rule,
    on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> None:
    settings.SITE_URL = "https://portal.example"


@pytest.fixture
def anna(district: Any) -> Any:
    """The contact who gets one mail a day."""
    campus = make_partner(programme=district, name=Text(en="Campus"))
    return make_contact(
        programme=district,
        partner=campus,
        name="Anna",
        language="en",
        delivery="digest",
    )


@pytest.fixture
def action(district: Any, anna: Any) -> Any:
    make_rule(programme=district, offset_days=-30)
    return make_action(
        programme=district,
        title=Text(en="Vouchers"),
        slug=Text(en="vouchers"),
        lead=anna.partner,
    )


def owed(action: Any, contact: Any, title: str, due: str, **changes: Any) -> Any:
    """Return a reminder about a new milestone of the action."""
    milestone = make_milestone(
        action=action,
        key=title.lower()[:80],
        title=Text(en=title),
        due=on(due),
        cancelled_on=changes.pop("cancelled_on", None),
    )
    return remind(milestone, contact=contact, **changes)


def moved(action: Any, contact: Any, title: str, due: str, to: str) -> Any:
    """Return the notice of a new date, after the old one was told."""
    told = owed(action, contact, title, due, state=State.SENT)
    told.sent_at = timezone.now()
    told.save()
    told.milestone.due = on(to)
    told.milestone.save()
    return remind(told.milestone, contact=contact, cause=Cause.MOVED, offset_days=0)


def cancelled(action: Any, contact: Any, title: str, due: str) -> Any:
    return owed(
        action,
        contact,
        title,
        due,
        cancelled_on=date(2014, 7, 31),
        cause=Cause.CANCELLED,
        offset_days=0,
    )


def test_it_lists_what_is_overdue_first_then_by_due_day(action, anna):
    mail = parsed(
        owed(action, anna, "Report", "2014-08", offset_days=-30, is_late=True),
        cancelled(action, anna, "Fair", "2014-09-01"),
        owed(action, anna, "Call", "2014-08-01", offset_days=0),
        moved(action, anna, "Study", "2014-08-15", "2014-Q4"),
        owed(action, anna, "Launch", "2014-07-28", offset_days=3),
        owed(action, anna, "Audit", "2014-07-01", offset_days=14),
    )

    assert subject_of(mail) == "6 milestones, 2 overdue"
    said = text_of(mail)
    page = "https://portal.example/en/actions/vouchers/#milestone-"
    links = {
        reminder.milestone.key: (
            "  Update the milestone: https://portal.example/admin/actions/milestone/"
            f"{reminder.milestone_id}/change/\n"
            f"  See the public page: {page}{reminder.milestone.key}\n"
        )
        for reminder in Reminder.objects.select_related("milestone")
    }
    anna_leads = "  Action: Vouchers\n  Responsible: Anna\n"
    assert said.split("\n-- \n")[0] == (
        "The milestones that concern you: 2 overdue, 3 to come, 1 cancelled.\n\n"
        "Once a milestone is reached, record the day, and its reminders stop. If one "
        "cannot be kept, give it a new date: everyone concerned is told.\n"
        "\n\nOverdue\n"
        f"\n- Audit\n  Was due on 1 July 2014, 31 days ago.\n{anna_leads}"
        f"  Why now: reminder 14 days after\n{links['audit']}"
        f"\n- Launch\n  Was due on 28 July 2014, 4 days ago.\n{anna_leads}"
        f"  Why now: reminder 3 days after\n{links['launch']}"
        "\n\nTo come\n"
        f"\n- Call\n  Due on 1 August 2014, today.\n{anna_leads}"
        f"  Why now: reminder on the day\n{links['call']}"
        "\n- Report\n  Due in August 2014. The last day for it is in 30 days. "
        f"This reminder goes out later than planned.\n{anna_leads}"
        f"  Why now: reminder 30 days before\n{links['report']}"
        "\n- Study\n  Due in the fourth quarter of 2014. The last day for it is in "
        f"152 days.\n{anna_leads}"
        "  Why now: its date has changed; it was due on 15 August 2014\n"
        f"{links['study']}"
        "\n\nCancelled\n"
        f"\n- Fair\n  Was due on 1 September 2014; it is cancelled.\n{anna_leads}"
        f"  Why now: the milestone is cancelled\n  See the public page: {page}fair\n"
    )


def test_its_calendar_file_holds_each_milestone_once(action, anna):
    report = owed(action, anna, "Report", "2014-08")
    again = remind(report.milestone, contact=anna, resend_number=1, is_asked=True)

    mail = parsed(report, again, cancelled(action, anna, "Fair", "2014-09-01"))

    assert calendar_of(mail)["METHOD"] == "PUBLISH"
    assert [(str(e["UID"]), e["STATUS"]) for e in events_of(mail)] == [
        ("milestone-report@portal.example", "CONFIRMED"),
        ("milestone-fair@portal.example", "CANCELLED"),
    ]
    assert subject_of(mail) == "2 milestones, 1 cancelled"


def test_it_names_every_reminder_in_a_header_of_its_own(action, anna):
    reminders = [owed(action, anna, f"M{n}", f"2014-08-0{n}") for n in range(1, 4)]

    mail = parsed(*reminders)

    assert mail.get_all("X-Reminder-Key") == [reminder.key for reminder in reminders]
    assert (mail["In-Reply-To"], mail["References"]) == (None, None)


def test_its_message_id_is_that_of_exactly_these_reminders(action, anna):
    one, two, three = (
        owed(action, anna, f"M{n}", f"2014-08-0{n}") for n in range(1, 4)
    )

    named = [
        parsed(*reminders)["Message-ID"]
        for reminders in (
            [one, two],
            [two, one],
            [one, three],
            [one, two, three],
            [one],
            [two],
        )
    ]

    assert named[0] == named[1]
    assert len(set(named)) == 5
    assert named[4] == f"<{one.message_id}@portal.example>"


def test_a_daily_mail_of_one_reminder_is_that_reminder(action, anna):
    mail = parsed(owed(action, anna, "Call", "2014-08-08", offset_days=-7))

    assert subject_of(mail) == "7 days · Call · Vouchers (8 August 2014)"


def test_a_rehearsal_says_so_first(settings):
    programme = make_programme(is_practice=True)
    anna = make_contact(programme=programme, language="en")
    mail = parsed(
        *(remind(make_milestone(programme=programme), contact=anna) for _ in range(3))
    )

    assert subject_of(mail) == "[Test] 3 milestones overdue"
    assert text_of(mail).startswith("This is a test.")
    assert "This is a test." in html_of(mail)


def test_only_cancelled_milestones_ask_for_nothing(action, anna):
    mail = parsed(
        cancelled(action, anna, "Fair", "2014-09-01"),
        cancelled(action, anna, "Show", "2014-09-02"),
    )

    assert subject_of(mail) == "2 milestones cancelled"
    assert "There is nothing left to do." in text_of(mail)
    assert "/admin/" not in text_of(mail)
    assert calendar_of(mail)["METHOD"] == "CANCEL"


def test_a_hundred_milestones_are_told_in_brief_where_all_would_be_clipped(
    action, anna
):
    long = "A title as long as a form allows it to be " * 5
    reminders = [
        owed(action, anna, f"{number:03} {long}"[:200].strip(), "2014-09-01")
        for number in range(100)
    ]

    mail = parsed(*reminders)

    html, text = html_of(mail), text_of(mail)
    assert len(html.encode()) < 102_000
    assert "See the public page" not in html
    assert [html.count(f">{n:03} A title") for n in range(100)] == [1] * 100
    assert text.count("See the public page:") == 100
    assert len(events_of(mail)) == 100


@pytest.mark.parametrize("count", [2, 12])
def test_it_asks_the_database_twice_however_much_it_tells(
    action, anna, django_assert_num_queries, count
):
    for number in range(count):
        moved(action, anna, f"M{number}", "2014-08-02", "2014-09-02")
    rows = Reminder.objects.filter(cause=Cause.MOVED)
    reminders = claims.in_full(rows)
    dossier = Dossier.of(
        action.programme, [reminder.milestone_id for reminder in reminders]
    )

    with django_assert_num_queries(1):  # the dates that were told
        mail = build(reminders=reminders, now=NOW, dossier=dossier)

    assert mail.body.count("it was due on 2 August 2014") == count


@pytest.mark.parametrize(
    ("counts", "subject", "greeting"),
    [
        ((0, 3, 0), "3 milestones to come", "3 to come"),
        ((2, 0, 0), "2 milestones overdue", "2 overdue"),
        ((1, 0, 0), "1 milestone overdue", "1 overdue"),
        ((0, 0, 2), "2 milestones cancelled", "2 cancelled"),
        ((2, 3, 0), "5 milestones, 2 overdue", "2 overdue, 3 to come"),
        ((1, 0, 1), "2 milestones, 1 overdue", "1 overdue, 1 cancelled"),
        ((0, 1, 1), "2 milestones, 1 cancelled", "1 to come, 1 cancelled"),
    ],
)
def test_its_first_words_count(counts, subject, greeting):
    late, ahead, gone = counts
    of = {"late": late, "ahead": ahead, "cancelled": gone}

    with translation.override("en"):
        assert wording.subject_of_many(**of, is_test=False) == subject
        assert wording.subject_of_many(**of, is_test=True) == f"[Test] {subject}"
        assert wording.greeting(**of) == f"The milestones that concern you: {greeting}."

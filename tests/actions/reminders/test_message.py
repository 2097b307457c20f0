"""The mail of a reminder, from its rows."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from actions.models import Reminder
from actions.reminders import claims
from actions.reminders.dossier import Dossier
from actions.reminders.links import contact_of
from actions.reminders.message import build
from actions.reminders.vocabulary import Cause, State
from creative_district.kernel.dates import Status
from creative_district.kernel.text import Text
from tests.actions.reminders.mails import (
    NOW,
    events_of,
    html_of,
    parsed,
    remind,
    subject_of,
    text_of,
)
from tests.factories import (
    both,
    make_action,
    make_contact,
    make_milestone,
    make_partner,
    make_programme,
    make_rule,
    make_thrust,
    on,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
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
    assert re.sub(r"token=\S+", "token=…", text_of(mail)) == SNAPSHOT.read_text()


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
    assert {(mail["In-Reply-To"], mail["References"]) for mail in mails} == {
        (
            "<milestone-evaluation@portal.example>",
            "<milestone-evaluation@portal.example>",
        )
    }


def test_its_headers_ask_for_no_automatic_answer(milestone):
    mail = parsed(remind(milestone))

    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert mail["Content-Language"] == "en"
    assert abs(mail["Date"].datetime - timezone.now().replace(tzinfo=None)) < HOUR


def test_its_headers_let_a_mail_program_unsubscribe_by_one_post(milestone):
    reminder = remind(milestone)

    mail = parsed(reminder)

    found = re.fullmatch(
        r"<(https://portal\.example/\S+token=(\S+))>", mail["List-Unsubscribe"].strip()
    )
    assert found
    assert contact_of(found[2]) == reminder.contact
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"Stop these reminders:\n{found[1]}\n" in text_of(mail)


def test_its_footer_leads_to_the_preferences(milestone, client):
    text = text_of(parsed(remind(milestone)))

    found = re.search(
        r"Choose how you are reminded:\nhttps://portal\.example(/\S+)\n", text
    )
    assert found
    assert client.get(found[1]).status_code == 200


def test_every_attempt_has_the_same_message_id(milestone):
    reminder = remind(milestone)
    later = datetime(2014, 8, 2, 6, 0, tzinfo=UTC)

    assert parsed(reminder)["Message-ID"] == parsed(reminder, now=later)["Message-ID"]


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


def test_a_moved_date_is_told_beside_the_one_that_was_known(milestone):
    milestone.due = on("2014-07")
    milestone.save()
    contact = make_contact(programme=milestone.programme, language="en")
    remind(milestone, contact=contact, state=State.SENT, sent_at=timezone.now())
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
    assert [event["STATUS"] for event in events_of(mail)] == ["CANCELLED"]


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
        subject_of(parsed(remind(milestone, contact=contact), now=late)).split(" · ")[0]
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

    words = "This reminder goes out later than planned."
    assert (words in on_time, words in late) == (False, True)


def test_the_date_told_is_the_one_that_the_mail_gave(milestone):
    contact = make_contact(programme=milestone.programme, language="en")
    milestone.due = on("2014-09-30")
    milestone.save()
    remind(milestone, contact=contact, state=State.SENT, sent_at=timezone.now())
    # The same last day, more vaguely, and nobody was told.
    milestone.due = on("2014-Q3")
    milestone.save()
    milestone.due = on("2014-11-04")
    milestone.save()

    text = text_of(
        parsed(remind(milestone, contact=contact, cause=Cause.MOVED, offset_days=0))
    )

    assert "it was due on 30 September 2014, it is now due on 4 November 2014" in text


def test_a_mail_that_seems_older_than_its_date_still_gave_it(milestone):
    contact = make_contact(programme=milestone.programme, language="en")
    milestone.due = on("2014-09")
    milestone.save()
    behind = timezone.now() - HOUR
    remind(milestone, contact=contact, state=State.SENT, sent_at=behind)
    milestone.due = on("2014-11")
    milestone.save()

    text = text_of(
        parsed(remind(milestone, contact=contact, cause=Cause.MOVED, offset_days=0))
    )

    assert "it was due in September 2014, it is now due in November 2014" in text


def test_a_date_that_history_does_not_know_is_not_made_up(milestone):
    contact = make_contact(programme=milestone.programme, language="en")
    remind(
        milestone,
        contact=contact,
        state=State.SENT,
        sent_at=timezone.now(),
        due_on=date(2014, 6, 30),
    )

    text = text_of(
        parsed(remind(milestone, contact=contact, cause=Cause.MOVED, offset_days=0))
    )

    assert "has changed: it is now due on 31 August 2014" in text
    assert "Why now: its date has changed\n" in text


def test_what_staff_asked_for_says_so(milestone):
    text = text_of(parsed(remind(milestone, is_asked=True, resend_number=1)))

    assert (
        "Why now: reminder 30 days before, sent again by the programme’s staff\n"
        in text
    )


def test_a_date_that_was_only_announced_says_so(milestone):
    milestone.due = on("2014-08-31", status=Status.PLANNED)
    firm = make_milestone(action=milestone.action, due=on("2014-08-31"))
    anna = make_contact(programme=milestone.programme, language="en")
    words = "This date was announced; nothing confirms it yet."

    single = text_of(parsed(remind(milestone, contact=anna)))
    digest = text_of(
        parsed(
            remind(milestone, contact=anna, offset_days=-7), remind(firm, contact=anna)
        )
    )

    assert (single.count(words), digest.count(words)) == (1, 1)


def test_many_names_are_counted(milestone, campus):
    for number in range(8):
        make_contact(programme=milestone.programme, partner=campus, name=f"C{number}")

    text = text_of(parsed(remind(milestone)))

    assert "Responsible: C0; C1; C2; C3; C4 and 3 others\n" in text


@pytest.mark.parametrize("count", [1, 3])
def test_mails_that_share_a_dossier_ask_the_database_once_for_all(
    milestone, django_assert_num_queries, count
):
    for _number in range(count):
        make_milestone(action=milestone.action, due=on("2014-09"))
        remind(milestone)
    letters = [[reminder] for reminder in claims.in_full(Reminder.objects.all())]
    dossier = Dossier.of(milestone.programme, [milestone.pk])

    with django_assert_num_queries(1):  # the neighbours
        for letter in letters:
            build(reminders=letter, now=NOW, dossier=dossier)
    with django_assert_num_queries(0):
        for letter in letters:
            build(reminders=letter, now=NOW, dossier=dossier)

"""The replay: the same engine over a whole timeline, leaving nothing behind."""

import io
import sys
from datetime import date

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from actions.models import Reminder
from actions.services import cancel_milestone
from partners.models import Contact
from tests.actions.reminders.conftest import at, sweep
from tests.factories import make_contact, make_milestone, make_rule, on
from tests.mail_server import Stage, mail_server

SUMMER = ["--from=2014-05-01", "--to=2014-08-31"]


def everything():
    """Return every row of the portal."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.app_label in {"actions", "partners", "programme", "kernel"}
    }


def replay(*arguments, key="home"):
    """Replay a district; return what it printed, line by line, and what it told."""
    out, err = io.StringIO(), io.StringIO()
    which = [f"--programme={key}"] if key else []
    call_command("replay_reminders", *arguments, *which, stdout=out, stderr=err)
    return out.getvalue().splitlines(), err.getvalue().splitlines()


@pytest.fixture(autouse=True)
def english(settings):
    """A portal whose operators are told in English."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def demonstration(crew):
    """The district with people who are none."""
    crew.programme.contacts.update(is_demonstration=True)
    return crew


def test_replay_prints_what_was_sent_by_month_and_rule(crew, call):
    make_milestone(programme=crew.programme, due=on("2014-07-04"))
    call.reached = call.due
    call.save()
    sweep(crew.programme, at("2014-06-06"))
    before = everything()
    mail.outbox.clear()

    printed, told = replay(*SUMMER)

    assert printed == [
        f"{crew.programme}: 2014-05-01 – 2014-08-31",
        "month    -30  -7  -1  0  +3  +14  reminders  mails",
        "2014-05    1   0   0  0   0    0          1      1",
        "2014-06    1   2   1  1   0    0          5      5",
        "2014-07    0   0   1  1   1    1          4      4",
        "sum        2   2   2  2   1    1         10     10",
    ]
    assert told == [
        "2014-05  0 mails",
        "2014-06  1 mail",
        "2014-07  6 mails",
    ]
    assert everything() == before
    assert mail.outbox == []


def test_daily_mails_are_counted_beside_the_reminders_in_them(crew, call):
    make_milestone(action=crew.action)
    crew.lead.delivery = Contact.Delivery.DIGEST
    crew.lead.save()

    printed, _told = replay(*SUMMER)

    # The coordinator gets two mails each on the third and the fourteenth day after.
    assert printed[-1].split() == ["sum", *"222244", "16", "10"]


def test_what_is_cancelled_on_a_day_is_told_on_that_day(crew, call):
    cancel_milestone(milestone=call, on=date(2014, 6, 2))

    printed, _told = replay(*SUMMER)

    assert printed[1:] == [
        "month    -30  cancelled  reminders  mails",
        "2014-05    1          0          1      1",
        "2014-06    0          1          1      1",
        "sum        1          1          2      2",
    ]


def test_programme_without_people_is_replayed_with_stand_ins(db, district):
    make_rule(programme=district)
    make_milestone(programme=district)

    printed, _told = replay()

    assert printed == [
        f"{district}: 2013-01-01 – 2015-07-31",
        "month    -7  reminders  mails",
        "2014-06   1          1      1",
        "sum       1          1      1",
    ]
    assert not district.contacts.exists()


def test_all_districts_are_replayed_and_summed_up(crew, call, rival):
    """A district without a period is replayed over the years of its milestones."""
    rival.programme.start = rival.programme.end = None
    rival.programme.save()

    printed, _told = replay(key=None)

    assert [line for line in printed if not line.startswith(("month", "201"))] == [
        f"{crew.programme}: 2013-01-01 – 2015-07-31",
        "sum        1   1   1  1   2    2          8      8",
        f"{rival.programme}: 2014-01-01 – 2014-12-31",
        "sum       1          1      1",
        "All districts",
        "sum        1   2   1  1   2    2          9      9",
    ]


def test_nothing_to_tell_is_an_empty_table(crew):
    printed, _told = replay(*SUMMER)

    assert printed[1:] == ["month  reminders  mails", "sum            0      0"]


def test_what_is_sent_says_that_it_is_a_test_and_takes_no_mails_place(
    demonstration, call
):
    before = everything()

    _printed, told = replay(*SUMMER, "--send")

    real = {row.message_id for row in Reminder.objects.all()}
    assert told[-1] == "8 mails were sent."
    assert len(mail.outbox) == 8
    assert all(letter.subject.startswith("[Essai] ") for letter in mail.outbox)
    named = {letter.message()["Message-ID"] for letter in mail.outbox}
    assert len(named) == 8
    assert not any(name in written for name in real for written in named)
    assert len({letter.message()["X-Reminder-Key"] for letter in mail.outbox}) == 8
    assert everything() == before


def test_people_get_mails_of_a_rehearsal_only_when_that_is_meant(demonstration, call):
    make_contact(programme=demonstration.programme)

    with pytest.raises(CommandError, match="1 contact is a person"):
        replay(*SUMMER, "--send")
    assert mail.outbox == []

    replay(*SUMMER, "--send", "--real-people")
    assert len(mail.outbox) == 8


@pytest.fixture
def server(settings):
    """A mail server that the portal is pointed at."""
    with mail_server() as (script, running):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = running.hostname
        settings.EMAIL_PORT = running.port
        settings.EMAIL_URL = f"smtp://{running.hostname}:{running.port}"
        yield script


@pytest.mark.parametrize(
    ("answer", "count"), [("yes\n", 8), ("YES\n", 8), ("no\n", 0), ("\n", 0), ("", 0)]
)
def test_a_mail_server_is_used_only_after_asking(
    demonstration, call, server, monkeypatch, answer, count
):
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))

    if count:
        replay(*SUMMER, "--send")
    else:
        with pytest.raises(CommandError, match=r"Nothing was sent\."):
            replay(*SUMMER, "--send")

    assert len(server.letters) == count


def test_who_agrees_beforehand_is_not_asked(demonstration, call, server):
    replay(*SUMMER, "--send", "--yes")

    assert len(server.letters) == 8


def test_a_mail_server_that_breaks_off_is_reported(demonstration, call, server):
    server.recipients[demonstration.coordinator.email] = "451 4.3.0 Try later"

    with pytest.raises(CommandError, match=r"5 of 8 mails were sent, then: .*451"):
        replay(*SUMMER, "--send", "--yes")


def test_one_reminder_that_cannot_be_mailed_fails_visibly_and_alone(crew, call):
    Contact.objects.filter(pk=crew.coordinator.pk).update(email="nowhere")
    out, err = io.StringIO(), io.StringIO()

    with pytest.raises(CommandError, match="1 reminder cannot be mailed"):
        call_command("replay_reminders", "--programme=home", stdout=out, stderr=err)

    assert out.getvalue().splitlines()[-1].split() == ["sum", *"11111166"]
    last = err.getvalue().splitlines()[-1]
    assert last.startswith(f"{call.pk}.rule.3.{crew.coordinator.pk}.2014-06-16.0: ")
    assert "nowhere" in last


def test_a_district_that_cannot_be_planned_is_named(crew, call):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE actions_reminderrule SET kinds = 'null'")

    with pytest.raises(CommandError, match=r"cannot be planned: .*TypeError") as error:
        replay(*SUMMER)

    assert str(crew.programme) in str(error.value)


@pytest.mark.parametrize(
    ("arguments", "key", "said"),
    [
        (["--from=2014-06-31"], "home", "“2014-06-31” is not a day"),
        (["--from=2014-06-30", "--to=2014-06-01"], "home", "Say --from an earlier day"),
        ([], "nowhere", "There is no such programme."),
    ],
)
def test_bad_arguments_get_a_sentence(db, district, arguments, key, said):
    with pytest.raises(CommandError, match=said):
        replay(*arguments, key=key)


def test_a_district_without_dates_has_to_be_told_when(db, district):
    district.start = district.end = None
    district.save()

    with pytest.raises(CommandError, match="Say --from"):
        replay()


def test_a_server_that_is_away_is_reported_before_anything_is_sent(
    demonstration, call, server
):
    server.faults[Stage.CONNECTED] = lambda _recipient: "421 4.3.2 Too busy"

    with pytest.raises(CommandError, match="0 of 8 mails were sent"):
        replay(*SUMMER, "--send", "--yes")

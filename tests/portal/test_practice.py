"""The practice district: labelled, complete, and gone without a trace."""

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command

from actions.models import Action, Milestone, Reminder
from actions.reminders import dispatch, ledger
from actions.reminders.dossier import Dossier
from creative_district.kernel import clock
from creative_district.kernel.models import Letter
from partners.models import Contact, Partner
from programme.models import Document, News, Programme
from tests.factories import make_place

pytestmark = pytest.mark.django_db
NOW = datetime(2014, 6, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def practice(*asked: str) -> tuple[list[str], str]:
    """Run the command; return its lines on standard output, and standard error."""
    out, err = StringIO(), StringIO()
    call_command("practice", *asked, stdout=out, stderr=err)
    return out.getvalue().splitlines(), err.getvalue()


def rows() -> dict[str, list[Any]]:
    """Return every row of records, reminders, letters and history."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in {"programme", "partners", "actions"}
        or model is Letter
    }


def test_it_makes_as_many_as_asked_and_says_so_on_standard_error():
    out, err = practice("--actions", "6", "--milestones", "9")

    district = Programme.objects.get(key="practice")
    assert (district.actions.count(), district.milestones.count()) == (6, 9)
    assert out == []
    assert err.splitlines() == ["action: 6 of 6", "milestone: 9 of 9"]


def test_all_of_it_is_labelled_public_and_nobody():
    practice(
        *("--actions", "4", "--milestones", "4", "--news", "4", "--documents", "4")
    )

    district = Programme.objects.get(key="practice")
    actions = Action.objects.public().filter(programme=district)
    records = [
        *actions,
        *Milestone.objects.public().filter(programme=district),
        *News.objects.public().filter(programme=district, actions__in=actions),
        *Document.objects.public().filter(programme=district, actions__in=actions),
    ]
    partners = Partner.objects.public().of(district)
    contacts = district.contacts.all()
    assert district.is_practice
    assert not district.is_first
    assert [
        record
        for record in records
        if "Practice " not in record.title.get("en", "Practice ")
    ] == []
    assert [record for record in records if "exercice" not in record.title["fr"]] == []
    assert (len(records), len(partners), len(contacts)) == (16, 8, 9)
    assert {contact.is_demonstration for contact in contacts} == {True}
    assert {contact.email.rpartition("@")[2] for contact in contacts} == {
        "practice.example"
    }
    assert {contact.language for contact in contacts} == {"fr", "en"}


def test_a_second_run_makes_only_what_is_missing():
    practice("--actions", "2", "--milestones", "3")
    before = set(Milestone.objects.filter(programme__key="practice"))

    _out, err = practice("--actions", "2", "--milestones", "5")

    after = set(Milestone.objects.filter(programme__key="practice"))
    assert err == "milestone: 2 of 2\n"
    assert before < after
    assert len(after) == 5


def test_ordinary_milestones_are_not_mailed_about_now():
    practice("--actions", "10", "--milestones", "200")
    district = Programme.objects.get(key="practice")

    ledger.reconcile(programme=district, now=NOW)

    states = Reminder.objects.filter(milestone__programme=district, send_at__lte=NOW)
    assert set(states.values_list("state", flat=True)) == {Reminder.State.SKIPPED}
    assert Reminder.objects.filter(
        milestone__programme=district, state=Reminder.State.PLANNED
    ).exists()


def test_due_now_prints_a_line_for_each_reminder_that_is_due():
    out, _err = practice("--actions", "2", "--milestones", "20", "--due-now", "12")

    due = Reminder.objects.filter(state=Reminder.State.PLANNED, send_at__lte=NOW)
    assert sorted(out) == sorted(
        f"{reminder.key}\t{reminder.contact.email}" for reminder in due
    )
    assert (len(set(out)), due.values("milestone").distinct().count()) == (12, 12)


@pytest.mark.parametrize(
    "day",
    [
        datetime(2014, 6, 2, 0, 5, tzinfo=UTC),
        datetime(2014, 6, 7, 23, 55, tzinfo=UTC),
        datetime(2014, 12, 22, 4, 0, tzinfo=UTC),
        datetime(2015, 4, 1, 12, 0, tzinfo=UTC),
    ],
)
def test_due_now_is_due_on_any_day_and_at_any_hour(day):
    with time_machine.travel(day, tick=False):
        out, _err = practice("--due-now", "3")

    reminders = Reminder.objects.filter(state=Reminder.State.PLANNED, send_at__lte=day)
    milestones = reminders.values_list("milestone", flat=True)
    dossier = Dossier.of(Programme.objects.get(key="practice"), milestones)
    verdicts = {ledger.verdict(reminder, dossier, day) for reminder in reminders}
    assert (len(out), reminders.count()) == (3, 3)
    assert verdicts == {(Reminder.State.PLANNED, "")}


def test_planning_again_changes_nothing():
    practice("--due-now", "3")
    district = Programme.objects.get(key="practice")

    outcome = ledger.reconcile(programme=district, now=NOW)

    assert (outcome.planned, outcome.changed) == (0, 0)


def test_due_now_always_makes_more():
    first, _err = practice("--due-now", "2")
    second, _err = practice("--due-now", "2")

    assert len({*first, *second}) == 4


def test_remove_leaves_no_trace_and_touches_nobody_else(settings):
    settings.EMAIL_BACKEND = "creative_district.kernel.mail.mailbox.MailboxBackend"
    make_place()
    EmailMessage(to=["someone@home.example"]).send()
    dispatch.sweep(clock=clock.now)
    before = rows()
    practice("--actions", "3", "--milestones", "8", "--due-now", "2")
    practice("--news", "2", "--documents", "2")
    News.objects.get(key="practice-news-1").save()
    milestone = Milestone.objects.filter(programme__key="practice").first()
    milestone.save()
    milestone.partners.add(Partner.objects.get(key="practice-partner-2"))
    action = Action.objects.filter(programme__key="practice").first()
    action.save()
    dispatch.sweep(clock=clock.now)
    assert Letter.objects.count() == 3

    out, err = practice("--remove")

    assert rows() == before
    assert out == []
    assert err.endswith("rows removed\n")


def test_remove_with_numbers_starts_afresh():
    practice("--actions", "3")
    practice("--remove", "--actions", "1")

    assert Action.objects.filter(programme__key="practice").count() == 1


def test_remove_where_there_is_none_is_no_error():
    assert practice("--remove") == ([], "0 rows removed\n")


def test_a_number_that_is_none_is_refused():
    with pytest.raises(CommandError, match="'-3' is not a number of records"):
        practice("--actions=-3")

    assert not Contact.objects.filter(programme__key="practice").exists()

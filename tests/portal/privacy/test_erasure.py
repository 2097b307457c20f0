"""Erasing a person leaves an alias where something hangs on them, and no trace else."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import connection, connections, transaction

from actions.models import Reminder
from creative_district.accounts.models import Session, User
from creative_district.kernel.models import Letter
from creative_district.portal.privacy.erasure import ErasureError, erase_person
from creative_district.portal.privacy.person import Person
from partners.models import Assignment, Contact
from programme.models import Programme
from tests.factories import make_contact, make_milestone, make_user
from tests.locks import wait_for_a_waiter
from tests.portal.privacy.cast import EMAIL, NAME, NOON, known_person
from tests.portal.privacy.everything import rows_with

TRACES = (NAME, "quenouille", "zelie", "z\\u00e9lie", "zélie")


@pytest.fixture(autouse=True)
def second_of_june() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def known(db: None, district: Any, rival: Any) -> Any:
    return known_person(district, rival.programme)


def erase(record: Any, *, by: Any = None) -> str:
    return erase_person(person=Person.of(record), by=by or make_user(), now=NOON)


def test_all_rows_of_a_person_are_found_from_any_of_them(known: Any) -> None:
    people = [Person.of(each) for each in (known.user, known.contact, known.other)]

    assert {(each.accounts, each.contacts) for each in people} == {
        ((known.user,), tuple(sorted([known.contact, known.other], key=lambda c: c.pk)))
    }


@pytest.mark.parametrize("start", ["user", "contact", "other"])
def test_no_table_names_whoever_was_erased(known: Any, start: str) -> None:
    tables = {line.split(":")[0] for line in rows_with(*TRACES)}
    assert tables == {
        "accounts_user", "actions_historicalmilestone", "actions_reminder",
        "actions_reminderevent", "axes_accessattempt", "django_admin_log",
        "kernel_letter", "kernel_upload", "partners_contact",
    }  # fmt: skip

    erase(getattr(known, start))

    assert rows_with(*TRACES) == []


def test_who_did_what_stays_known_of_an_alias(known: Any) -> None:
    alias = erase(known.contact)

    assert re.fullmatch(r"Personne [0-9a-f]{8}", alias)
    user = User.objects.get(pk=known.user.pk)
    assert user.get_full_name() == alias
    version = known.milestone.history.earliest()
    assert (version.history_user, version.history_change_reason) == (
        user,
        f"So says {alias}",
    )
    contact = Contact.objects.get(pk=known.contact.pk)
    assert (contact.name, contact.user, contact.delivery) == (alias, None, "none")
    assert contact.email.endswith("@erased.invalid")


def test_nobody_signs_in_with_an_erased_account(known: Any) -> None:
    erase(known.user)

    user = User.objects.get(pk=known.user.pk)
    assert (user.is_active, user.is_staff, user.has_usable_password()) == (False,) * 3
    assert not Session.objects.filter(pk=known.session.session_key).exists()
    known.link.refresh_from_db()
    assert known.link.revoked_at == NOON
    assert not Assignment.objects.filter(pk=known.role.pk).exists()


def test_what_was_still_to_be_sent_is_cancelled_and_says_why(known: Any) -> None:
    erase(known.contact)

    rows = Reminder.objects.filter(contact=known.contact).order_by("offset_days")
    assert list(rows.values_list("state", "reason")) == [
        ("sent", ""),
        ("cancelled", "erased"),
        ("cancelled", "erased"),
    ]


def test_milestones_fall_back_by_the_rule_with_a_version_that_says_so(
    known: Any,
) -> None:
    erase(known.contact)

    known.milestone.refresh_from_db()
    assert known.milestone.responsible is None
    reason = known.milestone.history.latest().history_change_reason
    assert reason == "données personnelles effacées"


def test_the_reminders_of_each_programme_are_planned_anew(
    known: Any, rival: Any, queue: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        erase(known.contact)

    programmes = {arguments[0] for _task, arguments in queue()}
    assert programmes == {known.milestone.programme_id, rival.programme.pk}


def test_a_contact_on_whom_nothing_hangs_is_deleted(known: Any) -> None:
    erase(known.contact)

    assert not Contact.objects.filter(pk=known.other.pk).exists()


def test_only_the_letters_about_the_person_go(known: Any) -> None:
    erase(known.contact)

    assert list(Letter.objects.all()) == known.letters[2:]


def test_the_log_names_the_alias_and_keeps_the_rest(known: Any) -> None:
    by = make_user()
    alias = erase(known.contact, by=by)

    kept = [LogEntry.objects.get(pk=entry.pk) for entry in known.entries]
    assert [(e.object_repr == alias, e.get_change_message()) for e in kept] == [
        (True, ""),
        (True, ""),
        (False, "Aucun champ modifié."),
        (
            False,
            f"Modification de email pour l'objet contact «\xa0{alias}\xa0».",
        ),
        (False, f"by hand, for {alias}"),
    ]
    assert set(LogEntry.objects.filter(user=by).values_list("object_repr")) == {
        (alias,)
    }


def test_others_stay_as_they_are(known: Any, rival: Any) -> None:
    namesake = make_contact(name="Zélie Quenouillet", email=f"a{EMAIL}")
    milestone = make_milestone(programme=namesake.programme, responsible=namesake)

    erase(known.contact)

    namesake.refresh_from_db()
    milestone.refresh_from_db()
    assert (namesake.name, namesake.email) == ("Zélie Quenouillet", f"a{EMAIL}")
    assert milestone.responsible == namesake
    assert Contact.objects.filter(pk=rival.contact.pk).exists()


def test_erasing_twice_changes_nothing_more(known: Any) -> None:
    by = make_user()
    erase(known.contact, by=by)
    before = rows_with("")

    again = erase(Contact.objects.get(pk=known.contact.pk), by=by)

    assert again == ""
    assert rows_with("") == before


def test_nobody_erases_themselves(known: Any) -> None:
    with pytest.raises(ErasureError):
        erase(known.contact, by=known.user)

    assert len(rows_with(EMAIL)) > 1


@pytest.mark.django_db(transaction=True)
def test_who_erases_holds_the_district_before_the_person(known: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("threads need a database server: set TEST_DATABASE_URL")
    contact = known.contact

    def erase_from_afar() -> str:
        try:
            return erase(contact)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            # As the ledger does, whose new reminders name the contact
            held = Programme.objects.select_for_update(no_key=True)
            held.get(pk=contact.programme_id)
            erasing = threads.submit(erase_from_afar)
            wait_for_a_waiter()
            Contact.objects.select_for_update(nowait=True).get(pk=contact.pk)

        assert erasing.result().startswith("Personne ")

"""People whom no mail reaches, and districts whose mails are held back."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client

from actions.models import Reminder
from partners.models import Contact
from programme.models import Programme
from tests.factories import make_contact, make_reminder, make_staff
from tests.portal.admin.district import NOON, call_of, crew_of

CONTACTS = "/admin/partners/contact/"
PROGRAMMES = "/admin/programme/programme/"
REFUSAL = "550 5.1.1 no such user"


@pytest.fixture(autouse=True)
def second_of_june(db: None) -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def crew(district: Any) -> Any:
    return crew_of(district)


def act(client: Client, page: str, action: str, *records: Any) -> list[str]:
    """Choose an action for rows of a list; return what is said of it."""
    chosen = {"action": action, "_selected_action": [row.pk for row in records]}
    answer = client.post(page, chosen, follow=True)
    return [str(message) for message in answer.context["messages"]]


def refuse(contact: Contact) -> Contact:
    contact.problem = REFUSAL
    contact.save()
    return contact


def test_a_contact_s_problem_stands_in_the_list(editor: Client, crew: Any) -> None:
    refuse(crew.lead)

    answer = editor.get(CONTACTS, {"trouble": "refused"})

    assert list(answer.context["cl"].result_list) == [crew.lead]
    assert REFUSAL in answer.text


def test_a_mended_address_is_mailed_again(
    editor: Client,
    crew: Any,
    queue: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    refuse(crew.lead)

    with django_capture_on_commit_callbacks(execute=True):
        said = act(editor, CONTACTS, "try_again", crew.lead, crew.coordinator)

    crew.lead.refresh_from_db()
    assert (crew.lead.problem, said) == ("", ["1 contact is mailed again."])
    assert queue() == [("actions.reminders.tasks.replan", [crew.programme.pk])]
    entry = LogEntry.objects.get()
    assert entry.get_edited_object() == crew.lead
    assert entry.get_change_message() == "Address mended: try again"


def test_what_failed_meanwhile_is_named_with_the_way_to_it(
    editor: Client, crew: Any
) -> None:
    call = call_of(crew)
    failed = {"milestone": call, "send_at": NOON, "state": Reminder.State.FAILED}
    make_reminder(contact=refuse(crew.lead), **failed)
    make_reminder(contact=crew.coordinator, **failed)

    said = act(editor, CONTACTS, "try_again", crew.lead)

    assert said[1] == (
        '<a href="/admin/actions/reminder/?waits=failed">1 reminder had failed: send '
        "it again if it still matters.</a>"
    )


def test_who_may_only_look_mends_nothing(crew: Any) -> None:
    refuse(crew.lead)
    viewer = make_staff("viewer", crew.programme)
    client = Client()
    client.force_login(viewer)

    act(client, CONTACTS, "try_again", crew.lead)

    crew.lead.refresh_from_db()
    assert crew.lead.problem == REFUSAL


def is_paused(programme: Programme) -> bool:
    programme.refresh_from_db()
    return programme.reminders_paused


def test_pausing_says_how_many_wait(editor: Client, crew: Any, rival: Any) -> None:
    call = call_of(crew)
    for offset in (-7, -1):
        make_reminder(milestone=call, offset_days=offset, send_at=NOON)
    make_reminder(milestone=call, send_at=NOON, state=Reminder.State.SENT)

    said = act(editor, PROGRAMMES, "pause", crew.programme)
    again = act(editor, PROGRAMMES, "pause", crew.programme)

    name = crew.programme.name["en"]
    assert said == [f"The reminders of {name} are paused. 2 planned reminders wait."]
    assert again == []
    assert [is_paused(crew.programme), is_paused(rival.programme)] == [True, False]
    assert crew.programme.history.latest().history_user.username == "editor"


def test_going_on_says_what_became_due(editor: Client, crew: Any) -> None:
    call = call_of(crew)
    make_reminder(milestone=call, send_at=NOON)
    make_reminder(milestone=call, offset_days=-1, send_at=NOON + timedelta(days=9))
    act(editor, PROGRAMMES, "pause", crew.programme)

    said = act(editor, PROGRAMMES, "let_go_on", crew.programme)
    again = act(editor, PROGRAMMES, "let_go_on", crew.programme)

    name = crew.programme.name["en"]
    latest = "the latest to each person about a milestone goes out."
    assert said == [f"The reminders of {name} go on. Due meanwhile: 1; {latest}"]
    assert (again, is_paused(crew.programme)) == ([], False)


def test_who_may_only_look_pauses_nothing(crew: Any) -> None:
    viewer = make_staff("viewer", crew.programme)
    client = Client()
    client.force_login(viewer)

    act(client, PROGRAMMES, "pause", crew.programme)

    assert is_paused(crew.programme) is False


def test_who_wants_no_mail_though_reminders_lie_ahead_is_found(
    editor: Client, crew: Any
) -> None:
    call = call_of(crew)
    silent = make_contact(programme=crew.programme, delivery="none")
    past = make_contact(programme=crew.programme, delivery="none")
    withheld = {"state": Reminder.State.SKIPPED, "reason": "wants-no-mail"}
    about = {"milestone": call, **withheld}
    make_reminder(contact=silent, send_at=NOON + timedelta(days=1), **about)
    make_reminder(contact=past, send_at=NOON - timedelta(days=1), **about)

    answer = editor.get(CONTACTS, {"trouble": "unwilling"})

    assert list(answer.context["cl"].result_list) == [silent]

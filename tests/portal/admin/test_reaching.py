"""Marking milestones reached from their list."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.models import Milestone, Reminder
from actions.reminders import dispatch
from creative_district.kernel import clock
from creative_district.kernel.record import State
from programme.models import Programme
from tests.factories import make_milestone, make_staff, on
from tests.portal.admin.district import NOON, call_of, crew_of
from tests.portal.admin.pages import address, inline_parts

LIST = address(Milestone, "changelist")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def calls(district: Programme) -> list[Milestone]:
    """Two calls, each with a week's and a day's reminder still ahead."""
    crew = crew_of(district)
    found = [call_of(crew), call_of(crew)]
    dispatch.sweep(clock=clock.now)
    return found


def ask(editor: Client, *milestones: Milestone, **typed: Any) -> Any:
    """Choose milestones in the list, or answer what was asked about them."""
    chosen = {"action": "reach", "_selected_action": [m.pk for m in milestones]}
    return editor.post(LIST, {**chosen, **typed}, follow=True)


def agree(editor: Client, page: Any, *milestones: Milestone, **typed: Any) -> Any:
    form = {"on_value": "2014-06-02", "on_status": "actual", "on_confidence": "high"}
    return ask(
        editor, *milestones, **{**form, **typed, "_agreed": page.context["seal"]}
    )


def states(milestone: Milestone) -> set[str]:
    return set(milestone.reminders.values_list("state", flat=True))


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_the_date_is_asked_and_the_reminders_shown_before_anything_is_written(
    editor: Client, calls: list[Milestone]
) -> None:
    before = list(Reminder.objects.order_by("pk").values())

    page = ask(editor, *calls)

    shown = page.context["form"]
    assert shown["on"].value() == on("2014-06-02")
    assert page.context["chosen"].open == calls
    assert {
        line.effect.value for change in page.context["found"] for line in change.lines
    } >= {"cancelled"}
    assert list(Reminder.objects.order_by("pk").values()) == before
    assert [Milestone.objects.get(pk=m.pk).reached for m in calls] == [None, None]
    assert inline_parts(page.content.decode()) == []


def test_what_is_agreed_to_is_written_with_history_and_told(
    editor: Client, calls: list[Milestone]
) -> None:
    page = ask(editor, *calls)

    answer = agree(editor, page, *calls, on_value="2014-05", why="Minutes of May")

    for call in calls:
        call.refresh_from_db()
        version = call.history.latest()
        assert call.reached == on("2014-05")
        assert version.history_change_reason == "Minutes of May"
        assert version.history_user.username == "editor"
        assert Reminder.State.PLANNED not in states(call)
    done, gone = said(answer)
    assert done == "2 milestones are marked as reached: May 2014."
    assert "reminders cancelled:" in gone
    ids = ",".join(str(call.pk) for call in calls)
    assert f"/admin/actions/reminder/?milestone__id__in={ids}" in gone


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("2014-06-03", "3 June 2014 is not over yet. Today is 2 June 2014"),
        ("2014-06", "June 2014 is not over yet. Today is 2 June 2014"),
        ("2014-05-09/2014-05-08", "A date cannot end before it begins."),
        ("soon", "“soon” is not a date."),
        ("", "This field is required."),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_what_is_allowed(
    editor: Client, calls: list[Milestone], written: str, error: str
) -> None:
    page = ask(editor, *calls)

    again = agree(editor, page, *calls, on_value=written)

    assert error in "".join(again.context["form"].errors["on"])
    assert Milestone.objects.exclude(reached=None).count() == 0


def test_what_was_settled_meanwhile_stays_as_it_is(
    editor: Client, calls: list[Milestone]
) -> None:
    first, second = calls
    page = ask(editor, *calls)
    first.reached = on("2014-05-30")
    first.save()
    gone = make_milestone(programme=first.programme)
    gone_pk = gone.pk
    gone.delete()
    gone.pk = gone_pk

    again = agree(editor, page, first, second, gone)
    done = agree(editor, again, first, second)

    chosen = again.context["chosen"]
    assert (chosen.open, chosen.settled, chosen.gone) == ([second], [first], 1)
    assert said(done)[0] == "1 milestone is marked as reached: 2 June 2014."
    first.refresh_from_db()
    assert first.reached == on("2014-05-30")


def signed_in(role: str, district: Programme, **changes: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_staff(role, district, **changes))
    return client


def test_what_a_person_may_not_change_is_left_out(
    db: None, calls: list[Milestone], district: Programme, rival: Any
) -> None:
    public, others = calls[0], make_milestone(programme=district)
    assert public.action is not None
    draft = make_milestone(action=public.action, state=State.DRAFT)
    lead = signed_in("partner_editor", district, partner=public.action.lead)
    ticked = [draft, public, others, rival.milestone]

    page = ask(lead, *ticked)
    agree(lead, page, *ticked)

    chosen = page.context["chosen"]
    reached = Milestone.objects.exclude(reached=None)
    assert (chosen.open, chosen.settled, chosen.gone) == ([draft], [], 2)
    assert "1 of the selected records is not yours to do this with." in said(page)
    assert list(reached) == [draft]


def test_who_may_only_look_marks_nothing(
    db: None, calls: list[Milestone], district: Programme
) -> None:
    viewer = signed_in("viewer", district)
    page = {"_agreed": "", "on_value": "2014-05"}

    ask(viewer, *calls, **page)

    assert Milestone.objects.exclude(reached=None).count() == 0


def test_so_many_at_once_are_refused(editor: Client, district: Programme) -> None:
    many = [make_milestone(programme=district) for _number in range(101)]

    answer = ask(editor, *many)

    assert said(answer) == ["At most 100 milestones are marked at once."]

"""Before a change is saved, staff see what it does to reminders, and agree to it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from html.parser import HTMLParser
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import connection, connections, transaction
from django.test import Client

from actions.models import Milestone, Reminder
from actions.reminders import dispatch, effects
from actions.services import give_default_rules
from creative_district.accounts.models import User
from creative_district.kernel import clock
from programme.models import Programme
from tests.factories import (
    make_action,
    make_contact,
    make_milestone,
    make_partner,
    make_user,
    on,
)
from tests.locks import wait_for_a_waiter
from tests.portal.admin.pages import address, form_data, inline_parts

SOON = datetime(2014, 5, 16, 7, tzinfo=UTC)
NOW = datetime(2014, 6, 5, 20, tzinfo=UTC)
NEXT_MORNING = datetime(2014, 6, 6, 7, tzinfo=UTC)
TO_SEPTEMBER = {"due_value": "2014-09-01"}


@pytest.fixture
def call(district: Programme) -> Milestone:
    """A call, due on 16 June 2014, of which Ada has been told on 16 May."""
    with time_machine.travel(SOON, tick=False):
        lead = make_partner(programme=district)
        make_contact(programme=district, partner=lead, name="Ada")
        give_default_rules(programme=district)
        action = make_action(programme=district, lead=lead)
        call = make_milestone(action=action, kind=Milestone.Kind.CALL)
        dispatch.sweep(clock=clock.now)
    return call


@pytest.fixture(autouse=True)
def today(call: Milestone) -> Iterator[None]:
    """The evening before the reminder of a week before."""
    with time_machine.travel(NOW, tick=False):
        yield


class ReviewReader(HTMLParser):
    """Reads what the form of the page would send: hidden boxes, and each button."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.typed: dict[str, list[str]] = {}
        self.buttons: dict[str, str] = {}
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "div" and told.get("class") == "review":
            self.inside = True
        if self.inside and tag == "input":
            self.typed.setdefault(told["name"], []).append(told["value"])
        if self.inside and tag == "button":
            self.buttons[told["name"]] = told["value"]


def post(editor: Client, record: Any, **changes: Any) -> Any:
    """Open a record's form, change some boxes, send it."""
    page = address(type(record), "change", record.pk)
    data = form_data(editor.get(page))
    return editor.post(page, {**data, "_continue": "1", **changes})


def press(editor: Client, review: Any, button: str) -> Any:
    """Press a button of the page, which may have been shown some time ago."""
    read = ReviewReader(review.content.decode())
    page = review.request["PATH_INFO"]
    return editor.post(page, {**read.typed, button: read.buttons[button]})


def agree(editor: Client, review: Any) -> Any:
    return press(editor, review, "_agreed")


def shown(review: Any) -> list[tuple[str, str]]:
    """Return which reminders the page names, and what becomes of them."""
    return [
        (line.name, line.outcome)
        for change, _oddities in review.context["reviewed"]
        for line in change.lines
    ]


def said(editor: Client, answer: Any) -> list[str]:
    """Return the messages on the page that follows a save."""
    assert answer.status_code == 302, answer.context["errors"]
    page = editor.get(answer.headers["Location"])
    return [f"{m.level_tag}: {m.message}" for m in page.context["messages"]]


def written(milestone: Milestone) -> dict[str, Any]:
    """Return all that a save could write."""
    return {
        "milestone": Milestone.objects.filter(pk=milestone.pk).values().get(),
        "history": milestone.history.count(),
        "log": LogEntry.objects.count(),
        "reminders": list(Reminder.objects.order_by("pk").values()),
    }


MOVED = [
    ("Mail “date changed”", "tells those who were told otherwise"),
    ("30 days before", "sent already; a new one will go"),
    ("7 days before", "moved"),
    ("1 day before", "moved"),
    ("On the day", "moved"),
    ("3 days after", "moved"),
    ("14 days after", "moved"),
]


def test_nothing_is_written_before_staff_agree(
    editor: Client, call: Milestone, queue: Any, django_capture_on_commit_callbacks: Any
) -> None:
    before = written(call)

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        review = post(editor, call, **TO_SEPTEMBER)

    assert (review.status_code, shown(review)) == (200, MOVED)
    assert written(call) == before
    assert (callbacks, queue()) == ([], [])


def test_agreeing_does_what_was_shown(editor: Client, call: Milestone) -> None:
    review = post(editor, call, **TO_SEPTEMBER)

    answer = agree(editor, review)

    call.refresh_from_db()
    assert (call.due, call.first_planned) == (on("2014-09-01"), on("2014-06-16"))
    assert call.history.first().due == on("2014-09-01")
    assert set(
        call.reminders.filter(state=Reminder.State.PLANNED).values_list(
            "cause", "offset_days", "due_on"
        )
    ) == {
        ("moved", 0, call.due.latest),
        *(("rule", offset, call.due.latest) for offset in (-30, -7, -1, 0, 3, 14)),
    }
    log = address(Reminder, "changelist") + f"?milestone__id__in={call.pk}"
    counts, saved = said(editor, answer)
    assert counts == (
        "success: Reminders: 5 moved, 1 new, 1 mail about the change. "
        f'<a href="{log}">See the log</a>'
    )
    assert "was changed successfully" in saved
    assert editor.get(log).context["cl"].result_count == call.reminders.count()


def test_agreeing_sends_what_was_typed_and_the_button_that_was_pressed(
    editor: Client, call: Milestone
) -> None:
    partners = [make_partner(programme=call.programme) for _ in range(2)]
    typed = {
        "detail_en": "First line\r\n“second” <b>line</b>",
        "partners": [partner.pk for partner in partners],
    }

    review = post(editor, call, **TO_SEPTEMBER, **typed)
    answer = agree(editor, review)

    call.refresh_from_db()
    assert call.detail["en"].splitlines() == ["First line", "“second” <b>line</b>"]
    assert set(call.partners.all()) == set(partners)
    assert answer.headers["Location"] == address(Milestone, "change", call.pk)


def test_going_back_shows_the_form_as_it_was_filled_in(
    editor: Client, call: Milestone
) -> None:
    before = written(call)
    review = post(editor, call, **TO_SEPTEMBER, title_en="Another call")

    form = press(editor, review, "_back")

    assert form.status_code == 200
    assert (form.context["errors"], list(form.context["messages"])) == ([], [])
    filled = form_data(form)
    assert (filled["due_value"], filled["title_en"]) == ("2014-09-01", "Another call")
    assert written(call) == before


def test_rows_of_an_action_are_reviewed_together(
    editor: Client, call: Milestone
) -> None:
    other = make_milestone(action=call.action, due=on("2014-07-01"))
    make_milestone(action=call.action, due=on("2014-08-01"))
    effects.settled(call.action.milestones.all(), now=NOW)
    rows = {
        "milestones-0-due_value": "2014-09-01",
        "milestones-1-due_value": "2014-10-01",
    }

    review = post(editor, call.action, **rows)

    assert [
        (change.milestone, len(change.lines))
        for change, _oddities in review.context["reviewed"]
    ] == [(call, 7), (other, 6)]
    agree(editor, review)
    call.refresh_from_db()
    other.refresh_from_db()
    assert (call.due, call.first_planned) == (on("2014-09-01"), on("2014-06-16"))
    assert other.due == on("2014-10-01")


def test_going_back_keeps_the_rows_of_an_action(
    editor: Client, call: Milestone
) -> None:
    rows = {
        "milestones-0-due_value": "2014-09-01",
        "milestones-1-title_en": "New row",
        "milestones-1-due_value": "2014-10",
    }
    review = post(editor, call.action, **rows)

    filled = form_data(press(editor, review, "_back"))

    assert {name: filled[name] for name in rows} == rows
    assert call.action.milestones.count() == 1


def test_deleted_row_shows_what_is_cancelled(editor: Client, call: Milestone) -> None:
    review = post(editor, call.action, **{"milestones-0-DELETE": "on"})

    assert shown(review)[0] == ("30 days before", "sent already")
    assert {outcome for _name, outcome in shown(review)[1:]} == {"cancelled"}
    agree(editor, review)
    assert not call.action.milestones.exists()


def test_other_lead_of_an_action_is_a_change_of_its_milestones(
    editor: Client, call: Milestone
) -> None:
    partner = make_partner(programme=call.programme)
    make_contact(programme=call.programme, partner=partner, name="Bob")

    review = post(editor, call.action, lead=partner.pk)

    ((change, _oddities),) = review.context["reviewed"]
    assert {str(person) for line in change.lines for person in line.people} == {
        "Ada",
        "Bob",
    }


def test_old_version_is_reviewed_before_it_comes_back(
    editor: Client, call: Milestone
) -> None:
    agree(editor, post(editor, call, **TO_SEPTEMBER))
    first = call.history.earliest()
    page = address(Milestone, "simple_history", call.pk, first.pk)
    before = written(call)

    review = editor.post(page, form_data(editor.get(page)))

    assert ("7 days before", "moved") in shown(review)
    assert written(call) == before
    agree(editor, review)
    call.refresh_from_db()
    assert call.due == on("2014-06-16")


def test_what_others_changed_is_seen_before_the_review(
    editor: Client, call: Milestone
) -> None:
    page = address(Milestone, "change", call.pk)
    opened = form_data(editor.get(page)) | TO_SEPTEMBER
    post(editor, call, title_en="Other call")

    box = editor.post(page, opened)
    review = editor.post(page, form_data(box))
    agree(editor, review)

    assert "meanwhile" in box.context
    assert shown(review) == MOVED
    call.refresh_from_db()
    assert (call.title["en"], call.due) == ("Other call", on("2014-09-01"))


def test_what_is_changed_during_the_review_is_seen_too(
    editor: Client, call: Milestone
) -> None:
    review = post(editor, call, **TO_SEPTEMBER)
    post(editor, call, title_en="Other call")

    box = agree(editor, review)

    assert len(box.context["meanwhile"]) == 1
    call.refresh_from_db()
    assert (call.title["en"], call.due) == ("Other call", on("2014-06-16"))


@pytest.mark.parametrize(
    "changes",
    [{"title_en": "Another call"}, {"due_confidence": "low"}, {"due_value": ""}],
    ids=["title", "grade", "error"],
)
def test_what_changes_no_reminder_needs_no_review(
    editor: Client, call: Milestone, changes: dict[str, str]
) -> None:
    answer = post(editor, call, **changes)

    assert "reviewed" not in (answer.context or {})
    assert answer.status_code == (200 if changes == {"due_value": ""} else 302)


def test_agreement_to_something_else_is_asked_for_again(
    editor: Client, call: Milestone
) -> None:
    review = post(editor, call, **TO_SEPTEMBER)
    Milestone.objects.filter(pk=call.pk).update(due=on("2014-06-20"))
    before = written(call)

    second = agree(editor, review)

    assert written(call) == before
    ((change, _oddities),) = second.context["reviewed"]
    assert change.was_due == on("2014-06-20")
    assert "Something has changed since you reviewed this." in second.content.decode()
    assert agree(editor, second).status_code == 302


def test_agreement_from_before_a_reminder_went_is_asked_for_again(
    editor: Client, call: Milestone
) -> None:
    review = post(editor, call, **TO_SEPTEMBER)

    with time_machine.travel(NEXT_MORNING, tick=False):
        dispatch.sweep(clock=clock.now)
        editor.force_login(User.objects.get(username="editor"))
        second = agree(editor, review)

    assert shown(second)[2] == ("7 days before", "sent already; a new one will go")
    call.refresh_from_db()
    assert call.due == on("2014-06-16")


def test_agreement_to_what_has_no_effect_any_more_is_asked_for_again(
    editor: Client, call: Milestone
) -> None:
    review = post(editor, call, **TO_SEPTEMBER)
    Reminder.objects.all().delete()
    call.programme.reminder_rules.all().delete()

    second = agree(editor, review)

    assert shown(second) == []
    assert "Your changes no longer affect any reminder." in second.content.decode()
    assert len(said(editor, agree(editor, second))) == 1
    call.refresh_from_db()
    assert call.due == on("2014-09-01")


def test_forged_agreement_is_none(editor: Client, call: Milestone) -> None:
    review = post(editor, call, **TO_SEPTEMBER, _agreed="é")

    assert shown(review) == MOVED
    assert review.context["is_stale"]


def test_odd_dates_are_said_on_the_page_and_not_again(
    editor: Client, call: Milestone
) -> None:
    call.action.start = on("2014-06")
    call.action.save()

    review = post(editor, call, due_value="2014-05-30")

    ((_change, oddities),) = review.context["reviewed"]
    period = f"outside the period of “{call.action}” (June 2014 – ?)"
    assert oddities == [
        f"“{call}” (30 May 2014) lies in the past. Is that meant?",
        f"“{call}” (30 May 2014) lies {period}. Is that meant?",
    ]
    levels = [text.split(":")[0] for text in said(editor, agree(editor, review))]
    assert levels == ["success", "success"]


def test_paused_district_is_named(editor: Client, call: Milestone) -> None:
    sentence = "The mails of this programme are paused"
    assert sentence not in post(editor, call, **TO_SEPTEMBER).content.decode()
    Programme.objects.filter(pk=call.programme.pk).update(reminders_paused=True)

    assert sentence in post(editor, call, **TO_SEPTEMBER).content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_page_keeps_to_the_policy(
    editor: Client, call: Milestone, language: str
) -> None:
    make_contact(programme=call.programme, partner=call.action.lead, name="<Bob & Co.>")
    effects.settled(Milestone.objects.filter(pk=call.pk), now=NOW)
    page = address(Milestone, "change", call.pk)
    data = form_data(editor.get(page)) | TO_SEPTEMBER

    answer = editor.post(page, data, headers={"accept-language": language})

    html = answer.content.decode()
    assert answer.headers["Content-Language"] == language
    assert inline_parts(html) == []
    assert "<li>&lt;Bob &amp; Co.&gt;</li>" in html


@pytest.mark.django_db(transaction=True)
def test_two_who_agree_at_once_do_not_both_do_it(
    editor: Client, call: Milestone
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("threads need a database server: set TEST_DATABASE_URL")
    review = post(editor, call, **TO_SEPTEMBER)
    barrier = Barrier(3)
    others = [Client(headers={"accept-language": "en"}) for _ in range(2)]
    for other in others:
        other.force_login(make_user())

    def at_once(work: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as threads:
        threads.submit(at_once, lambda: dispatch.sweep(clock=clock.now))
        answers = list(
            threads.map(lambda other: at_once(lambda: agree(other, review)), others)
        )

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    call.refresh_from_db()
    assert (call.due, call.history.count()) == (on("2014-09-01"), 2)
    assert call.reminders.filter(cause=Reminder.Cause.MOVED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_saves_holds_the_district_before_the_milestone(
    editor: Client, call: Milestone
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("threads need a database server: set TEST_DATABASE_URL")

    def save() -> Any:
        try:
            return post(editor, call, title_en="Call")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            # As the ledger and whoever marks milestones reached do
            Programme.objects.select_for_update(no_key=True).get(pk=call.programme_id)
            saving = threads.submit(save)
            wait_for_a_waiter()
            Milestone.objects.select_for_update(nowait=True).get(pk=call.pk)

        assert saving.result().status_code == 302

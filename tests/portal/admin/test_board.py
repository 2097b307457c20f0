"""The board: what is due, who sees to it, and how the engine does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from actions.admin.board import PER_PAGE
from actions.models import Milestone, Reminder
from actions.reminders import ledger
from creative_district.kernel.dates import Status
from creative_district.kernel.models import Heartbeat
from creative_district.kernel.record import Scope, State
from partners.models import Assignment, Contact
from tests.factories import (
    make_contact,
    make_milestone,
    make_programme,
    make_reminder,
    make_staff,
    on,
)
from tests.portal.admin.district import NOON, call_of, crew_of

BOARD = "/admin/actions/reminder/board/"
# Attempts follow the database's own clock.
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def second_of_june(db: None) -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def crew(district: Any) -> Any:
    return crew_of(district)


def board(client: Client, **parameters: Any) -> Any:
    return client.get(BOARD, parameters)


def test_a_district_that_one_only_looks_at_has_no_board(crew: Any) -> None:
    other = make_programme(slug="other")
    user = make_staff("editor", other)
    Assignment.objects.create(user=user, programme=crew.programme, role="viewer")
    call_of(crew, key="due", due=on("2014-06-05"))
    client, editor = Client(), Client()
    client.force_login(user)
    editor.force_login(make_staff("editor", crew.programme))
    slug = crew.programme.slug

    told, theirs = (board(each, district=slug) for each in (client, editor))

    assert [name for name, _n in told.context["districts"]] == [other]
    assert listed(told) == []
    assert [key for _heading, key in listed(theirs)] == ["due"]


def listed(answer: Any) -> list[tuple[str, str]]:
    """Return what stands on the board, each under its heading."""
    return [(row.urgency, row.milestone.key) for row in answer.context["rows"]]


def test_it_tells_the_most_urgent_first(editor: Client, crew: Any) -> None:
    for key, due in [
        ("in a month", "2014-07-02"),
        ("in a week", "2014-06-09"),
        ("later", "2014-07-03"),
        ("today", "2014-06-02"),
        ("yesterday", "2014-06-01"),
        ("this month", "2014-06"),
        ("long ago", "2013-12-31"),
    ]:
        call_of(crew, key=key, due=on(due))
    call_of(crew, key="done", due=on("2014-06-01"), reached=on("2014-06-01"))
    call_of(crew, key="cancelled", due=on("2014-06-05"), cancelled_on="2014-06-01")
    call_of(crew, key="announced", due=on("2014-06-01", status=Status.PLANNED))
    call_of(crew, key="draft", due=on("2014-06-05"), state=State.DRAFT)
    call_of(crew, key="context", due=on("2014-06-05"), scope=Scope.CONTEXT)

    assert listed(board(editor)) == [
        ("Overdue", "long ago"),
        ("Overdue", "yesterday"),
        ("Due today", "today"),
        ("Due within 7 days", "in a week"),
        ("Due within 30 days", "this month"),
        ("Due within 30 days", "in a month"),
    ]


def test_it_shows_one_district_at_a_time(editor: Client, crew: Any, rival: Any) -> None:
    call_of(crew, key="ours")

    first, other = board(editor), board(editor, district="rival")

    assert [row.milestone.key for row in first.context["rows"]] == ["ours"]
    assert [row.milestone.key for row in other.context["rows"]] == ["rival-milestone"]
    counts = [(found.key, count) for found, count in first.context["districts"]]
    assert counts == [("home", 1), ("rival", 1)]
    assert listed(board(editor, district="atlantis")) == listed(first)


def row(editor: Client, milestone: Milestone) -> Any:
    [found] = [
        row for row in board(editor).context["rows"] if row.milestone == milestone
    ]
    return found


def test_a_row_tells_who_was_and_will_be_mailed(editor: Client, crew: Any) -> None:
    call = call_of(crew)
    crew.programme.reminders_from = NOON - timedelta(days=40)
    crew.programme.save()
    ledger.reconcile(programme=crew.programme, now=NOON)
    month_before = Reminder.objects.get(offset_days=-30, milestone=call)
    ledger.move(
        Reminder.objects.filter(pk=month_before.pk),
        to=Reminder.State.SENT,
        sent_at=NOON,
    )

    found = row(editor, call)

    assert [person.name for person in found.responsible] == ["Ada"]
    assert (found.last, found.last_at) == (month_before, NOON)
    assert found.next == Reminder.objects.get(offset_days=-7, milestone=call)
    assert (found.is_waiting, found.failures, found.silence) == (False, 0, "")


def test_a_row_tells_what_failed_and_what_waits(editor: Client, crew: Any) -> None:
    call = call_of(crew)
    about = {"milestone": call, "contact": crew.lead}
    make_reminder(**about, send_at=NOON, state=Reminder.State.FAILED)
    make_reminder(**about, offset_days=-30, send_at=NOON - timedelta(hours=1))

    found = row(editor, call)

    assert (found.failures, found.is_waiting) == (1, True)


def test_a_row_tells_why_nothing_is_ahead(editor: Client, crew: Any) -> None:
    report = call_of(crew, kind=Milestone.Kind.REPORT)
    late = call_of(crew, due=on("2014-05-01"))
    unplanned = call_of(crew)

    silences = [row(editor, found).silence for found in (report, late, unplanned)]

    assert silences == [
        "no rule speaks of this kind of milestone",
        "the due day is over",
        "nothing more is planned",
    ]


def test_who_gets_no_mail_is_named_with_the_reason(editor: Client, crew: Any) -> None:
    Contact.objects.filter(pk=crew.lead.pk).update(delivery=Contact.Delivery.NONE)
    call = call_of(crew)

    people = [(person.name, why) for person, why in row(editor, call).people]

    assert people == [("Ada", "the contact wants no mail")]


def test_milestones_with_nobody_to_address_are_counted(
    editor: Client, crew: Any
) -> None:
    call_of(crew)
    Contact.objects.all().delete()

    answer = board(editor)

    assert answer.context["unaddressed"] == 1
    assert "1 milestone has nobody to address." in answer.text
    assert "Nobody to address" in answer.text


def test_the_engine_tells_its_trouble(editor: Client, crew: Any, rival: Any) -> None:
    call = call_of(crew)
    ago = NOON - timedelta(hours=2)
    about = {"milestone": call, "contact": crew.lead}
    make_reminder(**about, send_at=ago, retry_at=LATER)
    make_reminder(**about, offset_days=-1, send_at=NOON, state=Reminder.State.FAILED)
    make_reminder(
        milestone=call,
        contact=make_contact(programme=crew.programme, delivery="none"),
        send_at=NOON + timedelta(days=1),
        state=Reminder.State.SKIPPED,
        reason="wants-no-mail",
    )
    Contact.objects.filter(pk=crew.coordinator.pk).update(problem="550 unknown")
    Heartbeat.objects.create(
        name="sweep", beaten_at=timezone.now(), trouble="535 wrong password"
    )
    rival.programme.reminders_paused = True
    rival.programme.save()

    answer = board(editor)

    health = answer.context["health"]
    assert (health.due, health.overdue, health.oldest) == (1, 1, ago)
    assert (health.retrying, health.failed) == (1, 1)
    assert (health.refused, health.unwilling) == (1, 1)
    assert (health.trouble, health.paused) == (
        "535 wrong password",
        [rival.programme],
    )
    assert "535 wrong password" in answer.text


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("/admin/actions/reminder/?waits=due", 2),
        ("/admin/actions/reminder/?waits=overdue", 1),
        ("/admin/actions/reminder/?waits=retry", 1),
        ("/admin/actions/reminder/?waits=failed", 1),
        ("/admin/actions/reminder/?waits=tomorrow", 1),
        ("/admin/actions/reminder/?waits=nonsense", 6),
        ("/admin/partners/contact/?trouble=refused", 1),
        ("/admin/partners/contact/?trouble=unwilling", 1),
        ("/admin/partners/contact/?trouble=nonsense", 4),
        ("/admin/actions/milestone/?addressee=nonsense", 2),
    ],
)
def test_each_figure_leads_to_the_rows_that_it_counts(
    editor: Client, crew: Any, address: str, count: int
) -> None:
    call = call_of(crew)
    silent = make_contact(programme=crew.programme, delivery="none")
    Contact.objects.filter(pk=crew.coordinator.pk).update(problem="550 unknown")
    about = {"milestone": call, "contact": crew.lead}
    skipped = {"state": Reminder.State.SKIPPED, "reason": "wants-no-mail"}
    make_reminder(**about, send_at=NOON - timedelta(minutes=5))
    make_reminder(
        **about, offset_days=-1, send_at=NOON - timedelta(hours=1), retry_at=LATER
    )
    make_reminder(**about, offset_days=0, send_at=NOON, state=Reminder.State.FAILED)
    make_reminder(**about, offset_days=3, send_at=NOON + timedelta(days=1))
    make_reminder(**about, offset_days=9, send_at=NOON + timedelta(days=2))
    make_reminder(
        milestone=call, contact=silent, send_at=NOON + timedelta(days=1), **skipped
    )

    answer = editor.get(address, follow=True)

    assert answer.context["cl"].result_count == count


def test_an_engine_that_never_ran_says_so(editor: Client, crew: Any) -> None:
    answer = board(editor)

    assert "None has ended yet." in answer.text
    assert "Nothing is overdue, and nothing is due within 30 days." in answer.text


def test_without_a_district_it_says_so(editor: Client, rival: Any) -> None:
    rival.action.delete()
    rival.programme.delete()

    assert "There is no district yet." in board(editor).text


def test_a_paused_district_says_so(editor: Client, crew: Any) -> None:
    crew.programme.reminders_paused = True
    crew.programme.save()

    assert "none goes out until they go on" in board(editor).text


def test_a_long_board_has_pages(editor: Client, crew: Any) -> None:
    for _number in range(PER_PAGE + 1):
        call_of(crew)

    first, second = board(editor), board(editor, page=2)

    assert [len(answer.context["rows"]) for answer in (first, second)] == [PER_PAGE, 1]
    assert "?district=home&amp;page=2" in first.text
    assert "Page 2 of 2" in second.text


def test_it_takes_as_many_queries_for_three_rows_as_for_one(
    editor: Client, crew: Any, django_assert_num_queries: Any
) -> None:
    def add() -> None:
        responsible = make_contact(programme=crew.programme)
        milestone = call_of(crew, responsible=responsible)
        make_reminder(milestone=milestone, contact=responsible, send_at=NOON)

    add()
    board(editor)
    with django_assert_num_queries(23):
        board(editor)

    add()
    add()
    with django_assert_num_queries(23):
        board(editor)


def test_who_may_not_see_reminders_sees_no_board(editor: Client, crew: Any) -> None:
    client = Client()
    client.force_login(make_staff("viewer", crew.programme))

    assert board(client).status_code == 403
    assert BOARD not in client.get("/admin/").text
    assert BOARD in editor.get("/admin/").text
    assert BOARD in editor.get("/admin/actions/reminder/").text


def test_visitors_are_asked_to_log_in(client: Client) -> None:
    assert board(client).url.startswith("/admin/login/")


def banner(client: Client, page: str) -> bool:
    return 'class="overdue"' in client.get(page).text


def test_every_page_says_that_reminders_are_overdue(editor: Client) -> None:
    milestone = make_milestone()
    waiting = make_reminder(milestone=milestone, send_at=NOON - timedelta(minutes=29))
    before = banner(editor, "/admin/partners/partner/")

    waiting.send_at = NOON - timedelta(minutes=31)
    waiting.save()

    pages = ["/admin/", "/admin/partners/partner/", BOARD]
    assert before is False
    assert [banner(editor, page) for page in pages] == [True, True, True]
    assert banner(Client(), "/admin/login/") is False
    assert "1 reminder has been due for more than half an hour" in board(editor).text

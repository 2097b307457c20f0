"""The start page of the staff site: what waits, each line a list of exactly that."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.models import Milestone, Reminder
from creative_district.kernel.models import LinkCheck
from creative_district.kernel.record import Scope, State
from creative_district.kernel.text import Text
from creative_district.portal.to_do import Task
from programme.models import News
from tests.factories import (
    make_action,
    make_contact,
    make_indicator,
    make_link_check,
    make_milestone,
    make_news,
    make_programme,
    make_reminder,
    make_rule,
    make_source,
    make_staff,
    make_statement,
    make_webhook,
    on,
)

NOON = datetime(2014, 6, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def second_of_june(rival: Any) -> Any:
    """A day on which nothing waits in the rival district: all of it has a source."""
    Milestone.objects.all().delete()
    for record in (rival.action, rival.indicator):
        make_statement(record=record, sources=[make_source()])
    with time_machine.travel(NOON, tick=False):
        yield


def fill() -> None:
    programme = make_programme()
    staff = make_contact(programme=programme, name="Ada")
    common = {"programme": programme}
    due = [
        make_milestone(**common, due=on("2014-06-01")),
        make_milestone(**common, due=on("2014-06-01"), scope=Scope.CONTEXT),
        soon := make_milestone(**common, due=on("2014-06-16")),
        make_milestone(**common, due=on("2014-08-16")),
        make_milestone(due=on("2014-08-16"), programme=make_rule().programme),
    ]
    for milestone in due[:-1]:
        make_statement(record=milestone, sources=[make_source()])
    told = {"milestone": soon, "contact": staff}
    make_reminder(**told, state=Reminder.State.FAILED, send_at=NOON)
    make_reminder(**told, state=Reminder.State.SENT, send_at=NOON, offset_days=-30)
    make_reminder(**told, send_at=NOON + timedelta(days=1), offset_days=-1)
    make_contact(programme=programme, is_main=False, problem="550 no such user")
    make_action(**common, state=State.IN_REVIEW, start=on("2014-05"))
    make_indicator(**common, value=3)
    make_webhook(programme=programme, state="stopped")
    make_webhook(programme=programme, state="off")
    make_link_check(verdict=LinkCheck.Verdict.DEAD)
    make_link_check(verdict=LinkCheck.Verdict.UNREACHABLE)
    make_news(state=State.IN_REVIEW)


def tasks(client: Client) -> list[Task]:
    found: list[Task] = client.get("/admin/").context["tasks"]
    return found


def lines(client: Client) -> list[tuple[int, str]]:
    return [(task.count, task.label) for task in tasks(client)]


def test_the_start_page_says_what_waits(editor: Client) -> None:
    fill()

    assert lines(editor) == [
        (1, "Milestones overdue"),
        (1, "Milestones due in the next 30 days"),
        (1, "Milestones with nobody to address"),
        (1, "Reminders of tomorrow"),
        (1, "Reminders that failed"),
        (1, "Contacts whose address was refused"),
        (1, "Webhooks that are stopped"),
        (1, "Cited addresses that are gone"),
        (1, "In review: actions"),
        (1, "In review: news"),
        (1, "Actions without a person responsible"),
        (1, "A fact without a source: milestones"),
        (1, "A fact without a source: indicators"),
    ]


def test_the_reminders_of_tomorrow_are_named_with_who_and_what(editor: Client) -> None:
    milestone = make_milestone(title=Text(en="Call opens"))
    for number in range(7):
        make_reminder(
            milestone=milestone,
            contact=make_contact(programme=milestone.programme, name=f"N{number}"),
            send_at=NOON + timedelta(days=1, minutes=number),
        )

    [line] = [task for task in tasks(editor) if task.names]
    html = editor.get("/admin/").content.decode()

    assert line.names == [f"N{n}: Call opens (7 days before)" for n in range(5)]
    assert line.more == 2
    assert "<li>N0: Call opens (7 days before)</li>" in html
    assert "<li>and 2 more</li>" in html


def test_the_rule_is_said_where_a_line_leaves_it_open(editor: Client) -> None:
    make_action()

    html = editor.get("/admin/").content.decode()

    assert "without a lead partner, or without a main contact" in html


def test_each_line_leads_to_as_many_rows_as_it_counts(editor: Client) -> None:
    fill()
    fill()

    found = tasks(editor)

    lists = [editor.get(task.address).context["cl"].result_count for task in found]
    assert lists == [task.count for task in found] == [2] * 13


def test_the_start_page_says_so_when_nothing_waits(editor: Client) -> None:
    html = editor.get("/admin/").content.decode()

    assert "Nothing waits for you." in html
    assert "to-do__line" not in html


def test_only_what_a_person_may_see_waits_for_them(db: None) -> None:
    fill()
    programme = News.objects.get().programme
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_staff("viewer", programme))

    assert lines(client) == [(1, "In review: news")]


def test_the_start_page_takes_as_many_queries_whatever_waits(
    editor: Client, django_assert_num_queries: Any
) -> None:
    fill()
    editor.get("/admin/")

    with django_assert_num_queries(21):
        editor.get("/admin/")

    fill()
    fill()
    with django_assert_num_queries(21):
        editor.get("/admin/")

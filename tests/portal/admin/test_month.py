"""The month view of the list of milestones."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.models import Milestone
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from tests.factories import make_milestone, make_staff, make_user, on
from tests.portal.admin.pages import address, inline_parts

NOON = datetime(2014, 6, 2, 12, tzinfo=UTC)
LIST = "/admin/actions/milestone/"
JUNE = f"{LIST}month/2014-06/"


@pytest.fixture(autouse=True)
def second_of_june(rival: Any) -> Any:
    Milestone.objects.all().delete()
    with time_machine.travel(NOON, tick=False):
        yield


def days(answer: Any) -> dict[date, list[str]]:
    """Return the days of a month on which something is due."""
    return {
        day.day: [f"{e.milestone}: {e.progress.value}" for e in day.shown.entries]
        for _number, days in answer.context["weeks"]
        for day in days
        if day.shown.entries
    }


def titled(title: str, due: str, **changes: Any) -> Milestone:
    return make_milestone(title=Text(en=title), due=on(due), **changes)


def test_each_day_has_its_milestones_and_how_they_stand(editor: Client) -> None:
    titled("May", "2014-05-31")
    titled("Late", "2014-06-01")
    titled("Done", "2014-06-01", reached=on("2014-06-01"))
    titled("Last", "2014-06-30")
    titled("July", "2014-07-01")

    answer = editor.get(JUNE)

    assert days(answer) == {
        date(2014, 6, 1): ["Late: late", "Done: reached"],
        date(2014, 6, 30): ["Last: ahead"],
    }
    assert inline_parts(answer.content.decode()) == []


def test_what_has_no_single_day_stands_above_the_weeks(editor: Client) -> None:
    titled("Month", "2014-06")
    titled("Quarter", "2014-Q2")
    titled("Year", "2014")
    titled("Days", "2014-05-30/2014-06-02")
    titled("Elsewhen", "2014-Q3")

    answer = editor.get(JUNE)

    listed = [str(entry.milestone) for entry in answer.context["undated"].entries]
    assert listed == ["Year", "Quarter", "Days", "Month"]
    assert days(answer) == {}
    assert "In June 2014, no single day known" in answer.content.decode()


def test_today_is_that_of_the_programmes_clock(editor: Client) -> None:
    html = " ".join(editor.get(f"{LIST}month/").content.decode().split())

    assert html.count('aria-current="date"') == 1
    assert '<time datetime="2014-06-02">2</time> <strong>today</strong>' in html


def test_filters_and_search_of_the_list_hold_and_go_along(editor: Client) -> None:
    titled("Call one", "2014-06-10")
    titled("Call two", "2014-06-11", state=State.DRAFT)
    titled("Report", "2014-06-12")

    answer = editor.get(JUNE, {"state__exact": "published", "q": "call"})

    assert days(answer) == {date(2014, 6, 10): ["Call one: ahead"]}
    asked = "?q=call&state__exact=published"
    assert answer.context["before"][1] == f"{LIST}month/2014-05/{asked}"
    assert answer.context["after"][1] == f"{LIST}month/2014-07/{asked}"
    assert answer.context["list_address"] == f"{LIST}{asked}"


def test_the_lists_filter_by_month_leads_to_that_month(editor: Client) -> None:
    answer = editor.get(f"{LIST}month/", {"due": "2013-11", "q": "call"})

    assert answer.headers["Location"] == f"{LIST}month/2013-11/?q=call"


def test_a_full_day_names_some_and_leads_to_all(editor: Client) -> None:
    for number in range(10):
        titled(f"N{number}", "2014-06-10")
    titled("Other", "2014-06-11")

    answer = editor.get(JUNE)

    [shown] = [
        day.shown
        for _number, days in answer.context["weeks"]
        for day in days
        if day.shown.more
    ]
    listed = editor.get(shown.address).context["cl"]
    assert (len(shown.entries), shown.more) == (8, 2)
    assert listed.result_count == 10


def test_many_without_a_day_lead_to_the_list_of_the_month(editor: Client) -> None:
    for _number in range(23):
        make_milestone(due=on("2014-06"))
    make_milestone(due=on("2014-07"))

    shown = editor.get(JUNE).context["undated"]

    listed = editor.get(shown.address).context["cl"]
    assert (len(shown.entries), shown.more, listed.result_count) == (20, 3, 23)


@pytest.mark.parametrize("written", ["2014-13", "june", "0001-01", "9999-12"])
def test_what_is_no_month_is_not_found(editor: Client, written: str) -> None:
    assert editor.get(f"{LIST}month/{written}/").status_code == 404


def test_a_filter_that_cannot_be_read_is_left_out(editor: Client) -> None:
    answer = editor.get(JUNE, {"nonsense": "x"})

    assert answer.headers["Location"] == JUNE


def test_a_month_takes_as_many_queries_for_three_as_for_one(
    editor: Client, django_assert_num_queries: Any
) -> None:
    titled("One", "2014-06-10")
    editor.get(JUNE)

    with django_assert_num_queries(10):
        editor.get(JUNE)

    for due in ("2014-06-10", "2014-06-11", "2014-06"):
        make_milestone(due=on(due))
    with django_assert_num_queries(10):
        editor.get(JUNE)


def test_the_month_holds_what_a_person_may_see(db: None) -> None:
    own = titled("Own", "2014-06-10")
    titled("Other", "2014-06-10")
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user(is_superuser=False))
    assert client.get(JUNE).status_code == 403

    client.force_login(make_staff("viewer", own.programme))
    assert days(client.get(JUNE)) == {date(2014, 6, 10): ["Own: ahead"]}


def test_the_list_leads_to_the_month_with_its_filters(editor: Client) -> None:
    html = editor.get(address(Milestone, "changelist"), {"q": "call"}).content.decode()

    assert f'href="{LIST}month/?q=call"' in html

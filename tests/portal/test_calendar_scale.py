"""What is too large for one page: bounded, and counted as if it were all read."""

import re
from datetime import date
from itertools import cycle

import pytest
import time_machine
from django.http import QueryDict
from django.utils.translation import override

from actions.models import Action, Milestone
from actions.plan.lanes import Outlook
from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.record import Scope, State
from creative_district.kernel.text import Text
from creative_district.portal.calendar.plan import (
    ROWS_ON_A_PAGE,
    ROWS_WITH_CONTEXT,
    Plan,
)
from creative_district.portal.calendar.record import (
    MOST_ACTIONS,
    MOST_MILESTONES,
    CalendarRecord,
)
from creative_district.portal.calendar.sorting import standing
from creative_district.portal.calendar.tally import Tally
from tests.factories import make_action, make_milestone, make_partner, make_thrust, on
from tests.pages import text_of, visitor

pytestmark = pytest.mark.django_db
TODAY = date(2014, 6, 2)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def page(client, district):
    def ask(query="", *, name="calendar"):
        return client.get(f"{programme_page(name)}?{query}")

    def programme_page(name):
        with override("en"):
            return district.page(name)

    return ask


def text(response):
    return text_of(response.content.decode())


def fill(district, count, thrusts=(None,)):
    """Make so many actions, each with one milestone."""
    streets = cycle(thrusts)
    actions = Action.objects.bulk_create(
        Action(
            programme=district,
            thrust=next(streets),
            key=f"a-{number}",
            slug=Text(en=f"action-{number}", fr=f"action-{number}"),
            title=Text(en=f"Action {number:03}"),
            start=on("2013-03"),
            end=on("2014-09") if number % 2 else None,
            state=State.PUBLISHED,
        )
        for number in range(count)
    )
    Milestone.objects.bulk_create(
        Milestone(
            programme=district,
            action=action,
            key=f"m-{number}",
            title=Text(en=f"Milestone {number:03}"),
            due=on("2014-02" if number % 3 else "2014-11"),
            reached=on("2014-02") if number % 3 == 1 else None,
            state=State.PUBLISHED,
        )
        for number, action in enumerate(actions)
    )
    return actions


@pytest.fixture
def varied(district):
    """Actions and milestones that stand in every way there is."""
    thrust = make_thrust(programme=district)
    partner = make_partner(programme=district, key="chosen")
    grades = [
        (status, confidence)
        for status in (Status.ACTUAL, Status.PLANNED, Status.INFERRED)
        for confidence in Confidence
    ]
    whens = ["2012-04", "2013-05-16", "2014-Q2", "2014-06-02", "2014-11", "2016-02"]
    for number, (status, confidence) in enumerate(grades):
        when = on(whens[number % 6], status=status, confidence=confidence)
        action = make_action(
            programme=district,
            thrust=thrust if number % 2 else None,
            lead=partner if number % 3 == 0 else None,
            start=when if number % 4 else None,
            completion=(
                Action.Completion.CONTINUED if number % 3 else Action.Completion.UNKNOWN
            ),
        )
        make_milestone(action=action, due=when, reached=when)
        make_milestone(action=action, due=when)
        make_milestone(action=action, due=when, cancelled_on=date(2014, 5, 1))
        make_milestone(action=action, due=on("2014-05"), reached=on("2014-05"))
        make_milestone(programme=district, due=when, thrust=thrust)
        make_milestone(programme=district, due=when, responsible_partner=partner)
    around = make_action(programme=district, scope=Scope.CONTEXT, thrust=thrust)
    make_milestone(action=around, due=on("2014-02"))
    make_milestone(action=around, due=on("2014-02"), scope=Scope.CONTEXT)
    return thrust


@pytest.mark.parametrize(
    "query", ["", "context=1", "thrust=district", "partner=chosen"]
)
@pytest.mark.parametrize("month", [5, 17, 31])
def test_what_the_database_counts_is_what_is_read(district, varied, query, month):
    asked = QueryDict(f"{query}&month={month}")
    record = CalendarRecord(district, asked, today=TODAY)
    outlook = Outlook.at_end_of(record.axis, month)
    plan, tally = Plan(record, outlook), Tally(record.selection, outlook)

    with override("en"):
        read = {
            lane.thrust.pk if lane.thrust else None: lane.counted
            for lane in plan.lanes
            if lane.counted.milestones or lane.counted.actions
        }

    assert plan.is_whole
    assert tally.lanes == read
    assert (tally.action_count, tally.attested_count, tally.outside_count) == (
        plan.action_count,
        plan.attested_count,
        plan.outside_count,
    )
    assert tally.standings.total() == plan.milestone_count
    assert plan.milestone_count > 0


def test_the_database_tells_the_standing_of_each_milestone(district, varied):
    later = date(2015, 1, 1)
    record = CalendarRecord(district, QueryDict(""), today=later)
    plan = Plan(record, Outlook.on(record.axis, later))
    told = dict(
        record.selection.milestones()
        .annotate(told=standing(later))
        .values_list("pk", "told")
    )
    alike = {"single": "thin", "inferred": "thin", "due": "ahead"}

    read = {m.milestone.pk: str(m.standing.value) for m in plan.marks}

    assert {pk: alike.get(word, word) for pk, word in read.items()} == told
    assert set(told.values()) == {
        *("established", "thin", "disputed", "announced", "late", "ahead"),
        "cancelled",
    }


def test_a_long_street_folds_what_is_more_than_twelve(page, district):
    fill(district, 14)

    response = page()

    told, body = text(response), response.content.decode()
    assert "Show the other 2 actions" in told
    assert body.count('<li class="row">') == 14
    fold = body.partition('<details class="lane__more">')[2]
    assert fold.partition("</section>")[0].count('<li class="row">') == 2


def test_twelve_are_not_folded(page, district):
    fill(district, 12)

    assert "Show the other" not in text(page())


def test_what_is_too_large_to_draw_is_a_list_unless_the_plan_is_asked_for(
    page, district
):
    first, second = (make_thrust(programme=district) for _ in range(2))
    fill(district, MOST_ACTIONS + 1, [first, first, second])

    read, drawn, part = page(), page("view=plan"), page(f"thrust={second.key}")

    assert "The same calendar, month by month" in text(read)
    assert "1 to 60 of 152" in text(read)
    rows = [len(lane.rows) for lane in drawn.context["plan"].lanes]
    assert rows == [12, 12]
    assert "Read the other 29 actions in the list" in text(drawn)
    assert "Read the other 8 actions in the list" in text(drawn)
    assert f"?thrust={first.key}&amp;view=list" in drawn.content.decode()
    assert "told__table" not in drawn.content.decode()
    # A choice that leaves few enough is drawn.
    assert part.context["reading"] == "plan"
    assert "61 milestones: 20 established, 20 late, 21 to come." in text(read)
    assert "30 actions attested this month." in text(page("month=15"))


def test_every_page_of_the_list_tells_something_else_and_all_of_it(page, district):
    fill(district, MOST_ACTIONS + 1)

    pages = [page(f"page={number}").content.decode() for number in (1, 2, 3)]
    found = [re.findall(r'<li id="milestone-(m-\d+)"', each) for each in pages]
    starts = sum(each.count("starts:") for each in pages)
    ends = sum(each.count("ends:") for each in pages)

    assert sorted(key for keys in found for key in keys) == sorted(
        f"m-{number}" for number in range(61)
    )
    assert (starts, ends) == (61, 30)
    # A page that does not exist is the nearest.
    assert (
        re.findall(r'<li id="milestone-(m-\d+)"', page("page=99").content.decode())
        == (found[2])
    )


def test_many_milestones_make_it_large_too(page, district):
    Milestone.objects.bulk_create(
        Milestone(
            programme=district,
            key=f"m-{number}",
            title=Text(en=f"Milestone {number:03}"),
            due=on("2014-02"),
            state=State.PUBLISHED,
        )
        for number in range(MOST_MILESTONES + 1)
    )

    assert "1 to 60 of 301" in text(page())
    assert "301 milestones: 301 late." in text(page("view=plan"))


def test_the_table_is_paged(page, district):
    fill(district, 45)
    for number in range(20):
        make_milestone(programme=district, due=on("2015-01"), key=f"late-{number}")

    def keys(query):
        body = page(query).content.decode()
        return re.findall(r'<tr id="milestone-([^"]*)"', body)

    first, second = keys("view=table"), keys("view=table&page=2")

    assert (len(first), len(second)) == (ROWS_ON_A_PAGE, 5)
    assert not {*first} & {*second}
    assert "61 to 65 of 65" in text(page("view=table&page=7"))
    assert len(keys("view=table&context=1")) == ROWS_WITH_CONTEXT


@pytest.mark.parametrize("extra", [0, 60])
@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("due", "Aaa", "Bbb"),
        ("-due", "Bbb", "Aaa"),
        ("milestone", "Aaa", "Ccc"),
        ("-milestone", "Ccc", "Aaa"),
        ("action", "Ccc", "Bbb"),
        ("-action", "Aaa", "Bbb"),
        ("thrust", "Ccc", "Bbb"),
        ("lead", "Aaa", "Bbb"),
        ("-state", "Bbb", "Ccc"),
        ("nonsense", "Aaa", "Bbb"),
    ],
)
def test_the_table_is_sorted_as_asked(page, district, sort, first, last, extra):
    one, two = (make_thrust(programme=district, number=n) for n in (1, 2))
    lead = make_partner(programme=district, name=Text(en="Lead"))
    a = make_action(programme=district, thrust=two, title=Text(en="Zzz"), lead=lead)
    c = make_action(programme=district, thrust=one, title=Text(en="Yyy"))
    title = {"programme": district}
    make_milestone(action=a, title=Text(en="Aaa"), due=on("2013-02"))
    made = make_milestone(**title, title=Text(en="Bbb"), due=on("2013-05"))
    made.reached = on("2013-05", confidence=Confidence.MEDIUM)
    made.save()
    make_milestone(
        action=c, title=Text(en="Ccc"), due=on("2013-03"), cancelled_on=date(2013, 2, 1)
    )
    for _ in range(extra):
        make_action(programme=district)

    response = page(f"view=table&sort={sort}")

    titles = [str(mark.milestone.title) for mark in response.context["table"]]
    assert (titles[0], titles[-1]) == (first, last)
    assert response.context["plan"].is_whole == (not extra)


def test_headings_lead_to_the_order_and_say_which_one_it_is(page, district):
    make_milestone(programme=district, due=on("2013-02"))

    body = page("view=table&sort=-state&month=18").content.decode()

    head = body.partition("<thead>")[2].partition("</thead>")[0]
    assert re.findall(r'aria-sort="([^"]*)">\s*<a href="([^"]*)"', head) == [
        ("descending", "?month=18&amp;view=table&amp;sort=state#table-name")
    ]
    assert len(re.findall(r"<a ", head)) == 6


LARGE = [
    ("calendar", "", 9),
    ("calendar", "view=plan&context=1", 9),
    ("calendar", "view=table&sort=-state", 9),
    ("home", "", 20),
]


@pytest.mark.parametrize("more", [1, 20])
@pytest.mark.parametrize(("name", "query", "queries"), LARGE)
def test_a_large_district_costs_no_more_queries_for_more(
    page, district, django_assert_num_queries, name, query, queries, more
):
    fill(district, MOST_ACTIONS + more, [make_thrust(programme=district), None])
    page(query, name=name)

    with django_assert_num_queries(queries):
        page(query, name=name)


@pytest.mark.parametrize(("name", "query", "queries"), LARGE)
def test_a_larger_district_makes_no_larger_page(page, district, name, query, queries):
    fill(district, 70)
    before = len(page(query, name=name).content)
    Milestone.objects.all().delete()
    Action.objects.all().delete()
    fill(district, 700)

    assert len(page(query, name=name).content) < 1.05 * before


def test_home_tells_of_all_though_it_reads_a_part(client, district):
    thrust = make_thrust(programme=district, verb=Text(en="Learn"))
    fill(district, 61, [thrust])
    chosen = make_action(programme=district, is_featured=True)

    response = visitor(client, district)("home")

    told = text(response)
    assert (
        "62 actions 30 with start and end known 31 dated in part"
        " 1 without known dates 61 milestones"
    ) in told
    assert "and 53 more actions" in told
    assert "61 actions, 61 milestones" in told
    assert response.context["visits"][0][0].action == chosen
    assert {str(mark.milestone.due.value) for mark in response.context["marks"]} == {
        "2014-11"
    }


def test_home_tells_the_last_milestones_of_a_large_district(client, district):
    fill(district, 61)

    with time_machine.travel(date(2026, 1, 1), tick=False):
        response = visitor(client, district)("home")

    keys = [mark.milestone.key for mark in response.context["marks"]]
    assert keys == ["m-0", "m-12", "m-15", "m-18", "m-21"]

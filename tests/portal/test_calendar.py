"""The calendar page: what it shows, from when, for which choices."""

import re
from datetime import date

import pytest
import time_machine
from django.utils.translation import override

from actions.models import Action
from actions.plan.axis import MOST_MONTHS
from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.record import Scope, State
from creative_district.settings import ROOT
from tests.factories import (
    make_action,
    make_milestone,
    make_partner,
    make_source,
    make_statement,
    make_thrust,
    on,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db

HOSTILE = [
    "month=999999999999999999999",
    "month=" + "9" * 5000,
    "month=-4",
    "month=%00",
    "month=1e3",
    "month=18&month=x",
    "month[]=3",
    "thrust=%00&thrust='--&thrust=",
    "partner=%00",
    "partner=%27%3B--&partner=rival-partner",
    "view=%00&view=plan&view=table",
    "context=%00&context=2",
    "%00=%00&" + "a=b&" * 900,
    "q=%F0%9F%92%A9%ff",
]


@pytest.fixture
def page(client, district):
    def ask(query="", *, language="en", programme=district):
        with override(language):
            address = programme.page("calendar")
        return client.get(f"{address}?{query}")

    return ask


def text(response):
    """Return the words of the whole page."""
    return text_of(response.content.decode())


def rows(response):
    """Return the names of the actions drawn, lane by lane."""
    return [
        [str(row.action) for row in lane.rows]
        for lane in response.context["plan"].lanes
    ]


def test_plan_and_table_stand_on_one_page(page, district):
    thrust = make_thrust(programme=district)
    partner = make_partner(programme=district)
    action = make_action(
        programme=district, thrust=thrust, lead=partner, start=on("2014-06-16")
    )
    milestone = make_milestone(
        action=action, due=on("2014-06-16"), reached=on("2014-06-16")
    )
    make_statement(
        record=milestone, field="due", sources=[make_source(publisher="Gazette")]
    )

    told = text(page("month=18"))

    assert f"{partner} , from 16 June 2014, end unknown".replace(" ,", ",") in told
    assert "Month 18 of 31 As of the end of June 2014." in told
    assert "1 action attested this month. 1 milestone: 1 established." in told
    assert (
        f"16 June 2014 18 {milestone} {action} {thrust} {partner} Established"
        f" 1 source of: {milestone} Gazette"
    ) in told


def test_a_month_shows_the_state_at_its_end(page, district):
    make_milestone(programme=district, due=on("2014-06-30"), reached=on("2014-06-30"))

    standings = {
        month: page(f"month={month}").context["plan"].counts for month in (17, 18, 31)
    }

    assert standings == {
        17: ["1 to come"],
        18: ["1 established"],
        31: ["1 established"],
    }


@pytest.mark.parametrize(
    ("query", "month"),
    [
        ("month=0", 1),
        ("month=-7", 1),
        ("month=18", 18),
        ("month=99", 31),
        ("month=x", 31),
    ],
)
def test_a_month_out_of_range_is_the_nearest_and_nonsense_is_ignored(
    page, query, month
):
    assert page(query).context["outlook"].month == month


@pytest.mark.parametrize(
    ("today", "month", "words"),
    [
        ("2012-06-01", 1, "Month 1 of 31 The programme has not begun."),
        ("2014-06-02", 18, "Month 18 of 31 As of today."),
        ("2026-01-01", 31, "Month 31 of 31 The programme has ended."),
    ],
)
def test_without_a_month_the_page_looks_from_today(page, today, month, words):
    with time_machine.travel(date.fromisoformat(today), tick=False):
        response = page()

    assert response.context["outlook"].month == month
    assert words in text(response)


def test_today_decides_within_the_month(page, district):
    make_milestone(programme=district, due=on("2014-06-16"), reached=on("2014-06-16"))

    with time_machine.travel(date(2014, 6, 2), tick=False):
        assert page().context["plan"].counts == ["1 to come"]


def test_lanes_follow_the_thrusts_and_keep_empty_streets(page, district):
    first = make_thrust(programme=district, number=1)
    make_thrust(programme=district, number=2)
    action = make_action(programme=district, thrust=first)
    whole = make_action(programme=district)

    response = page()

    assert rows(response) == [[str(action)], [], [str(whole)]]
    assert "No action is known here." in text(response)


def test_a_choice_of_streets_keeps_only_those(page, district):
    first = make_thrust(programme=district, number=1)
    second = make_thrust(programme=district, number=2)
    one, two, whole = (
        make_action(programme=district, thrust=t) for t in (first, second, None)
    )
    due = on("2014-06-16")
    kept = make_milestone(action=two, due=due)
    make_milestone(action=one, due=due)
    loose = make_milestone(programme=district, due=due)

    some = page(f"thrust={second.key}&thrust=district")
    one_street = page(f"thrust={second.key}")

    assert rows(some) == [[str(two)], [str(whole)]]
    assert [m.milestone for m in some.context["plan"].marks] == [kept, loose]
    assert rows(one_street) == [[str(two)]]
    assert [m.milestone for m in one_street.context["plan"].marks] == [kept]


def test_a_partner_keeps_what_it_has_a_part_in(page, district):
    partner, other = (make_partner(programme=district) for _ in range(2))
    led, joined, responsible, foreign = (
        make_action(programme=district, lead=lead)
        for lead in (partner, other, other, other)
    )
    joined.participants.add(partner)
    due = on("2014-06-16")
    mine = make_milestone(action=responsible, due=due, responsible_partner=partner)
    beside = make_milestone(action=responsible, due=on("2014-07-01"))
    make_milestone(action=foreign, due=due)
    make_milestone(programme=district, due=due)

    response = page(f"partner={partner.key}")

    assert [sorted(lane) for lane in rows(response)] == [
        sorted([str(led), str(joined), str(responsible)])
    ]
    assert [m.milestone for m in response.context["plan"].marks] == [mine, beside]


def test_no_choice_moves_the_months(client, page, district):
    district.start = district.end = None
    district.save()
    partner = make_partner(programme=district)
    make_action(programme=district, start=on("2013-05-16"), end=on("2013-08"))
    make_action(programme=district, lead=partner, start=on("2013-06"))

    lengths = [page(q).context["axis"].length for q in ("", f"partner={partner.key}")]

    assert lengths == [4, 4]


def test_a_period_that_no_source_gives_is_drawn_from_the_dated_records(page, district):
    district.start = district.end = None
    district.save()
    make_milestone(programme=district, due=on("2013-05-16"))
    make_milestone(programme=district, due=on("2014-Q1"))

    told = text(page())

    assert "11 months, from May 2013 to March 2014." in told
    assert "No source gives the programme's whole period" in told
    assert "Month 11 of 11 As of today." in told


def test_a_district_with_nothing_dated_says_so(page, district):
    district.start = district.end = None
    district.save()
    action = make_action(programme=district)

    response = page("month=3")

    assert "Nothing here is dated yet" in text(response)
    assert f"{action} dates unknown" in text(response)
    assert 'class="ruler"' not in response.content.decode()


def test_a_district_without_any_record_says_so(page):
    assert "No action is known here." in text(page())


def test_a_period_too_long_to_draw_is_told(page, district):
    district.start, district.end = on("1990-01"), on("2040-12")
    district.save()
    make_milestone(programme=district, due=on("2014-06-16"))

    response = page()

    assert "The period is too long to be drawn" in text(response)
    assert 'class="ruler"' not in response.content.decode()


def test_milestones_outside_the_period_are_counted_and_stand_in_the_table(
    page, district
):
    before = make_milestone(programme=district, due=on("2012-04"))
    make_milestone(programme=district, due=on("2014-04"))
    after = make_milestone(programme=district, due=on("2015-09-04"))

    told = text(page())

    assert (
        "3 milestones, 1 of them before January 2013, 1 of them after July 2015" in told
    )
    assert "2 milestones lie outside these months" in told
    assert f"April 2012 before {before}" in told
    assert f"4 September 2015 after {after}" in told


def test_context_is_shown_only_when_asked_for(page, district):
    own = make_action(programme=district)
    context = make_action(
        programme=district,
        scope=Scope.CONTEXT,
        start=on("2012-Q4"),
        title={"en": "Far"},
    )
    inside = make_milestone(action=own, due=on("2013-11"), scope=Scope.CONTEXT)

    without, together = page(), page("context=1")

    assert "Far" not in text(without)
    assert [r.action for r in together.context["plan"].context] == [context]
    assert [m.milestone for m in together.context["plan"].marks] == [inside]
    assert together.context["plan"].own_marks == []
    assert [
        row.drawn for lane in together.context["plan"].lanes for row in lane.rows
    ] == [[]]


def test_context_does_not_set_the_months_of_a_district_without_period(page, district):
    district.start = district.end = None
    district.save()
    make_milestone(programme=district, due=on("2013-05-16"))
    make_milestone(programme=district, due=on("1999-02"), scope=Scope.CONTEXT)

    assert page("context=1").context["axis"].length == 1


def test_an_action_that_went_on_says_so(page, district):
    make_action(
        programme=district,
        start=on("2014-01"),
        completion=Action.Completion.CONTINUED,
    )

    assert "since January 2014, continued after the programme" in text(page())


@pytest.mark.parametrize("view", ["plan", "list", "table"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_way_of_reading_tells_each_milestone_and_nothing_hidden(
    page, district, rival, view, language
):
    action = make_action(programme=district)
    shown = make_milestone(action=action, due=on("2014-06-16"))
    make_milestone(programme=district, title={"en": "Draft"}, state=State.DRAFT)
    hidden = make_action(
        programme=district, title={"en": "Withdrawn"}, state=State.WITHDRAWN
    )
    make_milestone(action=hidden, title={"en": "Orphan"})
    secret = make_partner(programme=district, name={"en": "Secret"}, state=State.DRAFT)
    make_action(programme=district, lead=secret)
    unread = make_source(publisher="Unread", state=State.DRAFT)
    make_statement(record=shown, field="due", sources=[unread])

    response = page(f"view={view}&context=1", language=language)
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]

    with override(language):
        assert str(shown.title) in main
        absent = ["Draft", "Withdrawn", "Orphan", "Secret", "Unread"]
        foreign = [str(rival.action.title), str(rival.milestone.title)]
        assert [word for word in (*absent, *foreign) if word in main] == []


def test_the_list_tells_what_starts_is_due_and_ends_by_month(page, district):
    action = make_action(programme=district, start=on("2014-06-16"), end=on("2014-11"))
    due = make_milestone(action=action, due=on("2014-06-30"))

    told = text(page("view=list&month=31"))

    assert (
        f"June 2014 {action} starts: 16 June 2014 30 June 2014 {due} late"
        f" November 2014 {action} ends: November 2014"
    ) in told


def test_standings_follow_dates_and_sources(page, district):
    def reached_in(month):
        when = on(month, confidence=Confidence.MEDIUM)
        return make_milestone(programme=district, due=when, reached=when)

    make_statement(record=reached_in("2014-02"), field="due", sources=[make_source()])
    make_statement(record=reached_in("2014-03"), sources=[make_source(), make_source()])
    make_statement(record=reached_in("2014-04"), field="place", sources=[make_source()])
    make_milestone(programme=district, due=on("2014-10-01", status=Status.PLANNED))

    marks = page().context["plan"].marks

    assert [(mark.standing.value, len(mark.sources)) for mark in marks] == [
        ("single", 1),
        ("thin", 2),
        ("thin", 0),
        ("announced", 0),
    ]


def test_links_keep_the_choices(page, district):
    thrust = make_thrust(programme=district)
    partner = make_partner(programme=district)

    response = page(
        f"month=18&thrust={thrust.key}&partner={partner.key}&view=table&context=1&evil=1"
    )

    query = (
        f"thrust={thrust.key}&amp;partner={partner.key}&amp;view=table&amp;context=1"
    )
    body = response.content.decode()
    assert re.findall(r'rel="(prev|next)" href="([^"]*)"', body) == [
        ("prev", f"?month=17&amp;{query}"),
        ("next", f"?month=19&amp;{query}"),
    ]


def test_the_first_and_the_last_month_lead_only_inwards(page):
    steps = {
        month: re.findall(r'rel="(prev|next)"', page(f"month={month}").content.decode())
        for month in (1, 31)
    }

    assert steps == {1: ["next"], 31: ["prev"]}


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_queries_are_harmless(page, district, query):
    action = make_action(programme=district)

    response = page(query)

    assert response.status_code == 200
    assert rows(response) == [[str(action)]]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("choice", ["", "&context=1&view=list", "&partner=chosen"])
def test_the_number_of_queries_is_constant(
    page, district, django_assert_num_queries, count, choice
):
    chosen = make_partner(programme=district, key="chosen")
    for _ in range(count):
        thrust = make_thrust(programme=district)
        lead = make_partner(programme=district)
        action = make_action(programme=district, thrust=thrust, lead=lead)
        action.participants.add(chosen)
        milestone = make_milestone(action=action, responsible_partner=chosen)
        make_statement(record=milestone, field="due", sources=[make_source()])
        make_milestone(programme=district, thrust=thrust, responsible_partner=chosen)
        context = make_action(programme=district, scope=Scope.CONTEXT)
        make_milestone(action=context, responsible_partner=chosen)

    with django_assert_num_queries(6):
        response = page(f"month=18{choice}")

    assert len(response.context["plan"].own_marks) == 3 * count


def test_another_district_has_its_own_calendar(page, rival):
    response = page(programme=rival.programme)

    assert rows(response) == [[str(rival.action)]]


def test_the_style_sheet_has_a_place_for_every_month():
    places = [
        f".of-{n},.n-{n}{{--n:{n}}}.s-{n}{{--s:{n}}}" for n in range(1, MOST_MONTHS + 1)
    ]

    written = (ROOT / "static/css/months.css").read_text()

    assert written.partition("*/\n")[2].splitlines() == places

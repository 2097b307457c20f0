import re
from datetime import date

import pytest
import time_machine

from creative_district.kernel.dates import Confidence
from creative_district.kernel.record import Scope, State
from creative_district.kernel.text import Text
from partners.models import Membership
from tests.factories import (
    both,
    make_action,
    make_milestone,
    make_news,
    make_partner,
    make_source,
    make_statement,
    make_thrust,
    on,
)
from tests.pages import links, text_of, visitor, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(client, district):
    visit = visitor(client, district)

    def home_page(today=date(2014, 6, 2), **how):
        with time_machine.travel(today, tick=False):
            return visit("home", **how)

    return home_page


def shown(page):
    return [mark.milestone for mark in page.context["marks"]]


def test_the_headline_stands_first_else_the_name(home, district):
    assert words(home()).startswith(str(district.name.rendered("en").text))

    district.headline = Text(en="Four streets", fr="Quatre rues")
    district.summary = Text(en="What is known of it.")
    district.save()

    assert words(home()).startswith("Four streets What is known of it. Walk the")
    assert words(home(language="fr")).startswith("Quatre rues What is known")


def test_counts_say_what_is_known(home, district):
    start, end = on("2013-04"), on("2014-05-23")
    for dates in ({"start": start, "end": end}, {"start": start}, {"end": end}, {}):
        make_action(programme=district, **dates)
    make_action(programme=district, scope=Scope.CONTEXT, start=start)
    make_milestone(programme=district)
    make_milestone(programme=district, scope=Scope.CONTEXT)

    page = words(home())

    assert (
        "See the 4 actions 4 actions 1 with start and end known 2 dated in part"
        " 1 without known dates 1 milestone"
    ) in page


def test_each_public_thrust_is_a_way_in(home, district):
    full = make_thrust(
        programme=district,
        number=1,
        verb=Text(en="Learn"),
        title=Text(en="Policy learning"),
        aim=Text(en="Learn from others."),
    )
    make_thrust(programme=district, number=2, verb=Text(en="Hide"), state=State.DRAFT)
    make_action(programme=district, thrust=full)

    page = home()

    assert "Learn 1 Policy learning Learn from others. 1 action" in words(page)
    # Its plate in the drawing, then its band.
    assert links(page, "/thrusts/") == [full.get_absolute_url()] * 2


def test_the_call_is_told_with_its_windows_and_its_other_winner(home, district, rival):
    district.applicant_count, district.awarded_count = 44, 2
    district.call_title, district.call_opened = both("The call"), on("2012-04")
    district.call_reference = rival.programme.call_reference = "77/2012"
    district.save()
    rival.programme.region = Text(en="Elsewhere")
    rival.programme.save()
    make_statement(
        record=district,
        field="applicant_count",
        sources=[make_source(title="Those who applied")],
    )

    page = home()

    facade = page.context["facade"]
    lit = [window.name for window in facade.windows if window.is_lit]
    assert (len(facade.windows), lit) == (44, ["Region (en)", "Elsewhere"])
    assert (
        "44 regions applied, 2 were chosen The call (en), April 2012."
        " Chosen: Region (en), Elsewhere."
    ) in words(page)
    assert "Those who applied" in words(page)


def test_a_call_of_which_no_figure_is_known_is_not_drawn(home, district):
    district.awarded_count = 2
    district.save()

    assert home().context["facade"] is None
    assert "were chosen" not in words(home())


def test_a_figure_that_cannot_be_drawn_does_not_fill_the_page(home, district):
    district.applicant_count, district.awarded_count = 2_000_000_000, 1
    district.save()

    assert home().context["facade"] is None


def test_the_next_milestones_come_first(home, district):
    days = ["2014-06-02", "2014-06", "2014-06-16", "2014-07-04", "2014-Q4", "2015-01"]
    coming = [make_milestone(programme=district, due=on(day)) for day in days]
    make_milestone(programme=district, due=on("2014-06-01"))

    page = home(date(2014, 6, 2))

    # What is known to the month alone may still come; it goes by its first day.
    assert shown(page) == [coming[1], coming[0], *coming[2:5]]
    assert "The next milestones" in words(page)
    assert "The programme is over" not in words(page)
    assert links(page, ".ics") == [district.page("calendar-file", ending="ics")]


def test_what_is_cancelled_or_reached_ahead_of_time_does_not_come(home, district):
    gone = {"programme": district, "due": on("2014-06-16")}
    make_milestone(**gone, cancelled_on=date(2014, 5, 30))
    early = make_milestone(**gone, reached=on("2014-05"))
    coming = [
        make_milestone(**gone),
        make_milestone(**gone, cancelled_on=date(2014, 6, 10)),
    ]
    last = make_milestone(programme=district, due=on("2014-04"))
    make_milestone(programme=district, due=on("2014-05"), cancelled_on=date(2014, 4, 1))

    assert shown(home(date(2014, 6, 2))) == coming
    assert shown(home(date(2014, 7, 1))) == [early, coming[0], last]


def test_when_nothing_is_to_come_the_last_milestones_stand(home, district):
    days = ["2013-05-16", "2014-05-23", "2014-11-13", "2015-02", "2015-06", "2015-07"]
    passed = [make_milestone(programme=district, due=on(day)) for day in days]

    page = home(date(2026, 1, 1))

    assert shown(page) == passed[:0:-1]
    assert "The last milestones The programme is over." in words(page)


def test_a_programme_whose_end_is_unknown_is_not_called_over(home, district):
    district.end = None
    district.save()
    make_milestone(programme=district, due=on("2013-05-16"))

    page = words(home(date(2026, 1, 1)))

    assert "The last milestones" in page
    assert "The programme is over" not in page


def test_a_milestone_after_the_programme_is_past_in_its_time(home, district):
    late = make_milestone(programme=district, due=on("2015-09-04"))

    assert words(home(date(2015, 9, 1))).count("The next milestones") == 1
    assert "The last milestones" in words(home(date(2015, 9, 5)))
    assert shown(home(date(2015, 9, 5))) == [late]


def test_a_milestone_says_how_well_it_is_known(home, district):
    milestone = make_milestone(
        action=make_action(programme=district, title=Text(en="Vouchers")),
        title=Text(en="Second round"),
        due=on("2015-02", confidence=Confidence.MEDIUM),
    )
    make_statement(record=milestone, field="due", sources=[make_source()])

    page = home()

    told = words(page).casefold()
    assert "26 second round february 2015 · vouchers one source only source 1" in told
    assert milestone.get_absolute_url() in links(page)


def test_featured_actions_stand_before_the_latest(home, district):
    first, second, third, fourth = (make_action(programme=district) for _ in range(4))
    first.is_featured = True
    first.save()
    for action in (third, second, fourth):
        action.save()
    make_action(programme=district, is_featured=True, scope=Scope.CONTEXT)

    visits = home().context["visits"]
    assert [row.action for row, _house in visits] == [first, fourth, second]


def test_partners_are_named_and_associates_left_to_their_page(home, district):
    lead = make_partner(
        programme=district, name=Text(en="The ministry"), role="coordinator"
    )
    make_partner(
        programme=district,
        name=Text(en="The cluster"),
        role=Membership.Role.ASSOCIATE,
    )
    make_action(programme=district, lead=lead)
    make_action(programme=district, lead=lead, state=State.DRAFT)

    page = home()

    assert [(m.partner, led) for m, led in page.context["members"]] == [(lead, 1)]
    assert "The ministry coordinator 1 action led" in words(page)
    assert "The cluster" not in words(page)


def test_the_two_latest_news_are_told_if_there_are_any(home, district, rival):
    assert "The latest news" not in words(home())

    for month in (3, 5, 4):
        make_news(
            programme=district,
            title=Text(en=f"Month {month}"),
            published_on=date(2014, month, 1),
        )
    make_news(programme=district, title=Text(en="Draft"), state=State.DRAFT)
    make_news(programme=rival.programme, title=Text(en="There"))

    page = words(home())

    assert (
        "The latest news All news Month 5 1 May 2014 Month 4 1 April 2014 The data"
    ) in page
    assert "There" not in page


@pytest.fixture
def streets(district):
    """Two streets, three actions, and milestones of each kind."""
    district.start, district.end = on("2013-01"), on("2015-07")
    district.save()
    first = make_thrust(programme=district, number=1, colour=3, verb=Text(en="Learn"))
    make_thrust(programme=district, number=2, colour=5, verb=Text(en="Fund"))
    vouchers = make_action(
        programme=district,
        thrust=first,
        short_title=Text(en="Vouchers"),
        start=on("2013-06"),
        end=on("2014-03"),
    )
    make_action(programme=district, short_title=Text(en="Intelligence"))
    make_milestone(action=vouchers, due=on("2013-09"), reached=on("2013-09"))
    make_milestone(action=vouchers, due=on("2014-Q1"))
    make_milestone(programme=district, due=on("2012-04"), reached=on("2012-04"))
    make_milestone(programme=district, due=on("2013-02"), reached=on("2013-02"))
    make_action(
        programme=district,
        scope=Scope.CONTEXT,
        short_title=Text(en="The network"),
        start=on("2012-01"),
        end=on("2015-09"),
    )
    return district


def test_the_elevation_is_drawn_from_the_record(home, streets):
    page = home(date(2014, 6, 2))

    assert (
        "June 2014 · month 18 of 31 On the horizon not the programme The network"
        " 1 Learn Vouchers June 2013 – March 2014 2 Fund No action is known here."
        " ∗ Whole district Intelligence dates unknown District milestones without an"
        " action 2 milestones, 1 of them before January 2013 2013 2014 2015"
        f" {' '.join(map(str, range(1, 32)))} See the district at the end of month 1"
        " 31 Light this month From January 2013 to July 2015, the drawing shows"
        " 2 actions, 4 milestones (3 established, 1 late). How to read this."
    ) in words(page)
    assert page.context["elevation"].slots == {0, 3, 5}


@pytest.mark.parametrize(
    ("today", "query", "tag"),
    [
        (date(2026, 1, 1), "", "End of July 2015 · programme over, 31 months of 31"),
        (date(2026, 1, 1), "month=18", "End of June 2014 · month 18 of 31"),
        (date(2026, 1, 1), "month=x", "End of July 2015 · programme over"),
        (date(2012, 6, 1), "", "The programme begins in January 2013"),
    ],
)
def test_the_lamp_says_from_when_one_looks(home, streets, today, query, tag):
    assert tag in words(home(today, query=query))


def test_a_walk_back_in_time_brings_the_next_milestones_of_then(home, streets):
    page = home(date(2026, 1, 1), query="month=3")

    assert "The next milestones" in words(page)
    assert [mark.span.first for mark in page.context["marks"]] == [9, 13]


def test_of_the_drawing_only_plates_and_streets_are_told_to_listeners(home, streets):
    html = home().content.decode().partition('class="stage"')[2]
    stage = html.partition("<form")[0]
    seen = re.sub(r"<(svg|div)[^>]*aria-hidden.*?\n *</\1>", "", stage, flags=re.DOTALL)

    assert text_of(f"<p{seen}") == "1 Learn 2 Fund ∗ Whole district"


def test_the_drawing_has_no_style_of_its_own(home, streets):
    html = home().content.decode()

    assert "style=" not in html
    assert ",0" not in "".join(re.findall(r'(?:x|width)="([^"]*)"', html))


def test_places_are_written_alike_in_every_language(home, streets):
    def places(language):
        html = home(language=language).content.decode()
        return re.findall(r'<svg class="wall[^>]*>', html)

    assert places("fr") == places("en") != []


def test_a_district_without_any_date_is_drawn_without_months(home, district):
    district.start = district.end = None
    district.save()
    make_action(programme=district, short_title=Text(en="Somewhen"))

    page = words(home())

    assert (
        "∗ Whole district Somewhen dates unknown With no date known, the drawing"
        " shows 1 action. How to read this."
    ) in page
    assert "See the district at the end of month" not in page


def test_what_a_street_cannot_carry_is_told(home, district):
    thrust = make_thrust(programme=district, number=1)
    for _ in range(11):
        make_action(programme=district, thrust=thrust)

    assert "and 3 more actions" in words(home())


def test_the_request_shown_has_its_real_answer(home, district):
    page = words(home())

    assert f"/api/v1/programmes/{district.key}/?lang=en&fields=name,start,end" in page
    assert '"value": "2013-01", "precision": "month"' in page


def test_a_district_of_which_nothing_is_known_yet_has_no_empty_parts(home):
    page = words(home())

    for heading in (
        "See the action",
        "The next milestones",
        "The last milestones",
        "To visit",
        "The partners",
        "were chosen",
        "Where this comes from",
    ):
        assert heading not in page
    assert "The data are yours" in page


@pytest.mark.parametrize("items", [1, 3])
def test_home_costs_the_same_queries_for_one_item_and_for_three(
    home, district, django_assert_num_queries, items
):
    for number in range(items):
        thrust = make_thrust(programme=district, number=number + 1)
        milestone = make_milestone(
            action=make_action(programme=district, thrust=thrust)
        )
        make_statement(record=milestone, field="due", sources=[make_source()])
        make_partner(programme=district)
        make_news(programme=district)
    home()

    with django_assert_num_queries(12):
        home()

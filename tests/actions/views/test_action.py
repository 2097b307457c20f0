import re
from datetime import date

import pytest
import time_machine
from django.utils.translation import override

from actions.models import Action
from actions.phases import Progress
from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.record import Scope, State
from creative_district.kernel.text import Text
from programme.grade import Grade
from tests.factories import (
    both,
    make_action,
    make_indicator,
    make_milestone,
    make_news,
    make_partner,
    make_place,
    make_source,
    make_statement,
    make_thrust,
    on,
)
from tests.pages import links, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(visit):
    def action_page(action, **how):
        return visit("action-detail", slug=action.slug, **how)

    return action_page


# The list


@pytest.mark.parametrize(
    ("language", "order"), [("fr", ["Échecs", "Zèle"]), ("en", ["Anvil", "Bee"])]
)
def test_the_list_goes_by_title_as_a_dictionary_does(visit, district, language, order):
    make_action(programme=district, title=Text(fr="Zèle", en="Anvil"))
    make_action(programme=district, title=Text(fr="Échecs", en="Bee"))

    with override(language):
        listed = visit("action-list", language=language).context["actions"]
        assert [str(action) for action in listed] == order


@pytest.fixture
def choice(district):
    """Actions that differ in one thing each, by the name of that thing."""
    lead, guest = (make_partner(programme=district) for _ in range(2))
    thrust = make_thrust(programme=district, key="support", number=2)
    made = {
        "led": make_action(programme=district, lead=lead, key="led"),
        "joined": make_action(programme=district, key="joined"),
        "of thrust": make_action(programme=district, thrust=thrust, key="street"),
        "ended": make_action(programme=district, key="ended", end=on("2014-05-23")),
        "named": make_action(programme=district, key="named", title=Text(fr="Été")),
        "context": make_action(programme=district, key="far", scope=Scope.CONTEXT),
    }
    made["joined"].participants.add(lead, guest)
    return made, {"lead": lead.key, "guest": guest.key}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"led", "joined", "of thrust", "ended", "named"}),
        ("partner={lead}", {"led", "joined"}),
        ("partner={guest}", {"joined"}),
        ("partner={guest}&lead={lead}", set()),
        ("thrust=support", {"of thrust"}),
        ("state=ended", {"ended"}),
        ("state=ended&state=running", {"ended"}),
        ("q=ete", {"named"}),
        ("scope=context", {"context"}),
        ("scope=context&scope=own&state=unknown&q=ete", {"named"}),
        ("thrust=nowhere&q=ete", {"named"}),
        ("utm_source=mail&page=9", {"led", "joined", "of thrust", "ended", "named"}),
    ],
)
def test_filters_narrow_the_list_and_nonsense_is_ignored(visit, choice, query, found):
    made, keys = choice

    with time_machine.travel(date(2014, 6, 2), tick=False):
        page = visit("action-list", query=query.format(**keys))

    assert set(page.context["actions"]) == {made[name] for name in found}


def test_filters_in_force_stay_in_the_form_and_have_chips(visit, district, choice):
    made, keys = choice
    query = f"q=%C3%A9t%C3%A9&partner={keys['lead']}&state=ended"

    page = visit("action-list", query=query)
    html = page.content.decode()

    assert 'name="q" maxlength="200" value="été"' in html
    assert f'<option value="{keys["lead"]}" selected>' in html
    assert 'name="state" value="ended" checked' in html
    assert html.count(" checked") == 1
    assert [(chip.label, chip.without) for chip in page.context["chips"]] == [
        ("été", f"partner={keys['lead']}&state=ended"),
        (str(made["led"].lead), "q=%C3%A9t%C3%A9&state=ended"),
        ("ended", f"q=%C3%A9t%C3%A9&partner={keys['lead']}"),
    ]


def test_an_empty_answer_says_which_filter_to_drop(visit, choice):
    page = visit("action-list", query="q=zebra&thrust=support")

    assert "0 actions, with these filters" in words(page)
    assert "No action matches. Without “zebra”: 1 action" in words(page)
    assert "/en/actions/?thrust=support" in links(page)


def test_a_long_list_has_pages_that_keep_the_filters(visit, district):
    for number in range(25):
        make_action(programme=district, title=Text(en=f"Work {number:02}"))

    first = visit("action-list", query="q=work")
    second = visit("action-list", query="q=work&page=2")

    assert "25 actions" in words(first)
    assert "1 to 24 of 25" in words(first)
    assert links(first, "page=") == ["?q=work&page=2"]
    assert [str(action) for action in second.context["actions"]] == ["Work 24"]
    assert links(second, "page=") == ["?q=work&page=1"]


def test_a_row_says_what_is_known_of_the_action(visit, district):
    thrust = make_thrust(programme=district, number=2, verb=both("Support"))
    action = make_action(
        programme=district,
        thrust=thrust,
        title=Text(en="Vouchers"),
        summary=Text(en="A firm, a creative, a voucher."),
        lead=make_partner(programme=district, name=Text(en="Design house")),
        start=on("2014-06-16"),
    )
    make_milestone(action=action, due=on("2014-06-16"), reached=on("2014-06-16"))
    make_milestone(action=action, due=on("2014-10-01"))

    assert (
        "18 Vouchers A firm, a creative, a voucher. From 16 June 2014, end unknown"
        " Design house 1 of 2 milestones reached 2 Support (en) 18–?"
    ) in words(visit("action-list"))


def test_what_is_not_the_programmes_own_looks_apart(visit, district):
    make_action(programme=district, title=both("Far"), scope=Scope.CONTEXT)

    page = visit("action-list", query="scope=context")

    assert "? Far (en) context Dates unknown ∗ Whole district ?" in words(page)


def test_the_list_costs_the_same_queries_with_filters(
    visit, district, choice, django_assert_num_queries
):
    _made, keys = choice
    query = f"q=e&partner={keys['lead']}&state=unknown"
    visit("action-list", query=query)

    with django_assert_num_queries(12):
        assert len(visit("action-list", query=query).context["actions"]) == 2


# One action


def test_an_action_tells_what_is_known_and_how_well(show, district):
    thrust = make_thrust(programme=district, number=2, title=Text(en="Support"))
    lead = make_partner(programme=district, name=Text(en="Design house"))
    action = make_action(
        programme=district,
        thrust=thrust,
        lead=lead,
        title=Text(en="Vouchers"),
        summary=Text(en="A firm and a creative."),
        outcome=Text(en="Ten projects were chosen."),
        reusable=Text(en="Firms apply in pairs."),
        start=on("2014-06-16", confidence=Confidence.MEDIUM),
    )
    guests = [
        make_partner(programme=district, name=Text(en=name)) for name in ("B", "A")
    ]
    action.participants.set(guests)
    paper, report = make_source(title="A paper"), make_source(title="A report")
    make_statement(record=action, field="outcome", sources=[report])
    make_statement(record=action, field="start", sources=[paper, report])

    page = show(action)
    told = words(page)

    assert "The idea A firm and a creative. What happened Ten projects" in told
    assert "Established source 1 about: Vouchers" in told
    assert "Attested in June 2014" not in told
    assert "What other regions can reuse Firms apply in pairs." in told
    assert (
        "Address in the district 2 18–? Period From 16 June 2014, end unknown" in told
    )
    assert "Thinly sourced sources 1, 2 about: start" in told
    assert "Led by Design house With A B Thrust Support" in told
    assert "Data of the action JSON" in told
    assert page.context["unknowns"] == ["No end date was found."]
    assert [each.source for each in page.context["provenance"].listed] == [
        report,
        paper,
    ]
    assert links(page, "api") == [f"/api/v1/actions/{action.key}/"]


def test_an_action_of_which_nothing_is_known_says_so_and_has_no_empty_parts(
    show, district
):
    page = show(make_action(programme=district, title=Text(en="Trainings")))
    told = words(page)

    assert page.context["is_bare"]
    assert "Period Dates unknown" in told
    assert (
        "What is not known yet No date was found. No source says who led it."
        " No result was found."
    ) in told
    for heading in (
        "What happened",
        "Milestones",
        "Figures",
        "Thrust",
        "Led by",
        "With",
    ):
        assert heading not in told


def test_milestones_stand_in_order_with_their_state(show, district):
    action = make_action(programme=district)
    announced = on("2014-05-01", status=Status.PLANNED)
    made = [
        make_milestone(action=action, due=on("2014-04-01"), reached=on("2014-04-01")),
        make_milestone(action=action, due=announced),
        make_milestone(action=action, due=on("2014-05-02")),
        make_milestone(
            action=action, due=on("2014-05-03"), cancelled_on=date(2014, 5, 1)
        ),
        make_milestone(action=action, due=on("2014-06")),
        make_milestone(action=action, due=on("2014-Q4")),
    ]

    with time_machine.travel(date(2014, 6, 2), tick=False):
        page = show(action)

    standings = [
        Grade.ESTABLISHED,
        Progress.ANNOUNCED,
        Progress.LATE,
        Progress.CANCELLED,
        Progress.DUE,
        Progress.AHEAD,
    ]
    shown = page.context["marks"]
    assert [(mark.milestone, mark.standing) for mark in shown] == list(
        zip(made, standings, strict=True)
    )
    assert page.context["first_ahead"].milestone == made[-1]
    assert "Cancelled 1 May 2014" in words(page)
    for milestone in made:
        assert f'id="{milestone.anchor}"' in page.content.decode()
    assert "Period Dates unknown, 6 milestones known" in words(page)


def test_a_milestone_says_where_when_first_and_on_what_evidence(show, district):
    milestone = make_milestone(
        action=make_action(programme=district),
        title=Text(en="Ten projects shown"),
        detail=Text(en="In the mine."),
        due=on("2014-11-13"),
        reached=on("2014-11-13"),
        first_planned=on("2014-10"),
        place=make_place(name=Text(en="Marcinelle")),
    )
    make_statement(record=milestone, field="due", sources=[make_source()])

    assert (
        "13 November 2014 Ten projects shown In the mine."
        " Planned for October 2014, moved to 13 November 2014. Marcinelle"
        " Established source 1"
    ) in words(show(milestone.action))


def test_what_no_source_ties_to_the_action_stands_around_it(show, district):
    action = make_action(programme=district)
    own = make_milestone(action=action)
    beside = make_milestone(action=action, scope=Scope.CONTEXT)

    page = show(action)

    assert page.context["milestones"] == [own]
    assert [mark.milestone for mark in page.context["around"]] == [beside]
    assert not page.context["is_bare"]
    assert "Around the action No source ties these facts" in words(page)
    assert "one milestone known: 16 June 2014" in words(page)


def test_what_came_after_the_programme_is_past_all_the_same(show, district):
    later = on("2017-12-06")
    action = make_action(programme=district)
    make_milestone(action=action, due=later, reached=later, scope=Scope.CONTEXT)

    with time_machine.travel(date(2026, 1, 1), tick=False):
        (mark,) = show(action).context["around"]

    assert mark.standing == Grade.ESTABLISHED


def test_figures_say_how_exact_and_how_disputed_they_are(show, district):
    action = make_action(programme=district)
    value = make_indicator(
        action=action, programme=district, name=Text(en="Worth"), unit=Text(en="EUR")
    )
    value.readings.create(value=6000, qualifier="about", as_of=on("2014"))
    value.readings.create(value=50_000, is_disputed=True)
    make_statement(record=value, sources=[make_source()])

    assert (
        "Figures Worth about 6,000 EUR, 2014 50,000 EUR sources disagree Established"
    ) in words(show(action))


def test_nothing_that_is_not_public_is_named(show, district):
    hidden = make_thrust(programme=district, number=9, state=State.DRAFT)
    secret = {"name": Text(en="Secret"), "state": State.DRAFT}
    action = make_action(programme=district, lead=make_partner(**secret))
    action.participants.add(make_partner(**secret))
    action.news.add(
        make_news(programme=district, title=Text(en="Secret"), state="draft")
    )
    make_milestone(action=action, title=Text(en="Secret"), state=State.IN_REVIEW)
    make_milestone(action=action, place=make_place(**secret))
    make_indicator(
        action=action, programme=district, name=Text(en="Secret"), state=State.DRAFT
    )
    make_statement(
        record=action, sources=[make_source(title="Secret", state=State.DRAFT)]
    )

    orphan = make_action(programme=district, thrust=hidden, title=Text(en="Secret"))

    assert "Secret" not in show(action).content.decode()
    assert show(orphan).status_code == 404


def test_a_text_in_another_language_only_is_announced(show, district):
    action = make_action(
        programme=district, title=Text(fr="Réseau"), summary=Text(fr="Des rues")
    )

    page = show(action)
    french = show(action, language="fr")

    assert "This action is only available in French." in words(page)
    assert '<h1><span lang="fr">Réseau</span></h1>' in page.content.decode()
    assert '<p class="notice">' not in french.content.decode()


def test_neighbours_stand_in_the_same_street(show, district):
    thrust = make_thrust(programme=district)
    first, second = (
        make_action(programme=district, thrust=thrust, start=on(day))
        for day in ("2013-04", "2014-06-16")
    )
    make_action(programme=district, start=on("2013-05"))
    make_action(programme=district, thrust=thrust, scope=Scope.CONTEXT)
    make_action(programme=district, thrust=thrust, state=State.DRAFT)

    beside = [
        (page.context["previous"], page.context["following"])
        for page in (show(first), show(second))
    ]

    assert beside == [(None, second), (first, None)]


def test_context_is_not_taken_for_an_action_of_the_programme(show, district):
    action = make_action(programme=district, scope=Scope.FRAMEWORK)

    assert "framework programme: not an action of the programme itself" in words(
        show(action)
    )


def test_an_action_that_went_on_says_so(show, district):
    action = make_action(
        programme=district,
        start=on("2014-01"),
        completion=Action.Completion.CONTINUED,
    )

    told = words(show(action))

    assert "Period Since January 2014, continued after the programme" in told
    assert "Completion Continued after the programme" in told


@pytest.mark.parametrize("items", [1, 3])
def test_an_action_costs_the_same_queries_for_one_item_and_for_three(
    show, district, django_assert_num_queries, items
):
    action = make_action(
        programme=district,
        thrust=make_thrust(programme=district),
        lead=make_partner(programme=district),
    )
    for _ in range(items):
        milestone = make_milestone(action=action, place=make_place())
        make_statement(record=milestone, sources=[make_source()])
        indicator = make_indicator(action=action, programme=district, value=1)
        make_statement(record=indicator, sources=[make_source()])
        action.participants.add(make_partner(programme=district))
    show(action)

    with django_assert_num_queries(16):
        assert len(show(action).context["milestones"]) == items


# Its house, and how the list counts


def test_a_house_is_a_picture_that_needs_nothing_else(show, visit, district):
    thrust = make_thrust(programme=district, colour=3)
    action = make_action(
        programme=district,
        thrust=thrust,
        title=Text(en="Firms & <arts>"),
        start=on("2014-06"),
    )
    make_milestone(action=action, due=on("2014-06-16"), reached=on("2014-06-16"))

    picture = visit("action-house", slug=action.slug)
    drawn = picture.content.decode()

    assert picture["Content-Type"] == "image/svg+xml"
    assert picture["Cache-Control"] == "public, max-age=3600"
    assert "style-src 'unsafe-inline'" in picture["Content-Security-Policy"]
    assert '<title id="name">Firms &amp; &lt;arts&gt;</title>' in drawn
    assert 'id="solid-3"' in drawn
    assert "url(#solid-3)" in drawn
    assert ">18</text>" in drawn
    assert re.findall(r'(?:href|src)="|@font-face|@import', drawn) == []


def test_only_the_public_have_a_house(visit, district):
    draft = make_action(programme=district, state=State.DRAFT)

    assert visit("action-house", slug=draft.slug).status_code == 404


def test_each_choice_says_how_many_actions_it_would_leave(visit, choice):
    with time_machine.travel(date(2014, 6, 2), tick=False):
        context = visit("action-list", query="thrust=support").context

    assert [(each.key, count) for each, count in context["thrusts"]] == [("support", 1)]
    assert [count for _partner, count in context["partners"]] == [0, 0]
    assert {code: count for code, _label, count in context["phases"]} == {
        "ahead": 0,
        "running": 0,
        "ended": 0,
        "unknown": 1,
    }
    assert {code: count for code, _label, count in context["scopes"]} == {
        "own": 1,
        "framework": 0,
        "context": 0,
    }


def test_a_partner_counts_once_for_an_action_that_it_leads_and_joins(visit, choice):
    made, _keys = choice
    made["joined"].participants.add(*made["led"].participants.all())
    made["led"].participants.add(made["led"].lead)

    counts = [count for _partner, count in visit("action-list").context["partners"]]

    assert sorted(counts) == [1, 2]


def test_the_list_can_be_read_as_houses(visit, choice):
    rows, houses = visit("action-list"), visit("action-list", query="view=houses")

    assert rows.content.decode().count("house--thumb") == 5
    assert houses.content.decode().count("house--card") == 5
    assert 'name="view" value="houses"' in houses.content.decode()


def test_a_file_of_the_list_has_all_its_pages(visit, choice):
    page = visit("action-list", query="thrust=support&view=houses&page=1")

    assert links(page, "csv") == ["/en/actions.csv?thrust=support"]


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        (
            {"start": "2014-06-16"},
            "Attested in June 2014. It may have gone on longer: no end date was found.",
        ),
        (
            {"end": "2014-06-16"},
            "It may have begun earlier: no start date was found.",
        ),
        (
            {"start": "2014-04", "end": "2014-06"},
            "Attested from April 2014 to June 2014.",
        ),
        (
            {},
            "The action may have taken any months from January 2013 to July 2015.",
        ),
    ],
)
def test_the_strip_of_months_is_said_in_words(show, district, dates, told):
    dates = {name: on(value) for name, value in dates.items()}

    assert told in words(show(make_action(programme=district, **dates)))

import pytest

from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from partners.models import Membership
from programme.models import Account, Discrepancy, Passage
from tests.factories import (
    both,
    make_partner,
    make_passage,
    make_programme,
    make_source,
    make_statement,
    on,
)
from tests.pages import links, words

pytestmark = pytest.mark.django_db


def make_discrepancy(programme, sources=(), accounts=(), **changes):
    """Return a published question with its accounts: (words, whether it is kept)."""
    discrepancy = Discrepancy.objects.create(
        **{
            "programme": programme,
            "topic": both("Topic"),
            "resolution": both("Resolution"),
            "state": State.PUBLISHED,
            **changes,
        }
    )
    discrepancy.sources.set(sources)
    for position, (said, is_kept) in enumerate(accounts):
        Account.objects.create(
            discrepancy=discrepancy,
            position=position,
            text=Text(en=said),
            is_kept=is_kept,
        )
    return discrepancy


def test_the_story_is_told_in_order_with_dates_and_sources(visit, district):
    gazette = make_source(title="Launch reported", publisher="Gazette")
    later = make_passage(
        programme=district, position=2, date=on("2015-07"), title=Text(en="The end")
    )
    first = make_passage(
        programme=district,
        position=1,
        date=on("2010-10", confidence=Confidence.MEDIUM),
        title=Text(en="The start"),
        body=Text(en="A government begins."),
    )
    make_statement(record=first, sources=[gazette])

    page = visit("programme")

    assert page.context["story"] == [first, later]
    assert "October 2010 The start A government begins. One source only" in words(page)
    assert "1 Launch reported Gazette" in words(page)


def test_each_kind_of_passage_has_its_part(visit, district):
    made = {kind: make_passage(programme=district, kind=kind) for kind in Passage.Kind}
    make_discrepancy(district)

    page = visit("programme")

    parts = ("story", "objectives", "outcomes", "terms", "open_count")
    assert {name: page.context[name] for name in parts} == {
        "story": [made[Passage.Kind.STORY]],
        "objectives": [made[Passage.Kind.OBJECTIVE]],
        "outcomes": [made[Passage.Kind.OUTCOME]],
        "terms": [made[Passage.Kind.TERM]],
        "open_count": 3,
    }
    for heading in (
        "How it came about",
        "What it set out to do",
        "What came of it",
        "What is still open On 3 points the sources disagree or are silent.",
    ):
        assert heading in words(page)


def test_what_is_open_has_a_page_of_its_own(visit, district):
    made = {kind: make_passage(programme=district, kind=kind) for kind in Passage.Kind}

    page = visit("open-questions")

    assert {name: page.context[name] for name in ("gaps", "variants")} == {
        "gaps": [made[Passage.Kind.GAP]],
        "variants": [made[Passage.Kind.VARIANT]],
    }
    assert "Other readings" in words(page)
    assert "What is not known yet" in words(page)
    assert "Nothing is noted as open." not in words(page)


def test_a_district_without_open_questions_says_so(visit):
    page = words(visit("open-questions"))

    assert "Nothing is noted as open." in page
    for heading in (
        "What is not known yet",
        "Other readings",
        "Where sources disagree",
    ):
        assert heading not in page


@pytest.mark.parametrize("kind", Passage.Kind)
def test_a_passage_stands_where_its_address_leads(client, district, kind):
    passage = make_passage(programme=district, kind=kind)

    path, _hash, anchor = passage.get_absolute_url().partition("#")
    page = client.get(path)

    assert f'id="{anchor}"' in page.content.decode()


def test_parts_without_anything_in_them_are_absent(visit):
    page = words(visit("programme"))

    for heading in (
        "How it came about",
        "What it set out to do",
        "What came of it",
        "What is still open",
        "The consortium",
        "Where this comes from",
        "Budget",
        "Call",
    ):
        assert heading not in page


def test_where_sources_disagree_both_accounts_stand_and_one_is_kept(visit, district):
    sources = [make_source(), make_source(), make_source(state=State.DRAFT)]
    make_discrepancy(
        district,
        sources,
        [("Ten rounds.", True), ("Two rounds.", False)],
        topic=Text(en="Rounds"),
        resolution=Text(en="The first is firm."),
    )
    make_discrepancy(district, topic=Text(en="Secret"), state=State.DRAFT)

    page = visit("open-questions")

    assert (
        "Rounds Ten rounds. Kept. Two rounds. Shown, not kept. The first is firm."
        " Sources: 1, 2 "
    ) in words(page)
    assert "Secret" not in words(page)
    assert links(page, "#source-") == ["#source-1", "#source-2"]


def test_a_district_of_the_same_call_stands_beside(visit, district, rival):
    district.call_reference = rival.programme.call_reference = "77/2012"
    district.budget_eur, district.budget_qualifier = 1_000_000, "about"
    district.save()
    rival.programme.start, rival.programme.end = on("2013-04-17"), None
    rival.programme.save()
    make_programme(call_reference="99/2020")

    page = visit("programme")

    assert page.context["twins"] == [rival.programme]
    assert "about 1,000,000 EUR" in words(page)
    assert "Region Region (en) Period from 17 April 2013, end unknown" in words(page)


def test_a_budget_has_the_sources_that_state_it(visit, district):
    district.budget_eur = 500_000
    district.save()
    make_statement(
        record=district,
        field="budget_eur",
        status=Status.ACTUAL,
        confidence=Confidence.LOW,
        note=Text(en="Counted twice."),
        sources=[make_source(title="The grant")],
    )

    page = words(visit("programme"))

    assert "500,000 EUR Sources disagree source 1" in page
    assert "Other sources say otherwise. Counted twice. 1 The grant" in page


def test_each_fact_in_brief_has_its_sources_and_the_twin_s_too(visit, district, rival):
    facts = {
        "start": on("2013-01"),
        "end": on("2015-07"),
        "call_title": both("Call"),
        "budget_eur": 500_000,
        "cofinancing": both("Paid by all"),
        "legal_nature": both("Grant"),
    }
    cited = []
    for programme in (district, rival.programme):
        for name, value in facts.items():
            setattr(programme, name, value)
            cited.append(make_source(title=f"{programme.key}, {name}"))
            make_statement(record=programme, field=name, sources=cited[-1:])
        programme.call_reference = "77/2012"
        programme.save()

    page = visit("programme")

    assert [each.source for each in page.context["provenance"].listed] == cited


def test_the_consortium_is_listed_by_its_order(visit, district):
    members = [make_partner(programme=district) for _ in range(2)]
    make_partner(programme=district, state=State.DRAFT)
    Membership.objects.filter(partner=members[1]).update(
        role=Membership.Role.COORDINATOR
    )
    Membership.objects.filter(partner=members[0]).update(position=5)

    page = visit("programme")

    assert [each.partner for each in page.context["members"]] == members[::-1]
    assert "coordinator" in words(page)


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize("page", ["programme", "open-questions"])
def test_the_story_costs_the_same_queries_for_one_item_and_for_three(
    visit, district, django_assert_num_queries, page, items
):
    for _ in range(items):
        for kind in Passage.Kind:
            step = make_passage(programme=district, kind=kind)
            make_statement(record=step, sources=[make_source()])
        make_discrepancy(district, [make_source()], [("So.", True), ("Not so.", False)])
        make_partner(programme=district)
    visit(page)

    with django_assert_num_queries(7):
        visit(page)

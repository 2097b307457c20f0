"""The feed of what changes, read back."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from actions.services import cancel_milestone, move_milestone
from creative_district.kernel.publication import set_state
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from tests.factories import (
    make_action,
    make_contact,
    make_milestone,
    make_news,
    make_partner,
    on,
)

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
BEGUN = datetime(2020, 1, 1, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(settings, time_machine):
    settings.SITE_URL = "https://portal.example"
    time_machine.move_to(BEGUN, tick=False)
    return time_machine


@pytest.fixture
def later(clock):
    """Let an hour pass."""
    return lambda: clock.shift(timedelta(hours=1))


@pytest.fixture
def milestone(district):
    action = make_action(
        programme=district,
        key="vouchers",
        title=Text(fr="Chèques", en="Vouchers"),
        slug=Text(fr="cheques", en="vouchers"),
    )
    return make_milestone(
        key="evaluation",
        action=action,
        title=Text(fr="Évaluation", en="Evaluation"),
        due=on("2020-08-31"),
    )


@pytest.fixture
def feed(visit):
    """Ask for the feed, and read it."""

    def ask(**kwargs):
        answer = visit("feed", **kwargs)
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        return ElementTree.fromstring(answer.content)  # noqa: S314 - it is ours

    return ask


def titles(feed):
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_it_names_itself(feed, district):
    root = feed()

    links = {each.get("rel"): each.get("href") for each in root.findall(f"{ATOM}link")}
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert links == {
        "alternate": "https://portal.example/en/",
        "self": "https://portal.example/en/feed.atom",
    }
    assert (
        root.findtext(f"{ATOM}id") == "tag:portal.example,2020-01-01:en/programme/home"
    )
    assert root.findtext(f"{ATOM}author/{ATOM}name") == district.name["en"]


def test_without_entries_it_stays_the_same(visit, district, later):
    first = visit("feed").content
    later()

    assert visit("feed").content == first


def test_an_entry_says_what_befell_which_record_and_when(feed, milestone, later):
    later()
    move_milestone(milestone=milestone, to=on("2020-09-30"))

    entry = feed().find(f"{ATOM}entry")

    assert {each.tag.removeprefix(ATOM): each.text for each in entry} == {
        "title": "Date changed: Evaluation",
        "link": None,
        "updated": "2020-01-01T09:00:00+00:00",
        "id": (
            "tag:portal.example,2020-01-01:"
            "en/milestone/evaluation/20200101T090000.000000Z"
        ),
        "summary": "<p>Vouchers</p><p>Due on 30 September 2020.</p>",
        "category": None,
    }
    assert entry.find(f"{ATOM}link").get("href") == (
        "https://portal.example/en/actions/vouchers/#milestone-evaluation"
    )
    assert [c.get("term") for c in entry.findall(f"{ATOM}category")] == [
        "milestone",
        "moved",
    ]


def test_each_sort_of_change_has_a_word(feed, milestone, later):
    def reach():
        milestone.reached = on("2020-01-01")
        milestone.save()

    def rename():
        milestone.detail = Text(en="More")
        milestone.save()

    def touch():
        milestone.responsible = make_contact(programme=milestone.programme)
        milestone.save()

    for change in (
        rename,
        touch,
        reach,
        lambda: cancel_milestone(milestone=milestone, on=date(2020, 1, 1)),
    ):
        later()
        change()

    assert titles(feed()) == [
        "Cancelled: Evaluation",
        "Reached: Evaluation",
        "Changed: Evaluation",
        "Published: Evaluation",
        "Published: Vouchers",
    ]


def test_news_are_told_by_their_title(feed, district):
    make_news(programme=district, title=Text(en="We are open"), summary=Text(en="<b>"))

    root = feed()

    assert titles(root) == ["We are open"]
    assert root.findtext(f"{ATOM}entry/{ATOM}summary") == "<p>&lt;b&gt;</p>"


def test_of_what_is_withdrawn_nothing_is_told_but_that(feed, milestone, later):
    later()
    set_state(records=[milestone], state=State.WITHDRAWN, now=timezone.now())

    entry = feed().find(f"{ATOM}entry")

    assert titles(feed()) == ["Withdrawn: Milestone", "Published: Vouchers"]
    assert entry.find(f"{ATOM}link").get("href") == (
        "https://portal.example/id/milestone/evaluation/"
    )
    assert entry.findtext(f"{ATOM}summary") == ""


def test_what_is_not_public_is_not_there(feed, district, milestone, later):
    draft = make_action(programme=district, state=State.DRAFT, title=Text(en="Draft"))
    make_milestone(action=draft)
    milestone.state = State.IN_REVIEW
    milestone.save()
    make_partner(programme=district, state=State.DRAFT)

    assert titles(feed()) == ["Published: Vouchers"]


def test_what_is_to_be_published_later_comes_then(feed, district, later):
    moment = BEGUN + timedelta(minutes=30)
    action = make_action(
        programme=district, title=Text(en="Later"), publish_from=moment
    )
    action.summary = Text(en="More")
    action.save()

    assert titles(feed()) == []
    later()
    root = feed()
    assert titles(root) == ["Published: Later"]
    assert root.findtext(f"{ATOM}updated") == "2020-01-01T08:30:00+00:00"


def test_partners_of_the_district_are_told_of(feed, district):
    make_partner(programme=district, name=Text(en="Designers"))
    make_partner(name=Text(en="Elsewhere"))

    assert titles(feed()) == ["Published: Designers"]


def test_each_language_has_its_own(feed, milestone):
    french, english = (feed(language=code) for code in ("fr", "en"))

    assert "Évaluation" in titles(french)[0]
    ids = {each.text for root in (french, english) for each in root.iter(f"{ATOM}id")}
    assert len(ids) == 6


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_change_and_for_three(
    visit, district, django_assert_num_queries, count
):
    for _number in range(count):
        make_partner(programme=district)
        make_milestone(action=make_action(programme=district))

    with django_assert_num_queries(13):
        visit("feed")


def test_what_only_translators_need_to_know_is_no_change(feed, milestone, later):
    before = titles(feed())
    later()
    milestone.outdated = {"en": {"title": ["fr", "2020-01-01"]}}
    milestone.save()

    assert titles(feed()) == before

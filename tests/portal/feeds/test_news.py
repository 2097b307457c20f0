"""The feed of news, read back."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest

from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from tests.factories import make_news

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
WRITTEN = datetime(2014, 6, 2, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(settings, time_machine):
    settings.SITE_URL = "https://portal.example"
    time_machine.move_to(WRITTEN, tick=False)


@pytest.fixture
def feed(visit):
    """Ask for the feed, and read it."""

    def ask(**kwargs):
        answer = visit("news-feed", **kwargs)
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        return ElementTree.fromstring(answer.content)  # noqa: S314 - it is ours

    return ask


def titles(feed):
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_it_names_itself_and_stays_the_same_while_it_is_empty(feed, visit, district):
    root = feed()

    links = {each.get("rel"): each.get("href") for each in root.findall(f"{ATOM}link")}
    assert root.findtext(f"{ATOM}title") == f"{district.name['en']}: news"
    assert links == {
        "alternate": "https://portal.example/en/news/",
        "self": "https://portal.example/en/news.atom",
    }
    assert root.findtext(f"{ATOM}id") == "tag:portal.example,2014-06-02:en/news-of/home"
    assert titles(root) == []
    assert visit("news-feed").content == visit("news-feed").content


def test_an_entry_is_a_news_item_of_its_day(feed, district):
    make_news(
        programme=district,
        key="opening",
        slug=Text(fr="ouverture", en="opening"),
        title=Text(en="We are <open>"),
        summary=Text(en="Doors at\nnine & ten."),
        body=Text(en="<script>alert(1)</script>"),
        published_on=date(2014, 6, 1),
    )

    entry = feed().find(f"{ATOM}entry")

    assert {each.tag.removeprefix(ATOM): each.text for each in entry} == {
        "title": "We are <open>",
        "link": None,
        "published": "2014-06-01T00:00:00+02:00",
        "updated": "2014-06-02T08:00:00+00:00",
        "id": "tag:portal.example,2014-06-02:en/news/opening",
        "summary": "<p>Doors at nine &amp; ten.</p>",
    }
    assert entry.find(f"{ATOM}link").get("href") == (
        "https://portal.example/en/news/opening/"
    )


def test_only_public_news_of_the_district_are_told_the_latest_first(
    feed, district, rival
):
    for title, day in (("Old", 1), ("New", 3), ("Middle", 2)):
        make_news(
            programme=district, title=Text(en=title), published_on=date(2014, 6, day)
        )
    make_news(programme=district, state=State.DRAFT)
    make_news(programme=district, publish_from=datetime(2099, 1, 1, tzinfo=UTC))
    make_news(programme=rival.programme, title=Text(en="There"))

    assert titles(feed()) == ["New", "Middle", "Old"]
    assert titles(feed(programme=rival.programme)) == ["There"]


def test_each_language_has_its_own(feed, district):
    make_news(programme=district, title=Text(fr="Ouvert", en="Open"))

    french, english = (feed(language=code) for code in ("fr", "en"))

    assert (titles(french), titles(english)) == (["Ouvert"], ["Open"])
    ids = {each.text for root in (french, english) for each in root.iter(f"{ATOM}id")}
    assert len(ids) == 4


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_item_and_for_three(
    visit, district, django_assert_num_queries, count
):
    for _number in range(count):
        make_news(programme=district)

    with django_assert_num_queries(2):
        visit("news-feed")

from datetime import UTC, date, datetime

import pytest
import time_machine

from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from tests.factories import (
    make_action,
    make_news,
    make_source,
    make_statement,
)
from tests.pages import links, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(visit):
    def news_page(news, **how):
        return visit("news-detail", slug=news.slug, **how)

    return news_page


def test_a_district_without_news_says_so_and_where_to_look(visit):
    page = visit("news-list")

    assert words(page) == (
        "The news No news is published yet."
        " The actions and the calendar tell what happened."
        " Follow The news (Atom) What changes in the record (Atom)"
    )
    assert links(page) == [
        "/en/actions/",
        "/en/timeline/",
        "/en/news.atom",
        "/en/feed.atom",
    ]


def test_news_stand_by_year_the_latest_first(visit, district):
    vouchers = make_action(programme=district, title=Text(en="Vouchers"))
    secret = make_action(programme=district, title=Text(en="Secret"), state=State.DRAFT)
    for title, day in (
        ("Begun", date(2013, 2, 1)),
        ("Opened", date(2014, 6, 1)),
        ("Drawn", date(2014, 6, 1)),
        ("Closed", date(2014, 11, 30)),
    ):
        news = make_news(programme=district, title=Text(en=title), published_on=day)
    news.summary = Text(en="The second round is over.")
    news.save()
    news.actions.add(vouchers, secret)

    page = words(visit("news-list"))

    assert page.startswith(
        "The news 4 news items, the latest first"
        " 2014 30 November 2014 Closed The second round is over. About Vouchers"
        " 1 June 2014 Drawn 1 June 2014 Opened 2013 1 February 2013 Begun"
        " Download what you see CSV, for a spreadsheet"
    )


def test_only_what_is_public_here_and_now_is_listed(visit, district, rival):
    shown = make_news(programme=district)
    make_news(programme=district, state=State.DRAFT)
    make_news(programme=rival.programme)
    tomorrow = datetime(2099, 1, 1, tzinfo=UTC)
    scheduled = make_news(programme=district, publish_from=tomorrow)

    page = visit("news-list")

    assert list(page.context["news"]) == [shown]
    assert visit("news-detail", slug=scheduled.slug).status_code == 404


def test_a_long_list_comes_in_pages(visit, district):
    for _number in range(25):
        make_news(programme=district)

    first, second, beyond = (
        visit("news-list", query=query) for query in ("", "page=2", "page=99")
    )

    assert [len(p.context["news"]) for p in (first, second, beyond)] == [24, 1, 1]
    assert "25 to 25 of 25 Previous page Page 2" in words(second)
    assert visit("news-list", query="page=x").status_code == 200


@time_machine.travel(datetime(2015, 3, 1, 12, tzinfo=UTC), tick=False)
def test_a_news_item_tells_what_when_and_about_which_actions(show, district, settings):
    settings.SITE_URL = "https://portal.example"
    news = make_news(
        programme=district,
        key="opening",
        title=Text(en="We are open"),
        summary=Text(en="Doors at nine."),
        body=Text(en="Come.\n\n## Where\n\n- here\n- there"),
        published_on=date(2014, 6, 1),
    )
    news.actions.add(make_action(programme=district, title=Text(en="Hub")))
    paper = make_source(title="The paper", url="https://paper.example/")
    make_statement(record=news, sources=[paper])

    page = show(news)

    assert words(page) == (
        "The news We are open 1 June 2014 Doors at nine. Come. Where here there"
        " Established source 1 about: We are open Established. A primary source"
        " states it. 1 The paper Publisher · undated · primary source · English ·"
        " paper.example"
        " Date 1 June 2014 Actions it is about Hub Data JSON"
        " Where this comes from The paper Publisher · undated · primary source"
        " · English · paper.example Back to top"
        f" Cite this page “We are open”, {district.name['en']}, read on 1 March 2015,"
        " https://portal.example/id/news/opening/"
    )
    assert "<h2>Where</h2>" in page.content.decode()
    assert '<meta property="og:type" content="article">' in page.content.decode()


def test_a_text_cannot_do_harm(show, visit, district):
    hostile = "<script>alert(1)</script> [a](javascript:alert(1)) <img onerror=x>"
    news = make_news(
        programme=district,
        title=Text(en=hostile),
        summary=Text(en=hostile),
        body=Text(en=hostile),
    )

    for page in (show(news), visit("news-list")):
        html = page.content.decode().partition("<main")[2].partition("</main>")[0]
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert "<script" not in html
        assert "<img" not in html
        assert 'href="javascript' not in html


def test_what_is_missing_in_a_language_comes_in_the_other_and_says_so(show, district):
    french = make_news(
        programme=district, title=Text(fr="Ouvert !"), body=Text(fr="Venez.")
    )
    half, headless = (
        make_news(programme=district, title=title, body=body)
        for title, body in (
            (Text(fr="Fermé", en="Closed"), Text(fr="Demain.")),
            (Text(fr="Fermé"), Text(fr="Demain.", en="Tomorrow.")),
        )
    )

    page = show(french)

    assert "This news item is only available in French." in words(page)
    assert '<div lang="fr"><p>Venez.</p>' in page.content.decode()
    assert '<span lang="fr">Ouvert\u00a0!</span>' in page.content.decode()
    alternates = {each.code: each.is_translated for each in page.context["alternates"]}
    assert alternates == {"fr": True, "en": False}
    for each in (half, headless):
        assert "Part of this news item is only available in French." in words(
            show(each)
        )
    assert "only available" not in words(show(half, language="fr"))


def test_neighbours_are_the_next_by_day(show, district, rival):
    day = date(2014, 6, 1)
    first, second, third = (
        make_news(programme=district, published_on=each)
        for each in (day, day, date(2014, 7, 1))
    )
    make_news(programme=rival.programme, published_on=day)
    make_news(programme=district, published_on=day, state=State.DRAFT)

    neighbours = [
        (page.context["previous"], page.context["following"])
        for page in map(show, (first, second, third))
    ]

    assert neighbours == [(None, second), (first, third), (second, None)]


def test_addresses_that_were_lead_on_and_what_is_withdrawn_is_gone(client, district):
    news = make_news(programme=district, slug=Text(fr="vieux", en="old"), key="it")
    news.slug = Text(fr="neuf", en="new")
    news.save()

    moved = client.get("/en/news/old/")
    lasting = client.get("/id/news/it/", headers={"Accept-Language": "en"})

    assert (moved.status_code, moved["Location"]) == (301, "/en/news/new/")
    assert (lasting.status_code, lasting["Location"]) == (302, "/en/news/new/")
    news.state = State.WITHDRAWN
    news.save()
    assert client.get("/en/news/new/").status_code == 410
    assert client.get("/en/news/old/").status_code == 410


def test_an_action_leads_to_its_news(visit, district):
    action, news = make_action(programme=district), make_news(programme=district)
    action.news.add(news)

    page = visit("action-detail", slug=action.slug)

    assert links(page, "/news/") == [news.get_absolute_url()]


@pytest.mark.parametrize("items", [1, 3])
def test_news_cost_the_same_queries_for_one_item_and_for_three(
    visit, show, district, django_assert_num_queries, items
):
    news = make_news(programme=district, published_on=date(2014, 1, 1))
    make_statement(record=news, sources=[make_source()])
    for _number in range(items):
        action = make_action(programme=district)
        make_news(programme=district).actions.add(action)
        news.actions.add(action)
    show(news)

    with django_assert_num_queries(4):
        visit("news-list")
    with django_assert_num_queries(7):
        show(news)

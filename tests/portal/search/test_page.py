"""The search page: grouped, counted, in pages, all of it in the address."""

import re
from urllib.parse import quote

import pytest
from django.utils.translation import override

from creative_district.kernel.text import Text
from creative_district.portal.search import results
from tests.factories import (
    both,
    make_action,
    make_document,
    make_milestone,
    make_news,
    make_partner,
    make_passage,
    make_thrust,
)
from tests.pages import links, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def prisms(district):
    """Actions 0 to 24, and a milestone, that a search for “prisme” finds."""
    for number in range(25):
        action = make_action(
            programme=district,
            title=Text(fr=f"Prisme {number}", en=f"Prism {number}"),
        )
    make_milestone(action=action, title=Text(fr="Prisme posé", en="Prism laid"))


def test_results_are_grouped_and_counted(visit, prisms):
    response = visit("search", query="q=prism")

    text = words(response)
    assert "26 results for “prism”" in text
    assert "All 26 Actions 25 Milestones 1" in text
    assert re.findall(r'<h2 id="found-(\w+)"', response.content.decode()) == [
        "action",
        "milestone",
    ]
    assert response.content.decode().count('<li class="found">') == 6
    assert response.content.decode().count("<mark>Prism</mark>") == 6
    assert "See all 25 (Actions)" in text


def test_facets_keep_what_was_asked(visit, prisms):
    page = visit("search", query="q=prism+0")

    assert links(page, "kind=action") == ["?q=prism+0&kind=action"]


def test_a_kind_comes_in_pages(visit, prisms):
    first = visit("search", query="q=prism&kind=action")
    last = visit("search", query="q=prism&kind=action&page=2")
    beyond = visit("search", query="q=prism&kind=action&page=99")

    assert first.content.decode().count('<li class="found">') == 20
    assert links(first, "page=") == ["?q=prism&kind=action&page=2"]
    assert last.content.decode().count('<li class="found">') == 5
    assert '<ol class="finds__list" start="21">' in last.content.decode()
    assert "26 results" in words(last)
    assert words(beyond) == words(last)


def test_an_unknown_kind_is_no_kind(visit, prisms):
    assert words(visit("search", query="q=prism&kind=x")) == words(
        visit("search", query="q=prism")
    )


def test_a_kind_without_results_says_which_have_some(visit, prisms):
    response = visit("search", query="q=prism&kind=news")

    assert "Nothing of this kind. See the 26 other results" in words(response)
    assert "?q=prism" in links(response)


def test_result_pages_are_not_indexed(visit, prisms):
    assert (
        b'<meta name="robots" content="noindex">'
        in visit("search", query="q=prism").content
    )


def test_the_box_keeps_what_was_typed(visit, district):
    typed = "\"><script>alert(1)</script> ' & \x00"

    html = visit("search", query=f"q={quote(typed)}").content.decode()

    assert (
        'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; &#x27; &amp;"' in html
    )
    assert "<script>alert" not in html
    assert "\x00" not in html


@pytest.mark.parametrize(
    "typed",
    ["%_'\";--", "\x00", '"', "a" * 10_000, "\u202eשלום", "😀", "(((", "é" * 5000],
)
def test_anything_may_be_typed(visit, district, typed):
    assert visit("search", query=f"q={quote(typed)}").status_code == 200


def test_an_empty_search_says_what_there_is(visit, district):
    make_thrust(programme=district, number=1, verb=both("Learn"))

    text = words(visit("search"))

    assert "One box for the actions, milestones" in text
    assert "Or come in this way 1 Learn (en)" in text
    assert "result" not in text


def test_nothing_found_says_what_to_do(visit, prisms, district):
    response = visit("search", query="q=prizm+lead&kind=news&page=3")

    text = words(response)
    assert "0 results for “prizm lead”" in text
    assert "Did you mean prism laid ?" in text
    assert links(response, "prism") == ["?q=prism+laid"]


def test_words_that_do_not_meet_are_offered_alone(visit, prisms, district):
    make_news(programme=district, title=Text(en="Lantern"))

    response = visit("search", query="q=prism+lantern")

    assert "One by one: prism 26 lantern 1" in words(response)
    assert links(response, r"\?q=") == ["?q=prism", "?q=lantern"]


def test_signs_without_words_are_told_apart(visit, district):
    assert "no word to look for" in words(visit("search", query="q=%3F%21"))


def test_the_language_switch_keeps_the_search(visit, prisms, district):
    with override("fr"):
        address = district.page("search")

    html = visit("search", query="q=prism&kind=action").content.decode()

    assert f'<a href="{address}?q=prism&amp;kind=action" lang="fr"' in html


def test_a_third_language_is_a_setting(visit, district, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("it", "Italian")]
    make_action(programme=district, title=Text(it="Un distretto creativo"))

    response = visit("search", query="q=distretti")

    assert (
        '<span lang="it">Un <mark>distretto</mark> creativo</span>'
        in response.content.decode()
    )


def test_another_district_has_its_own_search(visit, rival, prisms):
    make_action(programme=rival.programme, title=Text(en="Prism of theirs"))

    response = visit("search", programme=rival.programme, query="q=prism")

    assert response.request["PATH_INFO"] == "/en/districts/rival/search/"
    assert "1 result for “prism”" in words(response)
    assert links(response, "/actions/[^/]+/$")[0].startswith("/en/districts/rival/")


def test_every_page_leads_to_the_search(visit, district):
    assert 'href="/en/search/"' in visit("home").content.decode()


def test_the_number_of_queries_does_not_grow(
    visit, prisms, district, django_assert_max_num_queries
):
    def fill(count):
        for number in range(count):
            title = Text(fr=f"Prisme n{number}", en=f"Prism n{number}")
            thrust = make_thrust(programme=district, title=title)
            action = make_action(programme=district, thrust=thrust, title=title)
            make_milestone(action=action, title=title)
            make_milestone(programme=district, thrust=thrust, title=title)
            make_partner(programme=district, name=title)
            make_news(programme=district, title=title)
            make_document(programme=district, title=title)
            make_passage(programme=district, body=title)
        visit("search", query="q=prism")  # reads what is new

    fill(1)
    # Districts; what is new; hits; a query for each of seven kinds of record.
    with django_assert_max_num_queries(10):
        visit("search", query="q=prism")
    fill(5)
    with django_assert_max_num_queries(10):
        visit("search", query="q=prism")
    with django_assert_max_num_queries(4):
        visit("search", query="q=prism&kind=action")
    # Nothing found: each of two words alone, known words, three readings, thrusts.
    with django_assert_max_num_queries(10):
        visit("search", query="q=zzzzzz+prizm")


def test_an_answer_that_may_lack_something_is_not_kept(visit, prisms, monkeypatch):
    monkeypatch.setattr(results, "READ_AT_MOST", 1)
    part = visit("search", query="q=prism")
    monkeypatch.undo()
    whole = visit("search", query="q=prism")

    assert part.headers["Cache-Control"] == "no-store"
    assert "ETag" not in part.headers
    assert "Try again in a moment" in words(part)
    assert whole.headers["Cache-Control"] == "no-cache"

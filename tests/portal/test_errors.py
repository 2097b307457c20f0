"""Addresses that lead nowhere, or no longer: what is told, and where to go instead."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.utils.translation import override

from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from tests.factories import (
    both,
    make_action,
    make_milestone,
    make_partner,
    make_thrust,
)
from tests.pages import links, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    """The night to 3 March 2014."""
    start = datetime(2014, 3, 2, 23, 30, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as moment:
        yield moment


@pytest.fixture
def vouchers(district):
    return make_action(
        programme=district,
        slug=Text(fr="cheques-creativite", en="creativity-vouchers"),
        title=Text(fr="Chèques créativité", en="Creativity vouchers"),
    )


@pytest.fixture
def lost(client, district):
    """Ask for an address that leads nowhere; return the page."""

    def ask(path, language="en", **headers):
        page = client.get(path, headers={"accept-language": language, **headers})
        assert page.status_code == 404
        return page

    return ask


def suggested(page):
    """Return the addresses of what may have been meant."""
    found = page.content.decode().partition('<section class="likely"')[2]
    return re.findall(r'<h3><a href="([^"]*)"', found.partition("</section>")[0])


def typed(page):
    """Return what stands in the search box."""
    return re.findall(r'name="q" value="([^"]*)"', page.content.decode())


ACTION = "/en/actions/creativity-vouchers/"


@pytest.mark.parametrize(
    "path",
    [
        "/en/actions/creativty-vouchers/",
        "/en/actions/craetivity-vouchers/",
        "/en/actions/creativity-voucher/",
        "/en/actions/Creativity_Vouchers/",
        "/en/actions/creativity-vouchers-2014/",
        "/en/partners/creativity-vouchers/",
        "/en/partners/cheques-creativite/",
        "/en/creativity-vouchers/",
        "/en/creativity-vouchers.html",
        "/en/node/12/chèques-créativité",
        "/en/actions/creativity-vouchers/more/",
        "/EN/Actions/Creativity-Vouchers/",
        "/aktionen/creativity-vouchers/",
    ],
)
def test_a_record_is_found_by_what_stands_in_the_address(lost, vouchers, path):
    make_action(programme=vouchers.programme, title=both("Something else"))

    assert suggested(lost(path)) == [ACTION]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/fr/thrusts/2-support/", "/fr/axes/2-accompagner/"),
        ("/en/axes/2-accompagner/", "/en/thrusts/2-support/"),
        ("/en/partenaires/", "/en/partners/"),
        ("/fr/timeline/", "/fr/calendrier/"),
        ("/en/actoins/", "/en/actions/"),
        ("/en/program/", "/en/programme/"),
        ("/en/rival/", "/en/districts/rival/"),
    ],
)
def test_pages_are_found_in_the_wrong_language_and_mistyped(
    lost, district, path, address
):
    make_thrust(
        programme=district, slug=Text(fr="2-accompagner", en="2-support"), number=2
    )

    assert suggested(lost(path))[0] == address


def test_a_slug_that_was_is_found_under_another_section(lost, vouchers):
    vouchers.slug = Text(fr="bons", en="coupons")
    vouchers.save()

    page = lost("/en/partners/cheques-creativite/")

    assert suggested(page) == ["/en/actions/coupons/"]


def test_what_is_not_public_is_never_suggested(lost, vouchers):
    assert suggested(lost("/en/partners/creativity-vouchers/")) == [ACTION]
    for state in (State.DRAFT, State.WITHDRAWN):
        vouchers.state = state
        vouchers.save()
        assert suggested(lost("/en/partners/creativity-vouchers/")) == []
        assert suggested(lost("/en/partners/creativty-vouchers/")) == []


def test_another_districts_records_are_not_suggested(lost, rival):
    rival.action.slug = Text(en="lantern")
    rival.action.save()

    assert suggested(lost("/en/partners/lantern/")) == []
    for path in ("partners/lantern/", "nowhere/lantern/"):
        assert suggested(lost(f"/en/districts/rival/{path}")) == [
            "/en/districts/rival/actions/lantern/"
        ]


def test_three_at_most_are_suggested(lost, district):
    for number in range(5):
        make_action(programme=district, title=both(f"Lantern {number}"))

    assert len(suggested(lost("/en/lantern/"))) == 3


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_ways_on_stand_in_the_readers_language(lost, district, language):
    thrust = make_thrust(programme=district, number=1, verb=both("Learn"))

    page = lost("/no-such_door", language)

    with override(language):
        thrust_page = district.page("thrust-detail", slug=thrust.slug)
        search = district.page("search")
    html = page.content.decode()
    assert f'<html lang="{language}"' in html
    assert "Accept-Language" in page.headers["Vary"]
    assert f'action="{search}"' in html
    assert typed(page) == ["no such door"]
    assert links(page, thrust_page) == [thrust_page]
    assert '<meta name="robots" content="noindex">' in html
    assert "canonical" not in html


def test_the_plain_words_come_first(lost):
    assert words(lost("/en/x/")).startswith(
        "Page not found There is no such door There is no page at this address."
    )


@pytest.mark.parametrize("path", ["/wp-login.php", "/favicon.ico", "/.env", "/a.b/c.d"])
def test_files_have_no_words(lost, vouchers, path):
    page = lost(path)

    assert (suggested(page), typed(page)) == ([], [""])


@pytest.mark.parametrize(
    "path",
    [
        "/en/" + "a" * 50_000,
        "/en/" + "a-" * 20_000,
        "/en/" + "a/" * 20_000,
        "/en/%00%ff%E2%80%AE%F0%9F%98%80/",
        "/en/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/en/'%20OR%201=1--%20*%22(NEAR)/",
        "/en/%25%5F%5C/",
        "/en/-_-_-/",
        "/en/_/" + "%C3%A9" * 500,
        "/en/12345/",
    ],
)
def test_any_address_is_harmless(lost, vouchers, path):
    page = lost(path)

    assert suggested(page) == []
    assert "<script>alert" not in page.content.decode()


def test_only_reading_looks_for_more(client, vouchers):
    page = client.post("/en/partners/creativity-vouchers/")

    assert (page.status_code, suggested(page)) == (404, [])


def test_a_missing_slash_leads_on(client, vouchers):
    for asked, found in (
        ("/en/actions/creativity-vouchers", ACTION),
        ("/en/districts/rival/partners", "/en/districts/rival/partners/"),
    ):
        assert client.get(asked)["Location"] == found


def test_an_address_without_language_leads_to_the_readers(client, vouchers):
    answer = client.get(
        "/actions/creativity-vouchers", headers={"accept-language": "en"}
    )

    assert (answer.status_code, answer["Location"]) == (302, ACTION)


def test_below_the_api_it_stays_a_problem(client, district):
    answer = client.get("/api/v1/actoins/")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        # The district, the thrusts, slugs now and once, the record.
        ("/en/nowhere/beacon-0/", 5),
        # No slug: what is new to the index and what it has of all words; of each; the
        # words that are known, what the first reading of them finds, and that again.
        ("/en/nowhere/becaon-lantren/", 12),
        ("/en/nowhere/file.php", 4),
    ],
)
def test_the_number_of_queries_is_bounded(
    client, district, django_assert_num_queries, path, queries, count
):
    for number in range(count):
        make_action(
            programme=district,
            slug=Text(fr=f"balise-{number}", en=f"beacon-{number}"),
            title=both(f"Beacon {number}"),
        )
    client.get(path)

    with django_assert_num_queries(queries):
        client.get(path)


@pytest.fixture
def withdraw(clock):
    """Withdraw a record a minute later, shortly after midnight in Brussels."""

    def change(record, reason=""):
        clock.shift(60)
        record.state = State.WITHDRAWN
        record._change_reason = reason
        record.save()
        clock.shift(60)

    return change


def test_what_was_withdrawn_says_when_and_why(client, vouchers, withdraw):
    withdraw(vouchers, "Merged with <another> action")

    page = client.get(ACTION)

    assert page.status_code == 410
    text = words(page)
    assert text.startswith("Withdrawn This door has been closed")
    assert (
        "Creativity vouchers Withdrawn from the record on 3 March 2014"
        " Reason: Merged with <another> action"
    ) in text
    assert typed(page) == ["Creativity vouchers"]
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert "Chèques créativité" in words(client.get("/fr/actions/cheques-creativite/"))


def test_without_a_reason_none_is_told(client, vouchers, withdraw):
    withdraw(vouchers)
    assert "Reason" not in words(client.get(ACTION))


def test_the_mark_of_the_loader_is_no_reason(client, vouchers, withdraw):
    withdraw(vouchers, "load_programme")

    text = words(client.get(ACTION))

    assert "3 March 2014" in text
    assert "load_programme" not in text


def test_what_staff_write_later_is_not_told(client, vouchers, withdraw):
    withdraw(vouchers, "For the public")
    vouchers.title = both("Internal")
    vouchers._change_reason = "For colleagues"
    vouchers.save()

    text = words(client.get(ACTION))

    assert "Creativity vouchers Withdrawn" in text
    assert "3 March 2014 Reason: For the public" in text
    assert [each for each in ("Internal", "colleagues") if each in text] == []


def test_of_what_nobody_ever_saw_nothing_is_told(client, district, withdraw):
    never = make_action(
        programme=district, slug=both("x"), state=State.DRAFT, title=both("Secret")
    )
    never.slug = Text(fr="secret", en="secret")
    withdraw(never)
    planned = make_action(
        programme=district,
        slug=Text(fr="prevu", en="planned"),
        title=both("Secret"),
        publish_from=datetime(2014, 4, 1, tzinfo=UTC),
    )
    withdraw(planned)

    for slug in ("secret", "planned"):
        page = client.get(f"/en/actions/{slug}/")
        assert page.status_code == 410
        assert "Secret" not in page.content.decode()


def test_nor_of_what_stood_below_a_record_that_nobody_saw(
    client, vouchers, district, withdraw
):
    hidden = make_action(programme=district, state=State.DRAFT)
    make_milestone(action=hidden, key="never", title=both("Secret"))
    withdraw(hidden)
    make_milestone(action=vouchers, key="in-time", title=both("Known"))
    withdraw(vouchers)
    make_milestone(action=vouchers, key="too-late", title=both("Secret"))

    told = {
        key: re.findall("Known|Secret", words(client.get(f"/id/milestone/{key}/")))
        for key in ("never", "too-late", "in-time")
    }

    assert told == {"never": [], "too-late": [], "in-time": ["Known"]}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_permanent_links_tell_it_too(client, vouchers, district, withdraw, language):
    milestone = make_milestone(action=vouchers, key="the-end", title=both("The end"))
    partner = make_partner(programme=district, name=both("The partner"), key="part")
    thrust = make_thrust(programme=district, title=both("The thrust"), key="thrust")
    withdraw(partner)
    withdraw(thrust)
    withdraw(vouchers, "Merged")

    pages = {
        link: client.get(f"/id/{link}/", headers={"accept-language": language})
        for link in ("milestone/the-end", "partner/part", "thrust/thrust")
    }

    assert {page.status_code for page in pages.values()} == {410}
    told = [milestone.title, partner.name, thrust.title]
    for page, title in zip(pages.values(), told, strict=True):
        assert f"<h2>{title[language]}</h2>" in page.content.decode()
    # A milestone is gone since its action is.
    assert "Merged" in words(pages["milestone/the-end"])


def test_a_permanent_link_tells_it_in_its_district(client, district, rival, withdraw):
    withdraw(rival.action)

    page = client.get("/id/action/rival-action/", headers={"accept-language": "en"})

    assert page.status_code == 410
    assert '<a class="head__brand" href="/en/districts/rival/"' in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_telling_it_costs_the_same_however_often_it_changed(
    client, vouchers, withdraw, django_assert_num_queries, count
):
    for _time in range(count):
        vouchers.state = State.PUBLISHED
        vouchers.save()
        withdraw(vouchers, "Merged")

    # The district, public and withdrawn by slug, the history twice, the thrusts.
    with django_assert_num_queries(8):
        client.get(ACTION)

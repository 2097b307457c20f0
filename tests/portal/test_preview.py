"""Previews: one record, whatever its state, for whoever holds a link; nothing else."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from creative_district.kernel.models import PreviewLink
from creative_district.kernel.preview import (
    open_preview,
    revoke_preview,
    token_of,
)
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from tests.factories import (
    both,
    make_action,
    make_document,
    make_indicator,
    make_milestone,
    make_news,
    make_partner,
    make_place,
    make_programme,
    make_thrust,
    make_user,
    on,
)
from tests.pages import links, text_of, words

pytestmark = pytest.mark.django_db

TODAY = "2014-06-28T10:00:00Z"
QUERIES = 16
HIDDEN = [State.DRAFT, State.IN_REVIEW]


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(TODAY, tick=False) as clock:
        yield clock


def link_to(record: Any) -> PreviewLink:
    link, _is_new = open_preview(record=record, user=make_user(), now=timezone.now())
    return link


def address(token: str, language: str = "en") -> str:
    with override(language):
        return reverse("preview", kwargs={"token": token})


def look(client: Any, record: Any, language: str = "en") -> Any:
    return client.get(address(token_of(link_to(record)), language))


def bar(response: Any) -> str:
    found = re.search(r"<aside.*?</aside>", response.content.decode(), re.DOTALL)
    return text_of(found[0]) if found else ""


def one_of_each(programme: Any, state: State) -> dict[str, Any]:
    own = {"programme": programme, "state": state}
    return {
        "action": make_action(title=both("The action"), **own),
        "document": make_document(title=both("The document"), **own),
        "news": make_news(title=both("The news"), **own),
        "partner": make_partner(name=both("The partner"), **own),
        "thrust": make_thrust(title=both("The thrust"), **own),
    }


@pytest.mark.parametrize("kind", ["action", "document", "news", "partner", "thrust"])
@pytest.mark.parametrize("state", HIDDEN)
def test_a_link_shows_what_is_not_published(client, district, kind, state):
    record = one_of_each(district, state)[kind]

    page = look(client, record)

    assert page.status_code == 200
    assert f"The {kind} (en)" in words(page)
    assert bar(page) == ("Draft, visible with this link until 12 July 2014")


def test_what_is_scheduled_shows_before_its_hour(client, district):
    later = datetime(2100, 1, 1, tzinfo=UTC)
    action = make_action(programme=district, publish_from=later)

    page = look(client, action)

    assert page.status_code == 200
    assert bar(page).startswith("Draft, visible")


def test_a_published_page_shows_its_drafts(client, visit, district):
    action = make_action(programme=district)
    for words_, state in (("Open", State.PUBLISHED), ("Secret", State.DRAFT)):
        make_milestone(action=action, title=both(words_), state=state)

    page = look(client, action)

    assert ["Secret (en)" in words(page), "Open (en)" in words(page)] == [True, True]
    assert "Secret" not in words(visit("action-detail", slug=action.slug["en"]))
    assert bar(page) == (
        "Published page with what is not public yet, visible with this link until "
        "12 July 2014"
    )


def test_an_action_shows_all_that_is_its_own(client, district):
    action = make_action(programme=district, state=State.DRAFT)
    make_milestone(action=action, title=both("Step"), state=State.IN_REVIEW)
    make_indicator(
        programme=district,
        action=action,
        name=both("Figure"),
        value=3,
        state=State.DRAFT,
    )
    make_milestone(action=action, title=both("Gone"), state=State.WITHDRAWN)

    page = words(look(client, action))

    assert ["Step (en)" in page, "Figure (en)" in page] == [True, True]
    assert "Gone" not in page


def test_a_thrust_shows_its_actions_and_counts_their_milestones(client, district):
    thrust = make_thrust(programme=district, state=State.DRAFT)
    action = make_action(
        programme=district, thrust=thrust, title=both("Mine"), state=State.DRAFT
    )
    make_milestone(action=action, reached=on("2014-06-01"), state=State.DRAFT)
    make_milestone(action=action, state=State.WITHDRAWN)
    make_action(
        programme=district, thrust=thrust, title=both("Gone"), state=State.WITHDRAWN
    )

    page = words(look(client, thrust))

    assert "Mine (en)" in page
    assert "1 of 1 milestone reached" in page
    assert "Gone" not in page


def test_a_draft_district_shows_its_home(client, rival):
    draft = make_programme(name=both("New district"), state=State.DRAFT)
    thrust = make_thrust(programme=draft, title=both("Street"), state=State.DRAFT)
    make_action(
        programme=draft, thrust=thrust, title=both("First"), state=State.IN_REVIEW
    )
    make_milestone(
        programme=draft, title=both("Opening"), due=on("2014-07-20"), state=State.DRAFT
    )
    make_partner(programme=draft, name=both("Member"), state=State.DRAFT)

    page = words(look(client, draft))

    assert "curl" not in page
    for told in ("Street", "First", "Opening", "Member"):
        assert f"{told} (en)" in page


def test_nothing_else_that_is_not_public_is_told(client, district, rival):
    hidden = {"programme": district, "state": State.DRAFT}
    place = make_place(name=both("Secret place"), state=State.DRAFT)
    thrust = make_thrust(programme=district)
    lead = make_partner(name=both("Secret lead"), **hidden)
    action = make_action(programme=district, thrust=thrust, lead=lead)
    action.participants.add(make_partner(name=both("Secret hand"), **hidden))
    action.news.add(make_news(title=both("Secret news"), **hidden))
    action.documents.add(make_document(title=both("Secret paper"), **hidden))
    make_action(thrust=thrust, title=both("Secret sibling"), **hidden)
    make_milestone(title=both("Secret date"), **hidden)
    make_milestone(action=action, title=both("Shown"), place=place, state=State.DRAFT)
    make_programme(name=both("Secret district"), state=State.DRAFT)

    html = look(client, action).content.decode()

    assert "Shown (en)" in html
    assert "Secret" not in html
    assert "rival-action" not in html


def test_a_draft_partner_shows_no_draft_action(client, district):
    partner = make_partner(programme=district, state=State.DRAFT)
    make_action(programme=district, lead=partner, title=both("Led"))
    make_action(
        programme=district, lead=partner, title=both("Secret"), state=State.DRAFT
    )

    page = words(look(client, partner))

    assert ["Led (en)" in page, "Secret" in page] == [True, False]


def test_an_action_of_a_draft_district_names_its_published_partners(client):
    draft = make_programme(state=State.DRAFT)
    lead = make_partner(programme=draft, name=both("Lead"))
    other = make_partner(programme=draft, name=both("Other"), state=State.DRAFT)
    action = make_action(programme=draft, lead=lead, state=State.DRAFT)
    action.participants.add(other)

    page = words(look(client, action))

    assert ["Lead (en)" in page, "Other" in page] == [True, False]


def test_another_districts_record_stands_in_its_own_frame(client, district, rival):
    rival.action.state = State.DRAFT
    rival.action.save()

    page = look(client, rival.action)

    assert page.context["programme"] == rival.programme
    assert f"{rival.action.title} " in text_of(page.content.decode())


@pytest.mark.parametrize("withdrawn", ["action", "thrust", "programme"])
def test_what_is_withdrawn_stays_closed(client, district, rival, withdrawn):
    link = link_to(rival.action)
    record = getattr(rival, withdrawn)
    record.state = State.WITHDRAWN
    record.save()

    assert client.get(address(token_of(link))).status_code == 410


def test_a_link_works_for_two_weeks(client, district, day):
    link = link_to(make_action(programme=district, title=both("It")))
    way = address(token_of(link))

    day.move_to("2014-07-12T09:59:59Z")
    before = client.get(way)
    day.move_to("2014-07-12T10:00:00Z")
    after = client.get(way)

    assert [before.status_code, after.status_code] == [200, 410]
    assert "Ask the person who sent it to you for a new one." in words(after)
    assert "It (en)" not in after.content.decode()


def test_how_long_is_the_operators_to_say(client, district, settings):
    settings.PREVIEW_DAYS = 3

    page = look(client, make_action(programme=district, state=State.DRAFT))

    assert bar(page).endswith("until 1 July 2014")


def test_a_revoked_link_is_closed(client, district):
    link = link_to(make_action(programme=district))
    revoke_preview(link=link, now=timezone.now())

    page = client.get(address(token_of(link)))

    assert page.status_code == 410
    assert "This link is closed" in words(page)


def test_revoking_twice_keeps_the_first_time(district, day):
    link = link_to(make_action(programme=district))
    revoke_preview(link=link, now=timezone.now())
    first = link.revoked_at
    day.shift(60)
    revoke_preview(link=link, now=timezone.now())

    assert PreviewLink.objects.get().revoked_at == first


def test_a_link_whose_record_is_gone_is_closed(client, district):
    action = make_action(programme=district)
    way = address(token_of(link_to(action)))
    action.delete()

    assert client.get(way).status_code == 410


def test_a_closed_link_says_so_without_any_public_district(client, rival):
    link = link_to(rival.action)
    revoke_preview(link=link, now=timezone.now())
    rival.programme.state = State.DRAFT
    rival.programme.save()

    assert client.get(address(token_of(link))).status_code == 410


def test_no_link_can_be_made_up(client, district):
    link = link_to(make_action(programme=district))
    other = link_to(make_action(programme=district))
    token, signature = token_of(link), token_of(other).partition(":")[2]

    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        f"{link.pk}:{signature}",
        str(link.pk),
        f"{link.pk}:",
        signing.Signer().sign(str(link.pk)),
        "\x00",
    ]

    assert {client.get(address(each)).status_code for each in forged} == {404}
    assert client.get(address(token)).status_code == 200


def test_each_link_shows_its_own_record(client, district):
    one, two = (
        make_action(programme=district, title=both(name), state=State.DRAFT)
        for name in ("One", "Two")
    )

    pages = [words(look(client, each)) for each in (one, two)]

    assert ["One (en)" in page for page in pages] == [True, False]
    assert ["Two (en)" in page for page in pages] == [False, True]


def test_the_language_switch_keeps_the_link(client, district):
    action = make_action(programme=district, title=both("It"), state=State.DRAFT)
    token = token_of(link_to(action))

    pages = {code: client.get(address(token, code)) for code in ("fr", "en")}

    for code, page in pages.items():
        html = page.content.decode()
        assert f'<html lang="{code}">' in html
        assert f"<h1>It ({code})</h1>" in html
        for other in pages:
            assert f'<a href="{address(token, other)}" lang="{other}"' in html


def test_what_is_not_translated_is_marked_where_it_stands(client, district):
    action = make_action(
        programme=district,
        title=Text(fr="Seulement"),
        summary=Text(fr="Un texte", en="A text"),
        state=State.DRAFT,
    )

    page = look(client, action)

    assert '<h1><span lang="fr">Seulement</span></h1>' in page.content.decode()
    assert "This action is only available in French." in words(page)
    assert "css/preview" in page.content.decode()


@pytest.mark.parametrize("kind", ["action", "partner", "programme", "thrust", "news"])
def test_nobody_is_told_to_keep_find_or_link_to_it(client, visit, district, kind):
    records = {**one_of_each(district, State.PUBLISHED), "programme": district}
    told = ("canonical", "hreflang=", "ld+json", "og:", "atom+xml", "twitter:")
    head = re.compile(r"<head>.*?</head>", re.DOTALL)

    page = look(client, records[kind])
    previewed = head.search(page.content.decode())[0]
    public = head.search(visit("action-list").content.decode())[0]

    assert {
        name: page.headers[name]
        for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")
    } == {
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
    }
    assert "ETag" not in page.headers
    assert [name for name in told if name in previewed] == []
    assert 'rel="alternate"' not in previewed
    assert 'rel="alternate"' in public
    assert '<meta name="robots" content="noindex, nofollow">' in previewed
    assert not page.cookies


@pytest.mark.parametrize("kind", ["action", "document", "news"])
def test_nothing_is_offered_that_a_draft_does_not_have(client, visit, district, kind):
    records = {state: one_of_each(district, state)[kind] for state in State}
    slug = records[State.PUBLISHED].slug["en"]
    asked = re.compile(r"/(?:api/v1|id)/")

    public = links(visit(f"{kind}-detail", slug=slug))
    previewed = links(look(client, records[State.DRAFT]))

    assert [way for way in previewed if asked.match(way)] == []
    assert [way for way in public if asked.match(way)] != []


def test_pages_say_nothing_of_previews(visit, district):
    html = visit("programme").content.decode()

    assert "css/preview" not in html
    assert "visible with this link" not in html


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_previews_are_only_read(client, district, method):
    way = address(token_of(link_to(make_action(programme=district))))

    assert getattr(client, method)(way).status_code == 405


def test_the_number_of_queries_is_the_same_for_one_child_and_for_three(
    client, district, django_assert_num_queries
):
    action = make_action(programme=district, state=State.DRAFT)
    way = address(token_of(link_to(action)))
    make_milestone(action=action, state=State.DRAFT)
    client.get(way)

    with django_assert_num_queries(QUERIES):
        client.get(way)

    for _number in range(2):
        make_milestone(action=action, state=State.DRAFT)
    with django_assert_num_queries(QUERIES):
        client.get(way)


def test_a_person_keeps_one_link_to_a_record(district, day):
    action, user = make_action(programme=district), make_user()
    asked = {"record": action, "user": user}

    first, is_new = open_preview(**asked, now=timezone.now())
    again, is_new_again = open_preview(**asked, now=timezone.now())
    others = link_to(action)
    revoke_preview(link=first, now=timezone.now())
    second, _is_new = open_preview(**asked, now=timezone.now())
    day.shift(timedelta(days=14))
    third, _is_new = open_preview(**asked, now=timezone.now())

    assert (is_new, is_new_again, again) == (True, False, first)
    assert len({first.pk, others.pk, second.pk, third.pk}) == 4

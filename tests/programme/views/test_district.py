from datetime import date

import pytest
import time_machine
from django.urls import path
from django.utils.translation import override

from actions.views.action import ActionDetailView
from creative_district import urls
from creative_district.kernel.record import State
from programme.models import Programme
from programme.views.district import day_looked_from
from tests.factories import make_action, make_programme, on
from tests.pages import text_of

# As it would be in a language whose word for an action has an accent.
urlpatterns = [
    *urls.urlpatterns,
    path("maßnahmen/<slug:slug>/", ActionDetailView.as_view(), name="action-detail"),
]


@pytest.mark.parametrize(
    ("start", "end", "today", "day"),
    [
        ("2013-01", "2015-07", date(2012, 6, 1), date(2013, 1, 1)),
        ("2013-01", "2015-07", date(2014, 6, 2), date(2014, 6, 2)),
        ("2013-01", "2015-07", date(2015, 7, 31), date(2015, 7, 31)),
        ("2013-01", "2015-07", date(2026, 1, 1), date(2015, 8, 1)),
        ("2013-01", None, date(2026, 1, 1), date(2026, 1, 1)),
        (None, "2015-07", date(1999, 1, 1), date(1999, 1, 1)),
        (None, None, date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_pages_look_from_a_day_of_the_period_or_the_morning_after(
    start, end, today, day
):
    programme = Programme(start=start and on(start), end=end and on(end))

    assert day_looked_from(programme, today) == day


@pytest.mark.django_db
def test_the_day_is_the_districts_own(visit, district, rival):
    """At 23:30 UTC it is the next day in Brussels, and not yet in London."""
    rival.programme.time_zone = "Europe/London"
    rival.programme.save()

    with time_machine.travel("2014-01-16T23:30:00Z", tick=False):
        days = [
            visit("programme", programme=programme).context["today"]
            for programme in (district, rival.programme)
        ]

    assert days == [date(2014, 1, 17), date(2014, 1, 16)]


@pytest.mark.django_db
def test_a_page_names_itself_in_each_language(visit, district, settings):
    settings.SITE_URL = "https://district.example"
    addresses = {}
    for code in ("fr", "en"):
        with override(code):
            addresses[code] = district.page("programme")

    html = visit("programme", query="a=1&b=2").content.decode()

    for code, address in {**addresses, "x-default": addresses["fr"]}.items():
        assert (
            f'<link rel="alternate" hreflang="{code}" '
            f'href="https://district.example{address}">'
        ) in html
    for code, address in addresses.items():
        assert f'<a href="{address}?a=1&amp;b=2" lang="{code}"' in html
    assert (
        f'<link rel="canonical" href="https://district.example{addresses["en"]}">'
        in html
    )


@pytest.mark.django_db
def test_the_language_that_is_read_is_marked_in_the_switch(visit):
    alternates = visit("programme", language="fr").context["alternates"]

    assert [(a.code, a.name, a.is_current) for a in alternates] == [
        ("fr", "Français", True),
        ("en", "English", False),
    ]


@pytest.mark.django_db
def test_only_the_section_that_is_read_is_marked_in_the_navigation(visit, district):
    html = visit("partner-list").content.decode()

    with override("en"):
        here = district.page("partner-list")
    assert (
        html.count('aria-current="page"') == 2
    )  # the menu of small windows and the wide
    assert html.count(f'<a href="{here}" aria-current="page">') == 2


@pytest.mark.django_db
def test_other_public_districts_are_named_at_the_foot(visit, rival):
    make_programme(slug="hidden", state=State.DRAFT)

    html = visit("programme").content.decode()

    with override("en"):
        assert f'<a href="{rival.programme.get_absolute_url()}">' in html
    assert "/hidden/" not in html


@pytest.mark.django_db
def test_the_real_clock_is_not_spoken_of(visit):
    html = visit("programme").content.decode()

    assert "Programme clock" not in html
    assert "Practice data" not in html


@pytest.mark.django_db
def test_a_practice_district_says_so(visit, district):
    district.is_practice = True
    district.save()

    page = text_of(visit("programme").content.decode())

    assert "Practice data: nothing here is real." in page


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["nowhere", "hidden"])
def test_a_district_that_is_not_public_is_not_there(client, district, slug):
    make_programme(slug="hidden", state=State.IN_REVIEW)

    assert client.get(f"/en/districts/{slug}/programme/").status_code == 404


@pytest.mark.django_db
def test_a_portal_without_any_district_answers_404(client, rival):
    rival.programme.state = State.WITHDRAWN
    rival.programme.save()

    assert client.get("/en/programme/").status_code == 404


@pytest.mark.django_db
def test_the_home_districts_pages_move_with_their_query(client, district):
    response = client.get(f"/en/districts/{district.slug}/programme/?a=1")

    assert (response.status_code, response.headers["Location"]) == (
        301,
        "/en/programme/?a=1",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_are_only_read(client, district, method):
    assert getattr(client, method)("/en/programme/").status_code == 405


@pytest.mark.django_db
def test_first_comes_the_way_past_the_navigation(visit):
    html = visit("programme").content.decode()
    body = html.partition("<body")[2]

    assert body.index('<a class="skip" href="#contenu">') < body.index("<header")
    assert '<main id="contenu" tabindex="-1">' in body


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_an_address_may_have_any_letter(visit, district):
    action = make_action(programme=district)

    page = visit("action-detail", slug=action.slug, language="fr")

    assert page.status_code == 200
    assert page.context["canonical"] == f"/ma%C3%9Fnahmen/{action.slug['fr']}/"

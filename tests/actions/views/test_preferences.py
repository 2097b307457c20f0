"""What a contact says through the links of a mail: no more of them, or otherwise."""

import logging
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from actions.reminders.links import preferences_url, token_of, unsubscribe_url
from creative_district.kernel.record import State
from partners.models import Contact
from programme.models import Programme
from tests.factories import both, make_contact, make_partner
from tests.pages import links, text_of, words

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
BODY = ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")
TIME = "Language: English. Time: 08:00, Europe/Brussels."
PAGES = {"preferences": preferences_url, "unsubscribe": unsubscribe_url}


@pytest.fixture
def contact(district):
    partner = make_partner(programme=district, name=both("Campus"))
    return make_contact(
        programme=district,
        partner=partner,
        name="Anne Demo",
        email="anne@partner.example",
        language="en",
    )


@pytest.fixture
def browser():
    """A browser that is held to the protection against forged requests."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def post(browser):
    """Send the form of the preferences as a person does: look, choose, save."""

    def send(contact, **chosen):
        address = preferences_url(contact)
        page = browser.get(address)
        held = {field.name: field.value() for field in page.context["form"]}
        return browser.post(address, {**held, **chosen})

    return send


def wishes(contact):
    """Return what is stored of a contact's wishes."""
    row = Contact.objects.get(pk=contact.pk)
    return row.delivery, row.language, row.time_zone


def title(page):
    """Return the title of a page."""
    html = page.content.decode()
    return text_of(html.partition("<title>")[2].partition("</title>")[0])


def old_link(contact, link):
    """Return a link whose address has since changed."""
    address = link(contact)
    Contact.objects.filter(pk=contact.pk).update(email="other@partner.example")
    return address


# One click


@pytest.mark.parametrize(
    "body",
    [
        {
            "content_type": "application/x-www-form-urlencoded",
            "data": "List-Unsubscribe=One-Click",
        },
        {"data": ONE_CLICK},  # multipart/form-data
    ],
    ids=["urlencoded", "multipart"],
)
def test_one_click_needs_neither_cookie_nor_form(
    browser, contact, rival, body, django_capture_on_commit_callbacks
):
    address = unsubscribe_url(contact)

    for _ in range(2):
        with django_capture_on_commit_callbacks() as woken:
            page = browser.post(address, **body)

        assert page.status_code == 200
        assert words(page) == (
            "No more reminders You get no more reminders from"
            f" {contact.programme.name}. Choose otherwise"
        )
        assert not page.cookies
        assert [wake.args[0] for wake in woken] == [contact.programme.pk]
        assert wishes(contact) == ("none", "en", "")
    assert wishes(rival.contact) == ("each", "fr", "")
    [way] = links(page)
    assert browser.get(way).context["contact"] == contact


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"data": {"List-Unsubscribe": "one-click"}},
        {"data": {"List-Unsubscribe": ""}},
        {"data": b"\xff\x00", "content_type": "application/octet-stream"},
        {
            "data": '{"List-Unsubscribe": "One-Click"}',
            "content_type": "application/json",
        },
        {"QUERY_STRING": "&List-Unsubscribe=One-Click"},
    ],
)
def test_any_other_post_is_told_what_is_missing(browser, contact, body):
    body = dict(body)
    address = unsubscribe_url(contact) + body.pop("QUERY_STRING", "")

    answer = browser.post(address, **body)

    assert (answer.status_code, answer.headers["Content-Type"]) == (
        400,
        "text/plain; charset=utf-8",
    )
    assert answer.content.decode() == (
        "Expected the form field List-Unsubscribe=One-Click (RFC 8058)."
    )
    assert wishes(contact) == ("each", "en", "")


def test_body_that_is_no_form_changes_nothing(browser, contact):
    answer = browser.post(
        unsubscribe_url(contact), b"nonsense", content_type="multipart/form-data"
    )

    assert answer.status_code == 400
    assert wishes(contact) == ("each", "en", "")


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_one_click_address_leads_to_the_preferences(
    browser, contact, method
):
    address = unsubscribe_url(contact)

    answer = getattr(browser, method)(address)

    way = urlsplit(answer.headers["Location"])
    with override("en"):
        assert (answer.status_code, way.path) == (302, reverse("preferences"))
    assert parse_qs(way.query) == parse_qs(urlsplit(address).query)
    assert browser.get(answer.headers["Location"]).context["contact"] == contact
    assert wishes(contact) == ("each", "en", "")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["options", "put", "patch", "delete"])
def test_no_other_method_changes_anything(browser, contact, page, method):
    answer = getattr(browser, method)(PAGES[page](contact))

    # The check against forged requests comes first where it stands.
    assert answer.status_code in {200 if method == "options" else 405, 403}
    assert wishes(contact) == ("each", "en", "")


# Links that open nothing


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_forged_link_is_refused_with_advice(client, contact, page, method, language):
    with override(language):
        address = f"{reverse(page)}?token={token_of(contact)}x"
        privacy = contact.programme.page("privacy")

    answer = client.generic(method, address, *BODY)

    html = answer.content.decode()
    assert answer.status_code == 404
    assert f'<html lang="{language}"' in html
    assert links(answer) == [privacy]
    assert wishes(contact) == ("each", "en", "")


def test_address_without_a_token_is_refused(client, contact):
    with override("en"):
        answer = client.get(reverse("preferences"))

    assert answer.status_code == 404
    assert words(answer).startswith("This link opens nothing")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_link_to_a_former_address_is_gone(client, contact, page, method):
    address = old_link(contact, PAGES[page])

    answer = client.generic(method, address, *BODY)

    assert answer.status_code == 410
    assert words(answer).startswith("This link is too old")
    assert "ask the programme’s staff" in words(answer)
    assert wishes(contact) == ("each", "en", "")


def test_link_that_has_expired_is_gone(client, contact, settings, time_machine):
    address = unsubscribe_url(contact)
    later = timezone.now() + timedelta(days=settings.REMINDER_LINK_DAYS, minutes=1)
    time_machine.move_to(later)

    assert client.post(address, ONE_CLICK).status_code == 410
    assert wishes(contact) == ("each", "en", "")


def test_link_of_an_erased_contact_is_gone(client, contact):
    address = unsubscribe_url(contact)
    contact.delete()

    assert client.post(address, ONE_CLICK).status_code == 410


# The page


def test_page_says_whose_reminders_and_no_more(client, contact):
    page = client.get(preferences_url(contact))

    said = words(page)
    assert page.status_code == 200
    assert said.startswith(
        f"Your reminders Programme {contact.programme.name} Partner Campus (en)"
        " Name Anne Demo E-mail a…@partner.example How you get reminders"
        " Each in a mail of its own One mail a day with all that is due No reminders"
        " Language of the reminders Français English Time zone The district’s"
    )
    assert said.endswith(
        "Reminders come at 08:00 there. The district’s is Europe/Brussels. Save"
    )
    assert "anne@" not in page.content.decode()


def test_page_of_staff_says_so(client, district):
    contact = make_contact(programme=district, language="en")

    assert "Partner the programme’s own staff" in words(
        client.get(preferences_url(contact))
    )


def test_page_says_when_mail_does_not_arrive(client, contact):
    warning = "The last mail to your address was refused."
    assert warning not in words(client.get(preferences_url(contact)))
    Contact.objects.update(problem="550 no such user")

    page = words(client.get(preferences_url(contact)))

    assert warning in page
    assert "550" not in page


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_page_changes_nothing(client, contact, method):
    answer = getattr(client, method)(f"{preferences_url(contact)}&delivery=none")

    assert answer.status_code == 200
    assert wishes(contact) == ("each", "en", "")


def test_page_shows_what_holds_even_where_it_is_no_longer_offered(client, contact):
    Contact.objects.update(language="it", time_zone="CET", delivery="digest")

    page = client.get(preferences_url(contact))

    html = page.content.decode()
    chosen = re.findall(r'value="([^"]+)"[^>]*\s(?:checked|selected)', html)
    assert chosen == ["digest", "CET"]


def test_form_is_bound_to_its_labels(client, contact):
    html = client.get(preferences_url(contact)).content.decode().partition("<main")[2]

    assert html.count("<fieldset") == html.count("<legend>") == 2
    assert '<label for="id_time_zone">Time zone</label>' in html
    assert 'aria-describedby="id_time_zone_helptext"' in html
    assert 'id="id_time_zone_helptext"' in html
    assert '<label class="choice" lang="fr">' in html


def test_choice_is_kept_and_told_in_the_new_language(
    post, browser, contact, rival, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as woken:
        answer = post(
            contact, language="fr", delivery="digest", time_zone="Europe/Lisbon"
        )

    assert [wake.args[0] for wake in woken] == [contact.programme.pk]
    assert wishes(contact) == ("digest", "fr", "Europe/Lisbon")
    assert wishes(rival.contact) == ("each", "fr", "")
    way = urlsplit(answer.headers["Location"])
    with override("fr"):
        assert (answer.status_code, way.path) == (302, reverse("preferences"))
    assert (way.netloc, way.fragment) == ("", "saved")
    page = browser.get(answer.headers["Location"])
    assert '<html lang="fr"' in page.content.decode()
    assert re.search(
        r'<p class="verdict" id="saved" role="status" tabindex="-1">',
        page.content.decode(),
    )


@pytest.mark.parametrize(
    ("delivery", "said"),
    [
        ("each", f"Saved. You get each reminder in a mail of its own. {TIME}"),
        ("digest", f"Saved. You get one mail a day with all that is due. {TIME}"),
        ("none", "Saved. You get no more reminders. Programme"),
    ],
)
def test_page_says_what_now_holds(post, browser, contact, delivery, said):
    answer = post(contact, delivery=delivery)

    page = browser.get(answer.headers["Location"])
    assert words(page).startswith(f"Your reminders {said}")
    assert title(page).startswith("Saved – Your reminders – ")


@pytest.mark.parametrize(
    ("chosen", "field", "error"),
    [
        ({"delivery": ""}, "delivery", "This field is required."),
        ({"delivery": "often"}, "delivery", "Select a valid choice. often"),
        ({"language": "it"}, "language", "Select a valid choice. it"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "Select a valid choice. Mars/Oly"),
    ],
)
def test_what_cannot_be_chosen_is_told_beside_it(post, contact, chosen, field, error):
    page = post(contact, **chosen)

    html = page.content.decode()
    assert page.status_code == 422
    assert "Nothing was saved. See below what to choose." in words(page)
    assert error in words(page)
    assert f'id="id_{field}_error"' in html
    assert re.search(rf'aria-describedby="[^"]*id_{field}_error"', html)
    assert title(page).startswith("Not saved – Your reminders – ")
    assert wishes(contact) == ("each", "en", "")


# Whose district


def test_contact_of_another_district_is_in_that_ones_frame(client, district, rival):
    rival.contact.language = "en"

    page = client.get(preferences_url(rival.contact))
    done = client.post(unsubscribe_url(rival.contact), ONE_CLICK)

    with override("en"):
        home = f'class="head__brand" href="{rival.programme.page("home")}"'
    assert [home in answer.content.decode() for answer in (page, done)] == [True, True]
    assert words(page).startswith(f"Your reminders Programme {rival.programme.name}")
    assert f'href="{district.get_absolute_url()}"' in page.content.decode()
    assert wishes(rival.contact)[0] == "none"


def test_contact_of_a_withdrawn_district_can_still_unsubscribe(client, district, rival):
    Programme.objects.filter(pk=rival.programme.pk).update(state=State.WITHDRAWN)
    rival.contact.language = "en"

    done = client.post(unsubscribe_url(rival.contact), ONE_CLICK)
    page = client.get(preferences_url(rival.contact))

    assert (done.status_code, page.status_code) == (200, 200)
    assert words(page).startswith(f"Your reminders Programme {rival.programme.name}")
    assert wishes(rival.contact)[0] == "none"


def test_language_switch_keeps_the_link(client, contact):
    page = client.get(preferences_url(contact))

    [french] = [each for each in page.context["alternates"] if each.code == "fr"]
    switched = client.get(french.url)
    assert '<html lang="fr"' in switched.content.decode()
    assert switched.context["contact"] == contact


# Confidence


@pytest.fixture
def answers(client, post, contact, rival):
    """Every kind of answer, under the name of what was asked."""
    one_click, page = unsubscribe_url(contact), preferences_url(contact)
    forged = f"{page}x"
    return {
        "form": client.get(page),
        "led on": client.get(one_click),
        "bad body": client.post(one_click),
        "no method": client.put(one_click),
        "faulty": post(contact, delivery="often"),
        "saved": post(contact),
        "unsubscribed": client.post(one_click, ONE_CLICK),
        "forged": client.get(forged),
        "old": client.get(old_link(rival.contact, preferences_url)),
    }


STATUS = {
    "form": 200,
    "led on": 302,
    "bad body": 400,
    "no method": 405,
    "faulty": 422,
    "saved": 302,
    "unsubscribed": 200,
    "forged": 404,
    "old": 410,
}


def test_answers_are_kept_by_nobody_and_tell_nobody_their_address(answers):
    heads = {name: answer.headers for name, answer in answers.items()}

    assert {head["Cache-Control"] for head in heads.values()} == {"no-store"}
    assert {head["X-Robots-Tag"] for head in heads.values()} == {"noindex"}
    assert {head["Referrer-Policy"] for head in heads.values()} == {"no-referrer"}
    assert not any(answer.cookies for answer in answers.values())


def test_log_names_no_token_and_no_address(caplog, request):
    with caplog.at_level(logging.DEBUG):
        answers = request.getfixturevalue("answers")

    said = [record.getMessage() for record in caplog.records]
    contact = request.getfixturevalue("contact")
    assert {name: answer.status_code for name, answer in answers.items()} == STATUS
    assert f"Contact {contact.pk} unsubscribed by one click" in said
    tokens = [token_of(contact).split(":")[0], "token=", "anne@"]
    assert [line for line in said if any(token in line for token in tokens)] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_constant(
    client, district, contact, django_assert_num_queries, count
):
    for _ in range(count):
        make_contact(programme=district, partner=make_partner(programme=district))
    form = {"delivery": "each", "language": "en", "time_zone": ""}

    with django_assert_num_queries(2):
        client.get(preferences_url(contact))
    with django_assert_num_queries(3):
        client.post(preferences_url(contact), form)
    with django_assert_num_queries(3):
        client.post(unsubscribe_url(contact), ONE_CLICK)
    with django_assert_num_queries(1):
        client.get(f"{preferences_url(contact)}x")

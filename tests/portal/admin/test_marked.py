"""The preview of a text with marks, beside the box that it is typed in."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from creative_district.kernel.markdown import MOST_LETTERS
from creative_district.kernel.text import Text
from programme.models import News
from tests.factories import make_action, make_news, make_programme, make_user
from tests.portal.admin.pages import address

pytestmark = pytest.mark.django_db


def staff(**checks: Any) -> Client:
    client = Client(headers={"accept-language": "en"}, **checks)
    client.force_login(make_user(is_superuser=False))
    return client


def typed(client: Client, text: str, language: str = "fr", **more: Any) -> Any:
    return client.post(reverse("marked"), {"text": text, "language": language, **more})


def test_a_text_looks_as_on_its_page(client: Client) -> None:
    body = Text(fr="# L'été !\n\n- **un**\n- [deux](/fr/)")
    news = make_news(
        programme=make_programme(slug="home", is_first=True),
        title=Text(fr="Titre"),
        body=body,
    )

    answer = typed(staff(), body["fr"])

    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "<h3>L’été\u00a0!</h3>" in shown
    page = client.get(f"/fr/actualites/{news.slug['fr']}/").content.decode()
    assert shown.replace("h3>", "h2>") in page


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "<svg onload=alert(1)>",
    ],
)
def test_nothing_that_is_typed_runs(text: str) -> None:
    answer = typed(staff(), text)

    assert answer.status_code == 200
    assert set(re.findall(r"<(\w+)", answer.content.decode())) <= {"p", "a"}
    assert "href" not in answer.content.decode()
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_is_too_long_is_refused_with_a_sentence() -> None:
    answer = typed(staff(), "a" * (MOST_LETTERS + 1))

    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == (
        "The text has 20001 characters; at most 20000 are allowed."
    )


def test_an_unknown_language_is_refused_with_a_sentence() -> None:
    answer = typed(staff(), "a", language="xx")

    assert answer.status_code == 400
    assert answer.content.decode() == "This is no language of the portal."


def test_only_staff_with_our_own_form_may_ask() -> None:
    assert typed(Client(), "a").status_code == 302
    assert typed(staff(enforce_csrf_checks=True), "a").status_code == 403
    assert staff().get(reverse("marked")).status_code == 405


@pytest.mark.parametrize(("make", "boxes"), [(make_news, 1), (make_action, 2)])
def test_each_box_of_a_text_with_marks_has_its_look_and_help(
    make: Any, boxes: int
) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user())
    record = make()

    page = client.get(address(type(record), "change", record.pk)).content.decode()

    assert page.count('class="marked"') == boxes
    assert re.findall(r'<div class="marked__text" lang="(\w+)">', page) == [
        *("fr", "en") * boxes
    ]
    assert page.count("How to set the text") == boxes
    assert page.count("js/marked") == 1


def test_a_text_that_is_too_long_is_not_saved() -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user())
    news = make_news()

    answer = client.post(
        address(News, "change", news.pk), {"body_fr": "a" * (MOST_LETTERS + 1)}
    )

    assert "at most 20000 characters" in answer.content.decode()

"""A row that nobody should have written still gives one clean mail, or fails alone."""

import re
import unicodedata
from typing import Any

import pytest
from django.utils.translation import override

from actions.reminders.message import AddressError, build
from creative_district.kernel.text import Text
from tests.actions.reminders.mails import (
    NOW,
    events_of,
    html_of,
    parsed,
    remind,
    subject_of,
    text_of,
)
from tests.actions.reminders.markup import phrases, read
from tests.factories import make_action, make_contact, make_milestone, make_rule, on

pytestmark = pytest.mark.django_db

HEADERS = {
    "content-type", "mime-version", "subject", "from", "to", "date", "message-id",
    "content-language", "list-unsubscribe", "list-unsubscribe-post", "auto-submitted",
    "x-auto-response-suppress", "in-reply-to", "references", "x-reminder-key",
}  # fmt: skip
BAD = {
    "newline": "Evaluation\r\nBcc: all@portal.example\n\n<h1>",
    "header": "=?utf-8?q?Bcc:_all=40portal.example?=",
    "controls": "Eva\x00lu\x07ation\x1b[31m\u2028end",
    "html": '"><script>alert(1)</script><img src=x onerror=y>',
    "template": "{what} {{ milestone }} {% now %} %(date)s %s {0}",
    "emoji": "🎉👩🏽‍🎨 Fête 🎉" * 5,
    "right to left": "تقييم \u202egnp.exe\u2066",
    "half a character": "Evalu\ud800ation",
    "one word": "Donaudampfschifffahrt" * 9,
    "megabyte": "Evaluation " * 100_000,
    "megabyte of one word": "É" * 1_000_000,
    "only blanks": "\u00a0\u2003" * 3,
}


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> None:
    settings.SITE_URL = "https://portal.example"


def written(district: Any, title: Text, name: str = "Anna") -> list[Any]:
    """Return two reminders of one contact about milestones with such a title."""
    make_rule(programme=district, offset_days=-30)
    anna = make_contact(programme=district, name=name, language="en")
    milestones = [
        make_milestone(programme=district, due=on("2014-08-31")) for _ in range(2)
    ]
    action = make_action(programme=district)
    for milestone in milestones:
        milestone.title = action.title = title
        milestone.action = action
    return [remind(milestone, contact=anna) for milestone in milestones]


def check(mail: Any) -> None:
    """Fail unless the mail is clean and bounded, whatever its rows hold."""
    assert {name.lower() for name in mail.keys()} == HEADERS - (  # noqa: SIM118
        {"in-reply-to", "references"} if "In-Reply-To" not in mail else set()
    )
    subject = subject_of(mail)
    assert 10 < len(subject) <= 150
    assert not {unicodedata.category(sign) for sign in subject} & {"Cc", "Cs", "Zl"}
    html, text = html_of(mail), text_of(mail)
    assert max(len(html), len(text)) < 20_000
    assert list(phrases(read(html)))
    assert "<script" not in html
    assert not {"\u202e", "\u2066", "\x00", "\x1b"} & set(html + text + subject)
    assert [event["STATUS"] for event in events_of(mail)]


@pytest.mark.parametrize("title", BAD.values(), ids=BAD)
def test_a_bad_title_gives_one_clean_mail(district, title):
    one, two = written(district, Text(en=title))

    single, digest = parsed(one), parsed(one, two)

    check(single)
    check(digest)
    assert len(single.get_all("X-Reminder-Key")) == 1
    assert len(digest.get_all("X-Reminder-Key")) == 2


# PostgreSQL keeps no longer name and no NUL; no database keeps half a character.
@pytest.mark.parametrize("bad", BAD.keys() - {"half a character"})
def test_a_bad_name_gives_one_clean_mail(district, bad):
    one, two = written(
        district, Text(en="Evaluation"), BAD[bad][:120].replace("\0", "")
    )

    check(parsed(one))
    check(parsed(one, two))


def test_every_line_of_a_bad_mail_is_short_enough(district):
    one, two = written(district, Text(en=BAD["megabyte of one word"]))

    for reminders in ([one], [one, two]):
        source = build(reminders=reminders, now=NOW).message().as_bytes(linesep="\r\n")

        assert max(len(line) for line in source.split(b"\r\n")) <= 998


def test_a_long_subject_is_folded_between_its_words(district):
    one, _two = written(district, Text(en=BAD["megabyte of one word"]))

    head = build(reminders=[one], now=NOW).message().as_bytes().split(b"\n\n")[0]

    # RFC 2047: at most 76 characters in a line that holds an encoded word, and 75 in
    # the word.
    lines = [line for line in head.split(b"\n") if b"=?" in line]
    words = [word for line in lines for word in re.findall(rb"=\?\S*\?=", line)]
    assert lines[0].startswith(b"Subject: =?")
    assert len(lines) == len(words) > 2
    assert max(len(line) for line in lines) <= 76
    assert max(len(word) for word in words) <= 75


def test_a_title_that_is_missing_is_the_key(district):
    one, _two = written(district, Text())
    one.milestone.key = "evaluation"

    mail = parsed(one)

    assert subject_of(mail).startswith("30 days · evaluation ·")
    assert text_of(mail).startswith("The milestone “evaluation” of the action “”")


@pytest.mark.parametrize("slug", [Text(), Text(en="not a path/")])
def test_a_milestone_whose_page_has_no_address_is_shown_in_the_calendar(district, slug):
    one, _two = written(district, Text(en="Evaluation"))
    one.milestone.action.slug = slug

    mail = parsed(one)

    anchor = one.milestone.anchor
    assert f"https://portal.example/en/timeline/#{anchor}\n" in text_of(mail)


def test_a_title_in_another_language_says_which(district):
    one, two = written(district, Text(it="Rapporto"))

    for mail in (parsed(one), parsed(one, two)):
        assert 'lang="it"' in html_of(mail)


@pytest.mark.parametrize(
    ("language", "first"),
    [("xx", "Le jalon"), ("", "Le jalon"), ("en-gb", "The milestone")],
)
def test_a_language_that_the_portal_lacks_is_the_nearest(district, language, first):
    one, _two = written(district, Text(en="Evaluation"))
    one.contact.language = language

    mail = parsed(one)

    assert text_of(mail).startswith(first)
    assert mail["Content-Language"] == ("en" if first.startswith("The") else "fr")
    check(mail)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "anna@",
        "@partner.example",
        "anna@partner.example\r\nBcc: all@portal.example",
        "anna@partner.example, ben@partner.example",
        "Anna <anna@partner.example>",
        "anna b@partner.example",
        "änna@partner.example",
        "anna@partner.example\x00",
        "a" * 1_000_000 + "@partner.example",
    ],
)
def test_an_address_that_cannot_stand_in_a_mail_is_named(district, address):
    one, two = written(district, Text(en="Evaluation"))
    one.contact.email = address

    with override("en"), pytest.raises(AddressError) as refused:
        build(reminders=[one, two], now=NOW)

    assert len(str(refused.value)) < 300
    assert str(refused.value).isprintable()


def test_an_address_in_another_script_is_written_for_every_server(district):
    one, _two = written(district, Text(en="Evaluation"))
    one.contact.email = "anna@créatif.example"

    assert parsed(one)["To"] == "anna@xn--cratif-cva.example"

"""Files for an agency: what goes out, what may come back, what that changes."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import polib
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actions.models import Action
from creative_district.kernel.text import Text
from creative_district.portal.translating import po
from tests.factories import make_action, make_milestone, make_partner, make_programme
from tests.portal.admin.test_translating import translator

NOON = datetime(2014, 6, 2, 12, tzinfo=ZoneInfo("Europe/Brussels"))
MARK = {"en": {"title": ["fr", "2014-05-01"]}}
HOME = "?language=en&district=home"
TAKE, BRING = "/admin/translations/file/", "/admin/translations/received/"


@pytest.fixture(autouse=True)
def second_of_june(rival: Any) -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def home(db: None) -> Any:
    return make_programme(key="home")


def taken(client: Client, query: str = f"{HOME}&texts=all") -> bytes:
    answer: Any = client.get(f"{TAKE}{query}")
    return b"".join(answer.streaming_content)


def entries(raw: bytes) -> list[tuple[str | None, str, str, list[str]]]:
    found = polib.pofile(raw.decode())
    return [(e.msgctxt, e.msgid, e.msgstr, e.flags) for e in found]


def brought(client: Client, raw: bytes | str, query: str = HOME) -> Any:
    content = raw.encode() if isinstance(raw, str) else raw
    file = SimpleUploadedFile("home-en.po", content)
    return client.post(f"{BRING}{query}", {"file": file}, follow=True)


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def agree(client: Client, page: Any, *accepted: str, query: str = HOME) -> Any:
    """Confirm a page as its form would."""
    names = ("carried", "seal")
    sent = {name: page.context[name] for name in names}
    return client.post(
        f"{BRING}{query}", {**sent, "accept": accepted, "reason": "Agency"}, follow=True
    )


def text(address: str, source: str, words: str, flags: str = "") -> str:
    """Return a file with one text."""
    return (
        po.head("en", "home") + "\n" + flags + po.entry(po.Unit(address, source, words))
    )


def test_a_file_has_what_is_to_be_done(editor: Client, home: Any) -> None:
    make_action(
        programme=home,
        key="mine",
        title=Text(fr="Titre", en="Title"),
        summary=Text(fr='Un "mot"\net <b>un</b> autre'),
        outcome=Text(fr="Fait", en="Done"),
        outdated=MARK,
    )
    make_action(key="other", summary=Text(fr="Ailleurs"))

    raw = taken(editor, HOME)

    assert entries(raw) == [
        ("actions.action.mine.title", "Titre", "Title", ["fuzzy"]),
        ("actions.action.mine.summary", 'Un "mot"\net <b>un</b> autre', "", []),
    ]
    found = polib.pofile(raw.decode())
    assert found.metadata["Language"] == "en"
    assert found[1].comment.splitlines() == [
        "Action “Title”, Summary",
        "at most 600 characters",
        "http://localhost:8000/id/action/mine/",
    ]


def test_a_file_that_comes_back_as_it_went_changes_nothing(
    editor: Client, home: Any
) -> None:
    make_action(
        programme=home,
        title=Text(fr="a\r\nb\\n\t\u2028c\x0bd", en=' "A" \\ %s {b} \x85'),
        summary=Text(fr="un"),
        outdated=MARK,
    )
    make_milestone(programme=home, outdated=MARK)
    make_partner(programme=home)

    page = brought(editor, taken(editor))

    assert page.context["found"].problems == []
    assert page.context["found"].proposals == []
    assert "The file changes nothing." in page.content.decode()


def test_translations_are_shown_and_then_written(editor: Client, home: Any) -> None:
    action = make_action(programme=home, key="mine", summary=Text(fr="un"))
    raw = text("actions.action.mine.summary", "un", "<script>one</script>")

    page = brought(editor, raw)

    action.refresh_from_db()
    assert action.summary == Text(fr="un")
    assert "&lt;script&gt;one&lt;/script&gt;" in page.content.decode()
    answer = agree(editor, page)
    action.refresh_from_db()
    assert said(answer) == ["1 record translated."]
    assert action.summary == Text(fr="un", en="<script>one</script>")
    version = action.history.latest()
    assert (version.history_change_reason, version.history_user.username) == (
        "Agency",
        "editor",
    )


def test_a_text_that_is_no_longer_fuzzy_is_confirmed(editor: Client, home: Any) -> None:
    title = Text(fr="Titre", en="Title")
    action = make_action(programme=home, key="mine", title=title, outdated=MARK)

    page = brought(editor, text("actions.action.mine.title", "Titre", "Title"))
    agree(editor, page)

    action.refresh_from_db()
    assert len(page.context["found"].confirmed) == 1
    assert (action.title, action.outdated) == (title, {})


def test_what_is_fuzzy_or_empty_is_left_alone(editor: Client, home: Any) -> None:
    make_action(programme=home, key="mine", summary=Text(fr="un"))

    fuzzy = text("actions.action.mine.summary", "un", "one", "#, fuzzy\n")
    empty = text("actions.action.mine.summary", "un", "")

    for raw in (fuzzy, empty):
        found = brought(editor, raw).context["found"]
        assert (found.unfinished, found.proposals) == (1, [])


@pytest.mark.parametrize("is_accepted", [True, False])
def test_a_source_that_changed_is_a_conflict(
    editor: Client, home: Any, is_accepted: bool
) -> None:
    action = make_action(programme=home, key="mine", summary=Text(fr="deux"))
    address = "actions.action.mine.summary"

    page = brought(editor, text(address, "un", "one"))
    agree(editor, page, *([address] * is_accepted))

    action.refresh_from_db()
    assert [c.newer_source for c in page.context["found"].conflicts] == ["deux"]
    if is_accepted:
        assert action.summary == Text(fr="deux", en="one")
        assert action.outdated == {"en": {"summary": ["fr", "2014-06-02"]}}
    else:
        assert action.summary == Text(fr="deux")


def test_what_changed_since_the_page_was_shown_is_shown_again(
    editor: Client, home: Any
) -> None:
    action = make_action(programme=home, key="mine", summary=Text(fr="un"))
    page = brought(editor, text("actions.action.mine.summary", "un", "one"))
    action.summary = Text(fr="un", en="uno")
    action.save()

    answer = agree(editor, page)

    action.refresh_from_db()
    assert "Something has changed meanwhile." in answer.content.decode()
    assert action.summary == Text(fr="un", en="uno")


def test_a_page_that_was_tampered_with_is_refused(editor: Client, home: Any) -> None:
    sent = {"carried": "eJxLSS0uAQAEXQHB:forged", "seal": ""}

    answer = editor.post(f"{BRING}{HOME}", sent, follow=True)

    assert said(answer) == ["This page has expired; send the file again."]


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (b"x" * (po.MOST_BYTES + 1), "The file is larger than 3 MB."),
        ("msgid é".encode("latin-1"), "The file is not in UTF-8."),
        (b'msgid "a\x00b"', "The file holds a null character."),
        (b"PK\x03\x04", "This is no PO file: line 1 cannot be read."),
        (b"<xliff/>", "This is no PO file: line 1 cannot be read."),
        (b'msgid "a"\nmsgstr[x] "b"\n', "This is no PO file: line 2 cannot be read."),
        (b"/etc/hostname", "This is no PO file: line 1 cannot be read."),
        (
            b'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n',
            "The file has plural forms; none of the texts has any.",
        ),
        (
            b'msgid ""\n' + b'"a"\n' * 2_001,
            "A text of the file has more than 2000 lines.",
        ),
        (
            b'msgid "a"\nmsgstr "b"\n\n' * 10_001,
            "The file has more than 10000 texts.",
        ),
        (
            b'msgid ""\nmsgstr "Language: fr\\n"\n',
            "The file is in “fr”, not in “en”.",
        ),
    ],
    ids=lambda value: str(value[:20]),
)
def test_a_file_that_cannot_be_used_is_refused(
    editor: Client, home: Any, raw: bytes, refusal: str
) -> None:
    assert said(brought(editor, raw)) == [refusal]


NOT_THERE = "“%s” is no text of this district that you may translate."


@pytest.mark.parametrize(
    "address",
    [
        "actions.action.mine.slug",
        "actions.action.mine.state",
        "actions.action.none.title",
        "actions.action.rival-action.title",
        "accounts.user.editor.username",
        "no.such.thing.at.all",
        "title",
    ],
)
def test_a_file_with_a_text_that_is_not_there_is_refused(
    editor: Client, home: Any, address: str
) -> None:
    make_action(programme=home, key="mine")
    good = text("actions.action.mine.title", "x", "y")

    page = brought(editor, good + "\n" + po.entry(po.Unit(address, "a", "b")))

    assert page.context["found"].problems == [NOT_THERE % address]
    assert page.context["carried"] == ""
    assert "Nothing is saved." in page.content.decode()


def test_a_text_that_is_too_long_or_stands_twice_is_refused(
    editor: Client, home: Any
) -> None:
    make_action(programme=home, key="mine", title=Text(fr="un"))
    address = "actions.action.mine.title"
    raw = text(address, "un", "x" * 201)

    page = brought(editor, raw + "\n" + po.entry(po.Unit(address, "un", "y" * 201)))

    assert page.context["found"].problems == [
        f"“{address}” stands twice.",
        f"{address}: 201 characters; at most 200 allowed.",
    ]


def test_what_a_person_may_not_translate_is_refused(db: None, home: Any) -> None:
    make_action(key="theirs", title=Text(fr="un"))
    make_action(programme=home, key="mine", title=Text(fr="un"))
    client = translator(home)
    address = "actions.action.theirs.title"

    for query in (HOME, "?language=en"):
        page = brought(client, text(address, "un", "one"), query)
        assert page.context["found"].problems == [NOT_THERE % address]
    raw = taken(client, "?language=en&texts=all")
    assert b"actions.action.theirs" not in raw
    assert b"actions.action.mine" in raw


def test_who_translates_nothing_gets_no_file(db: None) -> None:
    nobody = translator()

    assert nobody.get(TAKE).status_code == 403
    assert nobody.post(BRING).status_code == 403
    assert Client().get(TAKE).status_code == 302
    assert Client().post(BRING).status_code == 302


def test_a_file_takes_as_many_queries_however_much_it_has(
    editor: Client, home: Any
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            brought(editor, taken(editor))
        return len(queries)

    def fill() -> None:
        action = make_action(programme=home, summary=Text(fr="un"))
        make_milestone(action=action)
        make_partner(programme=home)

    fill()
    count()
    first = count()
    fill()
    fill()

    assert count() == first
    assert Action.objects.missing_in("en").count() == 3

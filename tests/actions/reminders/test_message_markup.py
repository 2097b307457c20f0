"""Every kind of mail keeps to what Gmail and Outlook allow (docs/mail.md)."""

import itertools
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from actions.reminders.message import build
from actions.reminders.vocabulary import Cause, State
from creative_district.kernel.dates import Status
from creative_district.kernel.text import Text
from tests.actions.reminders.mails import NOW, html_of, parsed, remind, text_of
from tests.actions.reminders.markup import (
    Element,
    colours,
    contrast,
    dark_rules,
    declarations,
    phrases,
    read,
)
from tests.factories import (
    both,
    make_action,
    make_contact,
    make_milestone,
    make_partner,
    make_programme,
    make_rule,
    make_thrust,
    on,
)

pytestmark = pytest.mark.django_db

EVERYWHERE = {"class", "style", "lang"}
TABLE = {"role", "width", "cellpadding", "cellspacing", "border"}
CELL = {"align", "valign", "bgcolor", "height", "width"}
ALLOWED: dict[str, set[str]] = {
    "html": set(),
    "head": set(),
    "meta": {"charset", "name", "content"},
    "title": set(),
    "style": set(),
    "body": set(),
    "div": set(),
    "table": TABLE | {"aria-hidden"},
    "tr": set(),
    "td": CELL,
    "th": CELL | {"scope"},
    "h1": set(),
    "h2": set(),
    "h3": set(),
    "p": set(),
    "ul": set(),
    "li": set(),
    "a": {"href", "target"},
    "strong": set(),
    "span": set(),
    "br": set(),
}

# Properties that Gmail keeps, by the elements on which Word takes them too.
TEXT = {
    "color", "background-color", "font-family", "font-size", "font-weight",
    "line-height", "text-align", "text-decoration",
}  # fmt: skip
BOX = {"margin", "padding", "border", "border-top", "width"}
BY_WORD: dict[str, set[str]] = {
    "span": TEXT,
    "a": TEXT,
    "p": TEXT | {"margin"},
    "div": TEXT | {"margin"},
    **dict.fromkeys(("table", "td", "th", "h1", "h2", "h3", "ul", "li"), TEXT | BOX),
}
# What Word leaves out, and nothing is lost but comfort.
COMFORT = {
    "body": {"margin", "padding"},
    "a": {"display", "padding"},
    "td": {"border-radius"},
    "th": {"word-break"},
    "table": {"max-width", "table-layout", "word-break"},
    # The preheader: Word hides it by the property that only Word knows.
    "div": {"display", "max-height", "overflow"},
}
WORD_ALONE = {"td": {"mso-padding-alt"}, "div": {"mso-hide"}}

FOREIGN = Text(it="Rapporto “finale” <b>&amp; co</b>")


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> None:
    settings.SITE_URL = "https://portal.example"


@pytest.fixture
def campus(district: Any) -> Any:
    make_rule(programme=district, offset_days=-30)
    return make_partner(programme=district, name=both("Campus"))


@pytest.fixture
def action(district: Any, campus: Any) -> Any:
    return make_action(
        programme=district,
        title=FOREIGN,
        thrust=make_thrust(programme=district, title=both("Support")),
        lead=campus,
    )


@pytest.fixture(params=["fr", "en"])
def reader(request: Any, district: Any, campus: Any) -> Any:
    return make_contact(programme=district, partner=campus, language=request.param)


def first(action: Any, **changes: Any) -> Any:
    """Return a milestone of the end of August with another one near it."""
    make_milestone(action=action, title=FOREIGN, due=on("2014-09"))
    return make_milestone(
        action=action,
        **{"title": both("Évaluation"), "due": on("2014-08-31"), **changes},
    )


def before(action: Any, reader: Any) -> list[Any]:
    make_contact(programme=action.programme, name="Ben")
    return [remind(first(action), contact=reader)]


def of_a_month(action: Any, reader: Any) -> list[Any]:
    return [remind(first(action, due=on("2014-08")), contact=reader)]


def on_the_day(action: Any, reader: Any) -> list[Any]:
    due = first(action, due=on("2014-08-01"), title=FOREIGN)
    return [remind(due, contact=reader, offset_days=0)]


def late(action: Any, reader: Any) -> list[Any]:
    due = first(action, due=on("2014-07-28"))
    return [remind(due, contact=reader, offset_days=3, is_late=True)]


def moved(action: Any, reader: Any) -> list[Any]:
    due = first(action)
    remind(due, contact=reader, state=State.SENT, sent_at=timezone.now())
    due.due = on("2014-10")
    due.save()
    return [remind(due, contact=reader, cause=Cause.MOVED, offset_days=0)]


def cancelled(action: Any, reader: Any) -> list[Any]:
    due = first(action, cancelled_on=date(2014, 7, 31))
    return [remind(due, contact=reader, cause=Cause.CANCELLED, offset_days=0)]


def announced(action: Any, reader: Any) -> list[Any]:
    due = first(action, due=on("2014-08", status=Status.PLANNED))
    return [remind(due, contact=reader)]


def of_the_programme(action: Any, reader: Any) -> list[Any]:
    return [remind(make_milestone(programme=action.programme), contact=reader)]


def rehearsal(action: Any, reader: Any) -> list[Any]:
    practice = make_programme(is_practice=True, name=FOREIGN)
    someone = make_contact(programme=practice, language=reader.language)
    return [remind(make_milestone(programme=practice), contact=someone)]


def digest(action: Any, reader: Any) -> list[Any]:
    kinds = (late, on_the_day, before, moved, cancelled, of_a_month)
    return [reminder for kind in kinds for reminder in kind(action, reader)]


def digest_of_a_hundred(action: Any, reader: Any) -> list[Any]:
    due = first(action, title=Text(fr="É" * 200, en="“" * 200))
    return [remind(due, contact=reader, offset_days=-n) for n in range(1, 101)]


KINDS: list[Callable[[Any, Any], list[Any]]] = [
    before, of_a_month, on_the_day, late, moved, cancelled, announced,
    of_the_programme, rehearsal, digest, digest_of_a_hundred,
]  # fmt: skip


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def mail(request: Any, action: Any, reader: Any) -> Any:
    """A mail of every kind, in both languages."""
    return parsed(*request.param(action, reader))


@pytest.fixture
def html(mail: Any) -> str:
    return html_of(mail)


@pytest.fixture
def root(html: str) -> Element:
    return read(html)


def texts(root: Element) -> list[Element]:
    """Return the elements that themselves hold words which can be seen."""
    return [
        element
        for element in root.all()
        if any(isinstance(child, str) and child.strip() for child in element.children)
        and element.inherited("display") != "none"
        and not any(around.tag == "head" for around in element.line)
    ]


def links(root: Element) -> list[Element]:
    return [element for element in root.all() if element.tag == "a"]


def test_only_elements_and_attributes_that_mail_programs_keep(root):
    elements = [element for element in root.all() if element is not root]

    assert {
        (element.tag, name)
        for element in elements
        for name in element.attributes
        if name not in ALLOWED.get(element.tag, set()) | EVERYWHERE
    } == set()
    assert {element.tag for element in elements} <= set(ALLOWED)


def test_only_styles_that_gmail_and_outlook_keep(root):
    assert {
        (element.tag, name)
        for element in root.all()
        for name in element.style
        if name
        not in BY_WORD.get(element.tag, TEXT)
        | COMFORT.get(element.tag, set())
        | WORD_ALONE.get(element.tag, set())
    } == set()


def test_its_style_sheet_is_small_and_only_adds_the_dark_theme(root):
    rules = dark_rules(root)
    used = {element.attributes.get("class") for element in root.all()} - {None}
    properties = {name for rule in rules.values() for name in rule}

    assert used - {"due"} <= set(rules)
    assert properties == {"color", "background-color", "border-color"}


def test_it_brings_nothing_from_elsewhere(html):
    assert not re.search(
        r"<(img|svg|script|form|input|link|iframe|object|video|base)|url\(|@import"
        r"|src=|\son[a-z]+=|expression|javascript:",
        html,
    )


def test_gmail_shows_all_of_it(html):
    assert len(html.encode()) < 102_000


def test_tables_are_for_layout_or_have_headings(root):
    tables = [element for element in root.all() if element.tag == "table"]
    headed = {
        around
        for element in root.all()
        if element.tag == "th" and element.attributes["scope"] == "row"
        for around in element.line
        if around.tag == "table"
    }

    assert all(
        table.attributes.get("role") == "presentation" or table in headed
        for table in tables
    )


def test_it_names_its_language_where_every_program_looks(root, reader):
    named = [
        element.tag
        for element in root.all()
        if element.attributes.get("lang") == reader.language
    ]

    assert named == ["html", "td"]


def test_headings_come_in_order(root):
    levels = [int(e.tag[1]) for e in root.all() if re.fullmatch("h[1-6]", e.tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("is_dark", [False, True])
def test_every_word_can_be_read(root, is_dark):
    rules = dark_rules(root) if is_dark else None
    ratios = {colours(element, rules): 0.0 for element in texts(root)}

    ratios = {pair: contrast(*pair) for pair in ratios}

    assert len(ratios) >= 3
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


def test_links_are_named_absolute_and_large(root):
    for link in links(root):
        padding = link.style["padding"].removesuffix("px").split("px")[0]
        height = float(link.inherited("line-height").removesuffix("px"))
        if height < 3:
            height *= int(link.inherited("font-size").removesuffix("px"))

        assert link.attributes["href"].startswith("https://portal.example")
        assert link.attributes["target"] == "_blank"
        assert list(phrases(link))
        assert link.style["display"] == "inline-block"
        assert 2 * int(padding) + height >= 44


def test_outlook_too_shows_the_button_as_large(root):
    for link in links(root):
        if colours(link)[1] != "#fbfbfd":
            assert link.parent
            assert link.parent.tag == "td"
            assert link.parent.style["mso-padding-alt"] == link.style["padding"]
            assert link.parent.attributes["bgcolor"] == colours(link)[1]


def test_the_text_part_says_everything_that_the_html_says(root, mail):
    text = " ".join(text_of(mail).split())

    said = list(phrases(root))

    assert len(said) > 5
    assert [phrase for phrase in said if phrase.strip("\xa0") not in text] == []
    assert {link.attributes["href"] for link in links(root)} <= set(text.split())


def test_no_line_is_longer_than_mail_allows(request, action, reader):
    for kind in KINDS[:-1]:
        letter = build(reminders=kind(action, reader), now=NOW)
        source = letter.message().as_bytes(linesep="\r\n")

        assert max(len(line) for line in source.split(b"\r\n")) <= 998
        assert b"\n" not in source.replace(b"\r\n", b"")


def test_the_reader_of_markup_refuses_what_it_should():
    for wrong in ("<p>", "<p></b></p>", '<p class="a" class="b"></p>', "<!-- x -->"):
        with pytest.raises(AssertionError):
            read(wrong)
    with pytest.raises(AssertionError):
        declarations("color:red;color:blue")
    assert round(contrast("#000000", "#ffffff"), 1) == 21

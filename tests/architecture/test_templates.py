"""Templates hold no style, no script, no word that is not translated."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.template.base import Lexer, Token, TokenType

from creative_district.environment import ROOT

Check = Callable[[str], Iterator[str]]

INLINE = re.compile(
    r"""<style|<script(?![^>]*\ssrc=)|\s(?:style|on\w+)\s*=\s*["']""", re.IGNORECASE
)
TAG = re.compile(r"<style>.*?</style>|<code[ >].*?</code>|<[^>]*>|&#?\w+;", re.DOTALL)
SPOKEN = re.compile(r"""\s(?:alt|title|aria-label|placeholder)=["']([^"']*)["']""")
LETTERS = re.compile(r"[^\W\d_]{2,}")
# Mail programs drop style sheets: what they shall show stands in the message.
MAIL = "templates/mail/"
# Pages for when no language is known: they say everything in each.
# Nor has the page of components more than its own language: developers alone get it.
ALONE = ("plain", "400", "403", "403_csrf", "404_plain", "500", "503")
BILINGUAL = {f"templates/{name}.html" for name in (*ALONE, "patterns")}
# Spelt the same in every language.
NAMES = {"CSV", "JSON", "API", "OpenAPI", "ICS", "iCalendar", "Creative District API"}
NAMES |= {"Python", "TypeScript"}


def templates() -> dict[str, str]:
    """Return every template by its path."""
    folders = [
        ROOT,
        *(ROOT / f for f in ("creative_district", "programme", "actions", "partners")),
    ]
    return {
        str(path.relative_to(ROOT)): path.read_text()
        for folder in folders
        for path in sorted((folder / "templates").rglob("*"))
        if path.is_file()
    }


def words_of(token: Token) -> list[str]:
    """Return the parts of a tag; none for text."""
    return token.split_contents() if token.token_type is TokenType.BLOCK else []


def inline(source: str) -> Iterator[str]:
    """Yield styles and scripts that stand in the page itself."""
    for found in INLINE.finditer(source):
        yield f"inline: {found[0].strip()}"


def misplaced_extends(source: str) -> Iterator[str]:
    """Yield an `extends` that is not the first thing of its template."""
    tokens = [t for t in Lexer(source).tokenize() if t.contents.strip()]
    tokens = [t for t in tokens if t.token_type is not TokenType.COMMENT]
    for token in tokens[1:]:
        if words_of(token)[:1] == ["extends"]:
            yield f"line {token.lineno}: extends is not first"


def nameless_ends(source: str) -> Iterator[str]:
    """Yield ends of blocks that do not say of which."""
    for token in Lexer(source).tokenize():
        if words_of(token) == ["endblock"]:
            yield f"line {token.lineno}: endblock without a name"


def untrimmed(source: str) -> Iterator[str]:
    """Yield translated blocks whose indentation would get into the catalogue."""
    for token in Lexer(source).tokenize():
        words = words_of(token)
        if words[:1] == ["blocktranslate"] and "trimmed" not in words:
            yield f"line {token.lineno}: blocktranslate without trimmed"
        if words[:1] in (["trans"], ["blocktrans"]):
            yield f"line {token.lineno}: {words[0]} is written {words[0]}late"


def untranslated(source: str) -> Iterator[str]:
    """Yield words that a person would read in one language only."""
    shown = []
    inside = ""
    for token in Lexer(source).tokenize():
        name = (words_of(token) or [""])[0]
        if name in {"blocktranslate", "comment", "example", "verbatim"}:
            inside = f"end{name}"
        elif inside:
            inside = "" if name == inside else inside
        elif token.token_type is TokenType.TEXT:
            shown.append(token.contents)
        elif token.token_type is not TokenType.COMMENT:
            shown.append("0")  # keeps attributes with a variable in them whole
    page = "".join(shown)
    spoken = (found[1] for found in SPOKEN.finditer(page))
    for text in (*TAG.sub("\n", page).splitlines(), *spoken):
        if LETTERS.search(text) and text.strip() not in NAMES:
            yield f"not translated: {text.strip()}"


def about_one_district(source: str) -> Iterator[str]:
    """Yield the names of districts: the portal is any region's."""
    for found in re.finditer(r"Wallon|Tuscan|Toscan", source, re.IGNORECASE):
        yield f"names a district: {found[0]}"


CHECKS: list[Check] = [
    inline,
    misplaced_extends,
    nameless_ends,
    untrimmed,
    about_one_district,
]


@pytest.mark.parametrize("check", CHECKS)
def test_templates_keep_to_the_rule(check: Check) -> None:
    faults = [
        f"{path}: {fault}"
        for path, source in templates().items()
        for fault in check(source)
        if not (check is inline and path.startswith(MAIL))
    ]

    assert faults == []


def test_pages_say_nothing_in_one_language_only() -> None:
    faults = [
        f"{path}: {fault}"
        for path, source in templates().items()
        if path.endswith(".html") and path not in BILINGUAL
        for fault in untranslated(source)
    ]

    assert faults == []


def test_templates_are_found() -> None:
    assert "templates/base.html" in templates()


@pytest.mark.parametrize(
    ("check", "sample", "faults"),
    [
        (inline, '<p style="x">', ['inline: style="']),
        (inline, "<a onclick='x'>", ["inline: onclick='"]),
        (inline, "<script>x</script>", ["inline: <script"]),
        (inline, '<script type="module" src="/a.js"></script>', []),
        (inline, "<style>a {}</style>", ["inline: <style"]),
        (
            misplaced_extends,
            "{% load a %}{% extends 'a' %}",
            ["line 1: extends is not first"],
        ),
        (misplaced_extends, "{# why #}\n{% extends 'a' %}", []),
        (
            nameless_ends,
            "{% block a %}{% endblock %}",
            ["line 1: endblock without a name"],
        ),
        (nameless_ends, "{% block a %}{% endblock a %}", []),
        (untrimmed, "{% blocktranslate %}", ["line 1: blocktranslate without trimmed"]),
        (untrimmed, "{% blocktranslate trimmed count a=b %}", []),
        (untrimmed, "{% trans 'a' %}", ["line 1: trans is written translate"]),
        (untranslated, "<p>Partners</p>", ["not translated: Partners"]),
        (untranslated, '<img alt="A map">', ["not translated: A map"]),
        (untranslated, '<a href="/{% url "a" %}/partners">{{ name }} – 4</a>', []),
        (untranslated, "{% blocktranslate trimmed %}Yes{% endblocktranslate %}", []),
        (untranslated, "{# Yes #}{% comment %}Yes{% endcomment %}", []),
        (about_one_district, "Wallonie", ["names a district: Wallon"]),
    ],
)
def test_faults_are_found(check: Check, sample: str, faults: list[str]) -> None:
    assert list(check(sample)) == faults

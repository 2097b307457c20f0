"""Text with marks, as staff may set it: what it becomes, and what it never does."""

import re

import pytest

from creative_district.kernel.markdown import plain_text, to_html


def test_marks_become_elements():
    text = """# Why
One line
and the next.

- **first**
- second [page](https://page.example/?a=1&b=2), [ours](/en/)

> said"""

    assert to_html(text, "en").replace("\n", "") == (
        "<h2>Why</h2><p>One line<br>and the next.</p>"
        "<ul><li><strong>first</strong></li>"
        '<li>second <a href="https://page.example/?a=1&amp;b=2" rel="external">'
        "page</a>,"
        ' <a href="/en/">ours</a></li></ul>'
        "<blockquote><p>said</p></blockquote>"
    )


def test_headings_leave_no_rank_out():
    html = to_html("### a\n\n# b\n\n###### c\n\n###### d\n\n###### e", "en")

    assert re.findall(r"<(h\d)>", html) == ["h2", "h2", "h3", "h4", "h4"]


def test_words_are_typeset_as_in_their_language():
    assert to_html("# L'été !", "fr") == "<h2>L’été\u00a0!</h2>\n"
    assert to_html("It's on!", "en") == "<p>It’s on!</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<a href='javascript:alert(1)'>a</a>",
        "[a](javascript:alert(1))",
        "[a]( JavaScript:alert(1))",
        "[a](java&#115;cript:alert(1))",
        "[a](data:text/html,x)",
        "[a](vbscript:x)",
        "[a](//other.example)",
        "<javascript:alert(1)>",
        '[a](https://a.example/" onclick="alert(1))',
        "![a](https://a.example/a.png)",
        "[a]: javascript:alert(1)\n\n[a]",
        "```<script>\n<script>\n```",
        "    <script>",
    ],
)
def test_nothing_in_a_text_runs_or_is_fetched(text):
    html = to_html(text, "en")

    tags = set(re.findall(r"<\s*(\w+)", html))
    assert tags <= {"p", "a", "br"}
    for href in re.findall(r'<a href="([^"]*)"', html):
        assert href.startswith("https://a.example/")
    assert not re.search(r"<[^>]*\son\w+=", html)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("Plain.", "Plain."),
        ("## Title\n\nOne *two*\n**three**", "Title\nOne two\nthree"),
        ("- a\n- [b](https://b.example)\n\n> c & <d>", "a\nb\nc & <d>"),
    ],
)
def test_the_words_stand_without_their_marks(text, words):
    assert plain_text(text) == words

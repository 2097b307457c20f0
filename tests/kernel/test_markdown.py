"""Text with marks, as staff may set it: what it becomes, and what it never does."""

import re
import time

import pytest

from creative_district.kernel.markdown import (
    MOST_LETTERS,
    plain_text,
    sanitised,
    to_html,
)


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


def test_headings_stand_below_the_heading_of_their_part():
    html = to_html("# a\n\n## b\n\n### c\n\n#### d", "en", below=3)

    assert re.findall(r"<(h\d)>", html) == ["h4", "h5", "h6", "h6"]


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
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<svg/onload=alert(1)>",
        "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>",
        "<math><mtext></p><style><img src onerror=alert(1)></style></math>",
        "<style>@import 'https://a.example/a.css'</style>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;img src=x onerror=alert(1)&#62;",
        "[a](&#106;avascript:alert(1))",
        "[a](java\tscript:alert(1))",
        "[a](\x01javascript:alert(1))",
        "[a](data:image/svg+xml;base64,PHN2Zy8+)",
        "![a](data:image/svg+xml;base64,PHN2Zy8+)",
        "![a](x onerror=alert(1))",
        "[![a](x)](javascript:alert(1))",
        "[[a](javascript:alert(1))](data:x)",
        "[[[[[a]]]]](javascript:alert(1))",
        "[a](\\\\other.example)",
        "[a](https://a.example/\u202etxt.exe)",
        "\u202e[a](javascript:alert(1))\u202c",
        "<scr\x00ipt>alert(1)</scr\x00ipt>",
        "[a](java\x00script:alert(1))",
        "<a\x00 href=javascript:alert(1)>a</a>",
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
    ("html", "left"),
    [
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>"),
        ('<p onclick="x()" style="color:red" class="a" id="b">a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)" target="_blank">a</a>', "<a>a</a>"),
        ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
        ("<svg><script>alert(1)</script></svg>a", "a"),
        ('<img src="x" onerror="alert(1)">a', "a"),
        ("<h1>a</h1><form><button>b</button></form>", "ab"),
        ("<ol start='3'><li>a\u00a0b &amp;nbsp;</li></ol>",) * 2,
    ],
)
def test_the_sanitiser_knows_only_what_we_write(html, left):
    assert sanitised(html) == left.replace("'", '"')


@pytest.mark.parametrize(
    "part",
    [
        "[",
        "![[",
        "> ",
        "- ",
        "*a _b ",
        "[a](b",
        "[a](<",
        "<",
        "&#x",
        "- a\n",
        "x\n",
        "\0",
    ],
)
def test_no_text_takes_long(part):
    text = (part * MOST_LETTERS)[:MOST_LETTERS]
    began = time.process_time()

    to_html(text, "en")

    assert time.process_time() - began < 5


def test_what_turns_letters_round_stays_in_its_paragraph():
    html = to_html("\u202eabc\n\ndef", "en")

    assert html == "<p>\u202eabc</p>\n<p>def</p>\n"


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

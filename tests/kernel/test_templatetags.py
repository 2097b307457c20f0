from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString
from django.utils.translation import override

from creative_district.kernel.dates import PartialDate
from creative_district.kernel.templatetags.reading import (
    amount,
    day,
    foreign,
    length_class,
    paragraphs,
    reading,
    when,
)
from creative_district.kernel.text import Text


@pytest.mark.parametrize(
    ("value", "language", "shown"),
    [
        (Text(fr="Qui ?", en="Who?"), "fr", "Qui\xa0?"),
        (Text(fr="Qui ?", en="Who?"), "en", "Who?"),
        (Text(fr="Qui ?"), "en", '<span lang="fr">Qui\xa0?</span>'),
        (Text(it="Chi?"), "fr", '<span lang="it">Chi?</span>'),
        (Text(en="<b>&"), "en", "&lt;b&gt;&amp;"),
        (Text(en="<b>&"), "fr", '<span lang="en">&lt;b&gt;&amp;</span>'),
        (Text(), "en", ""),
        (None, "en", ""),
        ("l'eau", "en", "l’eau"),
        ("<i>", "en", "&lt;i&gt;"),
    ],
)
def test_a_text_is_read_in_the_readers_language_else_marked(value, language, shown):
    with override(language):
        assert reading(value) == shown


def test_what_is_read_is_not_escaped_twice():
    template = Template("{% load reading %}{{ text|reading }}{{ many|paragraphs }}")

    with override("en"):
        shown = template.render(Context({"text": Text(en="A & B"), "many": "C & D"}))

    assert shown == "A &amp; B<p>C &amp; D</p>"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (
            Text(en="One.\n\nTwo & <three>."),
            "<p>One.</p><p>Two &amp; &lt;three&gt;.</p>",
        ),
        (Text(fr="Un.\nDeux."), '<p lang="fr">Un.</p><p lang="fr">Deux.</p>'),
        (Text(), ""),
        (None, ""),
    ],
)
def test_lines_are_paragraphs(value, shown):
    with override("en"):
        found = paragraphs(value)

    assert found == shown
    assert isinstance(found, SafeString)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (Text(fr="Un", en="One"), ""),
        (Text(fr="Un"), "French"),
        (Text(it="Uno"), "Italian"),
        (Text(), ""),
        ("One", ""),
    ],
)
def test_the_language_of_a_fallback_is_named(value, name):
    with override("en"):
        assert foreign(value) == name


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2014-06-16", '<time datetime="2014-06-16">16\xa0June\xa02014</time>'),
        ("2014-06", '<time datetime="2014-06">June\xa02014</time>'),
        ("2014", '<time datetime="2014">2014</time>'),
        ("2014-Q4", "fourth\xa0quarter\xa0of\xa02014"),
        ("2013-11-05/2013-11-15", "5–15\xa0November\xa02013"),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(written, shown):
    with override("en"):
        assert when(PartialDate.parse(written)) == shown


def test_no_date_is_nothing():
    assert when(None) == ""


def test_a_day_reads_as_one_says_it():
    with override("fr"):
        assert day(date(2014, 10, 1)).startswith('<time datetime="2014-10-01">1er ')


@pytest.mark.parametrize(
    ("value", "language", "shown"),
    [
        (Decimal("600000.00"), "fr", "600\xa0000"),
        (Decimal("600000.00"), "en", "600,000"),
        (Decimal("2.50"), "fr", "2,50"),
        (44, "en", "44"),
    ],
)
def test_amounts_have_the_readers_separators(value, language, shown):
    with override(language):
        assert amount(value) == shown


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("", ""),
        ("Study visits", ""),
        ("Launch and communication", "is-long"),
        ("Evaluation of a programme, again", "is-long"),
        ("Internationalisation", "is-longest"),
        ("A study of what the value chains of a region have gained", "is-longest"),
    ],
)
def test_a_heading_is_long_by_its_letters_or_its_longest_word(title, name):
    assert length_class(Text(en=title)) == name

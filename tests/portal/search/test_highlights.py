"""What was asked for is marked wherever it is found."""

import pytest
from django.utils.translation import override

from creative_district.kernel.text import Text
from creative_district.portal.search.asked import Asked
from creative_district.portal.search.highlights import excerpt, title

LONG = "Début. " + "Rien ici. " * 60


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("creation", "La Création du fonds", "La <mark>Création</mark> du fonds"),
        (
            "créatif",
            "Industries créatives",
            "Industries <mark>créatives</mark>",
        ),
        ("numér", "Le numérique", "Le <mark>numérique</mark>"),
        ("economie", "l'économie", "l’<mark>économie</mark>"),
        ("oeuvre", "L’œuvre", "L’<mark>œuvre</mark>"),
        (
            '"district créatif"',
            "Un district créatif, créatif district",
            "Un <mark>district créatif</mark>, créatif district",
        ),
        ("b", "<b>gras & fort</b>", "&lt;b&gt;gras &amp; fort&lt;/b&gt;"),
        ("gras", "<b>gras</b>", "&lt;b&gt;<mark>gras</mark>&lt;/b&gt;"),
        ("art", "Un article", "Un article"),  # too short for a beginning
    ],
)
def test_marks(asked, text, expected):
    with override("fr"):
        assert title(Text(fr=text), Asked.parse(asked)) == expected


def test_a_title_in_another_language_says_so():
    with override("fr"):
        marked = title(Text(en="Creative vouchers"), Asked.parse("voucher"))

    assert marked == '<span lang="en">Creative <mark>vouchers</mark></span>'


def test_an_excerpt_shows_why_it_was_found():
    text = Text(fr=f"{LONG}Voilà les chèques de la créativité. {LONG}")

    with override("fr"):
        shown = excerpt([Text(fr="Un résumé."), text], Asked.parse("cheque créativité"))

    assert "<mark>chèques</mark> de la <mark>créativité</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 320


def test_an_excerpt_is_of_the_text_that_has_most_of_the_words():
    texts = [Text(fr="Un chèque."), Text(fr="Le chèque de la créativité.")]

    with override("fr"):
        shown = excerpt(texts, Asked.parse("chèque créativité"))

    assert shown == "Le <mark>chèque</mark> de la <mark>créativité</mark>."


def test_an_excerpt_comes_in_the_language_that_has_the_words():
    text = Text(fr="Des chèques pour les entreprises.", en="Vouchers for companies.")

    with override("fr"):
        shown = excerpt([text], Asked.parse("vouchers"))

    assert shown == '<span lang="en"><mark>Vouchers</mark> for companies.</span>'


def test_an_excerpt_without_the_words_is_the_beginning():
    with override("fr"):
        assert excerpt([Text(fr="Un résumé.")], Asked.parse("autre")) == "Un résumé."
        assert excerpt([], Asked.parse("autre")) == ""


def test_a_word_without_end_is_shown_in_part():
    with override("fr"):
        shown = excerpt([Text(fr="a" * 5000)], Asked.parse("aaaa"))

    assert shown == f"{'a' * 220} …"

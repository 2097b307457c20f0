"""Words are compared without case, accents and endings."""

import pytest

from creative_district.portal.search.asked import Asked
from creative_district.portal.search.words import composed, stem, words_in


def folded(text):
    return [word.folded for word in words_in(composed(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Création", ["creation"]),
        ("Cre\u0301ation", ["creation"]),  # the accent as a character of its own
        ("l’œuvre d'Æsop, Straße", ["oeuvre", "aesop", "strasse"]),
        ("savoir-faire_2014", ["savoir", "faire", "2014"]),
        ("J-7, 5 km²", ["7", "5", "km²"]),
        ("שלום 😀 \x00 %_'\";--", ["שלום"]),
        ("a" * 100, ["a" * 64]),
    ],
)
def test_words_of_a_text(text, expected):
    assert folded(text) == expected


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["creatif", "creatifs", "creative", "creatives"]),
        ("fr", ["economie", "economies", "economique"]),
        ("fr-be", ["partenaire", "partenaires"]),
        ("en", ["voucher", "vouchers"]),
        ("en", ["creative", "creativity"]),
        ("it", ["distretto", "distretti"]),
    ],
)
def test_forms_of_a_word_have_one_stem(language, words):
    assert len({stem(word, language) for word in words}) == 1


def test_a_language_without_algorithm_keeps_words_whole():
    assert [stem("creatives", code) for code in ("", "xx", "ja")] == ["creatives"] * 3


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", []),
        ("Création", ["Création"]),
        ("les partenaires du district", ["partenaires", "district"]),
        ("the", ["the"]),  # nothing else is asked for
        ("l’économie créative", ["économie", "créative"]),
        ("« district créatif » 2014", ['"district créatif"', "2014"]),
        ('"les partenaires"', ['"les partenaires"']),
        ('"never closed', ["never", "closed"]),
        ("design design", ["design"]),
        ("OR AND NOT NEAR( * : ^ -", ["NOT", "NEAR"]),
        ("%_'\";--", []),
        ("\x00\ud7ff😀", []),
        ("word " * 5000, ["word"]),
        (" ".join(f"word{n}" for n in range(99)), [f"word{n}" for n in range(12)]),
    ],
)
def test_what_is_asked_for(written, expected):
    assert [str(term) for term in Asked.parse(written).terms] == expected


def test_what_was_asked_can_be_asked_again():
    asked = Asked.parse("« district créatif » vouchers")

    assert Asked.parse(str(asked)) == asked

"""Texts in several languages: the value."""

from django.utils import translation

from creative_district.kernel.text import Rendering, Text


def test_reader_gets_own_language():
    text = Text(fr="Chèques", en="Vouchers")

    assert text.rendered("en") == Rendering("Vouchers", "en", is_fallback=False)
    with translation.override("fr"):
        assert str(text) == "Chèques"


def test_missing_language_falls_back_and_says_so():
    assert Text(it="Valle della moda").rendered("en") == Rendering(
        "Valle della moda", "it", is_fallback=True
    )


def test_regional_code_is_asked_for_before_its_language():
    text = Text({"pt": "facto", "pt-br": "fato"})

    assert text.rendered("pt-br").text == "fato"
    assert text.rendered("pt-pt") == Rendering("facto", "pt", is_fallback=False)


def test_blank_texts_are_absent():
    assert Text(fr="  ", en=" a ") == Text(en="a")
    assert not Text(fr="")


def test_equal_texts_have_equal_hashes():
    assert len({Text(fr="a", en="b"), Text(en="b", fr="a")}) == 1

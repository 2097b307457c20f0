import pytest

from creative_district.kernel.typography import typeset


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Qui pilote ?", "Qui pilote\xa0?"),
        ("Qui pilote?", "Qui pilote\xa0?"),
        (
            "Deux rues: une porte; et vite!",
            "Deux rues\xa0: une porte\xa0; et vite\xa0!",
        ),
        ("« District »", "«\xa0District\xa0»"),
        ("«District»", "«\xa0District\xa0»"),
        (
            "« Qui ? », dit-elle (ou il ?).",
            "«\xa0Qui\xa0?\xa0», dit-elle (ou il\xa0?).",
        ),
        ("l'idée d'un autre", "l’idée d’un autre"),
        ("600 000 EUR, 31 mois", "600\xa0000\xa0EUR, 31\xa0mois"),
        ("Attention !!", "Attention\xa0!!"),
        ("à 14:30, http://a.example/?q=1", "à 14:30, http://a.example/?q=1"),
    ],
)
def test_french_gets_its_spaces_and_apostrophes(written, printed):
    assert typeset(written, "fr") == printed
    assert typeset(printed, "fr-be") == printed


def test_other_languages_get_only_the_apostrophe():
    written = "Who's leading? 600 000 EUR: that's it!"

    assert typeset(written, "en") == "Who’s leading? 600 000 EUR: that’s it!"

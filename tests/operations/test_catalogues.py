"""A catalogue with a gap is found out."""

from pathlib import Path

import polib
import pytest

from tests.catalogues import differences, faults_of


@pytest.fixture
def catalogue(tmp_path: Path) -> polib.POFile:
    """A complete catalogue of one text, compiled."""
    made = polib.POFile()
    made.fpath = str(tmp_path / "django.po")
    made.append(polib.POEntry(msgid="Data", msgstr="Données"))
    made.save()
    made.save_as_mofile(str(tmp_path / "django.mo"))
    return made


def faults(catalogue: polib.POFile) -> list[str]:
    """Return what is wrong with the catalogue as it is saved."""
    catalogue.save()
    return list(faults_of(Path(catalogue.fpath)))


def test_complete_catalogue_has_no_fault(catalogue: polib.POFile) -> None:
    assert faults(catalogue) == []


def test_missing_translation_is_a_fault(catalogue: polib.POFile) -> None:
    catalogue.append(polib.POEntry(msgid="News"))

    assert "not translated: 'News'" in faults(catalogue)


def test_fuzzy_translation_is_a_fault(catalogue: polib.POFile) -> None:
    catalogue[0].flags.append("fuzzy")

    assert "fuzzy: 'Data'" in faults(catalogue)


def test_placeholder_that_the_text_does_not_fill_is_a_fault(
    catalogue: polib.POFile,
) -> None:
    many = {0: "%(tally)s fiche", 1: "%(count)s fiches"}
    catalogue.append(
        polib.POEntry(
            msgid="%(count)s record",
            msgid_plural="%(count)s records",
            msgstr_plural=many,
        )
    )

    assert "says tally, unlike: '%(count)s record'" in faults(catalogue)


def test_catalogue_that_was_not_compiled_is_a_fault(catalogue: polib.POFile) -> None:
    catalogue[0].msgstr = "Les données"

    assert faults(catalogue) == [
        "the compiled catalogue is not up to date: make messages"
    ]


def test_absent_catalogue_is_a_fault(tmp_path: Path) -> None:
    assert list(faults_of(tmp_path / "django.po")) == ["there is no catalogue"]


def test_texts_of_code_and_catalogue_are_compared() -> None:
    known = [(None, "Old", ""), (None, "Same", "")]
    used = [(None, "Same", ""), ("menu", "New", "")]

    assert list(differences(known, used)) == [
        "not collected: 'New'",
        "no longer used: 'Old'",
    ]

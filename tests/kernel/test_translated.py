"""Texts in several languages: storing, searching, sorting, editing."""

import pytest
from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from django.test import override_settings
from django.utils import translation

from actions.models import Action
from creative_district.kernel.text import Text
from creative_district.kernel.translated import mentions, sorted_by
from partners.models import Place
from tests.factories import make_action, make_place

pytestmark = pytest.mark.django_db


def test_stored_text_comes_back_as_a_text():
    action = make_action(title=Text(fr="Évaluation", it="Valutazione"))

    action.refresh_from_db()

    assert action.title == Text(fr="Évaluation", it="Valutazione")


@pytest.mark.parametrize(
    "words", ["creation", "CRÉATION", "wallon crea", "oeuvre", "Œuvre"]
)
def test_search_ignores_accents_case_and_ligatures(words):
    found = make_action(title=Text(fr="Création wallonne", en="An œuvre"))
    make_action(title=Text(fr="Finance", en="Finance"))

    assert list(Action.objects.filter(mentions(words, ["title"]))) == [found]


@pytest.mark.parametrize("words", ["100%", "a_b", "it's", 'say "x"', "\\"])
def test_search_takes_hostile_words_literally(words):
    make_action(title=Text(fr="rien", en="nothing"))
    found = make_action(title=Text(fr=f"avant {words} après"))

    assert found in Action.objects.filter(mentions(words, ["title"]))


def test_order_follows_the_readers_language_with_accents_right():
    for fr, en in [("zèbre", "alpha"), ("Évaluation", "beta"), ("école", "gamma")]:
        make_place(name=Text(fr=fr, en=en), note=Text(fr="sorted"))
    places = Place.objects.filter(note__fr="sorted")

    french = [str(p.name["fr"]) for p in places.order_by(sorted_by("name", "fr"))]
    english = [str(p.name["en"]) for p in places.order_by(sorted_by("name", "en"))]

    assert french == ["école", "Évaluation", "zèbre"]
    assert english == ["alpha", "beta", "gamma"]


def test_too_long_a_text_is_refused_with_its_language():
    action = make_action()
    action.short_title = Text(fr="court", en="x" * 33)

    with translation.override("en"):
        with pytest.raises(ValidationError) as error:
            action.full_clean()

        assert error.value.message_dict == {
            "short_title": ["en: 33 characters; at most 32 allowed."]
        }


def test_search_takes_nul_for_a_space():
    found = make_action(title=Text(fr="deux mots"))

    assert list(Action.objects.filter(mentions("deux\x00mots", ["title"]))) == [found]


def test_form_keeps_languages_that_it_does_not_offer():
    action = make_action(title=Text(fr="vieux", en="old", it="vecchio"))
    form = modelform_factory(Action, fields=["title"])(
        {"title_fr": "neuf", "title_en": ""}, instance=action
    )

    form.save()

    action.refresh_from_db()
    assert action.title == Text(fr="neuf", it="vecchio")


def test_one_language_is_enough_and_none_is_refused():
    form_class = modelform_factory(Action, fields=["title"])

    assert form_class({"title_fr": "seul", "title_en": ""}).is_valid()
    assert list(form_class({"title_fr": " ", "title_en": ""}).errors) == ["title"]


@override_settings(LANGUAGES=[("fr", "French"), ("en", "English"), ("nl", "Dutch")])
def test_another_language_is_a_setting():
    action = make_action(title=Text(fr="un", en="one"))
    form = modelform_factory(Action, fields=["title"])(
        {"title_fr": "un", "title_en": "one", "title_nl": "een"}, instance=action
    )

    form.save()

    assert Action.objects.get(title__nl="een") == action


def test_history_keeps_earlier_texts():
    action = make_action(title=Text(fr="avant"))
    action.title = Text(fr="après")
    action.save()

    assert [row.title for row in action.history.all()] == [
        Text(fr="après"),
        Text(fr="avant"),
    ]

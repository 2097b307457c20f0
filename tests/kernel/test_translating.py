"""What a language lacks: the rule, the marks in the row, the queries."""

from datetime import date
from typing import Any

import pytest
from django.test import override_settings

from actions.models import Action
from creative_district.kernel.coverage import Coverage, coverages
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from creative_district.kernel.translating import (
    confirm,
    mark_outdated,
    stored_texts,
    translate,
)
from partners.models import Place
from tests.factories import make_action, make_place, make_programme

pytestmark = pytest.mark.django_db

DAY = date(2014, 6, 2)
THREE = [("fr", "French"), ("en", "English"), ("nl", "Dutch")]


def written(before: Text, after: Text, marks: Any = None) -> dict[str, Any]:
    """Return the marks of an action whose summary goes from one text to another."""
    action = Action(summary=after, outdated=marks or {})
    mark_outdated(action, was={"summary": before}, on=DAY)
    return action.outdated


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        # One changes, the other does not.
        ({"fr": "a", "en": "A"}, {"fr": "b", "en": "A"}, {"en": "fr"}),
        ({"fr": "a", "en": "A"}, {"fr": "a", "en": "B"}, {"fr": "en"}),
        ({"fr": "a", "en": "A", "nl": "x"}, {"fr": "b", "en": "B", "nl": "x"}, "nl"),
        # Both change, or neither.
        ({"fr": "a", "en": "A"}, {"fr": "b", "en": "B"}, {}),
        ({"fr": "a", "en": "A"}, {"fr": "a", "en": "A"}, {}),
        # A language comes or goes.
        ({"fr": "a"}, {"fr": "a", "en": "A"}, {}),
        ({"fr": "a"}, {"fr": "b"}, {}),
        ({"fr": "a", "en": "A"}, {"fr": "a"}, {}),
        ({}, {"fr": "a", "en": "A"}, {}),
    ],
)
def test_what_did_not_follow_a_change_is_outdated(
    before: dict[str, str], after: dict[str, str], marks: Any
) -> None:
    if marks == "nl":
        marks = {"nl": "en"}
    expected = {
        code: {"summary": [source, "2014-06-02"]} for code, source in marks.items()
    }

    assert written(Text(before), Text(after)) == expected


MARKED = {"en": {"summary": ["fr", "2014-05-01"]}}


@pytest.mark.parametrize(
    ("after", "marks"),
    [
        ({"fr": "b", "en": "A"}, MARKED),
        ({"fr": "b", "en": "B"}, {}),
        ({"fr": "b"}, {}),
        ({"en": "A"}, {}),
        ({"fr": "c", "en": "A"}, {"en": {"summary": ["fr", "2014-06-02"]}}),
        ({"fr": "c", "en": "B"}, {}),
    ],
)
def test_an_outdated_language_that_changes_catches_up(
    after: dict[str, str], marks: Any
) -> None:
    assert written(Text(fr="b", en="A"), Text(after), MARKED) == marks


def test_slugs_are_no_texts_to_translate() -> None:
    action = make_action(title=Text(fr="a", en="A"), slug=Text(fr="a", en="b"))
    action.slug = Text(fr="c", en="b")

    mark_outdated(action, was=stored_texts(action), on=DAY)

    assert action.outdated == {}


def test_what_is_confirmed_is_fine() -> None:
    marks = {"summary": ["fr", "2014-06-02"], "title": ["fr", "2014-06-02"]}
    action = Action(outdated={"en": marks, "nl": marks})

    confirm(action, "en", ["summary", "title"])
    confirm(action, "nl", ["summary"])

    assert action.outdated == {"nl": {"title": ["fr", "2014-06-02"]}}


def test_a_translation_outdates_nothing_and_is_in_the_history() -> None:
    action = make_action(
        title=Text(fr="Titre", en="Title"),
        summary=Text(fr="Résumé", it="Riassunto"),
        outdated={"en": {"title": ["fr", "2014-06-01"]}},
    )

    changed = translate(
        record=action,
        language="en",
        words={"summary": "Summary"},
        confirmed=["title"],
        reason="Agency",
    )

    action.refresh_from_db()
    assert changed
    assert action.summary == Text(fr="Résumé", en="Summary", it="Riassunto")
    assert action.outdated == {}
    assert action.history.latest().history_change_reason == "Agency"


def test_a_translation_that_changes_nothing_writes_nothing() -> None:
    action = make_action(title=Text(fr="Titre", en="Title"))

    assert not translate(record=action, language="en", words={"title": " Title "})
    assert action.history.count() == 1


def test_what_a_record_lacks_is_told_by_language() -> None:
    action = make_action(
        title=Text(fr="Titre", en="Title"),
        summary=Text(it="Riassunto"),
        outcome=Text(fr="Fait"),
        outdated={"en": {"title": ["fr", "2014-06-02"]}},
    )

    assert list(coverages(action)) == [
        Coverage("fr", ("summary",)),
        Coverage("en", ("summary", "outcome"), {"title": ("fr", DAY)}),
    ]


def missing(language: str, model: Any = Action) -> set[str]:
    return set(model.objects.missing_in(language).values_list("key", flat=True))


def outdated(language: str) -> set[str]:
    return set(Action.objects.outdated_in(language).values_list("key", flat=True))


def test_rows_that_lack_a_language_are_found() -> None:
    make_action(key="whole", summary=Text(fr="un", en="one"))
    make_action(key="half", summary=Text(fr="un"))
    make_action(key="other", summary=Text(it="uno"))
    make_action(key="gone", summary=Text(fr="un"), state=State.WITHDRAWN)

    assert (missing("fr"), missing("en")) == ({"other"}, {"half", "other"})


def test_rows_with_an_outdated_text_are_found() -> None:
    marks = {"en": {"title": ["fr", "2014-06-02"]}}
    make_action(key="behind", outdated=marks)
    make_action(key="gone", outdated=marks, state=State.WITHDRAWN)
    make_action(key="fine")

    assert (outdated("fr"), outdated("en")) == (set(), {"behind"})


def test_only_a_language_of_the_district_is_wanted() -> None:
    french = make_programme(languages=["fr", "en-gb"])
    alone = make_action(key="alone", programme=french, title=Text(fr="seul"))
    make_action(key="both", title=Text(fr="seul"))
    make_place(key="shared", name=Text(fr="Liège"))

    assert missing("en") == {"both"}
    assert "shared" in missing("en", Place)
    assert list(coverages(alone)) == [Coverage("fr")]


@override_settings(LANGUAGES=THREE)
def test_a_third_language_is_wanted_where_it_is_spoken() -> None:
    flemish = make_programme(languages=["nl", "fr"])
    action = make_action(key="mine", programme=flemish, title=Text(fr="un", en="one"))

    action.title = Text(fr="deux", en="one")
    mark_outdated(action, was=stored_texts(action), on=DAY)
    action.save()

    assert missing("nl") == {"mine"}
    assert outdated("en") == set()
    assert list(coverages(action)) == [Coverage("fr"), Coverage("nl", ("title",))]


@override_settings(LANGUAGES=[("fr-be", "French"), ("pt-br", "Portuguese")])
def test_a_text_serves_the_language_s_regions() -> None:
    programme = make_programme(languages=["fr", "pt"])
    make_action(key="mine", programme=programme, title=Text(fr="un"))

    assert (missing("fr-be"), missing("pt-br")) == (set(), {"mine"})

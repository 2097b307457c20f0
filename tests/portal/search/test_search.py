"""The search finds all that is public now, and nothing else."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import override

from actions.models import Action
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from creative_district.portal.models import Entry, KnownWord
from creative_district.portal.search import Group, Search, index, rebuild, results
from programme.models import News
from tests.factories import (
    make_action,
    make_document,
    make_milestone,
    make_news,
    make_partner,
    make_passage,
    make_space,
    make_thrust,
)

pytestmark = pytest.mark.django_db


def found(programme, words, language="fr"):
    """Return the keys of the records that a search finds, those of pages by name."""
    with override(language):
        search = Search(programme, words)
        every = [hit for group in Group for hit in search.found.get(group, [])]
        return [getattr(r.record, "key", r.address) for r in search.results(every)]


@pytest.fixture
def action(district):
    return make_action(
        programme=district,
        key="fund",
        title=Text(fr="Création d’un fonds", en="A new fund"),
        summary=Text(
            fr="L’économie des œuvres créatives, pas à pas.",
            en="The economy of creative works, step by step.",
        ),
    )


@pytest.mark.parametrize(
    "words",
    [
        "création",
        "creation",
        "CRÉATIONS",
        "cre\u0301ation",
        "économie",
        "economie",
        "economies",
        "oeuvre",
        "œuvres",
        "créatif",
        "créatives",
        "creatif",
        "créa",
        "work",
        "works",
        "fond création",
        '"création d’un fonds"',
        "« pas à pas »",
        "les œuvres de la création",
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_words_are_found_in_any_form_and_language(district, action, words, language):
    assert found(district, words, language) == ["fund"]


@pytest.mark.parametrize(
    "words",
    ["", "absent", "création absente", '"fonds d’une création"', '"fonds l’économie"'],
)
def test_every_term_has_to_be_there(district, action, words):
    assert found(district, words) == []


@pytest.mark.parametrize(
    "words",
    [
        "%_'\";--",
        "\x00",
        '"',
        '""',
        "“ ”",
        "'; DROP TABLE portal_entry; --",
        "title:création OR 1",
        "NEAR(création fonds)",
        "création*^",
        "{title} : création",
        "création & ! | <-> fonds",
        "=creation ¶",
        "\u202eשלום مرحبا 😀",
        "a" * 10_000,
        "é " * 5_000,
        '"' * 199,
        "1e5 0x1F 3.14 -5 ² ①",
        "\ud7ff\ufffd\u200b",
    ],
)
def test_hostile_words_are_only_words(district, action, words):
    found(district, words)

    assert found(district, "création") == ["fund"]


def test_every_kind_of_record_is_found(district):
    word = Text(fr="Kaléidoscope", en="Kaleidoscope")
    action = make_action(programme=district, title=word)
    keys = [
        action.key,
        make_milestone(action=action, title=word).key,
        make_partner(programme=district, name=word).key,
        make_space(programme=district, name=word).key,
        make_news(programme=district, title=word).key,
        make_document(programme=district, title=word).key,
        make_thrust(programme=district, title=word).key,
        make_passage(programme=district, body=word).key,
    ]

    with override("fr"):
        counts = Search(district, "kaleidoscope").counts

    assert sorted(found(district, "kaleidoscope")) == sorted(keys)
    assert dict(counts) == {
        Group.ACTION: 1,
        Group.MILESTONE: 1,
        Group.PARTNER: 1,
        Group.SPACE: 1,
        Group.NEWS: 1,
        Group.DOCUMENT: 1,
        Group.PAGE: 2,
    }


def test_names_and_other_names_are_found(district):
    partner = make_partner(
        programme=district, acronym="XYZ", also_known_as=["Ancien Institut"]
    )

    assert found(district, "xyz") == found(district, "institut") == [partner.key]


def test_pages_of_the_site_are_found_by_their_name(district):
    assert found(district, "privacy", "en") == ["/en/privacy/"]


def test_titles_come_before_texts(district):
    make_action(programme=district, key="text", summary=Text(fr="Un prisme"))
    make_action(programme=district, key="title", title=Text(fr="Le prisme"))

    assert found(district, "prisme") == ["title", "text"]


def test_marks_of_a_text_are_neither_found_nor_shown(district):
    body = "## Prisms\n\nSee **the** [report](https://gazette.example/lens).\n\n- One"
    make_news(programme=district, key="news", body=Text(en=body))

    [hit] = Search(district, "report").found[Group.NEWS]
    with override("en"):
        [result] = Search(district, "report").results([hit])

    shown = " ".join(str(result.excerpt).split())
    assert shown == "Prisms See the <mark>report</mark>. One"
    assert found(district, "lens") == found(district, "gazette") == []


def test_a_district_finds_only_its_own(district, rival):
    title = Text(fr="Kaléidoscope")
    make_action(programme=rival.programme, key="theirs", title=title)
    make_action(programme=district, key="ours", title=title)
    make_partner(programme=rival.programme, key="their-partner", name=title)

    assert found(district, "kaléidoscope") == ["ours"]
    assert found(rival.programme, "kaléidoscope") == ["theirs", "their-partner"]


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": State.DRAFT},
        {"state": State.IN_REVIEW},
        {"state": State.WITHDRAWN},
        {"publish_from": timezone.now() + timedelta(days=1)},
    ],
)
def test_only_what_is_public_is_found(district, action, hidden):
    assert found(district, "création") == ["fund"]

    Action.objects.filter(pk=action.pk).update(**hidden)

    assert found(district, "création") == []


def test_what_a_hidden_parent_hides_is_not_found(district):
    thrust = make_thrust(programme=district)
    action = make_action(programme=district, thrust=thrust, title=Text(fr="Prisme"))
    make_milestone(action=action, key="inner", title=Text(fr="Prisme posé"))
    assert found(district, "prisme posé") == ["inner"]

    thrust.state = State.DRAFT
    thrust.save()

    assert found(district, "prisme") == []


def test_what_becomes_public_by_the_clock_is_found(district):
    news = make_news(
        programme=district,
        title=Text(fr="Prisme"),
        publish_from=timezone.now() + timedelta(days=1),
    )
    assert found(district, "prisme") == []

    # As time passes: the row itself is not written.
    News.objects.filter(pk=news.pk).update(publish_from=timezone.now())

    assert found(district, "prisme") == [news.key]


def test_changes_are_found_at_once(district, action):
    assert found(district, "création") == ["fund"]

    action.title = Text(fr="Fondation d’un fonds")
    action.save()

    assert found(district, "création") == []
    assert found(district, "fondation") == ["fund"]


def test_what_is_deleted_is_not_found(district, action):
    assert found(district, "création") == ["fund"]

    action.delete()

    assert found(district, "création") == []


def test_another_method_reads_everything_anew(district, action, monkeypatch):
    found(district, "création")
    monkeypatch.setattr(index, "METHOD", "another")

    found(district, "création")

    assert set(Entry.objects.values_list("method", flat=True)) == {"another"}


def test_more_than_can_be_read_at_once_is_owned_up_to(district, action, monkeypatch):
    monkeypatch.setattr(results, "READ_AT_MOST", 1)

    states = [Search(district, "création").is_complete for _ in range(2)]

    assert states == [False, True]  # the programme and the action


def test_a_database_that_cannot_be_written_still_finds(district, action, monkeypatch):
    found(district, "création")
    make_action(programme=district, title=Text(fr="Création tue"))

    def refuse(_waiting):
        raise DatabaseError("read only")

    monkeypatch.setattr(index, "_read", refuse)

    assert found(district, "création") == ["fund"]
    assert not Search(district, "création").is_complete


def test_reindexing_forgets_what_was_published_once(district, action):
    found(district, "création")
    Action.objects.filter(pk=action.pk).update(state=State.DRAFT)
    printed = StringIO()

    call_command("reindex", stdout=printed)

    assert printed.getvalue() == f"{Entry.objects.count()} records read.\n"
    assert not Entry.objects.filter(kind="action", record=action.pk).exists()
    assert not KnownWord.objects.filter(folded="creation").exists()
    assert rebuild() == Entry.objects.count()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("creatoin", "création"),
        ("crétion", "création"),
        ("ecnomie", "économie"),
        ("creation ecnomie", "creation économie"),
        ('"creatoin d’un"', None),  # a phrase is meant as it stands
        ("zzzzzz", None),
        ("création", None),  # it is found
    ],
)
def test_a_typing_error_is_forgiven(district, action, words, expected):
    search = Search(district, words)

    suggestion = None if search.count else search.suggestion

    assert (suggestion and str(suggestion)) == expected


def test_suggestions_come_from_what_is_public_in_the_district(district, rival, action):
    make_action(programme=rival.programme, title=Text(fr="Constellation"))
    found(rival.programme, "constellation")
    found(district, "création")
    Action.objects.filter(pk=action.pk).update(state=State.WITHDRAWN)

    assert Search(district, "creatoin").suggestion is None
    assert Search(district, "constallation").suggestion is None
    assert str(Search(rival.programme, "constallation").suggestion) == "constellation"


def test_words_that_do_not_meet_are_counted_one_by_one(district, action):
    make_action(programme=district, title=Text(fr="Prisme"))

    alone = Search(district, "prisme création absent").alone

    assert [(str(term), count) for term, count in alone] == [
        ("prisme", 1),
        ("création", 1),
        ("absent", 0),
    ]

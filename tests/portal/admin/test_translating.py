"""Translators' work: marks in forms and lists, the worklist, the form of one record."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client, override_settings

from actions.models import Action, Milestone
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from partners.models import Place
from tests.factories import (
    make_action,
    make_milestone,
    make_partner,
    make_place,
    make_programme,
    make_staff,
    make_user,
)
from tests.portal.admin.pages import MAKERS, address, form_data

NOON = datetime(2014, 6, 2, 12, tzinfo=ZoneInfo("Europe/Brussels"))
MARK = {"en": {"title": ["fr", "2014-05-01"]}}
WORKLIST = "/admin/translations/"


@pytest.fixture(autouse=True)
def second_of_june(rival: Any) -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def translator(programme: Any = None) -> Client:
    """Return a translator of a district; without one, somebody without any role."""
    if programme:
        person = make_staff("translator", programme)
    else:
        person = make_user(is_superuser=False)
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def saved(client: Client, record: Any, **typed: str) -> Any:
    """Change what is typed on a record's page, and return the record's row."""
    page = address(type(record), "change", record.pk)
    answer = client.post(page, {**form_data(client.get(page)), **typed})
    assert answer.status_code == 302, answer.context["errors"]
    record.refresh_from_db()
    return record


def test_a_save_outdates_the_language_that_did_not_follow(editor: Client) -> None:
    place = make_place(name=Text(fr="Liège", en="Liege"), note=Text(fr="Ville"))

    saved(editor, place, name_fr="Liége")

    assert place.outdated == {"en": {"name": ["fr", "2014-06-02"]}}
    assert place.history.latest().outdated == place.outdated
    history = editor.get(address(Place, "history", place.pk)).content.decode()
    words = " ".join(re.sub(r"<[^>]*>", " ", history).split())
    told = "editor Name (French) before: Liège → after: Liége Look at this version"
    assert told in words


def test_the_form_says_what_is_outdated_and_what_is_missing(editor: Client) -> None:
    place = make_place(
        name=Text(fr="Liège", en="Liege"),
        note=Text(fr="Ville"),
        outdated={"en": {"name": ["fr", "2014-05-01"]}},
    )

    html = editor.get(address(Place, "change", place.pk)).content.decode()

    marks = [part.partition("<")[0] for part in html.split('translated__mark">')[1:]]
    assert marks == ["outdated: FR changed on 1 May 2014", "missing"]
    assert re.findall(r'name="(\w+_right)"', html) == ["name_en_right"]


def test_a_tick_confirms_what_is_still_right(editor: Client) -> None:
    place = make_place(outdated={"en": {"name": ["fr", "2014-05-01"]}})

    saved(editor, place, name_en_right="on")

    assert place.outdated == {}


def test_a_tick_confirms_a_row_in_which_nothing_else_changed(editor: Client) -> None:
    action = make_action()
    milestone = make_milestone(action=action, outdated=MARK)

    saved(editor, action, **{"milestones-0-title_en_right": "on"})

    milestone.refresh_from_db()
    assert milestone.outdated == {}


def test_a_tick_in_a_row_that_is_only_seen_confirms_nothing(db: None) -> None:
    home = make_programme()
    partner = make_partner(programme=home)
    action = make_action(programme=home, lead=partner, state=State.DRAFT)
    milestone = make_milestone(action=action, outdated=MARK)
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_staff("partner_editor", home, partner=partner))

    saved(client, action, **{"milestones-0-title_en_right": "on"})

    milestone.refresh_from_db()
    assert milestone.outdated == MARK


def test_a_row_that_changes_outdates_its_other_language(editor: Client) -> None:
    action = make_action()
    milestone = make_milestone(action=action)

    saved(editor, action, **{"milestones-0-title_en": "Another"})

    milestone.refresh_from_db()
    assert milestone.outdated == {"fr": {"title": ["en", "2014-06-02"]}}


def test_a_list_says_how_far_each_language_is(editor: Client) -> None:
    make_place(name=Text(fr="a"), country="XX")

    page = editor.get(address(Place, "changelist"), {"country__exact": "XX"})

    shown = page.content.decode().partition("field-languages")[2].partition("</td>")[0]
    assert shown.replace("  ", " ").count("coverage--fine") == 1
    assert '<span class="visually-hidden">up to date</span>' in shown
    assert '<span class="visually-hidden">missing</span>' in shown


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("missing-en", ["missing"]),
        ("outdated-en", ["behind"]),
        ("missing-fr", []),
        ("missing-xx", ["behind", "fine", "missing"]),
    ],
)
def test_lists_are_filtered_by_what_a_language_lacks(
    editor: Client, value: str, expected: list[str]
) -> None:
    programme = make_programme()
    make_action(programme=programme, key="missing", summary=Text(fr="un"))
    make_action(programme=programme, key="behind", outdated=MARK)
    make_action(programme=programme, key="fine")

    asked = {"programme__id__exact": programme.pk, "translation": value}
    found = editor.get(address(Action, "changelist"), asked).context["cl"].result_list

    assert sorted(action.key for action in found) == expected


def listed(client: Client, **asked: str) -> list[tuple[str, list[str], list[str], int]]:
    rows = client.get(WORKLIST, asked).context["rows"]
    return [(row.record.key, row.missing, row.outdated, row.words) for row in rows]


def test_the_worklist_says_what_is_to_be_done(editor: Client) -> None:
    home = make_programme(key="home")
    make_action(programme=home, key="half", summary=Text(fr="un deux trois"))
    make_action(programme=home, key="behind", outdated=MARK, title=Text(fr="a", en="A"))
    make_action(programme=home, key="fine")
    make_action(key="elsewhere", summary=Text(fr="un"))
    behind = ["title (outdated: FR changed on 1 May 2014)"]

    found = listed(editor, language="en", district="home", kind="actions.action")

    assert found == [("half", ["summary"], [], 3), ("behind", [], behind, 1)]


def test_the_worklist_counts_each_kind(editor: Client) -> None:
    home = make_programme(key="home")
    make_action(programme=home, summary=Text(fr="un"), outdated=MARK)
    make_action(programme=home, outdated=MARK)
    make_milestone(programme=home, detail=Text(en="one"))
    make_partner(programme=home, name=Text(fr="Agence"))
    make_partner(name=Text(fr="Ailleurs"))

    lacks = editor.get(WORKLIST, {"language": "en", "district": "home"}).context[
        "lacks"
    ]

    assert [(x.kind.label, x.missing, x.outdated, x.either) for x in lacks] == [
        ("actions.action", 1, 2, 2),
        ("partners.partner", 1, 0, 1),
    ]


@override_settings(LANGUAGES=[("fr", "French"), ("en", "English"), ("nl", "Dutch")])
def test_the_worklist_asks_for_a_language_where_it_is_spoken(editor: Client) -> None:
    flemish = make_programme(
        languages=["nl", "fr"], name=Text(fr="a", nl="b"), region=Text(nl="x", fr="y")
    )
    make_action(programme=flemish, key="mine")
    make_action(key="theirs")

    assert [key for key, *_rest in listed(editor, language="nl")] == ["mine"]


def test_the_worklist_takes_as_many_queries_whatever_waits(
    editor: Client, django_assert_num_queries: Any
) -> None:
    def fill() -> None:
        make_action(summary=Text(fr="un"), outdated=MARK)
        make_milestone(detail=Text(fr="un"))

    fill()
    editor.get(WORKLIST, {"language": "en"})
    with django_assert_num_queries(7):
        editor.get(WORKLIST, {"language": "en"})
    fill()
    fill()
    with django_assert_num_queries(7):
        editor.get(WORKLIST, {"language": "en"})


def test_a_translator_sees_what_is_theirs(db: None) -> None:
    home = make_programme()
    make_action(key="mine", programme=home, summary=Text(fr="un"))
    make_action(key="theirs", summary=Text(fr="un"))
    make_milestone(detail=Text(fr="un"))

    page = translator(home).get(WORKLIST, {"language": "en"})

    assert [lack.kind.label for lack in page.context["lacks"]] == ["actions.action"]
    assert [row.record.key for row in page.context["rows"]] == ["mine"]
    assert page.context["choice"].districts == [home]
    assert translator().get(WORKLIST).status_code == 403
    assert Client().get(WORKLIST).status_code == 302


def form_of(record: Any, language: str = "en", model: str = "actions.action") -> str:
    return f"{WORKLIST}{model}/{record.pk}/{language}/?language={language}"


def test_the_form_has_what_is_to_be_done_first_and_its_source_beside(
    db: None,
) -> None:
    action = make_action(
        title=Text(fr="Titre", en="Title"),
        short_title=Text(fr="Court", en="Short"),
        summary=Text(fr="Résumé"),
        outdated={"en": {"short_title": ["fr", "2014-05-01"]}},
    )

    client = translator(action.programme)
    boxes = client.get(form_of(action)).context["form"].boxes()

    assert [(b["field"].name, b["words"], b["field"].initial) for b in boxes] == [
        ("summary", "Résumé", ""),
        ("short_title", "Court", "Short"),
        ("title", "Titre", "Title"),
    ]
    assert [bool(box["tick"]) for box in boxes] == [False, True, False]


def test_the_form_saves_and_goes_to_the_next(db: None) -> None:
    home = make_programme()
    client = translator(home)
    action = make_action(programme=home, summary=Text(fr="Résumé"), outdated=MARK)
    make_action(summary=Text(fr="Ailleurs"))
    following = make_action(programme=home, summary=Text(fr="Autre"))
    typed = {**form_data(client.get(form_of(action))), "summary": "Summary"}

    answer = client.post(form_of(action), {**typed, "title_right": "on"})

    action.refresh_from_db()
    assert answer.url == form_of(following)
    assert action.summary == Text(fr="Résumé", en="Summary")
    assert action.outdated == {}
    assert action.history.count() == 2


def test_the_form_refuses_to_overwrite_what_somebody_else_wrote(db: None) -> None:
    action = make_action(summary=Text(fr="Résumé"))
    client = translator(action.programme)
    typed = {**form_data(client.get(form_of(action))), "summary": "Summary"}
    with time_machine.travel(date(2014, 6, 3)):
        action.summary = Text(fr="Nouveau", en="New")
        action.save()

    answer = client.post(form_of(action), typed)

    action.refresh_from_db()
    assert action.summary == Text(fr="Nouveau", en="New")
    assert "Somebody else changed this record meanwhile." in answer.content.decode()
    assert (
        client.post(
            form_of(action), {**form_data(answer), "summary": "Summary"}
        ).status_code
        == 302
    )


def test_the_form_is_for_those_who_may_translate_that_record(db: None) -> None:
    action = make_action()
    other = form_of(make_action())
    client = translator(action.programme)

    assert client.get(form_of(action)).status_code == 200
    assert client.get(form_of(action, "xx")).status_code == 404
    assert client.get(f"{WORKLIST}actions.action/999999/en/").status_code == 404
    assert client.get(other).status_code == 404
    assert client.post(other, {"title": "Mine now"}).status_code == 404
    assert translator().get(form_of(action)).status_code == 403
    assert client.get(form_of(action, model="no.such")).status_code == 403


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model._meta.label_lower)
def test_the_form_opens_for_each_kind_of_record(editor: Client, model: Any) -> None:
    record = MAKERS[model]()
    translated = hasattr(record, "outdated") and model._meta.label_lower not in {
        "partners.boundary",
        "programme.source",
    }

    answer = editor.get(form_of(record, model=model._meta.label_lower))

    assert answer.status_code == (200 if translated else 403)


def test_the_start_page_leads_to_the_lists_of_what_is_to_be_translated(
    editor: Client,
) -> None:
    Milestone.objects.all().delete()
    make_action(summary=Text(fr="un"))
    make_action(outdated=MARK)
    make_action(outdated=MARK)

    found = editor.get("/admin/").context["tasks"]

    tasks = [task for task in found if "translation" in task.query]

    assert [(task.count, task.label) for task in tasks] == [
        (1, "Missing in English: actions"),
        (2, "Outdated in English: actions"),
    ]
    lists = [editor.get(task.address).context["cl"].result_count for task in tasks]
    assert lists == [1, 2]


def test_the_public_is_not_told_what_is_outdated(client: Client, district: Any) -> None:
    action = make_action(programme=district, outdated=MARK, slug=Text(fr="a", en="a"))
    pages = ["/en/actions/a/", f"/api/v1/actions/{action.key}/", "/en/actions/?as=csv"]

    for page in [*pages, "/api/v1/actions/"]:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "outdated" not in answer.content.decode(), page

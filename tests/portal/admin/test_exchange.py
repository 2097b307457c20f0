"""Records go out as a file and come in again, shown before anything is written."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from actions.admin import exchange
from actions.models import Action, Milestone, Reminder
from actions.reminders import ledger
from creative_district.kernel.admin.exchange import ExchangedRecords
from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.models import Upload
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from partners.models import Place
from programme.models import News, Programme, Source
from tests.factories import (
    make_action,
    make_milestone,
    make_news,
    make_partner,
    make_place,
    make_programme,
    make_source,
    make_staff,
    make_user,
    on,
)
from tests.pages import text_of
from tests.portal.admin.district import NOON, call_of, crew_of
from tests.portal.admin.pages import MAKERS, READ_ONLY, address, inline_parts

EXCHANGED = [
    model
    for model in MAKERS
    if isinstance(admin.site._registry.get(model), ExchangedRecords)
]
every_model = pytest.mark.parametrize(
    "model", EXCHANGED, ids=lambda model: model._meta.label_lower
)
both_formats = pytest.mark.parametrize("form", ["csv", "xlsx"])


def export(client: Client, model: type[Model], form: str, **asked: Any) -> bytes:
    query = "?" + "&".join(f"{name}={value}" for name, value in asked.items())
    answer = client.post(address(model, "export") + query, {"format": form})
    assert answer.status_code == 200
    return answer.getvalue()


def send(
    client: Client, model: type[Model], content: bytes, name: str = "f.csv"
) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(address(model, "import"), {"file": file})


def agree(client: Client, model: type[Model], page: Any) -> Any:
    told = {
        "upload": page.context["upload"].pk,
        "agreed": page.context["tried"].seal,
    }
    return client.post(address(model, "import"), told)


def states(model: type[Model]) -> Any:
    return list(model.objects.order_by("pk").values()), model.history.count()


@every_model
@both_formats
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_was_exported_changes_nothing(
    editor: Client, model: type[Model], form: str, language: str
) -> None:
    editor.cookies["django_language"] = language
    for _ in range(3):
        MAKERS[model]()
    before = states(model)

    content = export(editor, model, form)
    page = send(editor, model, content)

    if model in READ_ONLY:
        assert page.status_code == 403
        return
    tried = page.context["tried"]
    assert tried.problems == []
    assert [(c.record, c.cells) for c in tried.changes] == []
    assert tried.notes == []
    assert tried.unchanged == model.objects.count()
    assert states(model) == before


def test_each_kind_of_record_that_staff_keep_is_exchanged() -> None:
    labels = {model._meta.label_lower for model in EXCHANGED}
    assert labels == {
        "actions.action",
        "actions.indicator",
        "actions.milestone",
        "actions.space",
        "actions.thrust",
        "partners.boundary",
        "partners.partner",
        "partners.place",
        "programme.discrepancy",
        "programme.document",
        "programme.news",
        "programme.passage",
        "programme.picture",
        "programme.source",
    }


def table(content: bytes) -> list[dict[str, str]]:
    """Return the rows of an exported CSV file in English."""
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def as_csv(*rows: dict[str, str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def found(page: Any) -> list[tuple[str, Any, Any]]:
    """Return what the page says that a file changes: column, before, after."""
    return [
        (column.name, before, after)
        for change in page.context["tried"].changes
        for column, before, after in change.cells
    ]


def wrong(page: Any) -> list[tuple[int, str, str]]:
    return [(p.number, p.column, p.message) for p in page.context["tried"].problems]


def full() -> Any:
    """Return an action in which everything is filled."""
    partner = make_partner(key="agency")
    other = make_partner(key="bureau")
    programme = make_programme(key="home")
    action = make_action(
        key="vouchers",
        programme=programme,
        title=Text(fr="Chèques", en="Vouchers", it="Buoni"),
        summary=Text(en="One\r\ntwo"),
        lead=partner,
        start=on("2014-Q4", status=Status.PLANNED, confidence=Confidence.LOW),
        end=on("2014-11-05/2015-01-15"),
    )
    action.participants.set([partner, other])
    return action


def test_a_file_has_the_key_first_and_one_column_a_language(editor: Client) -> None:
    full()

    [row] = table(export(editor, Action, "csv", key="vouchers"))

    assert next(iter(row)) == "key"
    wanted = (
        "key", "programme", "title_fr", "title_en", "summary_en", "lead",
        "participants", "start", "start_status", "start_confidence", "end",
        "end_status", "completion", "is_featured", "state",
    )  # fmt: skip
    assert {name: row[name] for name in wanted} == {
        "key": "vouchers",
        "programme": "home",
        "title_fr": "Chèques",
        "title_en": "Vouchers",
        "summary_en": "One\r\ntwo",
        "lead": "agency",
        "participants": "agency, bureau",
        "start": "2014-Q4",
        "start_status": "planned",
        "start_confidence": "low",
        "end": "2014-11-05/2015-01-15",
        "end_status": "actual",
        "completion": "unknown",
        "is_featured": "false",
        "state": "published",
    }


@both_formats
def test_a_file_holds_what_the_list_shows(editor: Client, form: str) -> None:
    draft = make_place(key="draft", state=State.DRAFT)
    make_place(key="public")

    content = export(editor, Place, form, state__exact="draft")

    if form == "csv":
        assert [row["key"] for row in table(content)] == [draft.key]
    else:
        sheet = load_workbook(io.BytesIO(content)).active
        assert [cell.value for cell in sheet["A"]] == ["key", draft.key]


def test_the_selected_records_are_exported(editor: Client) -> None:
    chosen = make_place(key="chosen")
    make_place(key="other")
    asked = {"action": "export_selected", "_selected_action": [chosen.pk]}

    answer = editor.post(address(Place, "changelist"), asked)
    file = editor.post(answer.headers["Location"], {"format": "csv"})

    assert [row["key"] for row in table(file.getvalue())] == ["chosen"]


def test_all_that_is_listed_is_exported_without_naming_it(editor: Client) -> None:
    make_place(state=State.DRAFT)
    chosen = make_place(key="chosen", state=State.DRAFT)
    asked = {
        "action": "export_selected",
        "_selected_action": [chosen.pk],
        "select_across": "1",
    }

    answer = editor.post(address(Place, "changelist") + "?state__exact=draft", asked)

    assert answer.headers["Location"] == address(Place, "export") + (
        "?state__exact=draft"
    )


def test_a_filter_that_is_none_leads_back_to_the_list(editor: Client) -> None:
    answer = editor.get(address(Place, "export"), {"nonsense": "1"})

    assert answer.headers["Location"] == address(Place, "changelist") + "?e=1"


def test_a_change_is_shown_then_written_with_who_and_why(editor: Client) -> None:
    action = full()
    rows = as_csv(
        {
            "key": "vouchers",
            "title_fr": "Bons",
            "start": "2014",
            "start_confidence": "high",
            "participants": "bureau",
            "is_featured": "oui",
        }
    )
    before = states(Action)

    page = send(editor, Action, rows, "actions.csv")

    assert found(page) == [
        ("title_fr", "Chèques", "Bons"),
        ("start", "2014-Q4", "2014"),
        ("start_confidence", "low", "high"),
        ("is_featured", "false", "true"),
        ("participants", "agency, bureau", "bureau"),
    ]
    assert states(Action) == before

    answer = agree(editor, Action, page)

    assert answer.headers["Location"] == address(Action, "changelist")
    action = Action.objects.get(pk=action.pk)
    assert action.title == Text(fr="Bons", en="Vouchers", it="Buoni")
    assert action.start == on("2014", status=Status.PLANNED)
    assert [partner.key for partner in action.participants.all()] == ["bureau"]
    latest = action.history.latest()
    assert latest.history_user.username == "editor"
    assert latest.history_change_reason == "Import of the file “actions.csv”"
    assert LogEntry.objects.get().object_id == str(action.pk)
    assert not Upload.objects.exists()


def test_new_records_are_drafts_with_addresses(editor: Client) -> None:
    make_programme(key="home")
    rows = as_csv(
        {
            "key": "",
            "programme": "home",
            "title_fr": "Été",
            "published_on": "2014-06-02",
        },
        {
            "key": "b",
            "programme": "home",
            "title_fr": "Août",
            "published_on": "2014-08-02",
        },
    )

    agree(editor, News, send(editor, News, rows))

    made = News.objects.filter(programme__key="home").order_by("published_on")
    assert [(n.slug, n.state, n.title) for n in made] == [
        (Text(fr="ete"), "draft", Text(fr="Été")),
        (Text(fr="aout"), "draft", Text(fr="Août")),
    ]
    assert made[1].key == "b"


WRONG = [
    ({"start": "soon"}, "start", "“soon” is not a date. Write 2014,"),
    ({"start_status": "sure"}, "start_status", "“sure” is not allowed here. Write ac"),
    ({"completion": "done"}, "completion", "“done” is not allowed here. Write unknow"),
    ({"is_featured": "maybe"}, "is_featured", "“maybe” is not allowed here. Write tr"),
    ({"lead": "nobody"}, "lead", "There is no such key among the partners: nobody."),
    ({"lead": "agency bureau"}, "lead", "Only one key is allowed here."),
    ({"participants": "agency x"}, "participants", "There is no such key among the"),
    ({"thrust": "rival-thrust"}, "thrust", "Of another programme."),
    ({"programme": "rival"}, "programme", "It is set when a record is made, and st"),
    ({"title_fr": "x" * 201}, "title_fr, title_en", "fr: 201 characters; at most 200"),
    ({"slug_fr": "a b"}, "slug_fr, slug_en", "FR: Enter a valid “slug” consisting"),
    ({"slug_fr": "taken"}, "slug_fr, slug_en", "FR: another record has the address"),
    ({"start": "2016"}, "", "The action ends before it starts."),
]


@pytest.mark.parametrize(("cells", "column", "begins"), WRONG)
def test_what_is_wrong_is_told_with_row_and_column_and_nothing_is_written(
    editor: Client, cells: dict[str, str], column: str, begins: str
) -> None:
    action = full()
    make_action(programme=action.programme, slug=Text(fr="taken"))
    before = states(Action)
    rows = as_csv({"key": "vouchers", **cells})

    page = send(editor, Action, rows)

    assert [(n, name, said[: len(begins)]) for n, name, said in wrong(page)] == [
        (2, column, begins)
    ]
    assert "agreed" not in page.content.decode()
    assert states(Action) == before


def test_a_text_in_a_language_that_is_not_offered_is_kept(editor: Client) -> None:
    full()

    agree(
        editor,
        Action,
        send(
            editor, Action, as_csv({"key": "vouchers", "title_fr": "", "title_en": ""})
        ),
    )

    assert Action.objects.get(key="vouchers").title == Text(it="Buoni")


def test_all_errors_of_all_rows_are_told_at_once(editor: Client) -> None:
    make_place(key="a")
    rows = as_csv(
        {"key": "a", "country": "Belgium", "latitude": "x"},
        {"key": "new place", "country": "BE", "latitude": "95,5"},
    )

    page = send(editor, Place, rows)

    assert {(number, column) for number, column, _said in wrong(page)} == {
        (2, "latitude"),
        (2, "country"),
        (3, "key"),
        (3, "name_fr, name_en"),
        (3, "latitude"),
    }


def test_a_file_changed_by_nobody_else_in_between_or_shown_again(
    editor: Client,
) -> None:
    make_place(key="a", name=Text(en="Old"))
    page = send(editor, Place, as_csv({"key": "a", "name_en": "New"}))
    place = Place.objects.get(key="a")
    place.name = Text(en="Newer")
    place.save()

    shown = agree(editor, Place, page)

    assert Place.objects.get(key="a").name == Text(en="Newer")
    assert found(shown) == [("name_en", "Newer", "New")]
    assert "Something has changed since you looked at this." in (
        text_of(shown.content.decode())
    )

    agree(editor, Place, shown)

    assert Place.objects.get(key="a").name == Text(en="New")


def test_a_field_that_somebody_else_changed_is_not_overwritten(editor: Client) -> None:
    make_place(key="a", name=Text(en="Old"), country="BE")
    page = send(editor, Place, as_csv({"key": "a", "name_en": "New"}))
    Place.objects.filter(key="a").update(country="FR")

    agree(editor, Place, page)

    place = Place.objects.get(key="a")
    assert (place.name, place.country) == (Text(en="New"), "FR")


def test_an_export_that_is_out_of_date_is_told(editor: Client) -> None:
    make_place(key="a", name=Text(en="Old"))
    content = export(editor, Place, "csv", key="a")
    place = Place.objects.get(key="a")
    place.country = "FR"
    place.updated_at = None
    with time_machine.travel("2035-01-01"):
        place.save()

    page = send(editor, Place, content)

    assert page.context["tried"].notes == [
        "The record of row 2 was changed after the file was exported."
    ]
    assert found(page) == [("country", "FR", "BE")]


def test_a_state_is_told_but_not_imported(editor: Client) -> None:
    make_place(key="a", state=State.DRAFT)

    page = send(editor, Place, as_csv({"key": "a", "state": "published"}))

    assert page.context["tried"].notes == [
        "“state” is not imported; it differs in row 2."
    ]
    assert found(page) == []


def staff(role: str, programme: Programme) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_staff(role, programme))
    return client


def test_who_may_only_look_exports_but_does_not_import(db: None) -> None:
    action = make_action(key="a")
    viewer = staff("viewer", action.programme)

    answers = {
        "list": viewer.get(address(Action, "changelist")),
        "page": viewer.get(address(Action, "import")),
        "file": send(viewer, Action, as_csv({"key": "a", "title_en": "x"})),
        "forged": viewer.post(
            address(Action, "import"), {"upload": "1", "agreed": "x"}
        ),
    }

    assert [row["key"] for row in table(export(viewer, Action, "csv"))] == ["a"]
    codes = {name: answer.status_code for name, answer in answers.items()}
    assert codes == {"list": 200, "page": 403, "file": 403, "forged": 403}
    assert address(Action, "import") not in answers["list"].content.decode()
    assert address(Action, "export") in answers["list"].content.decode()


def test_who_may_see_nothing_exports_nothing(db: None) -> None:
    client = Client()
    client.force_login(make_user(is_superuser=False))

    answer = client.post(address(Action, "export"), {"format": "csv"})

    assert answer.status_code == 403


def test_an_editor_imports_into_the_own_district_alone(db: None, rival: Any) -> None:
    action = make_action(key="own")
    client = staff("editor", action.programme)
    rows = as_csv(
        {"key": "own", "programme": "", "title_en": "New", "thrust": "rival-thrust"},
        {"key": "rival-action", "programme": "", "title_en": "New", "thrust": ""},
        {"key": "new", "programme": "rival", "title_en": "New", "thrust": ""},
    )
    before = states(Action)

    said = wrong(send(client, Action, rows))

    known = "There is no such key among the"
    assert (2, "thrust", f"{known} thrusts: rival-thrust.") in said
    assert (3, "key", "You may not change this record.") in said
    assert (4, "programme", f"{known} programmes: rival.") in said
    assert states(Action) == before

    page = send(client, Action, as_csv({"key": "own", "title_en": "New"}))
    agree(client, Action, page)

    assert Action.objects.get(key="own").title["en"] == "New"


def test_a_file_belongs_to_who_sent_it(editor: Client) -> None:
    make_place(key="a")
    page = send(editor, Place, as_csv({"key": "a", "country": "FR"}))
    told = {"upload": page.context["upload"].pk, "agreed": page.context["tried"].seal}
    other = Client(headers={"accept-language": "en"})
    other.force_login(make_user())

    answers = [
        other.post(address(Place, "import"), told),
        editor.post(address(Source, "import"), told),
        editor.post(address(Place, "import"), {**told, "upload": "../../etc/passwd"}),
        editor.post(address(Place, "import"), {**told, "upload": "9" * 40}),
    ]

    said = "The file is no longer kept. Choose it once more."
    assert [str(answer.context["refusal"]) for answer in answers] == [said] * 4
    assert Place.objects.get(key="a").country == "BE"


def test_a_forged_agreement_imports_nothing(editor: Client) -> None:
    make_place(key="a")
    page = send(editor, Place, as_csv({"key": "a", "country": "FR"}))
    told = {"upload": page.context["upload"].pk}

    for agreed in ("", "-", "0" * 64):
        editor.post(address(Place, "import"), {**told, "agreed": agreed})

    assert Place.objects.get(key="a").country == "BE"


def test_a_request_from_elsewhere_is_refused(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())

    answer = send(client, Place, as_csv({"key": "a", "country": "FR"}))

    assert answer.status_code == 403


def test_a_file_is_forgotten_after_two_hours(editor: Client) -> None:
    make_place(key="a")
    with time_machine.travel("2014-06-02T10:00:00Z") as clock:
        page = send(editor, Place, as_csv({"key": "a", "country": "FR"}))
        clock.shift(7201)
        answer = agree(editor, Place, page)
        send(editor, Place, as_csv({"key": "a", "country": "NL"}))

    assert "no longer kept" in str(answer.context["refusal"])
    assert not Upload.objects.filter(pk=page.context["upload"].pk).exists()


DANGEROUS = [
    "=1+1", "+32 65 00 00 00", "-5", "@SUM(A1)", "'=1", "''=1", "'quoted'", "＝1",
    "a;=1+1;", "1,=2", "#N/A", "_x000D_", "<b>&amp;</b>", "true", "2014-06", "00012",
    "  ", "line\nline", 'say "no"', "\u00a0x", "1e5",
]  # fmt: skip


@both_formats
@pytest.mark.parametrize("language", ["fr", "en"])
def test_texts_that_spreadsheets_would_run_come_back_as_they_were(
    editor: Client, form: str, language: str
) -> None:
    editor.cookies["django_language"] = language
    for number, text in enumerate(DANGEROUS):
        make_source(key=f"s-{number}", title=text, staff_note=f"{text}\r\n{text}")
    make_place(latitude=Decimal("-12.5"), longitude=Decimal("4.0001"))

    for model in (Source, Place):
        page = send(editor, model, export(editor, model, form))
        assert (found(page), wrong(page)) == ([], [])


def test_no_cell_begins_as_a_formula_but_numbers_stay_numbers(editor: Client) -> None:
    make_place(key="p", name=Text(en="=1+1", fr="-x"), latitude=Decimal("-12.5"))

    [row] = table(export(editor, Place, "csv", key="p"))
    sheet = load_workbook(io.BytesIO(export(editor, Place, "xlsx", key="p"))).active
    cells = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}

    assert (row["name_en"], row["name_fr"]) == ("'=1+1", "'-x")
    assert row["latitude"] == "-12.5000"
    assert (cells["name_en"].value, cells["name_en"].data_type) == ("'=1+1", "s")
    assert (cells["latitude"].value, cells["latitude"].data_type) == (-12.5, "n")


def test_what_does_not_fit_into_a_cell_is_told_and_not_cut(editor: Client) -> None:
    make_news(key="long", body=Text(en="x" * 40_000))
    page = address(News, "export")

    answer = editor.post(page, {"format": "xlsx"}, follow=True)

    assert [str(m)[:52] for m in answer.context["messages"]] == [
        "A text is longer than a cell of a spreadsheet (32767"
    ]
    content = export(editor, News, "csv", key="long")
    assert found(send(editor, News, content)) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_page_is_in_the_reader_s_language_and_keeps_to_the_policy(
    editor: Client, language: str
) -> None:
    editor.cookies["django_language"] = language
    make_place(key="a")
    pages = [
        editor.get(address(Place, "changelist")),
        editor.get(address(Place, "export")),
        editor.get(address(Place, "import")),
        send(editor, Place, b"x"),
        send(editor, Place, as_csv({"key": "a", "country": "Belgium"})),
        send(editor, Place, as_csv({"key": "a", "country": "FR"})),
    ]

    for page in pages:
        assert page.headers["Content-Language"] == language
        assert inline_parts(page.content.decode()) == []


def queries_of(editor: Client, *rows: dict[str, str]) -> int:
    with CaptureQueriesContext(connection) as queries:
        page = send(editor, Action, as_csv(*rows))
    assert wrong(page) == []
    return len(queries)


def test_each_change_takes_the_same_queries_however_much_it_leads_to(
    editor: Client,
) -> None:
    programme = make_programme()
    partners = [make_partner() for _ in range(8)]
    actions = [make_action(programme=programme, lead=p) for p in partners]
    keys = [partner.key for partner in partners]
    rows = [
        {"key": action.key, "lead": lead, "participants": ", ".join(keys)}
        for action, lead in zip(actions, reversed(keys), strict=True)
    ]

    two, four, eight = (queries_of(editor, *rows[:count]) for count in (2, 4, 8))

    assert (four - two) / 2 == (eight - four) / 4 <= 36


def test_rows_that_change_nothing_take_no_queries(editor: Client) -> None:
    rows = [{"key": make_action().key} for _ in range(8)]

    assert queries_of(editor, *rows[:2]) == queries_of(editor, *rows)


@time_machine.travel(NOON, tick=False)
def test_what_becomes_of_reminders_is_told_before_and_done_after(
    editor: Client,
    queue: Any,
    district: Programme,
    django_capture_on_commit_callbacks: Any,
) -> None:
    crew = crew_of(district)
    call = call_of(crew, key="call")
    ledger.reconcile(programme=district, now=NOON)
    before = list(Reminder.objects.order_by("pk").values())
    assert before

    page = send(editor, Milestone, as_csv({"key": "call", "due": "2014-09-01"}))

    assert [note[:11] for note in page.context["tried"].notes] == ["Reminders: "]
    assert list(Reminder.objects.order_by("pk").values()) == before

    with django_capture_on_commit_callbacks(execute=True):
        agree(editor, Milestone, page)

    call.refresh_from_db()
    assert (call.due, call.first_planned) == (on("2014-09-01"), on("2014-06-16"))
    assert queue() == [("actions.reminders.tasks.replan", [district.pk])]


def test_reminders_of_many_milestones_are_left_to_the_worker(
    editor: Client, district: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "MOST_COUNTED", 1)
    action = make_action(programme=district, key="busy")
    for _ in range(2):
        make_milestone(action=action)

    page = send(editor, Action, as_csv({"key": "busy", "title_en": "Busier"}))

    assert page.context["tried"].notes == [
        "The reminders of 2 milestones will be planned anew."
    ]


def test_a_file_that_changes_too_much_is_refused(editor: Client, settings: Any) -> None:
    settings.IMPORT_CHANGES = 1
    rows = [{"key": make_place().key, "country": country} for country in ("FR", "NL")]

    page = send(editor, Place, as_csv(*rows))

    assert str(page.context["refusal"]) == (
        "The file changes more than 1 records; take several files."
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "at most 10,000 rows, 1,000 of them changed"),
        ("fr", "au plus 10 000 lignes, dont 1 000 modifiées"),
    ],
)
def test_the_page_says_how_much_a_file_may_hold(
    language: str, said: str, editor: Client
) -> None:
    page = editor.get(address(Place, "import"), headers={"accept-language": language})

    assert said in page.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_a_file_that_is_too_large_is_refused_unread(
    editor: Client, settings: Any
) -> None:
    settings.IMPORT_MEGABYTES = 1

    page = send(editor, Place, b"x" * 1_200_000)

    assert page.status_code == 413
    assert str(page.context["refusal"]) == "The file is larger than 1 MB."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name_en\nx", "The column “key” is missing, which tells the records apart."),
        (b"key,nom\na,x", "Unknown columns: nom. Allowed: key, name_fr, name_en, coun"),
    ],
)
def test_columns_are_those_of_the_records(
    editor: Client, content: bytes, said: str
) -> None:
    page = send(editor, Place, content)

    assert str(page.context["refusal"])[: len(said)] == said


def test_two_rows_with_one_key_are_refused(editor: Client) -> None:
    make_place(key="a")

    page = send(
        editor,
        Place,
        as_csv({"key": "a", "country": "FR"}, {"key": "a", "country": "NL"}),
    )

    assert wrong(page) == [
        (2, "key", "This key is there twice."),
        (3, "key", "This key is there twice."),
    ]

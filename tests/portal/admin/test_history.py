"""The history of a record and its rows, and the way back to a version."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client

from actions.models import Action, Milestone
from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from creative_district.kernel.versions import IMPORTED
from partners.models import Partner
from programme.models import Account, Statement
from tests.factories import (
    make_action,
    make_discrepancy,
    make_document,
    make_indicator,
    make_milestone,
    make_partner,
    make_programme,
    make_source,
    make_statement,
    on,
)
from tests.portal.admin.pages import address, form_data, inline_parts, member

QUERIES = 23
NOW = datetime(2014, 6, 2, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def later(clock: Any) -> Any:
    """Let a minute go by."""
    return lambda: clock.shift(timedelta(minutes=1))


def save(editor: Client, record: Any, **changes: Any) -> Any:
    page = address(type(record), "change", record.pk)
    answer = editor.post(page, form_data(editor.get(page)) | changes)
    assert answer.status_code == 302, answer.context["errors"]
    return answer


def told(editor: Client, record: Any) -> list[Any]:
    """Return what the page tells: who, why, and what became of which row."""
    page = editor.get(address(type(record), "history", record.pk))
    assert inline_parts(page.content.decode()) == []
    return [
        (
            moment.who,
            moment.why,
            [
                (
                    change.row,
                    change.type,
                    [(d.field, d.before, d.after) for d in change.differences],
                )
                for change in moment.changes
            ],
        )
        for moment in page.context["moments"]
    ]


def restore(editor: Client, record: Any, version: Any) -> Any:
    page = address(type(record), "simple_history", record.pk, version.pk)
    return editor.post(page, {"_restore": "1"}, follow=True)


def messages(answer: Any) -> list[str]:
    return [f"{m.level_tag}: {m.message}" for m in answer.context["messages"]]


def test_changes_are_told_in_words_with_who_and_why(editor: Client, later: Any) -> None:
    lead, member = make_partner(name=Text(fr="Agence")), make_partner()
    action = make_action(title=Text(fr="Bons", en="Vouchers"))
    later()

    save(
        editor,
        action,
        title_fr="Chèques",
        start_value="2014-06",
        start_status=Status.PLANNED,
        start_confidence=Confidence.LOW,
        lead=lead.pk,
        participants=[member.pk],
        is_featured="on",
        completion="continued",
        why="After the meeting",
    )

    assert told(editor, action)[0] == (
        "editor",
        "After the meeting",
        [
            (
                "",
                "~",
                [
                    ("Title (French)", "Bons", "Chèques"),
                    ("Lead partner", "–", "Agence"),
                    ("Start", "–", "June 2014 (planned, confidence: low)"),
                    ("Completion", "unknown", "continued after the programme"),
                    ("Featured on the home page", "no", "yes"),
                    ("Participating partners", "–", str(member)),
                ],
            )
        ],
    )


def test_rows_are_told_with_their_record(editor: Client, later: Any) -> None:
    action = make_action()
    milestone = make_milestone(action=action, title=Text(en="Call"))
    statement = make_statement(record=action, field="title", sources=[make_source()])
    later()

    save(
        editor,
        action,
        **{
            "milestones-0-title_en": "Second call",
            "milestones-1-title_en": "Report",
            "milestones-1-due_value": "2014-10",
            "programme-statement-content_type-object_id-0-DELETE": "on",
            "why": "Tidied",
        },
    )

    (_who, why, changes), *_older = told(editor, action)
    assert why == "Tidied"
    assert [(row, kind) for row, kind, _found in changes] == [
        ("Report", "+"),
        ("Second call", "~"),
        ("title", "-"),
    ]
    assert changes[1][2] == [("Title (English)", "Call", "Second call")]
    assert ("Field", "title", "–") in changes[2][2]
    assert milestone.history.first().history_change_reason == "Tidied"
    assert not Statement.objects.filter(pk=statement.pk).exists()


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("en", "Milestone “Report”"),
        ("fr", "Jalon «\N{NO-BREAK SPACE}Report\N{NO-BREAK SPACE}»"),
    ],
)
def test_a_row_is_named_in_the_quotation_marks_of_the_language(
    language: str, heading: str, editor: Client
) -> None:
    action = make_action()
    row = {"milestones-0-title_en": "Report", "milestones-0-due_value": "2014-10"}
    save(editor, action, **row)

    page = editor.get(
        address(Action, "history", action.pk), headers={"accept-language": language}
    )

    assert f"{heading}\n" in page.content.decode()


@pytest.mark.parametrize(
    ("make", "row", "changes"),
    [
        pytest.param(
            lambda: make_partner(programme=make_programme(name=Text(en="Home"))),
            "Home",
            {"memberships-0-task_en": "Leads"},
            id="membership",
        ),
        pytest.param(
            lambda: make_indicator(value=3),
            "5.00",
            {"readings-0-value": "5"},
            id="reading",
        ),
        pytest.param(
            lambda: with_account(make_discrepancy()),
            "A year",
            {"accounts-0-text_en": "A year"},
            id="account",
        ),
    ],
)
def test_every_kind_of_row_has_a_history(
    editor: Client, later: Any, make: Any, row: str, changes: dict[str, str]
) -> None:
    record = make()
    later()

    save(editor, record, **changes)

    _who, _why, found = told(editor, record)[0]
    assert [(name, kind) for name, kind, _differences in found] == [(row, "~")]


def with_account(discrepancy: Any) -> Any:
    Account.objects.create(discrepancy=discrepancy, text=Text(en="Two years"))
    return discrepancy


def test_what_nobody_wrote_is_the_portals_or_a_files(
    editor: Client, later: Any
) -> None:
    action = make_action()
    later()
    action.is_featured = True
    action.save()
    later()
    action.is_featured = False
    action._change_reason = IMPORTED
    action.save()

    assert [(who, why) for who, why, _changes in told(editor, action)] == [
        ("an import file", ""),
        ("the portal", ""),
        ("the portal", ""),
    ]


def test_long_texts_are_told_apart_word_by_word(editor: Client, later: Any) -> None:
    words = "One sentence that is long enough to be read, and one that stays."
    action = make_action(summary=Text(en=words))
    later()

    save(editor, action, summary_en=words.replace("long", "quite long"))

    page = editor.get(address(Action, "history", action.pk))
    (moment, *_older) = page.context["moments"]
    (difference,) = moment.changes[0].differences
    assert [(piece.mark, piece.text) for piece in difference.pieces] == [
        ("", "One sentence that is "),
        ("ins", "quite "),
        ("", "long enough to be read, and one that stays."),
    ]
    assert "<ins><span" in page.content.decode()


def test_saving_without_a_change_is_no_moment(editor: Client, later: Any) -> None:
    action = make_action()
    later()
    save(editor, action)

    assert len(told(editor, action)) == 1
    assert action.history.count() == 2


def test_what_is_deleted_keeps_its_history(editor: Client, later: Any) -> None:
    action = make_action(title=Text(en="Vouchers"))
    later()
    editor.post(address(Action, "delete", action.pk), {"post": "yes"})

    page = editor.get(address(Action, "history", action.pk))

    assert page.status_code == 200
    assert [c.type for m in page.context["moments"] for c in m.changes] == ["-", "+"]
    assert page.context["may_restore"] is False
    assert editor.get(address(Action, "history", 987654)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_three_rows_as_for_one(
    editor: Client, later: Any, django_assert_num_queries: Any, count: int
) -> None:
    action = make_action()
    for number in range(count):
        make_milestone(action=action)
        make_statement(record=action, field=f"f{number}", sources=[make_source()])
        later()
        action.participants.add(make_partner())
        action.lead = make_partner()
        action.save()
    page = address(Action, "history", action.pk)
    editor.get(page)

    with django_assert_num_queries(QUERIES):
        editor.get(page)


def test_a_long_history_has_pages(editor: Client, clock: Any) -> None:
    action = make_action()
    for number in range(60):
        clock.shift(timedelta(seconds=9))
        action.title = Text(en=f"Title {number}")
        action.save()
    page = address(Action, "history", action.pk)

    first, second = (editor.get(page, {"p": number}) for number in (1, 2))

    assert [len(each.context["moments"]) for each in (first, second)] == [50, 11]
    assert '<a href="?p=2">2</a>' in first.content.decode()


def test_a_version_comes_back_with_one_click(editor: Client, later: Any) -> None:
    lead, member, other = (make_partner() for _ in range(3))
    action = make_action(
        title=Text(fr="Bons", en="Vouchers", it="Buoni"), lead=lead, start=on("2014-06")
    )
    action.participants.set([member])
    wanted = action.history.first()
    later()
    save(
        editor,
        action,
        title_fr="Chèques",
        title_en="",
        lead="",
        start_value="",
        participants=[other.pk],
    )
    later()

    answer = restore(editor, action, wanted)

    action.refresh_from_db()
    assert action.title == Text(fr="Bons", en="Vouchers", it="Buoni")
    assert (action.lead, action.start, list(action.participants.all())) == (
        lead,
        on("2014-06"),
        [member],
    )
    version = action.history.first()
    reason = "Restored the version of 2 June 2014, 12:00"
    assert (version.history_user.username, version.history_change_reason) == (
        "editor",
        reason,
    )
    assert LogEntry.objects.first().get_change_message() == reason
    assert answer.redirect_chain[-1][0] == address(Action, "history", action.pk)
    assert messages(answer)[-1] == (
        "success: The version is restored. The state and the rows are as they were."
    )


def test_the_state_never_comes_back(editor: Client, later: Any) -> None:
    action = make_action(title=Text(fr="Public"))
    wanted = action.history.first()
    later()
    action.state, action.title = State.WITHDRAWN, Text(fr="Retiré")
    action.save()
    later()

    restore(editor, action, wanted)

    action.refresh_from_db()
    assert (action.title, action.state) == (Text(fr="Public"), State.WITHDRAWN)


def test_what_is_gone_is_told(editor: Client, later: Any) -> None:
    lead = make_partner(name=Text(en="Agency"))
    member = make_partner(name=Text(en="Member"))
    action = make_action(lead=lead)
    action.participants.set([member])
    wanted = action.history.first()
    later()
    action.lead = None
    action.save()
    action.participants.clear()
    lead.delete()
    member.delete()
    later()

    answer = restore(editor, action, wanted)

    action.refresh_from_db()
    assert (action.lead, list(action.participants.all())) == (None, [])
    assert messages(answer)[:2] == [
        f"warning: {field}: “{name} (deleted)” is gone and was not put back."
        for field, name in (
            ("lead partner", "Agency"),
            ("participating partners", "Member"),
        )
    ]


def test_what_the_form_refuses_is_refused(editor: Client, later: Any) -> None:
    action = make_action(slug=Text(fr="bons"))
    wanted = action.history.first()
    later()
    action.slug = Text(fr="cheques")
    action.save()
    make_action(programme=action.programme, slug=Text(fr="bons"))
    count = action.history.count()

    answer = restore(editor, action, wanted)

    action.refresh_from_db()
    assert action.slug == Text(fr="cheques")
    assert action.history.count() == count
    assert messages(answer) == [
        f"error: This version cannot be restored. Slug: {said}"
        for said in ("FR: another record has the address “bons”.",)
    ]


def test_a_file_comes_back_as_long_as_it_is_kept(editor: Client, later: Any) -> None:
    document = make_document(url="https://a.example/", file="documents/gone.pdf")
    wanted = document.history.first()
    later()
    document.file, document.title = "", Text(en="Other")
    document.save()

    restore(editor, document, wanted)

    document.refresh_from_db()
    assert str(document.file) == ""
    assert document.title != Text(en="Other")


def test_only_who_may_change_restores(db: None, later: Any) -> None:
    action = make_action(title=Text(en="Old"))
    wanted = action.history.first()
    later()
    action.title = Text(en="New")
    action.save()
    viewer = member("viewer", action.programme)
    stranger = member("publisher", make_programme())
    page = address(Action, "simple_history", action.pk, wanted.pk)

    assert viewer.get(page).status_code == 200
    assert 'name="_restore"' not in viewer.get(page).content.decode()
    assert viewer.post(page, {"_restore": "1"}).status_code == 403
    assert stranger.get(page).status_code == 404
    assert stranger.post(page, {"_restore": "1"}).status_code == 404
    action.refresh_from_db()
    assert action.title == Text(en="New")


@pytest.mark.parametrize("make", [make_action, make_partner, make_document])
def test_a_version_is_shown_with_what_it_would_change(
    editor: Client, later: Any, make: Any
) -> None:
    record: Any = make()
    wanted = record.history.first()
    later()
    name = "name" if isinstance(record, Partner) else "title"
    setattr(record, name, Text(en="New"))
    record.save()

    page = editor.get(address(type(record), "simple_history", record.pk, wanted.pk))

    assert page.status_code == 200
    assert [d.before for d in page.context["changes"] if d.language == "en"] == ["New"]
    assert inline_parts(page.content.decode()) == []
    other = address(type(record), "simple_history", record.pk, 987654321)
    assert editor.get(other).status_code == 404


def test_a_version_of_another_record_is_not_found(editor: Client) -> None:
    mine, other = make_action(), make_action()

    page = address(Action, "simple_history", mine.pk, other.history.first().pk)

    assert [editor.get(page).status_code, editor.post(page).status_code] == [404, 404]


def test_rows_do_not_come_back_with_their_record(editor: Client, later: Any) -> None:
    action = make_action()
    wanted = action.history.first()
    milestone = make_milestone(action=action)
    later()
    save(editor, action, title_en="Other")

    restore(editor, action, wanted)

    assert list(Milestone.objects.filter(action=action)) == [milestone]

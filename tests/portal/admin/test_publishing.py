"""Staff take a record to the public and back, by steps."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import connection, connections, transaction
from django.test import Client

from actions.models import Action
from creative_district.kernel.models import PreviewLink
from creative_district.kernel.publication import set_state
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from programme.models import News, Programme, Source
from tests.factories import (
    make_action,
    make_discrepancy,
    make_indicator,
    make_milestone,
    make_news,
    make_partner,
    make_programme,
    make_source,
    make_space,
    make_statement,
    make_thrust,
)
from tests.locks import wait_for_a_waiter
from tests.portal.admin.pages import (
    accepted,
    address,
    form_data,
    inline_parts,
    member,
)

NOW = datetime(2014, 6, 2, 10, tzinfo=UTC)
UNSOURCED = "No source supports what is said."


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def page_of(record: Any, to: State) -> str:
    return address(type(record), "step", record.pk, to.value)


def said(page: Any) -> tuple[list[str], list[str]]:
    """Return what has to be mended and what is only told."""
    told = page.context
    return [f.text for f in told["errors"]], [f.text for f in told["warnings"]]


def box_of(page: Any) -> dict[str, str]:
    """Return the box that accepts what the page tells."""
    names = [name for name in page.context["form"].fields if name[:8] == "accepted"]
    return dict.fromkeys(names, "on")


def take(editor: Client, record: Any, to: State, **told: Any) -> Any:
    """Open the page before a step, accept what it tells, and go on."""
    page = editor.get(page_of(record, to))
    answer = editor.post(page_of(record, to), box_of(page) | told, follow=True)
    record.refresh_from_db()
    return answer


def messages(answer: Any) -> list[str]:
    return [f"{m.level_tag}: {m.message}" for m in answer.context["messages"]]


def sourced(record: Any) -> Any:
    make_statement(record=record, sources=[make_source()])
    return record


def test_what_is_whole_is_published_at_once_and_logged(editor: Client) -> None:
    news = sourced(make_news(state=State.DRAFT, body=Text(fr="Texte", en="Text")))

    page = editor.get(page_of(news, State.PUBLISHED))
    answer = take(editor, news, State.PUBLISHED, reason="Ready")

    assert said(page) == ([], [])
    assert "Nothing is missing." in page.content.decode()
    assert inline_parts(page.content.decode()) == []
    assert (news.state, news.publish_from) == (State.PUBLISHED, None)
    version = news.history.first()
    assert (version.history_user.username, version.history_change_reason) == (
        "editor",
        "Ready",
    )
    assert LogEntry.objects.first().get_change_message() == (
        "Publication: published. Ready"
    )
    page = news.get_absolute_url().replace("/fr/", "/en/")
    told = f'“{news}” is now published. <a href="{page}">View on site</a>'
    assert messages(answer) == [f"success: {told}"]


@pytest.mark.parametrize(
    ("make", "errors", "warnings"),
    [
        pytest.param(
            lambda: make_action(title=Text(en="Vouchers"), slug=Text(en="x")),
            ["Missing in French: Slug, Title."],
            ["The action has no milestone.", UNSOURCED],
            id="first language",
        ),
        pytest.param(
            lambda: make_action(title=Text(fr="Bons")),
            [],
            [
                "The action has no milestone.",
                "Not translated into English: Title.",
                UNSOURCED,
            ],
            id="second language",
        ),
        pytest.param(
            lambda: make_action(
                programme=make_programme(languages=["fr", "it"]), title=Text(fr="Bons")
            ),
            [],
            ["The action has no milestone.", UNSOURCED],
            id="no language of the district",
        ),
        pytest.param(
            lambda: make_space(
                programme=make_programme(name=Text(en="Far"), state=State.WITHDRAWN)
            ),
            ["The programme “Far” is not public (withdrawn)."],
            [UNSOURCED],
            id="parent",
        ),
        pytest.param(
            lambda: make_action(
                thrust=make_thrust(
                    title=Text(en="One"),
                    number=1,
                    publish_from=datetime(2014, 7, 1, tzinfo=UTC),
                )
            ),
            [],
            [
                "The action has no milestone.",
                UNSOURCED,
                "The thrust “1 One” is only public later (scheduled).",
            ],
            id="parent to come",
        ),
        pytest.param(
            make_partner,
            ["The partner takes part in no public district."],
            [UNSOURCED],
            id="partner",
        ),
        pytest.param(
            make_news,
            [],
            ["The news item has no text.", UNSOURCED],
            id="news",
        ),
        pytest.param(
            make_indicator,
            [],
            ["The indicator has no value.", UNSOURCED],
            id="indicator",
        ),
        pytest.param(
            make_discrepancy,
            [],
            ["No account of a source is given."],
            id="discrepancy",
        ),
    ],
)
def test_what_is_missing_is_told(
    editor: Client, make: Any, errors: list[str], warnings: list[str]
) -> None:
    record = make()
    type(record).objects.filter(pk=record.pk).update(state=State.DRAFT)

    page = editor.get(page_of(record, State.PUBLISHED))
    found, told = said(page)

    assert (found, sorted(told)) == (errors, sorted(warnings))


def test_errors_cannot_be_passed_over(editor: Client) -> None:
    space = make_space(programme=make_programme(state=State.DRAFT), state=State.DRAFT)

    answer = take(editor, space, State.PUBLISHED, accepted="on")

    assert space.state == State.DRAFT
    assert answer.status_code == 200
    assert '<button type="submit" class="button default">' not in (
        answer.content.decode()
    )


def test_warnings_are_accepted_as_they_were_read(editor: Client) -> None:
    news = make_news(state=State.DRAFT)
    page = editor.get(page_of(news, State.PUBLISHED))

    unread = editor.post(page_of(news, State.PUBLISHED))
    News.objects.filter(pk=news.pk).update(title={"fr": "Annonce"})
    stale = editor.post(page_of(news, State.PUBLISHED), box_of(page))
    news.refresh_from_db()
    before = news.state
    editor.post(page_of(news, State.PUBLISHED), box_of(stale))

    news.refresh_from_db()
    for answer in (unread, stale):
        assert list(answer.context["form"].errors.values()) == [
            ["Tick this box, or settle these points first."]
        ]
    assert (before, news.state) == (State.DRAFT, State.PUBLISHED)


def test_milestones_are_published_with_their_action_if_ticked(editor: Client) -> None:
    action = make_action(state=State.DRAFT)
    first, second = (make_milestone(action=action, state=State.DRAFT) for _ in "12")
    make_milestone(action=action, state=State.DRAFT, title=Text(en="Untranslated"))

    page = editor.get(page_of(action, State.PUBLISHED))
    answer = take(editor, action, State.PUBLISHED, along=[first.pk])

    assert page.context["form"].fields["along"].choices == [
        (str(each.pk), str(each.title["en"])) for each in (first, second)
    ]
    assert {(each.pk == first.pk, each.state) for each in action.milestones.all()} == {
        (True, "published"),
        (False, "draft"),
    }
    assert messages(answer)[1:] == ["success: 1 more was published along with it."]


def test_a_day_is_set_moved_and_given_up(editor: Client) -> None:
    action = make_action(state=State.DRAFT)

    take(
        editor,
        action,
        State.PUBLISHED,
        publish_from_0="2014-06-05",
        publish_from_1="09:00",
    )
    planned = action.publish_from
    form = editor.get(address(Action, "change", action.pk))
    take(editor, action, State.DRAFT)

    assert planned == datetime(2014, 6, 5, 7, tzinfo=UTC)
    assert form.context["standing"] == "published from 5 June 2014, 09:00"
    assert [str(name) for name, _page in form.context["steps"]] == [
        "Return to draft",
        "Publish",
    ]
    assert (action.state, action.publish_from) == (State.DRAFT, None)


def test_withdrawing_asks_for_a_reason_for_the_public(
    editor: Client, district: Programme
) -> None:
    action = make_action(programme=district)
    public = Client()

    without = editor.post(page_of(action, State.WITHDRAWN))
    take(editor, action, State.WITHDRAWN, reason="Merged with another")

    assert without.context["form"].errors == {"reason": ["This field is required."]}
    gone = public.get(action.get_absolute_url())
    assert gone.status_code == 410
    assert "Merged with another" in gone.content.decode()


def test_what_was_never_public_is_not_there_rather_than_gone(
    editor: Client, district: Programme
) -> None:
    action = make_action(programme=district, state=State.DRAFT)

    answer = editor.post(page_of(action, State.WITHDRAWN), {"reason": "x"}, follow=True)
    bulk = editor.post(
        address(Action, "changelist"),
        {"action": "withdraw", "_selected_action": [action.pk], "reason": "x"},
        follow=True,
    )

    action.refresh_from_db()
    assert action.state == State.DRAFT
    assert Client().get(action.get_absolute_url()).status_code == 404
    assert messages(answer) == [
        f"warning: This step is not possible any more: “{action}” is draft."
    ]
    assert messages(bulk) == [f"warning: Left as it is: “{action}” – it is draft"]


def test_the_form_cannot_move_a_record(editor: Client) -> None:
    action = make_action(state=State.DRAFT)
    row = make_milestone(action=action, state=State.DRAFT)
    page = address(Action, "change", action.pk)

    told = {"state": "published", "milestones-0-state": "withdrawn"}
    editor.post(page, form_data(editor.get(page)) | told | {"title_en": "Other"})

    action.refresh_from_db()
    row.refresh_from_db()
    assert (action.title["en"], action.state, row.state) == ("Other", "draft", "draft")


def test_who_may_change_sends_to_review_and_back_but_publishes_nothing(
    db: None,
) -> None:
    action = make_action(state=State.DRAFT)
    public = make_action(programme=action.programme)
    writer = member("editor", action.programme)

    take(writer, action, State.IN_REVIEW)
    reviewed = action.state
    form = writer.get(address(Action, "change", action.pk))
    refused = [
        writer.post(page_of(record, to)).status_code
        for record, to in ((action, State.PUBLISHED), (public, State.WITHDRAWN))
    ]
    writer.post(
        address(Action, "changelist"),
        {"action": "publish", "_selected_action": [action.pk]},
    )
    take(writer, action, State.DRAFT)

    assert (reviewed, action.state) == (State.IN_REVIEW, State.DRAFT)
    assert [str(name) for name, _page in form.context["steps"]] == ["Return to draft"]
    assert "then_publish" not in form.context
    assert refused == [403, 403]
    public.refresh_from_db()
    assert public.state == State.PUBLISHED


def test_who_may_only_look_takes_no_step(db: None) -> None:
    action = make_action(state=State.DRAFT)
    viewer = member("viewer", action.programme)

    form = viewer.get(address(Action, "change", action.pk))

    assert form.context["steps"] == []
    assert viewer.get(page_of(action, State.IN_REVIEW)).status_code == 403


def test_of_many_those_that_can_are_published_and_the_others_named(
    editor: Client,
) -> None:
    ready = make_action(state=State.DRAFT)
    lacking = make_action(state=State.DRAFT, title=Text(en="Vouchers"))
    chosen = {"action": "publish", "_selected_action": [ready.pk, lacking.pk]}

    page = editor.post(address(Action, "changelist"), chosen, follow=True)
    answer = accepted(editor, page)

    ready.refresh_from_db()
    lacking.refresh_from_db()
    assert (ready.state, lacking.state) == (State.PUBLISHED, State.DRAFT)
    assert messages(answer) == [
        "success: 1 record is now “published”.",
        "warning: Left as it is: “Vouchers” – Missing in French: Title.",
    ]


@pytest.mark.parametrize("across", ["0", "1"])
def test_of_many_what_there_is_to_know_is_accepted_as_it_was_read(
    editor: Client, across: str
) -> None:
    whole = sourced(make_news(state=State.DRAFT, body=Text(fr="Texte", en="Text")))
    bare, partly = make_news(state=State.DRAFT), make_news(state=State.DRAFT)
    chosen = {"action": "publish", "_selected_action": [whole.pk, bare.pk]}
    chosen |= {"select_across": across}

    def states() -> list[str]:
        return list(News.objects.order_by("pk").values_list("state", flat=True))

    page = editor.post(address(News, "changelist"), chosen)
    unread = editor.post(address(News, "changelist"), chosen | {"_asked": "1"})
    News.objects.filter(pk=bare.pk).update(body={"fr": "Texte", "en": "Text"})
    stale = accepted(editor, page)
    before = states()
    accepted(editor, stale)

    told = [
        (str(record), [f.text for f in found])
        for record, _page, found in page.context["warned"]
    ]
    expected = [
        (str(each), [UNSOURCED, "The news item has no text."])
        for each in (partly, bare)
    ]
    assert sorted(told) == sorted(expected if across == "1" else expected[1:])
    for answer in (unread, stale):
        assert list(answer.context["form"].errors.values()) == [
            ["Tick this box, or settle these points first."]
        ]
    assert before == ["draft"] * 3
    last = "published" if across == "1" else "draft"
    assert states() == ["published", "published", last]


def test_many_that_are_whole_are_published_at_once(editor: Client) -> None:
    news = sourced(make_news(state=State.DRAFT, body=Text(fr="Texte", en="Text")))
    chosen = {"action": "publish", "_selected_action": [news.pk]}

    answer = editor.post(address(News, "changelist"), chosen, follow=True)

    assert messages(answer) == ["success: 1 record is now “published”."]


def test_many_are_not_withdrawn_without_a_reason(editor: Client) -> None:
    action = make_action()

    answer = editor.post(
        address(Action, "changelist"),
        {"action": "withdraw", "_selected_action": [action.pk]},
        follow=True,
    )

    action.refresh_from_db()
    assert action.state == State.PUBLISHED
    assert messages(answer) == [
        "error: Say why: the public reads the reason for withdrawing."
    ]


@pytest.mark.parametrize(
    ("button", "leads_to"),
    [("_then_preview", "/en/preview/"), ("_then_publish", "/step/published/")],
)
def test_a_draft_is_saved_and_goes_on(
    editor: Client, button: str, leads_to: str
) -> None:
    action = make_action(state=State.DRAFT)
    page = address(Action, "change", action.pk)
    data = form_data(editor.get(page)) | {"title_en": "Other", button: "1"}

    answer = editor.post(page, data)

    action.refresh_from_db()
    assert action.title["en"] == "Other"
    assert leads_to in answer.headers["Location"]
    assert PreviewLink.objects.exists() is (button == "_then_preview")


SAVING = ["Save and add another", "Save and continue editing"]


@pytest.mark.parametrize(
    ("state", "query", "buttons"),
    [
        (None, "", ["Save draft", "Save and publish…", *SAVING]),
        (None, "?_popup=1", ["Save draft"]),
        (State.DRAFT, "", ["Save draft", "Save and publish…", *SAVING]),
        (State.PUBLISHED, "", ["Save", *SAVING]),
    ],
)
def test_a_form_has_each_way_to_save_once(
    editor: Client, state: State | None, query: str, buttons: list[str]
) -> None:
    if state is None:
        page = address(Source, "add")
    else:
        page = address(Source, "change", make_source(state=state).pk)

    form = editor.get(page + query).content.decode()

    row = form.partition('<div class="submit-row">')[2].partition("</div>")[0]
    assert re.findall(r'<input[^>]* value="([^"]+)"', row) == buttons


def test_a_new_record_goes_on_to_publishing(editor: Client) -> None:
    page = address(Source, "add")
    data = {
        "title": "Report",
        "publisher": "Region",
        "url": "https://a.example/",
        "language": "fr",
        "weight": "primary",
        "_then_publish": "1",
    }

    answer = editor.post(page, form_data(editor.get(page)) | data)

    source = Source.objects.get(title="Report")
    assert answer.headers["Location"] == page_of(source, State.PUBLISHED)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_however_much_belongs_to_a_record(
    editor: Client, django_assert_num_queries: Any, count: int
) -> None:
    action = make_action(state=State.DRAFT)
    for _ in range(count):
        make_milestone(action=action, state=State.DRAFT)
        make_statement(record=action, field=f"f{_}", sources=[make_source()])
    editor.get(page_of(action, State.PUBLISHED))

    with django_assert_num_queries(QUERIES):
        editor.get(page_of(action, State.PUBLISHED))


QUERIES = 16


def test_every_record_has_its_steps(editor: Client) -> None:
    for record in (make_milestone(), make_space(), make_discrepancy()):
        assert editor.get(page_of(record, State.WITHDRAWN)).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_step_that_another_one_forestalls_is_not_taken(editor: Client) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("threads need a database server: set TEST_DATABASE_URL")
    source = make_source(state=State.DRAFT)

    def send_to_review() -> Any:
        try:
            return editor.post(page_of(source, State.IN_REVIEW), follow=True)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            set_state(records=[source], state=State.PUBLISHED, now=NOW)
            sending = threads.submit(send_to_review)
            wait_for_a_waiter()

        assert messages(sending.result()) == [
            f"warning: This step is not possible any more: “{source}” is published."
        ]

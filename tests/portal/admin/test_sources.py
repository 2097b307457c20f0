"""Citing sources on a record's own page, and what a source supports."""

import re
from typing import Any

import pytest
from django.test import Client

from creative_district.kernel.record import State
from programme.models import Source, Statement
from tests.factories import (
    make_action,
    make_document,
    make_milestone,
    make_news,
    make_partner,
    make_source,
    make_statement,
)
from tests.portal.admin.pages import address, form_data, member

ROW = "programme-statement-content_type-object_id"
NEW = "https://www.archive.example/report.pdf"


def typed(client: Client, record: Any, **values: Any) -> Any:
    """Send the page of a record with values typed into its first statement."""
    page = address(type(record), "change", record.pk)
    data = form_data(client.get(page))
    if not record.statements.exists():
        data[f"{ROW}-TOTAL_FORMS"] = "1"
        blank = {"field": "", "status": "actual", "confidence": "high"}
        data |= {f"{ROW}-0-{name}": value for name, value in blank.items()}
    data |= {f"{ROW}-0-{name}": value for name, value in values.items()}
    return client.post(page, data)


def cited(record: Any) -> list[tuple[str, list[Source]]]:
    statements = Statement.objects.filter(object_id=record.pk).order_by("field")
    return [(each.field, list(each.sources.order_by("pk"))) for each in statements]


def test_a_stored_statement_is_a_closed_line_that_says_what_it_holds(
    editor: Client,
) -> None:
    document = make_document()
    sources = [make_source(), make_source()]
    make_statement(record=document, field="published", sources=sources)

    html = editor.get(address(type(document), "change", document.pk)).content.decode()

    assert "Published – 2 sources – high" in html
    assert '<details class="statement" >' in html


def test_each_field_says_how_well_it_is_supported(editor: Client) -> None:
    document = make_document()
    make_statement(record=document, field="language", sources=[make_source()])

    page = editor.get(address(type(document), "change", document.pk))

    fields = page.context["adminform"].form.fields
    told = {name: str(field.help_text) for name, field in fields.items()}
    assert [name for name, text in told.items() if "source" in text] == ["language"]
    assert told["language"] == "1 source – high"


def test_the_box_of_sources_opens_a_page_to_add_one(editor: Client) -> None:
    html = editor.get(address(type(make_news()), "add")).content.decode()

    assert f'id="add_id_{ROW}-__prefix__-sources"' in html
    assert 'href="/admin/programme/source/add/?_to_field=id&amp;_popup=1"' in html


def test_a_source_is_added_by_its_address_and_waits_in_review(editor: Client) -> None:
    news, known = make_news(), make_source()

    typed(editor, news, field="title", sources=[str(known.pk)], new_source=NEW)

    made = Source.objects.get(url=NEW)
    assert cited(news) == [("title", [known, made])]
    assert (made.title, made.publisher, made.state) == (
        NEW,
        "archive.example",
        State.IN_REVIEW,
    )


def test_a_source_that_has_the_address_is_taken(editor: Client) -> None:
    news, known = make_news(), make_source(url=NEW)

    typed(editor, news, new_source=NEW)

    assert cited(news) == [("", [known])]
    assert Source.objects.filter(url=NEW).count() == 1


def test_what_is_no_address_is_refused_and_nothing_is_written(editor: Client) -> None:
    news = make_news()

    answer = typed(editor, news, new_source="javascript:alert(1)", title_en="Other")

    assert "Enter a valid URL." in answer.content.decode()
    assert (cited(news), Source.objects.count()) == ([], 0)


def test_a_source_is_added_where_the_change_is_reviewed_first(editor: Client) -> None:
    milestone = make_milestone()

    typed(editor, milestone, field="due", new_source=NEW)

    assert [(field, [s.url for s in found]) for field, found in cited(milestone)] == [
        ("due", [NEW])
    ]


def test_who_may_add_no_source_adds_none_in_passing(db: None) -> None:
    partner = make_partner()
    action = make_action(lead=partner, state=State.DRAFT)
    client = member("partner_editor", action.programme, partner=partner)
    page = client.get(address(type(action), "change", action.pk))

    typed(client, action, field="title", new_source=NEW)

    assert (page.status_code, "new_source" in page.content.decode()) == (200, False)
    assert not Source.objects.filter(url=NEW).exists()


def test_who_only_reads_statements_is_offered_no_new_source(db: None) -> None:
    news = make_news()
    make_statement(record=news, sources=[make_source()])
    client = member("viewer", news.programme)

    html = client.get(address(type(news), "change", news.pk)).content.decode()

    assert "the whole record – 1 source – high" in html
    assert "new_source" not in html


@pytest.mark.parametrize(
    "words", ["rapport annuel", "edité", "archive.ex", "2014", "2014-06"]
)
def test_sources_are_found_by_title_publisher_address_and_year(
    editor: Client, words: str
) -> None:
    found = make_source(
        title="Rapport Annuel", publisher="Éditeur", url=NEW, published="2014-06"
    )
    make_source()

    answer = editor.get(
        "/admin/autocomplete/",
        {
            "term": words,
            "app_label": "programme",
            "model_name": "statement",
            "field_name": "sources",
        },
    )

    assert [row["id"] for row in answer.json()["results"]] == [str(found.pk)]


def test_a_source_lists_what_it_supports(editor: Client) -> None:
    source, news, document = make_source(), make_news(), make_document()
    make_statement(record=news, field="title", sources=[source])
    make_statement(record=document, sources=[source])
    make_statement(record=make_news(), sources=[make_source()])

    answer = editor.get(address(Source, "change", source.pk))

    assert {row[1:] for row in answer.context["supported"]} == {
        ("news item", address(type(news), "change", news.pk), "Title"),
        (
            "document",
            address(type(document), "change", document.pk),
            "the whole record",
        ),
    }
    assert address(type(news), "change", news.pk) in answer.content.decode()


def test_the_page_of_a_source_takes_as_many_queries_whatever_it_supports(
    editor: Client, django_assert_num_queries: Any
) -> None:
    source = make_source()
    page = address(Source, "change", source.pk)
    make_statement(record=make_news(), field="title", sources=[source])
    editor.get(page)

    for _more in range(3):
        with django_assert_num_queries(8):
            editor.get(page)
        make_statement(record=make_news(), field="title", sources=[source])


def test_who_may_not_see_a_record_is_not_told_that_a_source_supports_it(
    db: None,
) -> None:
    source, news, document = make_source(), make_news(), make_document()
    for record in (news, document):
        make_statement(record=record, sources=[source])
    client = member("viewer", news.programme)

    answer = client.get(address(Source, "change", source.pk))

    assert [row[0] for row in answer.context["supported"]] == [news]
    assert str(document) not in answer.content.decode()


def test_a_source_of_no_kind_can_be_chosen_by_that(admin_client):
    make_source(kind="")
    make_source(kind="report")

    page = admin_client.get("/admin/programme/source/", HTTP_ACCEPT_LANGUAGE="en").text

    shown = re.findall(r'<a href="\?kind=(\w*)"[^>]*>\s*([^<]*?)\s*</a>', page)
    assert shown == [("", "not stated"), ("report", "report")]

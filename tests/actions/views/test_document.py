from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override

from creative_district.kernel.record import State
from creative_district.kernel.templatetags.reading import file_size
from creative_district.kernel.text import Text
from programme.models import Document
from tests.factories import (
    make_action,
    make_document,
    make_source,
    make_statement,
    on,
)
from tests.pages import links, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(visit):
    def document_page(document, **how):
        return visit("document-detail", slug=document.slug, **how)

    return document_page


def make_report(*, size=1_234_567, **changes):
    """Return a document whose file lies in the portal."""
    file = ContentFile(b"%PDF-" + b" " * (size - 5), name="report.pdf")
    return make_document(url="", file=file, **changes)


def test_a_district_without_documents_says_so_and_where_to_look(visit):
    page = visit("document-list")

    assert words(page) == (
        "The documents No document is published yet. The texts that facts come from"
        " are named at the foot of each page; the open data list them all."
    )
    assert links(page) == ["/en/data/"]


def test_documents_say_what_they_are_and_where(visit, district, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    report = make_report(
        programme=district,
        title=Text(en="The report"),
        summary=Text(en="What was found."),
        language="fr",
        published=on("2015-07"),
    )
    make_document(
        programme=district,
        title=Text(en="A guide"),
        url="https://www.elsewhere.example/guide.PDF?a=1",
        published=on("2014-Q1"),
    )
    make_document(
        programme=district,
        title=Text(en="A page"),
        url="https://elsewhere.example/page.php",
        published=None,
    )

    page = visit("document-list")

    assert words(page).startswith(
        "The documents 3 documents All languages 3 English 2 French 1"
        " July 2015 The report What was found. French"
        " Download (PDF, 1.2 MB) : The report"
        " first quarter of 2014 A guide English Read on elsewhere.example (PDF)"
        " : A guide"
        " undated A page English Read on elsewhere.example : A page"
        " Download what you see"
    )
    assert report.file.url in links(page)


def test_a_language_is_asked_for_in_the_address(visit, district):
    make_document(programme=district, language="en")
    french = make_document(programme=district, language="fr")

    asked = visit("document-list", query="language=fr")
    unknown = visit("document-list", query="language=%00")

    assert list(asked.context["documents"]) == [french]
    assert words(asked).startswith("The documents 1 document, in French All")
    assert len(unknown.context["documents"]) == 2


def test_one_language_needs_no_choice(visit, district):
    make_document(programme=district)

    assert "All languages" not in words(visit("document-list"))


def test_a_language_that_nobody_knows_is_named_by_its_code(visit, show, district):
    odd = make_document(programme=district, language="xx")

    assert " Xx Read on" in words(visit("document-list"))
    assert "Language Xx" in words(show(odd))


def test_only_what_is_public_here_and_now_is_listed(visit, show, district, rival):
    shown = make_document(programme=district)
    make_document(programme=district, state=State.IN_REVIEW, language="fr")
    make_document(programme=rival.programme, language="fr")
    later = datetime(2099, 1, 1, tzinfo=UTC)
    scheduled = make_document(programme=district, publish_from=later)

    page = visit("document-list")

    assert list(page.context["documents"]) == [shown]
    assert page.context["languages"] == [("en", 1)]
    assert show(scheduled).status_code == 404


def test_a_document_tells_what_is_known_of_it(show, district, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    report = make_report(
        programme=district,
        key="report",
        title=Text(en="The report"),
        summary=Text(en="What was found."),
        published=on("2015-07"),
        size=1500,
    )
    report.actions.add(make_action(programme=district, title=Text(en="Study")))
    report.actions.add(make_action(programme=district, state=State.DRAFT))
    make_statement(
        record=report, field="published", sources=[make_source(title="The index")]
    )

    page = words(show(report))

    assert page.startswith(
        "The documents The report What was found."
        " Download (PDF, 2 kB) : The report Language English Published July 2015"
        " Established source 1"
    )
    assert "File PDF, 2 kB Actions that use it Study Data JSON" in page
    assert "1 The index" in page
    assert "/id/document/report/" in page


def test_a_file_that_is_lost_does_not_break_the_pages(
    visit, show, district, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    report = make_report(programme=district)
    (tmp_path / report.file.name).unlink()

    assert "Download (PDF)" in words(visit("document-list"))
    assert "Download (PDF)" in words(show(report))


def test_what_is_missing_in_a_language_comes_in_the_other_and_says_so(show, district):
    french = make_document(programme=district, title=Text(fr="Le rapport"))
    half = make_document(programme=district, summary=Text(fr="Un résumé."))

    page = show(french)

    assert "This page is only available in French." in words(page)
    assert '<span lang="fr">Le rapport</span>' in page.content.decode()
    assert "The summary is only available in French." in words(show(half))
    assert "only available" not in words(show(half, language="fr"))


def test_addresses_that_were_lead_on_and_what_is_withdrawn_is_gone(client, district):
    document = make_document(
        programme=district, slug=Text(fr="vieux", en="old"), key="it"
    )
    document.slug = Text(fr="neuf", en="new")
    document.save()

    moved = client.get("/en/documents/old/")
    lasting = client.get("/id/document/it/", headers={"Accept-Language": "en"})

    assert (moved.status_code, moved["Location"]) == (301, "/en/documents/new/")
    assert (lasting.status_code, lasting["Location"]) == (302, "/en/documents/new/")
    document.state = State.WITHDRAWN
    document.save()
    assert client.get("/en/documents/new/").status_code == 410


@pytest.mark.parametrize(
    ("size", "english", "french"),
    [
        (0, "1 kB", "1 ko"),
        (1_499, "1 kB", "1 ko"),
        (640_000, "640 kB", "640 ko"),
        (1_234_567, "1.2 MB", "1,2 Mo"),
    ],
)
def test_sizes_are_told_in_the_readers_way(size, english, french):
    with override("en"):
        assert file_size(size) == english.replace(" ", "\u00a0")
    with override("fr"):
        # The unit comes with the catalogue.
        assert file_size(size).split("\u00a0")[0] == french.split()[0]


@pytest.mark.parametrize(
    ("url", "kind", "site"),
    [
        ("https://www.a.example/b.PDF", "PDF", "a.example"),
        ("https://a.example/b.pdf?c=d.zip#e", "PDF", "a.example"),
        ("https://a.example/b.html", "", "a.example"),
        ("https://a.example", "", "a.example"),
    ],
)
def test_an_address_tells_its_kind_of_file_and_its_site(url, kind, site):
    document = Document(url=url)

    assert (document.format, document.site, document.size) == (kind, site, None)


@pytest.mark.parametrize("items", [1, 3])
def test_documents_cost_the_same_queries_for_one_item_and_for_three(
    visit, show, district, django_assert_num_queries, items
):
    document = make_document(programme=district)
    make_statement(record=document, sources=[make_source()])
    for number in range(items):
        document.actions.add(make_action(programme=district))
        make_document(programme=district, language=["en", "fr", "nl"][number])
    show(document)

    with django_assert_num_queries(4):
        visit("document-list")
    with django_assert_num_queries(5):
        show(document)

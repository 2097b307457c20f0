"""The files of documents: public with their document, and saved, never shown."""

import pytest
from django.core.files.base import ContentFile

from creative_district.kernel.record import State
from tests.factories import make_action, make_document
from tests.pages import links

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def make_guide(**changes):
    """Return a document whose file lies in the portal."""
    file = ContentFile(b"<script>alert(1)</script>", name="guide.html")
    return make_document(url="", file=file, **changes)


def test_a_public_documents_file_is_a_download(client, district):
    guide = make_guide(programme=district)

    answer = client.get(guide.file.url)

    assert answer.getvalue() == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"] == 'attachment; filename="guide.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_no_more_public_than_its_document(client, admin_client, district):
    guide = make_guide(programme=district, state=State.IN_REVIEW)

    assert client.get(guide.file.url).status_code == 404
    answer = admin_client.get(guide.file.url)
    assert answer.getvalue()
    assert answer["Cache-Control"] == "private, no-store"


def test_nothing_else_is_given(client, district, tmp_path):
    guide = make_guide(programme=district)
    (tmp_path / "other.txt").write_text("secret")
    (tmp_path / guide.file.name).unlink()

    asked = [guide.file.url, "/media/other.txt", "/media/../secret-key", "/media/%00"]

    assert [client.get(address).status_code for address in asked] == [404] * 4


def test_an_actions_page_leads_to_the_document_and_that_to_the_file(visit, district):
    action, guide = make_action(programme=district), make_guide(programme=district)
    action.documents.add(guide)

    page = visit("action-detail", slug=action.slug)
    about = visit("document-detail", slug=guide.slug)

    assert links(page, "/documents/") == [guide.get_absolute_url()]
    assert links(about, "guide") == [guide.file.url]

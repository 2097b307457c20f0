"""What a page's head tells machines: only what the record says, in a safe form."""

import json
import re
from datetime import date

import pytest
from django.utils.translation import override

from creative_district.kernel.dates import Confidence
from creative_district.kernel.text import Text
from tests.factories import (
    make_action,
    make_document,
    make_milestone,
    make_news,
    make_partner,
    make_thrust,
    on,
)
from tests.pages import links, text_of

pytestmark = pytest.mark.django_db
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.SITE_URL = "https://portal.example"


def told(answer):
    """Return what the page's data block says."""
    (block,) = BLOCK.findall(answer.content.decode())
    return json.loads(block)


def tags(answer, pattern):
    return re.findall(pattern, answer.content.decode())


@pytest.fixture
def programme_node(district):
    return {
        "@type": "Project",
        "@id": "https://portal.example/id/programme/home/",
        "url": "https://portal.example/en/",
        "name": district.name["en"],
    }


@pytest.mark.parametrize("page", ["home", "programme"])
def test_a_programme_is_a_project(visit, district, programme_node, page):
    make_partner(
        programme=district,
        key="lead",
        name=Text(en="Lead"),
        slug=Text(fr="chef", en="lead"),
    )

    assert told(visit(page)) == {
        "@context": "https://schema.org",
        **programme_node,
        "foundingDate": "2013-01",
        "dissolutionDate": "2015-07",
        "areaServed": {"@type": "AdministrativeArea", "name": "Region (en)"},
        "member": [
            {
                "@type": "Organization",
                "@id": "https://portal.example/id/partner/lead/",
                "url": "https://portal.example/en/partners/lead/",
                "name": "Lead",
            }
        ],
    }


def test_an_action_tells_its_certain_dates_and_its_events(
    visit, district, programme_node
):
    action = make_action(
        programme=district,
        key="vouchers",
        title=Text(fr="Chèques", en="Vouchers"),
        slug=Text(fr="cheques", en="vouchers"),
        start=on("2014-06-16"),
        end=on("2014-Q4"),
    )
    event = {"action": action, "kind": "event"}
    make_milestone(**event, title=Text(en="Launch"), due=on("2014-06-16"))
    doubted = on("2014-07-16", confidence=Confidence.LOW)
    make_milestone(**event, title=Text(en="Doubted"), due=doubted)
    make_milestone(action=action, title=Text(en="Report"))

    assert told(visit("action-detail", slug="vouchers")) == {
        "@context": "https://schema.org",
        "@type": "Project",
        "@id": "https://portal.example/id/action/vouchers/",
        "url": "https://portal.example/en/actions/vouchers/",
        "name": "Vouchers",
        "foundingDate": "2014-06-16",
        "parentOrganization": programme_node,
        "event": [
            {"@type": "Event", "name": "Launch", "startDate": "2014-06-16"},
            {"@type": "Event", "name": "Doubted"},
        ],
    }


def test_a_partner_is_an_organisation(visit, district, programme_node):
    make_partner(
        programme=district,
        key="designers",
        name=Text(en="Designers"),
        acronym="D",
        also_known_as=["The designers"],
        website="https://designers.example/",
        slug=Text(en="designers"),
    )

    assert told(visit("partner-detail", slug="designers")) == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": "https://portal.example/id/partner/designers/",
        "url": "https://portal.example/en/partners/designers/",
        "name": "Designers",
        "alternateName": ["D", "The designers"],
        "sameAs": "https://designers.example/",
        "memberOf": programme_node,
    }


def test_a_thrust_is_a_part_of_the_programme(visit, district, programme_node):
    thrust = make_thrust(programme=district, slug=Text(en="thrust"))

    assert told(visit("thrust-detail", slug="thrust"))["parentOrganization"] == (
        programme_node
    )
    assert thrust.title["en"]


def test_news_are_an_article_about_actions(visit, district):
    news = make_news(
        programme=district,
        key="opening",
        slug=Text(en="opening"),
        title=Text(en="We are open"),
        body=Text(en="</script><script>alert(1)</script>"),
        published_on=date(2014, 6, 1),
    )
    news.actions.add(
        make_action(
            programme=district, key="hub", slug=Text(en="hub"), title=Text(en="Hub")
        )
    )

    assert told(visit("news-detail", slug="opening")) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": "https://portal.example/id/news/opening/",
        "url": "https://portal.example/en/news/opening/",
        "headline": "We are open",
        "about": [
            {
                "@type": "Project",
                "@id": "https://portal.example/id/action/hub/",
                "url": "https://portal.example/en/actions/hub/",
                "name": "Hub",
            }
        ],
        "inLanguage": "en",
        "datePublished": "2014-06-01",
        "dateModified": news.updated_at.isoformat(),
    }


def test_a_document_tells_where_its_contents_are(visit, district):
    make_document(
        programme=district,
        key="guide",
        slug=Text(en="guide"),
        title=Text(en="The guide"),
        url="https://elsewhere.example/guide.pdf",
        published=on("2014-06"),
    )

    assert told(visit("document-detail", slug="guide")) == {
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "@id": "https://portal.example/id/document/guide/",
        "url": "https://portal.example/en/documents/guide/",
        "name": "The guide",
        "inLanguage": "en",
        "datePublished": "2014-06",
        "encodingFormat": "PDF",
        "contentUrl": "https://elsewhere.example/guide.pdf",
    }


def test_the_data_are_a_dataset_with_its_files(visit, district, client):
    node = told(visit("data"))

    assert node["@type"] == "Dataset"
    for file in node["distribution"]:
        path = file["contentUrl"].removeprefix("https://portal.example")
        assert client.get(path)["Content-Type"].split(";")[0] == file["encodingFormat"]


def test_no_text_gets_out_of_its_block(visit, district):
    title = "</script><script>alert(1)</script>\u2028&amp;"
    make_action(programme=district, title=Text(en=title), slug=Text(en="evil"))

    answer = visit("action-detail", slug="evil")

    assert told(answer)["name"] == title
    assert b"<script>" not in answer.content


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("calendar", "Download what you see CSV"),
        ("partner-list", "Download what you see CSV"),
        ("programme", "Download the milestones CSV"),
        ("thrust-detail", "Download the milestones CSV"),
        ("partner-detail", "Download the milestones CSV"),
    ],
)
def test_a_page_offers_its_files(visit, client, district, name, words):
    slug = Text(fr="it", en="it")
    make_thrust(programme=district, slug=slug)
    make_partner(programme=district, slug=slug)
    named = {"slug": "it"} if name.endswith("detail") else {}

    answer = visit(name, query="q=a", **named)

    assert words in text_of(answer.content.decode())
    found = links(answer, r"\.(csv|json|ics)\b")
    assert len(found) == (2 if name == "partner-list" else 3)
    assert all(client.get(path).status_code == 200 for path in found)
    assert all(path.endswith("?q=a") for path in found)


def test_the_list_of_actions_offers_what_it_shows(visit, client, district):
    make_action(programme=district)

    answer = visit("action-list", query="q=action")

    found = links(answer, r"\.(csv|json|ics)\b")
    assert len(found) == 3
    assert all(client.get(path).status_code == 200 for path in found)
    assert all(path.endswith("?q=action") for path in found)


@pytest.mark.parametrize("name", ["calendar", "partner-list", "space-list", "privacy"])
def test_pages_about_no_record_have_no_block(visit, district, name):
    assert BLOCK.findall(visit(name).content.decode()) == []


def test_links_elsewhere_have_words_and_a_picture(visit, client, district):
    make_action(
        programme=district,
        title=Text(en='The "best"'),
        summary=Text(en="A & B"),
        slug=Text(en="best"),
    )

    html = visit("action-detail", slug="best").content.decode()

    name = district.name["en"]
    for tag in (
        f'property="og:title" content="The &quot;best&quot; – {name}"',
        'property="og:description" content="A &amp; B"',
        'property="og:url" content="https://portal.example/en/actions/best/"',
        'property="og:locale" content="en_BE"',
        'name="twitter:card" content="summary"',
        'name="description" content="A &amp; B"',
    ):
        assert tag in html
    (picture,) = re.findall(r'property="og:image" content="([^"]+)"', html)
    drawn = client.get(picture.removeprefix("https://portal.example"))
    assert drawn["Content-Type"].startswith("image/svg+xml")


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        (Text(fr="Chèques", en="Vouchers"), ["fr", "x-default", "en"]),
        (Text(fr="Chèques"), []),
    ],
)
def test_a_page_names_itself_in_the_languages_it_is_written_in(
    visit, district, title, codes
):
    make_action(programme=district, title=title, slug=Text(fr="a", en="a"))

    answer = visit("action-detail", slug="a")

    assert tags(answer, r'<link rel="alternate" hreflang="([^"]+)"') == codes
    assert tags(answer, r'rel="canonical" href="([^"]+)"') == [
        "https://portal.example/en/actions/a/"
    ]
    # The switch stays: the other language shows the text with a note.
    assert len(tags(answer, r'<a href="[^"]*/actions/a/" lang="')) == 2


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("calendar", ["text/csv", "application/json", "text/calendar"]),
        ("action-list", ["text/csv", "application/json", "text/calendar"]),
        ("partner-list", ["text/csv", "application/json"]),
        ("news-list", ["text/csv", "application/json"]),
        ("document-list", ["text/csv", "application/json"]),
        ("programme", ["text/csv", "application/json", "text/calendar"]),
        ("home", []),
    ],
)
def test_a_page_names_its_files(visit, client, district, name, kinds):
    answer = visit(name, query="q=a")

    found = tags(answer, r'<link rel="alternate" type="([^"]+)" href="([^"]+)"')
    assert [kind for kind, _path in found] == kinds
    for kind, path in found:
        assert path.endswith("?q=a")
        assert client.get(path)["Content-Type"].split(";")[0] == kind
    with override("en"):
        feeds = [district.page("feed"), district.page("news-feed")]
    assert (
        tags(answer, r'type="application/atom\+xml" title="[^"]+" href="([^"]+)"')
        == feeds
    )


def test_a_page_that_is_not_there_stands_nowhere(visit, district):
    answer = visit("action-detail", slug="none")

    assert answer.status_code == 404
    assert tags(answer, r'rel="(?:canonical|alternate)"') == []
    assert BLOCK.findall(answer.content.decode()) == []

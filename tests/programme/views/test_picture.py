"""Pictures on pages, and their files: public with the picture, and nothing but that."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from creative_district.kernel.models import PreviewLink
from creative_district.kernel.preview import path_of, token_of
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from programme.rendering import render
from tests.factories import make_action, make_news, make_picture, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2014, 6, 2, 8, tzinfo=UTC)
LATER = datetime(2014, 6, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


def drawn(district, **changes):
    """Return a picture 1200 pixels wide, with its smaller copies."""
    picture = make_picture(programme=district, width=1200, height=800, **changes)
    render(picture_id=picture.pk, now=NOW)
    picture.refresh_from_db()
    return picture


def shown(page):
    return re.findall(r"<figure.*?</figure>", page.content.decode(), re.DOTALL)


def asked(client, address):
    """Ask for a file, and read it to its end, which lets go of it."""
    answer = client.get(address)
    if answer.streaming:
        assert answer.getvalue()
    return answer


def link_to(record):
    return PreviewLink.objects.create(
        record=record, made_by=make_user(), expires_at=LATER
    )


@pytest.mark.parametrize(
    ("make", "page"), [(make_news, "news-detail"), (make_action, "action-detail")]
)
def test_a_page_shows_its_picture_in_a_choice_of_sizes(visit, district, make, page):
    picture = drawn(
        district,
        alternative=Text(fr="Des gens", en="People"),
        caption=Text(fr="Le 2 juin", en="On 2 June"),
        credit=Text(fr="Photo : Anne", en="Photo: Anne"),
    )
    record = make(programme=district, picture=picture)

    answer = visit(page, language="fr", slug=record.slug["fr"])

    folder = f"/media/{picture.folder}"
    (figure,) = shown(answer)
    assert " ".join(figure.split()) == (
        '<figure class="picture"> '
        f'<img src="{folder}/960.webp" srcset="{folder}/96.webp 96w,'
        f' {folder}/480.webp 480w, {folder}/960.webp 960w, {folder}/1200.webp 1200w"'
        ' sizes="(min-width: 1101px) min(62ch, 60vw), 100vw"'
        ' width="1200" height="800" alt="Des gens" loading="lazy" decoding="async">'
        ' <figcaption class="picture__words"> <span>Le 2 juin</span>'
        ' <small class="picture__credit">Photo : Anne</small>'
        " </figcaption> </figure>"
    )
    assert "css/picture.css" in answer.content.decode()


def test_before_the_copies_are_made_the_safe_master_is_shown(client, visit, district):
    picture = make_picture(programme=district, alternative=Text(en="People"))
    news = make_news(programme=district, picture=picture)

    (figure,) = shown(visit("news-detail", language="fr", slug=news.slug["fr"]))

    assert f'src="/media/{picture.folder}/master.webp" width="60"' in figure
    assert 'alt="People" lang="en"' in figure
    assert "srcset" not in figure
    assert asked(client, picture.address).status_code == 200


@pytest.mark.parametrize(
    ("make", "page"), [(make_news, "news-detail"), (make_action, "action-detail")]
)
@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN])
def test_a_page_shows_no_picture_that_is_not_public(visit, district, make, page, state):
    picture = drawn(district, state=state)
    record = make(programme=district, picture=picture)

    answer = visit(page, slug=record.slug)

    assert answer.status_code == 200
    assert picture.folder not in answer.content.decode()
    assert "css/picture.css" not in answer.content.decode()


def test_a_picture_costs_a_page_one_query(
    visit, district, django_assert_num_queries, django_assert_max_num_queries
):
    plain = make_news(programme=district)
    pictured = make_news(programme=district, picture=drawn(district))
    visit("news-detail", slug=plain.slug)
    with django_assert_max_num_queries(30) as before:
        visit("news-detail", slug=plain.slug)

    with django_assert_num_queries(len(before) + 1):
        visit("news-detail", slug=pictured.slug)


def test_a_file_of_a_public_picture_is_kept_by_its_reader_alone(client, district):
    picture = drawn(district)

    answer = client.get(f"/media/{picture.folder}/480.webp")

    assert answer.getvalue()[:4] == b"RIFF"
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    "given",
    [
        {"state": State.DRAFT},
        {"state": State.IN_REVIEW},
        {"state": State.WITHDRAWN},
        {"publish_from": datetime(2030, 1, 1, tzinfo=UTC)},
    ],
)
def test_a_file_is_no_more_public_than_its_picture(
    client, admin_client, district, given
):
    picture = drawn(district, **given)
    news = make_news(programme=district, picture=picture)
    own = f"/media/{picture.folder}"
    copies = [f"{own}/{size}.webp" for size in ("master", 96, 480, 960, 1200)]
    assert news.picture == picture

    assert {asked(client, each).status_code for each in copies} == {404}
    answers = [asked(admin_client, each) for each in copies]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}


def test_a_picture_of_a_district_that_is_not_public_is_not(client, district):
    picture = drawn(district)
    before = asked(client, picture.address).status_code
    district.state = State.DRAFT
    district.save()

    assert (before, asked(client, picture.address).status_code) == (200, 404)


def test_a_preview_shows_the_picture_that_is_not_public_yet(client, district):
    picture = drawn(district, state=State.DRAFT)
    news = make_news(programme=district, picture=picture, state=State.DRAFT)
    link = link_to(news)

    page = client.get(path_of(link, "fr"))

    (figure,) = shown(page)
    address = f"/media/{picture.folder}/480.webp?preview={token_of(link)}"
    assert f"{address} 480w" in figure
    answer = asked(client, address)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"


def test_a_link_opens_no_other_picture_and_nothing_once_it_is_closed(client, district):
    picture, other = drawn(district, state=State.DRAFT), drawn(district, state="draft")
    gone = drawn(district, state=State.WITHDRAWN)
    link = link_to(make_news(programme=district, picture=picture))
    old = link_to(make_news(programme=district, picture=gone))

    def status(of, by):
        return asked(client, f"{of.address}?preview={by}").status_code

    assert status(picture, token_of(link)) == 200
    assert status(other, token_of(link)) == 404
    assert status(gone, token_of(old)) == 404
    assert status(picture, "forged") == 404
    link.revoked_at = NOW
    link.save()
    assert status(picture, token_of(link)) == 404


def test_nothing_else_is_given(client, district):
    picture = make_picture(programme=district)
    folder = f"/media/{picture.folder}"

    addresses = [
        f"{folder}/480.webp",
        f"{folder}/0.webp",
        f"{folder}/master.webp.part",
        f"{folder}/../../secret-key",
        f"/media/pictures/{'0' * 32}/master.webp",
        f"{folder}/",
        "/media/pictures/",
    ]

    assert {client.get(address).status_code for address in addresses} == {404}
    assert client.post(f"{folder}/master.webp").status_code == 405
    assert reverse("picture-file", kwargs={"folder": "0" * 32, "size": 96})

"""Bringing a picture: what staff are asked for, and what becomes of the file."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from PIL import Image

from creative_district.kernel import pictures
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from programme.admin.findings import hidden_picture
from programme.models import News, Picture, Rendering
from tests.factories import make_news, make_picture, make_programme, make_user, painted
from tests.portal.admin.pages import address, form_data

pytestmark = pytest.mark.django_db

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def staff() -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user())
    return client


def bring(client: Client, content: bytes, name: str = "a.jpg", **changes: Any) -> Any:
    """Fill in the form for a new picture and send it."""
    page = address(Picture, "add")
    upload = SimpleUploadedFile(name, content, content_type="image/jpeg")
    told = {
        "file": upload,
        "alternative_fr": "Des gens",
        "alternative_en": "People",
        "credit_fr": "Photo : Anne, CC BY 4.0",
        **changes,
    }
    return client.post(page, {**form_data(client.get(page)), **told})


def errors(answer: Any) -> list[str]:
    return [
        str(each)
        for said in answer.context["adminform"].errors.values()
        for each in said
    ]


def test_a_picture_is_kept_as_a_drawing_of_what_was_brought(
    staff: Client, media: Any, queue: Any, django_capture_on_commit_callbacks: Any
) -> None:
    programme = make_programme()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (50.0, 28.0, 0.0)}
    file = painted("JPEG", width=600, height=400, exif=exif)

    with django_capture_on_commit_callbacks(execute=True):
        answer = bring(staff, file, name="../../evil.html", programme=programme.pk)

    picture = Picture.objects.get()
    assert answer.status_code == 302
    assert (picture.width, picture.height) == (600, 400)
    assert picture.alternative == Text(fr="Des gens", en="People")
    assert re.fullmatch(r"pictures/[0-9a-f]{32}/master\.webp", picture.file.name)
    kept = Image.open(BytesIO((media / picture.file.name).read_bytes()))
    assert (kept.format, kept.size, dict(kept.getexif())) == ("WEBP", (600, 400), {})
    assert [each.name for each in media.rglob("*") if each.is_file()] == ["master.webp"]
    assert queue() == [("programme.tasks.render", [picture.pk])]
    assert Rendering.objects.get().picture == picture


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"alternative_fr": "", "alternative_en": ""},
            ["Enter the text in at least one language."],
        ),
        (
            {"alternative_fr": ""},
            ["Write it in French too, the first language of the district."],
        ),
        ({"credit_fr": ""}, ["Enter the text in at least one language."]),
        ({"file": ""}, ["This field is required."]),
    ],
)
def test_a_picture_says_what_it_shows_and_whose_it_is(
    staff: Client, media: Any, changes: Any, said: list[str]
) -> None:
    programme = make_programme(languages=["fr", "en"])

    answer = bring(staff, painted("JPEG"), programme=programme.pk, **changes)

    assert errors(answer) == said
    assert not Picture.objects.exists()
    assert list(media.iterdir()) == []


def test_the_first_language_is_the_districts(staff: Client) -> None:
    programme = make_programme(languages=["it", "en", "fr"])

    answer = bring(staff, painted("JPEG"), programme=programme.pk, alternative_en="")

    assert errors(answer) == [
        "Write it in English too, the first language of the district."
    ]


@pytest.mark.parametrize("name", ["a.svg", "a.jpg", "a.png"])
def test_a_drawing_with_a_script_is_refused_whatever_it_is_called(
    staff: Client, media: Any, name: str
) -> None:
    answer = bring(staff, SVG, name=name, programme=make_programme().pk)

    assert errors(answer) == [str(pictures.UNKNOWN)]
    assert list(media.iterdir()) == []


def test_a_file_that_is_too_large_is_refused(staff: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("creative_district.kernel.forms.picture.MOST_BYTES", 1_000_000)

    answer = bring(staff, b"\0" * 1_000_001, programme=make_programme().pk)

    assert errors(answer) == ["The file is too large: at most 1 MB."]


def test_the_words_of_a_picture_change_and_its_file_does_not(staff: Client) -> None:
    picture = make_picture()
    page = address(Picture, "change", picture.pk)
    data = form_data(staff.get(page))

    upload = SimpleUploadedFile("b.jpg", painted("JPEG", width=200))
    answer = staff.post(page, {**data, "file": upload, "alternative_fr": "Autre"})

    changed = Picture.objects.get()
    assert answer.status_code == 302
    assert (changed.file.name, changed.width) == (picture.file.name, 60)
    assert changed.alternative["fr"] == "Autre"
    assert Rendering.objects.count() == 1


def test_the_list_shows_thumbnails_and_finds_by_what_they_show(staff: Client) -> None:
    programme = make_programme()
    harbour = make_picture(programme=programme, alternative=Text(fr="Un été", en="A"))
    make_picture(programme=programme, alternative=Text(fr="Un hiver", en="B"))
    Rendering.objects.filter(picture=harbour).update(
        state=Rendering.State.FAILED, trouble="OSError: no space"
    )

    page = staff.get(address(Picture, "changelist"), {"q": "ete"})

    html = page.content.decode()
    assert [each.pk for each in page.context["cl"].result_list] == [harbour.pk]
    assert (
        f'<img class="picture" src="/media/{harbour.folder}/master.webp" alt=""'
        ' width="96" height="64" loading="lazy">' in html
    )
    assert "failed: OSError: no space" in html
    failed = staff.get(
        address(Picture, "changelist"), {"rendering__state__exact": "failed"}
    )
    assert [each.pk for each in failed.context["cl"].result_list] == [harbour.pk]


def test_staff_have_the_sizes_made_again(
    staff: Client, queue: Any, django_capture_on_commit_callbacks: Any
) -> None:
    picture = make_picture()
    Rendering.objects.update(state=Rendering.State.FAILED, attempts=3)

    with django_capture_on_commit_callbacks(execute=True):
        staff.post(
            address(Picture, "changelist"),
            {"action": "make_sizes", "_selected_action": [picture.pk]},
        )

    row = Rendering.objects.get()
    assert (row.state, row.attempts) == (Rendering.State.WAITING, 0)
    assert queue() == [("programme.tasks.render", [picture.pk])]


def test_a_picture_that_something_shows_is_not_deleted(staff: Client) -> None:
    picture = make_picture()
    make_news(programme=picture.programme, picture=picture)

    page = staff.post(address(Picture, "delete", picture.pk), {"post": "yes"})

    assert "protected" in page.content.decode()
    assert Picture.objects.get() == picture


@pytest.mark.parametrize("by", ["page", "list"])
def test_the_files_go_with_a_deleted_picture(
    staff: Client, media: Any, django_capture_on_commit_callbacks: Any, by: str
) -> None:
    picture = make_picture()
    data = {"post": "yes", "action": "delete_selected", "_selected_action": picture.pk}

    with django_capture_on_commit_callbacks(execute=True):
        if by == "page":
            staff.post(address(Picture, "delete", picture.pk), {"post": "yes"})
        else:
            staff.post(address(Picture, "changelist"), data)

    assert not Picture.objects.exists()
    assert list((media / "pictures").iterdir()) == []


def test_a_picture_of_another_district_is_not_taken(staff: Client) -> None:
    news, foreign = make_news(), make_picture()
    page = address(News, "change", news.pk)

    answer = staff.post(page, {**form_data(staff.get(page)), "picture": foreign.pk})

    assert errors(answer) == ["Of another programme."]


def test_a_form_without_a_district_says_so(staff: Client) -> None:
    answer = bring(staff, painted("JPEG"), programme="")

    assert errors(answer) == ["This field is required."]


def test_before_publishing_staff_read_that_a_picture_is_not_public() -> None:
    news = make_news(state=State.DRAFT, body=Text(fr="Un texte.", en="A text."))
    news.picture = make_picture(programme=news.programme, state=State.DRAFT)

    with override("en"):
        (found,) = hidden_picture(news)

    picture = news.picture
    assert found.text.endswith("is not public (draft).")
    assert found.address == address(Picture, "change", picture.pk)
    picture.state = State.PUBLISHED
    assert list(hidden_picture(news)) == []

"""The smaller copies of pictures: made once, by whoever comes first, or given up."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from celery import Celery
from django.core.files.storage import default_storage
from PIL import Image

from creative_district import celery_app
from programme import tasks
from programme.models import Picture, Rendering
from programme.rendering import LEASE, delete_orphans, render, sweep
from programme.services import delete_picture, order_sizes
from tests.factories import make_picture

pytestmark = pytest.mark.django_db

NOW = datetime(2014, 6, 2, 8, tzinfo=UTC)
RENDER = "programme.tasks.render"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def no_broker():
    """An application whose broker is away."""
    app = Celery()
    app.conf.update(
        broker_url="redis://127.0.0.1:1/0",
        broker_transport_options={
            "max_retries": 1,
            "interval_start": 0,
            "interval_step": 0,
        },
    )
    app.set_current()
    yield
    celery_app.set_current()


def row_of(picture):
    row = Rendering.objects.get(picture=picture)
    return row.state, row.attempts, row.widths


def files_of(picture):
    return sorted(default_storage.listdir(picture.folder)[1])


def break_file(picture):
    Path(picture.file.path).write_bytes(b"no picture")


@pytest.mark.parametrize(
    ("width", "widths"),
    [(60, [60]), (480, [96, 480]), (1200, [96, 480, 960, 1200])],
)
def test_copies_are_made_as_wide_as_they_serve(media, width, widths):
    picture = make_picture(width=width)

    assert render(picture_id=picture.pk, now=NOW) is True

    assert row_of(picture) == (Rendering.State.MADE, 1, widths)
    assert files_of(picture) == sorted([*(f"{w}.webp" for w in widths), "master.webp"])
    for each in widths:
        image = Image.open(BytesIO((media / picture.place_of(each)).read_bytes()))
        assert (image.format, image.width) == ("WEBP", each)


def test_copies_are_made_once():
    picture = make_picture()
    render(picture_id=picture.pk, now=NOW)

    assert render(picture_id=picture.pk, now=NOW + LEASE) is False

    assert row_of(picture) == (Rendering.State.MADE, 1, [60])


def test_only_one_of_two_workers_takes_a_picture():
    picture = make_picture()
    Rendering.objects.update(claimed_until=NOW + LEASE, attempts=1)

    assert render(picture_id=picture.pk, now=NOW) is False
    assert row_of(picture) == (Rendering.State.WAITING, 1, [])


def test_what_a_dead_worker_left_is_taken_over():
    picture = make_picture()
    Rendering.objects.update(claimed_until=NOW, attempts=1)

    assert render(picture_id=picture.pk, now=NOW) is True
    assert row_of(picture) == (Rendering.State.MADE, 2, [60])


def test_what_fails_is_tried_three_times_with_pauses_and_then_left_to_staff():
    picture = make_picture()
    break_file(picture)

    tried = [
        render(picture_id=picture.pk, now=NOW + step * LEASE / 2) for step in range(9)
    ]

    assert tried == [False] * 9
    assert row_of(picture) == (Rendering.State.FAILED, 3, [])
    assert Rendering.objects.get().trouble.startswith("UnidentifiedImageError: ")
    assert files_of(picture) == ["master.webp"]


def test_a_picture_that_kills_its_workers_is_given_up(queue):
    picture = make_picture()
    Rendering.objects.update(claimed_until=NOW, attempts=3)

    sweep(now=NOW)

    assert row_of(picture) == (Rendering.State.FAILED, 3, [])
    assert queue() == []


def test_staff_let_a_picture_be_tried_anew(queue, django_capture_on_commit_callbacks):
    picture = make_picture()
    Rendering.objects.update(state=Rendering.State.FAILED, attempts=3)

    with django_capture_on_commit_callbacks(execute=True):
        order_sizes(picture=picture)

    assert queue() == [(RENDER, [picture.pk])]
    assert render(picture_id=picture.pk, now=NOW) is True
    assert Rendering.objects.get().trouble == ""


def test_a_new_picture_wakes_the_worker_after_the_commit(
    queue, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        picture = make_picture()
        order_sizes(picture=picture)
        assert queue() == []

    assert queue() == [(RENDER, [picture.pk])]
    tasks.render(picture.pk)
    assert row_of(picture) == (Rendering.State.MADE, 1, [60])


def test_without_a_broker_a_picture_is_kept_and_found_later(
    no_broker, django_capture_on_commit_callbacks, caplog
):
    with django_capture_on_commit_callbacks(execute=True):
        picture = make_picture()
        order_sizes(picture=picture)

    assert row_of(picture) == (Rendering.State.WAITING, 0, [])
    assert f"Picture {picture.pk} waits for its sizes: no broker" in caplog.text


def test_the_sweep_queues_what_waits_and_nothing_else(queue):
    waiting, dead = make_picture(), make_picture()
    made, held, failed = make_picture(), make_picture(), make_picture()
    render(picture_id=made.pk, now=NOW)
    rows = Rendering.objects
    rows.filter(picture=dead).update(claimed_until=NOW, attempts=1)
    rows.filter(picture=held).update(claimed_until=NOW + LEASE, attempts=1)
    rows.filter(picture=failed).update(state=Rendering.State.FAILED)

    sweep(now=NOW)

    assert sorted(queue()) == sorted([(RENDER, [waiting.pk]), (RENDER, [dead.pk])])


def test_the_files_go_with_the_picture_once_that_is_certain(
    media, django_capture_on_commit_callbacks
):
    picture, other = make_picture(), make_picture()
    render(picture_id=picture.pk, now=NOW)
    folder = media / picture.folder

    with django_capture_on_commit_callbacks(execute=True):
        delete_picture(picture=picture)
        assert folder.exists()

    assert not folder.exists()
    assert files_of(other) == ["master.webp"]


def test_files_without_a_picture_go_after_a_day(media):
    orphan, kept = make_picture(), make_picture()
    folder = media / orphan.folder
    Picture.objects.filter(pk=orphan.pk).delete()
    written = datetime.fromtimestamp(folder.stat().st_mtime, UTC)

    assert delete_orphans(now=written + timedelta(hours=23)) == 0
    assert delete_orphans(now=written + timedelta(hours=25)) == 1

    assert not folder.exists()
    assert files_of(kept) == ["master.webp"]


def test_there_may_be_no_pictures_at_all():
    assert delete_orphans(now=NOW) == 0

"""Messages as files: whole or not at all, and nothing unreadable ends the worker."""

from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from creative_district.filesystem_broker import Channel

MESSAGE = {"body": "e30=", "properties": {"delivery_tag": "1"}}


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "broker"


@pytest.fixture
def channel(folder) -> Iterator[Channel]:
    """A channel on a folder that does not exist yet."""
    connection = Connection(
        "filesystem://localhost",
        transport="creative_district.filesystem_broker.Transport",
        transport_options={
            "data_folder_in": str(folder),
            "data_folder_out": str(folder),
            "control_folder": str(folder / "control"),
        },
    )
    with connection:
        yield connection.channel()


def test_messages_are_read_in_the_order_of_writing(channel):
    second = {**MESSAGE, "body": "second"}
    channel._put("celery", MESSAGE)
    channel._put("celery", second)

    assert [channel._get("celery"), channel._get("celery")] == [MESSAGE, second]
    with pytest.raises(Empty):
        channel._get("celery")


@pytest.mark.parametrize("content", ["", '{"body": "e30', "3", "{}"])
def test_unreadable_message_is_dropped(channel, folder, content):
    (folder / "0_torn.celery.msg").write_text(content)
    channel._put("celery", MESSAGE)

    assert channel._get("celery") == MESSAGE
    assert list(folder.glob("*.msg")) == []


def test_draft_is_no_message(channel, folder):
    (folder / ".0123.draft").write_text("{")

    with pytest.raises(Empty):
        channel._get("celery")


@pytest.mark.parametrize("content", [None, "", "[["])
def test_torn_table_of_bindings_is_written_anew(channel, folder, content):
    if content is not None:
        (folder / "control" / "celery.exchange").write_text(content)

    channel._queue_bind("celery", "celery", "", "celery")
    channel._queue_bind("celery", "celery", "", "celery")

    assert [tuple(row) for row in channel.get_table("celery")] == [
        ("celery", "", "celery")
    ]

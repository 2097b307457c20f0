"""Somebody who may edit everything, in English; what the worker is told."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import current_app
from django.test import Client

from tests.factories import make_user


@pytest.fixture
def editor(db: None) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user(username="editor"))
    return client


@pytest.fixture
def queue() -> Iterator[Callable[[], list[tuple[str, list[Any]]]]]:
    """Take what was queued for the worker: names of tasks and their arguments."""
    with current_app.connection_for_read() as connection:
        channel = connection.channel()
        channel.queue_declare("celery", durable=True)
        channel.queue_purge("celery")

        def taken() -> list[tuple[str, list[Any]]]:
            messages = iter(lambda: channel.basic_get("celery", no_ack=True), None)
            return [(m.headers["task"], m.decode()[0]) for m in messages]

        yield taken

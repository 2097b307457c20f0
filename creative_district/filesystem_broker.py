"""Celery's messages as files in a folder: the broker of the embedded portal.

kombu's own transport writes each message in place and lets a torn or empty file end the
worker. Here a message appears whole or not at all, and what cannot be read is dropped:
the reminder ledger needs no message to find its work.
"""

import logging
import uuid
from pathlib import Path
from time import time_ns
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)


def write_whole(target: Path, content: Any) -> None:
    """Write the content as JSON, so that readers see all of it or nothing."""
    draft = target.with_name(f".{uuid.uuid4().hex}.draft")
    draft.write_text(dumps(content))
    draft.replace(target)


def is_message(payload: Any) -> bool:
    """Whether it has the parts that a worker takes for granted."""
    return isinstance(payload, dict) and {"body", "properties"} <= payload.keys()


class Channel(filesystem.Channel):
    """Reads and writes message files; makes its folders."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for folder in (self.data_folder_in, self.data_folder_out, self.control_folder):
            Path(folder).mkdir(parents=True, exist_ok=True)

    def get_table(self, exchange: str) -> list[Any]:
        try:
            return list(super().get_table(exchange))
        except ValueError:
            return []

    def _queue_bind(
        self, exchange: str, routing_key: str, pattern: str, queue: str
    ) -> None:
        binding = filesystem.exchange_queue_t(
            routing_key or "", pattern or "", queue or ""
        )
        bindings = self.get_table(exchange)
        if binding not in bindings:
            write_whole(self._exchange_file(exchange), [binding, *bindings])

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        name = f"{time_ns()}_{uuid.uuid4().hex}.{queue}.msg"
        write_whole(Path(self.data_folder_out) / name, payload)

    def _get(self, queue: str) -> Any:
        """Return the oldest message; raise `queue.Empty` when there is none."""
        while True:
            try:
                payload = super()._get(queue)
            except ValueError:
                payload = None
            if is_message(payload):
                return payload
            logger.warning("Dropped a message of queue %s: it is not readable", queue)


class Transport(filesystem.Transport):
    """kombu's transport with that channel."""

    Channel = Channel

"""A real SMTP server on loopback that answers as it is told."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller

OK = "250 OK"


class Script:
    """Takes mail; `refuse` may answer a recipient or a whole mail otherwise."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.peers: set[Any] = set()
        self.recipients: dict[str, str] = {}
        self.contents: dict[str, str] = {}
        self.on_mail: Callable[[Message], None] = lambda letter: None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        answer = self.recipients.get(address, OK)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        answer = self.contents.get(envelope.rcpt_tos[0], OK)
        if answer == OK:
            self.peers.add(session.peer)
            letter = message_from_bytes(envelope.content)
            self.letters.append(letter)
            self.on_mail(letter)
        return answer

    @property
    def received(self) -> list[tuple[str, str]]:
        """Key and recipient of each mail, in the order of arrival."""
        return [(mail["X-Reminder-Key"], mail["To"]) for mail in self.letters]


class Server(Controller):
    """aiosmtpd's controller, on a port that the system chooses."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server() -> Iterator[tuple[Script, Server]]:
    """Serve while the block runs."""
    script = Script()
    server = Server(script, hostname="127.0.0.1", port=0)
    server.start()
    try:
        yield script, server
    finally:
        server.stop()


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Wait for something that another process brings about."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()

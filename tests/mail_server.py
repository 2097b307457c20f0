"""A real SMTP server on loopback that answers as it is told."""

import asyncio
import logging
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from enum import Enum
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

logging.getLogger("mail.log").setLevel(logging.WARNING)

OK = "250 OK"
# Instead of an answer
DROP = "the connection is cut"
HANG = "no answer ever comes"

# Told the recipient, where there is one; None: as a server that is well.
Answer = Callable[[str], str | None]


class Stage(Enum):
    """Where a mail can go wrong."""

    CONNECTED = "the client has connected"
    RECIPIENT = "a recipient is named"
    CONTENT = "the mail is here, and not accepted yet"
    ACCEPTED = "the mail is accepted, and the client not told yet"


@dataclass(frozen=True)
class Arrival:
    """A mail that the server accepted."""

    at: float  # of the monotonic clock
    recipient: str
    letter: Message

    @property
    def keys(self) -> list[str]:
        """Which reminders it brings."""
        return self.letter.get_all("X-Reminder-Key", [])


class Script:
    """What the server does, and what it got."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.peers: set[Any] = set()
        self.recipients: dict[str, str] = {}
        self.contents: dict[str, str] = {}
        self.faults: dict[Stage, Answer] = {}
        # Seconds before each answer; and around the acceptance of a mail.
        self.pace = 0.0
        self.work = 0.0
        # What a client has to log in with; None: anything is taken.
        self.password: str | None = None

    @property
    def letters(self) -> list[Message]:
        """The mails accepted, in the order of arrival."""
        return [arrival.letter for arrival in self.arrivals]

    @property
    def received(self) -> list[tuple[str, str]]:
        """Key and recipient of each reminder, in the order of arrival."""
        return [
            (key, arrival.recipient)
            for arrival in self.arrivals
            for key in arrival.keys
        ]

    @property
    def repeated(self) -> int:
        """How many mails brought what an earlier one had brought."""
        return (Counter(self.received) - Counter(set(self.received))).total()

    def answer(self, stage: Stage, recipient: str = "") -> str | None:
        """Return what is to be said instead of the usual."""
        fault = self.faults.get(stage)
        return fault(recipient) if fault else None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: "Server", session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        said = await server.play(Stage.RECIPIENT, address)
        answer = said or self.recipients.get(address, OK)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: "Server", session: Any, envelope: Any
    ) -> str:
        [address] = envelope.rcpt_tos
        await asyncio.sleep(self.work / 2)
        said = await server.play(Stage.CONTENT, address)
        answer = said or self.contents.get(address, OK)
        if answer == OK:
            self.peers.add(session.peer)
            letter = message_from_bytes(envelope.content)
            self.arrivals.append(Arrival(time.monotonic(), address, letter))
            await asyncio.sleep(self.work / 2)
            answer = await server.play(Stage.ACCEPTED, address) or OK
        return answer

    def log_in(
        self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> AuthResult:
        """Take the password that the script names."""
        right = self.password in (None, data.password.decode())
        return AuthResult(success=right, handled=False)


def first(times: int, answer: str) -> Answer:
    """Answer so to the first that come; be well afterwards."""
    left = iter(range(times))
    return lambda _recipient: answer if next(left, None) is not None else None


def once_each(answer: str) -> Answer:
    """Answer so to each recipient's first mail: greylisting."""
    met: set[str] = set()

    def answered(recipient: str) -> str | None:
        if recipient in met:
            return None
        met.add(recipient)
        return answer

    return answered


class Server(SMTP):
    """aiosmtpd's server, for which a script speaks."""

    @property
    def script(self) -> Script:
        """What it follows."""
        return self.event_handler

    async def play(self, stage: Stage, recipient: str = "") -> str | None:
        """Return what the script says here; cut the connection or hang if it does."""
        said = self.script.answer(stage, recipient)
        if said == DROP:
            self.transport.abort()
        if said in {DROP, HANG}:
            await self._until_the_client_goes()
        return said

    async def _until_the_client_goes(self) -> None:
        transport = self.transport
        try:
            await asyncio.Event().wait()  # cancelled with the connection
        finally:
            transport.close()

    async def push(self, status: Any) -> None:
        if status[3:4] not in ("-", b"-"):  # more lines of the same answer follow
            await asyncio.sleep(self.script.pace)
        await super().push(status)

    async def _handle_client(self) -> None:
        if said := await self.play(Stage.CONNECTED):
            await self.push(said)
            self.transport.close()
        else:
            await super()._handle_client()


class Service(Controller):
    """aiosmtpd's controller, on a port that the system chooses."""

    def factory(self) -> Server:
        return Server(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(
    *, tls: ssl.SSLContext | None = None, asks_log_in: bool = False
) -> Iterator[tuple[Script, Service]]:
    """Serve while the block runs; with TLS or log-in where they are asked for."""
    script = Script()
    service = Service(
        script,
        hostname="127.0.0.1",
        port=0,
        tls_context=tls,
        require_starttls=tls is not None,
        authenticator=script.log_in,
        auth_require_tls=not asks_log_in,
    )
    service.start()
    try:
        yield script, service
    finally:
        service.stop()

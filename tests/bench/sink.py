"""A mail server that takes everything and keeps nothing: `python -m tests.bench.sink`.

As light as it can be, in a process of its own, so that what is measured is the portal.
VRFY tells how many mails it has taken, and when the first and the last of them, in
seconds of the machine's monotonic clock; RSET before any mail forgets them.
"""

import asyncio
import time

ANSWERS = {
    b"EHLO": b"250 sink\r\n",
    b"MAIL": b"250 OK\r\n",
    b"RCPT": b"250 OK\r\n",
    b"DATA": b"354 Go on\r\n",
    b"QUIT": b"221 Bye\r\n",
}
END = b"\r\n.\r\n"


class Count:
    """What all connections together have brought."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.mails, self.first, self.last = 0, 0.0, 0.0

    def note(self) -> None:
        """Count a mail."""
        self.last = time.monotonic()
        self.first = self.first or self.last
        self.mails += 1

    def __str__(self) -> str:
        return f"{self.mails} {self.first} {self.last}"


class Sink(asyncio.Protocol):
    """One connection."""

    def __init__(self, count: Count) -> None:
        self.count = count
        self.unread = b""
        self.is_content = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.unread += data
        while self._read():
            pass

    def _read(self) -> bool:
        """Take a line or a mail, if it is there whole."""
        mark = END if self.is_content else b"\r\n"
        taken, found, rest = self.unread.partition(mark)
        if found:
            self.unread = rest
            self.transport.write(self._mail() if self.is_content else self._line(taken))
        return bool(found)

    def _mail(self) -> bytes:
        self.is_content = False
        self.count.note()
        return b"250 OK\r\n"

    def _line(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        self.is_content = verb == b"DATA"
        if verb == b"VRFY":
            return f"250 {self.count}\r\n".encode()
        if verb == b"RSET":
            self.count.forget()
            return b"250 OK\r\n"
        return ANSWERS[verb]


async def serve() -> None:
    """Print the port, then serve until killed."""
    count = Count()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Sink(count), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())

"""A partner's receiver: a small site that notes what it gets, and answers as told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from creative_district.kernel.outgoing import Client
from creative_district.portal.webhooks import addresses


class Got(NamedTuple):
    """A message that came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def message_id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> Any:
        return json.loads(self.body)

    @property
    def keys(self) -> list[str]:
        """The items that it tells of."""
        return [entry["id"] for entry in self.told["data"]["results"]]


class Handler(BaseHTTPRequestHandler):
    """Answers `/<status>` so; any other path as the receiver is told."""

    def do_POST(self) -> None:
        receiver: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told = {name.lower(): value for name, value in self.headers.items()}
        receiver.got.append(Got(self.path, told, body))
        if self.path == "/slow":
            receiver.over.wait(20)
        name = self.path.removeprefix("/")
        status = int(name) if name.isdigit() else receiver.status
        self.send_response(status)
        if status in {301, 302, 307, 308}:
            self.send_header("Location", "/elsewhere")
        if receiver.retry_after:
            self.send_header("Retry-After", receiver.retry_after)
        self.send_header("Content-Length", "7")
        self.end_headers()
        self.wfile.write(b"Thanks!")

    do_GET = do_POST  # noqa: N815 - the library names it

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


class Receiver(ThreadingHTTPServer):
    """It takes everything unless it is told another status."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.got: list[Got] = []
        self.status = 204
        self.retry_after = ""
        self.over = threading.Event()

    @property
    def host(self) -> tuple[str, int]:
        return "127.0.0.1", self.server_port

    def at(self, path: str = "") -> str:
        """Return an address of it."""
        return f"http://127.0.0.1:{self.server_port}/{path}"

    def told(self) -> list[str]:
        """Return the items that it was told of, in the order in which that came."""
        return [key for got in self.got for key in got.keys]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Serve while the block runs."""
    with Receiver() as receiver:
        thread = threading.Thread(target=receiver.serve_forever, daemon=True)
        thread.start()
        yield receiver
        receiver.over.set()
        receiver.shutdown()
        thread.join()


def caller(receiver: Receiver, seconds: float = 5) -> Client:
    """Return a client that reaches the receiver."""
    return Client("portal", seconds=seconds, may_also_reach={receiver.host})


def portals_client(settings: Any, receiver: Receiver) -> Client:
    """Return the portal's own client, which may reach the receiver by its setting."""
    settings.WEBHOOK_PRIVATE_HOSTS = [receiver.host]
    return addresses.client()

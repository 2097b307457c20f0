"""A partner's receiver in a process of its own, which notes what it takes in a file.

A message is on the disk before it is answered: whoever dies between, receiver or
worker, it comes once more under the same name.
"""

import base64
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

# Seconds before and after a message is noted
WORK = 0.05


def is_genuine(headers: Any, body: bytes, secret: str) -> bool:
    """Whether a message is signed by the secret, at this time."""
    moment = headers["webhook-timestamp"]
    content = f"{headers['webhook-id']}.{moment}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = base64.b64encode(hmac.digest(key, content, "sha256")).decode()
    is_signed = f"v1,{digest}" in headers["webhook-signature"].split(" ")
    return is_signed and abs(time.time() - int(moment)) < 60


class Handler(BaseHTTPRequestHandler):
    """Checks each message, notes it, and takes it."""

    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(WORK)
        note = {
            "id": self.headers["webhook-id"],
            "genuine": is_genuine(self.headers, body, server.secret),
            "told": json.loads(body),
        }
        server.notes.write(json.dumps(note) + "\n")
        server.notes.flush()
        os.fsync(server.notes.fileno())
        time.sleep(WORK)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


def main() -> None:
    """Serve for ever: a port, a secret, and the file in which to note."""
    port, secret, path = sys.argv[1:]
    with ThreadingHTTPServer(("127.0.0.1", int(port)), Handler) as server:
        told: Any = server
        told.secret, told.notes = secret, Path(path).open("a")  # noqa: SIM115 - for ever
        server.serve_forever()


if __name__ == "__main__":
    main()

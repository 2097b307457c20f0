"""What a request costs without a server.

`python -m tests.bench.in_process MODULE PATH` calls the WSGI application of the module
as a server does, and prints the seconds of CPU that one call takes this process. With
`unchanged` at the end, the client has the answer and asks whether it is still the same.
"""

import io
import sys
import time
from importlib import import_module
from typing import Any

ROUND = 0.4


class Caller:
    """What stands in for server and client."""

    def __init__(self, application: Any, path: str) -> None:
        self.application = application
        where, _mark, query = path.partition("?")
        self.environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": where,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost:8000",
            "HTTP_ACCEPT_ENCODING": "identity",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }

    def call(self) -> bytes:
        """Make a request, take all of the answer."""
        answer = self.application(dict(self.environ), self.start)
        try:
            return b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()

    def start(self, status: str, headers: Any, _error: Any = None) -> None:
        """Take status and headers."""
        self.status, self.answered = int(status[:3]), headers

    def expect_the_same(self) -> None:
        """Ask from now on whether the answer is still the last one."""
        tags = {name.lower(): value for name, value in self.answered}
        self.environ["HTTP_IF_NONE_MATCH"] = tags["etag"]

    def cost(self) -> float:
        """Return the seconds of CPU that one call takes."""
        begun, count = time.process_time(), 0
        while time.process_time() - begun < ROUND:
            self.call()
            count += 1
        return (time.process_time() - begun) / count


def main(module: str, path: str, *more: str) -> None:
    """Measure and print."""
    caller = Caller(import_module(module).application, path)
    caller.call()
    if more == ("unchanged",):
        caller.expect_the_same()
    for _time in range(20):
        caller.call()
    expected = 304 if more else 200
    assert caller.status == expected, caller.status
    print(min(caller.cost() for _round in range(3)))


if __name__ == "__main__":
    main(*sys.argv[1:])

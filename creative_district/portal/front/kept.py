"""An answer that is kept, in each encoding in which it was asked for."""

import gzip
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from creative_district.kernel.api import rates
from creative_district.portal.front.moments import Moment

Headers = list[tuple[str, str]]

GZIP = "gzip"
# Shorter ones would hardly become shorter.
LEAST_TO_COMPRESS = 500
# What Python takes for an answer besides its texts, in bytes, about: the key, too, for
# none is long
BESIDES = 3000
# What tells of a body, which a 304 has none of.
OF_THE_BODY = {
    *("content-disposition", "content-encoding", "content-language"),
    *("content-length", "content-type"),
}
# What is told anew with each answer
OF_THE_REQUEST = {name.lower() for name in (*rates.HEADERS, "ETag", "Content-Length")}
# A coding and its weight, where that is 0
UNWANTED = re.compile(r"\s*;\s*q\s*=\s*0(\.0{0,3})?\s*")


class Kept(NamedTuple):
    """What was answered once, and may be again while its moment lasts.

    `is_counted`: such requests have a limit, which is told with each answer.
    """

    moment: Moment
    headers: Headers
    etag: str
    body: bytes
    is_counted: bool

    @classmethod
    def of(cls, response: Any, moment: Moment) -> "Kept":
        """Keep an answer of Django's, as it is without any encoding."""
        patch_vary_headers(response, ["Accept-Encoding"])
        return cls(
            moment=moment,
            headers=[
                (name, value)
                for name, value in response.items()
                if name.lower() not in OF_THE_REQUEST
            ],
            etag=response.headers["ETag"],
            body=response.content,
            is_counted=rates.HEADERS[0] in response.headers,
        )

    def compressed(self) -> "Kept":
        """Return the same in gzip, with a validator of its own (RFC 9110, 8.8.3.3).

        Nothing secret is in what all visitors get, so that its length tells nothing.
        """
        return self._replace(
            headers=[*self.headers, ("Content-Encoding", GZIP)],
            etag=f'{self.etag.removesuffix(chr(34))}-{GZIP}"',
            body=gzip.compress(self.body, compresslevel=6, mtime=0),
        )

    @property
    def is_long(self) -> bool:
        """Whether compressing it is worth the while."""
        return len(self.body) >= LEAST_TO_COMPRESS

    @property
    def size(self) -> int:
        """How much memory it takes, about."""
        told = sum(len(name) + len(value) for name, value in self.headers)
        return len(self.body) + told + BESIDES

    def answer(self, condition: str) -> tuple[HTTPStatus, Headers, bytes]:
        """Return status, headers and body for a request with this `If-None-Match`."""
        validator = ("ETag", self.etag)
        if condition and is_held(self.etag, condition):
            kept = [each for each in self.headers if each[0].lower() not in OF_THE_BODY]
            return HTTPStatus.NOT_MODIFIED, [*kept, validator], b""
        length = ("Content-Length", str(len(self.body)))
        return HTTPStatus.OK, [*self.headers, validator, length], self.body


def is_held(etag: str, condition: str) -> bool:
    """Whether a condition names a validator, by weak comparison (RFC 9110, 13.1.2)."""
    if condition == etag:  # what nearly everybody sends
        return True
    return not {"*", etag, f"W/{etag}"}.isdisjoint(parse_etags(condition))


def takes_gzip(asked: Mapping[str, str]) -> bool:
    """Whether `Accept-Encoding` lets an answer come in gzip (RFC 9110, 12.5.3)."""
    for coding in asked.get("HTTP_ACCEPT_ENCODING", "").lower().split(","):
        name, semicolon, weight = coding.partition(";")
        if name.strip() == GZIP:
            return UNWANTED.fullmatch(semicolon + weight) is None
    return False

"""Calls to other sites, which never reach anything but the public internet.

Addresses are typed by people, and a name may lead anywhere, so each is checked after it
was resolved, and the connection goes to exactly the address that was checked: a name
that leads elsewhere a moment later changes nothing. Redirects are followed by hand,
each with the same checks. Nothing of ours but the words of the caller is sent along.
"""

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus
from ipaddress import IPv4Address, ip_address, ip_network
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
REDIRECTS = {
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.SEE_OTHER,
    HTTPStatus.TEMPORARY_REDIRECT,
    HTTPStatus.PERMANENT_REDIRECT,
}
FOR_GOOD = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
MOST_REDIRECTS = 5
# All that is handed out to machines on the public internet (RFC 4291)
PUBLIC_IPV6 = ip_network("2000::/3")
# Set aside (RFC 6890) beyond what every version of `ipaddress` says: blocks for
# protocols, and those whose addresses carry another one, of IPv4.
SET_ASIDE = [
    ip_network(block)
    for block in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16")
]

# What a private network has (RFC 1918, RFC 4193): not this machine, nor its neighbours
# on the wire, of whom the one at 169.254.169.254 tells secrets in many data centres.
PRIVATE = [
    ip_network(block)
    for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
]

Host = tuple[str, int]


class OutgoingError(Exception):
    """A call that was not made or had no answer; the message says why, in English."""


class RefusedError(OutgoingError):
    """An address that the portal never calls."""


class UnknownHostError(OutgoingError):
    """A host that no name server knows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site said in the end."""

    status: int
    body: bytes
    # Where it said so, and where the first address leads for good.
    url: str
    moved_to: str
    # When to come back, as the site wrote it; empty: it did not say.
    retry_after: str = ""


def addresses_of(host: str, port: int) -> list[str]:
    """Return the numbers that a name leads to now."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise UnknownHostError(f"no address is known of {host}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(number: str) -> bool:
    """Whether an IP address belongs to a machine on the public internet."""
    try:
        address = ip_address(number)
    except ValueError:  # one with a zone, as link-local ones have
        return False
    is_special = address.is_multicast or address.is_reserved
    is_handed_out = isinstance(address, IPv4Address) or address in PUBLIC_IPV6
    is_set_aside = any(address in block for block in SET_ASIDE)
    return address.is_global and is_handed_out and not is_special and not is_set_aside


def is_private(number: str) -> bool:
    """Whether an IP address belongs to a machine in a private network."""
    try:
        address = ip_address(number)
    except ValueError:
        return False
    return any(address in block for block in PRIVATE)


def is_number(host: str) -> bool:
    """Whether a host is named by its IP address."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Client:
    """Calls other sites in the portal's name, within `seconds` with all redirects.

    `may_also_reach` names hosts that need not be public, with their ports. An address
    in numbers is reached whatever it is; a name may lead into a private network, but
    not to this machine or its neighbours, whoever answers for the name.
    """

    agent: str
    seconds: float = 10
    resolve: Callable[[str, int], Sequence[str]] = addresses_of
    may_also_reach: Collection[Host] = field(default=())

    def call(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        most: int = 0,
        redirects: int = MOST_REDIRECTS,
    ) -> Answer:
        """Call an address and those that it leads on to; keep `most` bytes of the end.

        Raises `OutgoingError` where there is no answer, and where redirects go on for
        longer. With `redirects=0` a redirect is the answer.
        """
        ends = time.monotonic() + self.seconds
        asked, moved_to, is_for_good = url, url, True
        for left in range(redirects, -1, -1):
            status, said, content = self._once(asked, method, headers, body, most, ends)
            location = said.get("Location", "")
            if status not in REDIRECTS or not location or not redirects:
                retry_after = said.get("Retry-After", "")
                return Answer(status, content, asked, moved_to, retry_after)
            if not left:
                break
            try:
                asked = urljoin(asked, location)
            except ValueError as error:
                raise OutgoingError("a redirect to what is no address") from error
            is_for_good = is_for_good and status in FOR_GOOD
            moved_to = asked if is_for_good else moved_to
        raise OutgoingError(f"more than {redirects} redirects")

    def check(self, url: str) -> None:
        """Raise `RefusedError` for what is not called, whatever its name leads to."""
        host, port = self._host_of(split(url))
        if is_number(host):
            self._refuse_inside(host, port, [host])

    def _once(
        self,
        url: str,
        method: str,
        headers: Mapping[str, str] | None,
        body: bytes | None,
        most: int,
        ends: float,
    ) -> tuple[int, Message, bytes]:
        """Call one address; return status, headers and body of the answer."""
        parts = split(url)
        host, port = self._host_of(parts)
        connection = Pinned(host, port, parts.scheme, self._number_of(host, port))
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        sent = {"User-Agent": self.agent, "Accept": "*/*", **(headers or {})}
        if (seconds := ends - time.monotonic()) <= 0:
            raise OutgoingError("no answer: the time is up")
        try:
            with closing(connection), connection.within(seconds):
                connection.request(method, path, body, {**sent, "Connection": "close"})
                answer = connection.getresponse()
                content = answer.read(most) if most else b""
                return answer.status, answer.headers, content
        except (OSError, http.client.HTTPException, ValueError) as error:
            why = str(error) or type(error).__name__
            raise OutgoingError(f"no answer: {why}") from error

    def _host_of(self, parts: SplitResult) -> Host:
        """Return host and port; refuse what is no plain web address."""
        port = PORTS.get(parts.scheme)
        try:
            host, stated = parts.hostname, parts.port
        except ValueError as error:
            raise RefusedError("the port is no number") from error
        if port is None or not host:
            raise RefusedError("only http and https are called")
        if parts.username is not None or parts.password is not None:
            raise RefusedError("an address with a password is not called")
        if stated not in {None, port} and (host, stated) not in self.may_also_reach:
            raise RefusedError("only the usual ports are called")
        return host, stated or port

    def _number_of(self, host: str, port: int) -> str:
        """Return the number to connect to; refuse a name of which any is not public."""
        numbers = self.resolve(host, port)
        if not numbers:
            raise UnknownHostError(f"no address is known of {host}")
        self._refuse_inside(host, port, numbers)
        return numbers[0]

    def _refuse_inside(self, host: str, port: int, numbers: Sequence[str]) -> None:
        also = self.may_also_reach
        for number in numbers:
            is_named = (host, port) in also and is_private(number)
            if not (is_public(number) or is_named or (number, port) in also):
                raise RefusedError("the address is not on the public internet")


def split(url: str) -> SplitResult:
    """Return the parts of an address, in the characters that a request may have."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise RefusedError("this is no address") from error
    path, query = (_quoted(text) for text in (parts.path, parts.query))
    return parts._replace(path=path, query=query)


def _quoted(text: str) -> str:
    """Return the text with all but printable ASCII as its bytes in UTF-8."""
    return "".join(
        character
        if "!" <= character <= "~"
        else "".join(f"%{byte:02X}" for byte in character.encode(errors="replace"))
        for character in text
    )


class Pinned(http.client.HTTPConnection):
    """A connection to one IP address, whatever the name of the host leads to."""

    def __init__(self, host: str, port: int, scheme: str, number: str) -> None:
        super().__init__(host, port)
        self.default_port = PORTS[scheme]
        self.number = number
        self.tls = ssl.create_default_context() if scheme == "https" else None

    @contextmanager
    def within(self, seconds: float) -> Any:
        """End the connection when the time is up, however slowly the site answers."""
        self.timeout = seconds
        timer = Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def connect(self) -> None:
        self.sock = socket.create_connection((self.number, self.port), self.timeout)
        if self.tls:
            # Ours before the greeting, which has to end in time as well.
            self.sock = self.tls.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def _cut(self) -> None:
        if self.sock:
            try:
                # The plain socket's, so that whoever reads it sees its end.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
            except OSError:  # ended by itself
                return

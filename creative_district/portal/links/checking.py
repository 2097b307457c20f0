"""Looks whether the addresses that records name still lead somewhere.

Politely: one address of a host at each run, each at most once a week, the first bytes
of it at most, and the portal says who asks.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from creative_district.kernel.models import LinkCheck
from creative_district.kernel.outgoing import (
    Answer,
    Client,
    OutgoingError,
    UnknownHostError,
)
from creative_district.portal.links import addresses

logger = logging.getLogger(__name__)

Verdict = LinkCheck.Verdict
EACH = timedelta(days=7)
# So many addresses are looked through for hosts that differ.
CANDIDATES = 500
FIRST_BYTES = 1024
# A longer address would not fit in a record.
MOST_CHARACTERS = 500
# Where there is nothing any more, and where machines are not let in.
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
CLOSED = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS,
}
FAILING = {Verdict.DEAD, Verdict.UNREACHABLE}


class Seen(NamedTuple):
    """What one look at an address showed."""

    verdict: str
    answer: str
    moved_to: str = ""


def check_links(
    *, client: Client, now: datetime, most: int, stop: Callable[[], bool]
) -> int:
    """Look at up to `most` addresses, each of another host; return at how many.

    Two runs at once look at none twice: who takes an address first has it.
    """
    addresses.note_new()
    looked = 0
    for check in islice(of_other_hosts(now), most):
        if stop():
            break
        if take(check, now):
            keep(check, look_at(check.url, client), now)
            looked += 1
    if looked:
        logger.info("Links: %s looked at", looked)
    return looked


def of_other_hosts(now: datetime) -> Iterator[LinkCheck]:
    """Yield what was not looked at for a week, one address of each host."""
    seen: set[str] = set()
    for check in LinkCheck.objects.unseen_since(now - EACH)[:CANDIDATES]:
        host = urlsplit(check.url).netloc.casefold()
        if host not in seen:
            seen.add(host)
            yield check


def take(check: LinkCheck, now: datetime) -> bool:
    """Note that an address is looked at; False if another run has just done so."""
    before = check.checked_at
    return bool(
        LinkCheck.objects.filter(pk=check.pk, checked_at=before).update(checked_at=now)
    )


def keep(check: LinkCheck, seen: Seen, now: datetime) -> None:
    """Note what was seen: an address is gone once it fails on a second day."""
    verdict, since = seen.verdict, check.failing_since
    if verdict == Verdict.DEAD and not (since and since.date() < now.date()):
        verdict = Verdict.UNREACHABLE
    LinkCheck.objects.filter(pk=check.pk).update(
        verdict=verdict,
        answer=seen.answer[:200],
        moved_to=seen.moved_to,
        failing_since=(since or now) if verdict in FAILING else None,
    )


def look_at(url: str, client: Client) -> Seen:
    """Ask an address whether it is there."""
    try:
        return judge(url, ask(url, client))
    except UnknownHostError as error:
        return Seen(Verdict.DEAD, str(error))
    except OutgoingError as error:
        return Seen(Verdict.UNREACHABLE, str(error))


def ask(url: str, client: Client) -> Answer:
    """Ask without wanting the page; where that is not understood, with a bit of it."""
    answer = client.call(url, method="HEAD")
    if answer.status < HTTPStatus.BAD_REQUEST:
        return answer
    return client.call(
        url, headers={"Range": f"bytes=0-{FIRST_BYTES - 1}"}, most=FIRST_BYTES
    )


def judge(url: str, answer: Answer) -> Seen:
    """Return what an answer says of the address that was asked."""
    said = str(answer.status)
    if answer.status in GONE:
        return Seen(Verdict.DEAD, said)
    if answer.status in CLOSED:
        return Seen(Verdict.GUARDED, said)
    if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return Seen(Verdict.UNREACHABLE, said)
    if answer.moved_to != url and len(answer.moved_to) <= MOST_CHARACTERS:
        return Seen(Verdict.MOVED, said, answer.moved_to)
    return Seen(Verdict.FINE, said)

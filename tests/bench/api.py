"""What the API costs, side by side with limits and with what is usual.

docs/performance.md says what is compared with what, and how to read the figures.
"""

import hashlib
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import count, cycle, repeat
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import orjson

from creative_district.environment import ROOT
from tests.bench.district import District
from tests.bench.server import (
    Headers,
    Server,
    load_on_its_core,
    serving,
    side_by_side,
)

PORTAL = "creative_district.wsgi"
YARDSTICKS = "tests.bench.yardsticks"
LIST = "/api/v1/actions/"
EXPORT = "/api/v1/export/milestones/?format=ndjson&lang=fr"
HOME, ACTIONS = "/fr/", "/fr/districts/practice/actions/"
DISTRICT = "programme=practice"
MEGABYTE = 1_000_000
# Larger than any range of rows, so that its multiples go through all of one.
PRIME = 1_000_003
# What the server says of itself in each answer
OF_THE_SERVER = re.compile("server:|date:|connection:", re.IGNORECASE)


class Limit(NamedTuple):
    """What a ratio ought to reach, and what fails the bench: well short of it.

    No target: there is none for it, or none that is reached can be measured here.
    """

    sign: str
    bound: float
    target: float | None = None


# All in one place, to be tightened as the portal gets better.
LIMITS = {
    # Warm: the same address again and again, under the same server
    "bare WSGI callable / API list, warm": Limit("≥", 0.5, 0.8),
    "bare Django view / API list, warm": Limit("≥", 0.8, 4.5),
    "bare WSGI callable / API list, 304": Limit("≥", 0.5, 1.2),
    "bare WSGI callable / page of actions, warm": Limit("≥", 0.5, 0.8),
    "bare Django view / page of actions, warm": Limit("≥", 0.8, 4.5),
    # The same without a server, which has a share of its own in all of them
    "without server: WSGI callable / API list, warm": Limit("≥", 0.0),
    "without server: Django view / API list, warm": Limit("≥", 3, 4.5),
    "without server: WSGI callable / API list, 304": Limit("≥", 0.0),
    # Uncached: no address comes twice
    "json_agg by hand / API list, uncached": Limit("≥", 1.5, 2.5),
    "plain DRF / API list, uncached": Limit("≥", 10, 15),
    "plain DRF / API filter with search": Limit("≥", 1.5, 3),
    "json_agg by hand / API detail, uncached": Limit("≥", 0.25),
    "plain DRF / API detail, uncached": Limit("≥", 2),
    "home page, uncached / bare Django view": Limit("≤", 300),
    # However large the collection is
    "last page / first page of 10,000 actions": Limit("≤", 1.5, 1.3),
    "last page / first page of 100,000 milestones": Limit("≤", 1.5, 1.3),
    # Whole collections
    "json_agg by hand / NDJSON export, an item": Limit("≥", 1),
    "NDJSON export, MB of memory more": Limit("≤", 100, 100),
    "web worker after all this, MiB": Limit("≤", 150, 110),
}

Row = dict[str, object]


def measure(district: District) -> Iterator[Row]:
    """Yield what is printed of each ratio."""
    with ExitStack() as stack:
        stack.enter_context(load_on_its_core())
        portal = stack.enter_context(serving(PORTAL, district.environment))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="answers-"))
        bench = Bench(district, portal, Path(folder), stack)
        yield from bench.warm()
        yield from bench.without_server()
        yield from bench.uncached()
        yield from bench.deep()
        yield from bench.export()
        yield row("web worker after all this, MiB", portal.memory / 2**20)


def row(name: str, value: float, **more: float) -> Row:
    """Return what is printed of a figure."""
    limit = LIMITS[name]
    passed = value >= limit.bound if limit.sign == "≥" else value <= limit.bound
    return {
        "name": name,
        **more,
        "ratio": float(f"{value:.3g}"),
        "limit": f"{limit.sign} {limit.bound:g}",
        "target": f"{limit.sign} {limit.target:g}" if limit.target else "",
        "passed": passed,
    }


def compared(name: str, over: float, under: float) -> Row:
    """Return what is printed of a ratio of two costs."""
    costs = {"over_ms": round(over * 1000, 3), "under_ms": round(under * 1000, 3)}
    return row(name, over / under, **costs)


class Bench:
    """The portal and the yardsticks beside it, all of them served alike."""

    def __init__(
        self, district: District, portal: Server, folder: Path, stack: ExitStack
    ) -> None:
        self.district, self.portal = district, portal
        self.list = f"{LIST}?cursor=a{district.first_action - 1}&lang=fr"
        self.keep_answers(folder)
        self.environment = {**district.environment, "BENCH_ANSWERS": str(folder)}

        def yardstick(name: str) -> Server:
            served = serving(f"{YARDSTICKS}.{name}", self.environment)
            return stack.enter_context(served)

        self.wsgi = yardstick("bytes_alone")
        self.django = yardstick("bytes_by_django")
        self.usual = yardstick("as_usual.wsgi")
        # There is no such query for SQLite.
        self.by_hand = yardstick("by_hand") if district.database else None
        if self.by_hand:
            self.compare_with(self.by_hand)

    def keep_answers(self, folder: Path) -> None:
        """Keep whole answers of the portal for what sends the same bytes."""
        for name, path in (("/list", self.list), ("/page", ACTIONS), ("/home", HOME)):
            answer = self.portal.ask(path)
            body = answer.read()
            assert answer.status == 200, path
            head = [f"{each}: {value}" for each, value in answer.getheaders()]
            told = "\r\n".join(line for line in head if not OF_THE_SERVER.match(line))
            whole = b"\r\n\r\n".join((told.encode("latin-1"), body))
            (folder / quote(name, safe="")).write_bytes(whole)

    def compare_with(self, by_hand: Server) -> None:
        """Fail where what is built by hand is not what the portal answers."""
        for path in (f"{LIST}?cursor=a0&lang=fr", self.list, next(self.details())):
            _status, ours = self.portal.get(path)
            _status, same = by_hand.get(path)
            assert json.loads(ours) == json.loads(same), path

    def warm(self) -> Iterator[Row]:
        """Measure the same address again and again, and what has not changed."""
        tag = {"If-None-Match": self.portal.tag_of(self.list)}
        wsgi, django, warm, unchanged = side_by_side(
            again(self.wsgi, "/list"),
            again(self.django, "/list"),
            again(self.portal, self.list),
            again(self.portal, self.list, headers=tag, expects=304),
        )
        yield compared("bare WSGI callable / API list, warm", wsgi, warm)
        yield compared("bare Django view / API list, warm", django, warm)
        yield compared("bare WSGI callable / API list, 304", wsgi, unchanged)
        wsgi, django, warm = side_by_side(
            again(self.wsgi, "/page"),
            again(self.django, "/page"),
            again(self.portal, ACTIONS),
        )
        yield compared("bare WSGI callable / page of actions, warm", wsgi, warm)
        yield compared("bare Django view / page of actions, warm", django, warm)

    def without_server(self) -> Iterator[Row]:
        """Measure the applications alone, each in a process of its own."""
        wsgi = self.alone(f"{YARDSTICKS}.bytes_alone", "/list")
        django = self.alone(f"{YARDSTICKS}.bytes_by_django", "/list")
        warm = self.alone(PORTAL, self.list)
        unchanged = self.alone(PORTAL, self.list, "unchanged")
        kind = "without server"
        yield compared(f"{kind}: WSGI callable / API list, warm", wsgi, warm)
        yield compared(f"{kind}: Django view / API list, warm", django, warm)
        yield compared(f"{kind}: WSGI callable / API list, 304", wsgi, unchanged)

    def alone(self, *arguments: str) -> float:
        """Return what a call of an application costs."""
        command = [sys.executable, "-m", "tests.bench.in_process", *arguments]
        environment = {"PATH": os.environ["PATH"], **self.environment}
        said = subprocess.check_output(command, cwd=ROOT, env=environment, text=True)
        return float(said)

    def uncached(self) -> Iterator[Row]:
        """Measure addresses that nobody has asked for before."""
        hand = self.by_hand
        ours, usual, *built = side_by_side(
            cost(self.portal, self.lists()),
            cost(self.usual, self.usual_lists()),
            *([cost(hand, self.lists())] if hand else []),
        )
        for each in built:
            yield compared("json_agg by hand / API list, uncached", each, ours)
        yield compared("plain DRF / API list, uncached", usual, ours)
        self.compare_searches()
        ours, usual = side_by_side(
            cost(self.portal, self.searches()), cost(self.usual, self.usual_searches())
        )
        yield compared("plain DRF / API filter with search", usual, ours)
        ours, usual, *built = side_by_side(
            cost(self.portal, self.details()),
            cost(self.usual, self.details()),
            *([cost(hand, self.details())] if hand else []),
        )
        for each in built:
            yield compared("json_agg by hand / API detail, uncached", each, ours)
        yield compared("plain DRF / API detail, uncached", usual, ours)
        homes = (f"{HOME}?n={number}" for number in count())
        ours, bare = side_by_side(cost(self.portal, homes), again(self.django, "/home"))
        yield compared("home page, uncached / bare Django view", ours, bare)

    def compare_searches(self) -> None:
        """Fail where the same search finds something else."""
        (_s, ours), (_t, usual) = (
            self.portal.get(next(self.searches())),
            self.usual.get(next(self.usual_searches())),
        )
        found, same = (
            [item["id"] for item in json.loads(each)["results"]]
            for each in (ours, usual)
        )
        assert found == same, (found, same)

    def lists(self) -> Iterator[str]:
        """Yield pages from all over the collection."""
        first, last = self.district.first_action + 100, self.district.last_action - 200
        places = [first + n * PRIME % (last - first) for n in range(last - first)]
        for more, place in again_otherwise(places):
            yield f"{LIST}?cursor=a{place}&lang=fr{more}"

    def usual_lists(self) -> Iterator[str]:
        """Yield pages near the beginning: page numbers make the others cost more."""
        return (f"{LIST}?page={number}" for number in cycle(range(2, 12)))

    def searches(self) -> Iterator[str]:
        """Yield searches that fill a page; where they begin makes them differ."""
        for place in range(self.district.first_action):
            for number in range(10, 100):
                yield f"{LIST}?lang=fr&{DISTRICT}&q=exercice+{number}&cursor=a{place}"

    def usual_searches(self) -> Iterator[str]:
        """Yield the same searches."""
        for number in cycle(range(10, 100)):
            yield f"{LIST}?{DISTRICT}&search=exercice+{number}"

    def details(self) -> Iterator[str]:
        """Yield actions, one after the other."""
        for more, number in again_otherwise(range(1, self.district.actions)):
            yield f"{LIST}practice-action-{number}/?lang=fr{more}"

    def deep(self) -> Iterator[Row]:
        """Measure pages at the beginning and at the end of a collection."""
        rows = self.district
        for what, resource, first, last in (
            ("10,000 actions", "actions", rows.first_action, rows.last_action),
            (
                "100,000 milestones",
                "milestones",
                rows.first_milestone,
                rows.last_milestone,
            ),
        ):
            path = f"/api/v1/{resource}/?lang=fr&page_size=50&cursor=a"
            pages = range(100)
            front = (f"{path}{first + n}{more}" for more, n in again_otherwise(pages))
            # A page of 50 in each case
            end = last - 50
            back = (f"{path}{end - n}{more}" for more, n in again_otherwise(pages))
            at_first, at_last = side_by_side(
                cost(self.portal, front), cost(self.portal, back)
            )
            yield compared(f"last page / first page of {what}", at_last, at_first)

    def export(self) -> Iterator[Row]:
        """Measure the export of all milestones, once."""
        before, peak = self.portal.memory, self.portal.peak()
        ours = Export(self.portal)
        more = max(peak() - before, 0) / MEGABYTE
        yield row("NDJSON export, MB of memory more", more)
        if self.by_hand:
            built = Export(self.by_hand)
            assert (ours.count, ours.digest) == (built.count, built.digest)
            yield compared(
                "json_agg by hand / NDJSON export, an item", built.cost, ours.cost
            )


class Export:
    """An export, read to its end: what an item of it costs, and what it holds."""

    def __init__(self, server: Server) -> None:
        server.rest()
        before, digest, self.count = server.spent(), hashlib.sha256(), 0
        for line in server.ask(EXPORT):
            item = orjson.dumps(orjson.loads(line), option=orjson.OPT_SORT_KEYS)
            digest.update(item)
            self.count += 1
        self.cost = (server.spent() - before) / self.count
        self.digest = digest.hexdigest()


def again_otherwise(numbers: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Yield numbers for ever, each time with what makes an address another one."""
    return ((turn * "&", number) for turn in count() for number in numbers)


def again(
    server: Server, path: str, *, headers: Headers | None = None, expects: int = 200
) -> Iterator[float]:
    """Yield what a request costs that has been made before."""
    while True:
        yield server.cost(repeat(path), warm=20, headers=headers, expects=expects)


def cost(server: Server, paths: Iterator[str]) -> Iterator[float]:
    """Yield what a request costs, each time with further paths."""
    while True:
        yield server.cost(itertools.islice(paths, 400))

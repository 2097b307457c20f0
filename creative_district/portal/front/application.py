"""The WSGI application in front of Django's: it gives what is kept, and keeps more.

Visitors without cookie or token all get the same answer to the same question. It is
kept in the memory of the process, at most until something public changes: then Django
is asked again. docs/decisions/0023 says what makes that safe.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from threading import Lock
from typing import Any

from cachetools import LRUCache
from django.conf import settings
from django.db import Error
from django.http import HttpResponse

from creative_district.kernel.api import rates
from creative_district.portal.front.further import Further, Known, Question, question_of
from creative_district.portal.front.kept import GZIP, Headers, Kept, takes_gzip
from creative_district.portal.front.moments import Moment, Moments, present

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]
Key = tuple[str, ...]

# Headers with which an answer may be one visitor's own, or not the whole one
PERSONAL = (
    *("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_IF_MATCH"),
    *("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"),
)
# Never kept: how the portal is, files, the pages of staff, and the feed of changes,
# which leads followers to what has to be there when they ask for it.
UNKEPT = (
    *("/health", "/ready", "/metrics", "/admin/", "/static/", "/media/"),
    "/api/v1/changes/",
)
READING, SAFE = ("GET", "HEAD"), ("GET", "HEAD", "OPTIONS")
MEGABYTE = 1024 * 1024
# No answer takes more than this part of the memory.
LARGEST = 8
# Nothing is kept of a question that is longer, in characters, with the headers by which
# its answers vary.
LONGEST = 1000
# Of how many addresses it is known by what their answers vary
ADDRESSES = 2000
# Of how many lists it is known how their pages are answered
LISTS = 200


class Front:
    """Gives answers of `application` again: the last used, of so many megabytes."""

    def __init__(
        self,
        application: Application,
        *,
        megabytes: int,
        moments: Moments = present,
    ) -> None:
        self.application = application
        self.moments = moments
        self.largest = megabytes * MEGABYTE // LARGEST
        self.lock = Lock()
        self.answers: LRUCache[Key, Kept] = LRUCache(
            megabytes * MEGABYTE, getsizeof=lambda kept: kept.size
        )
        self.varying: LRUCache[Key, Key] = LRUCache(ADDRESSES)
        self.lists: LRUCache[Key, Known] = LRUCache(LISTS)

    def __call__(self, asked: Environ, start_response: Start) -> Iterable[bytes]:
        if asked["REQUEST_METHOD"] not in SAFE:
            return self.passed(asked, start_response)
        moment = self.moments.now() if is_for_all(asked) else None
        if moment is None:
            return self.application(asked, start_response)
        kept = self.found(asked, moment)
        further = None if kept else self.further(asked, moment)
        alike = kept or (further and further.known.answer)
        if alike is None:
            return self.made(asked, start_response, moment)
        # Nothing is made for who has asked too often.
        quota = rates.spend_by(asked) if alike.is_counted else None
        if quota and quota.wait:
            return self.application(asked, start_response)
        if further:
            kept = self.turned_to(further, asked, moment)
        if kept is None:
            return self.application(asked, start_response)
        told = rates.headers_of(quota) if quota else []
        return given(kept, asked, start_response, told)

    def passed(self, asked: Environ, start_response: Start) -> Iterable[bytes]:
        """Let a request through that may write; what it wrote is seen at once here."""
        try:
            return self.application(asked, start_response)
        finally:
            self.moments.forget()

    def found(self, asked: Environ, moment: Moment) -> Kept | None:
        """Return what is kept of this moment for a request."""
        address = address_of(asked)
        with self.lock:
            names = self.varying.get(address)
            if names is None:
                return None
            variant = variant_of(asked, address, names)
            plain = self.answers.get((*variant, ""))
            if plain is None or plain.moment != moment:
                return None
            if not (plain.is_long and takes_gzip(asked)):
                return plain
            compressed = self.answers.get((*variant, GZIP))
        if compressed is None or compressed.moment != moment:
            compressed = plain.compressed()
            self.keep((*variant, GZIP), compressed)
        return compressed

    def further(self, asked: Environ, moment: Moment) -> Further | None:
        """Return what is known of a list that was answered at this moment."""
        question = question_of(asked.get("QUERY_STRING", ""))
        if question is None or not moment.has_stored:
            return None
        address = list_of(asked, question)
        with self.lock:
            names = self.varying.get(address, ())
            known = self.lists.get(variant_of(asked, address, names))
        if known is None or known.answer.moment != moment:
            return None
        return Further(known, question, names)

    def turned_to(
        self, further: Further, asked: Environ, moment: Moment
    ) -> Kept | None:
        """Return a further page; None where the database does not give it."""
        try:
            page = further.page()
        except Error:
            # Django connects anew, or says what is wrong.
            return None
        self.learn(asked, further.names, page)
        return self.found(asked, moment) or page

    def made(
        self, asked: Environ, start_response: Start, moment: Moment
    ) -> Iterable[bytes]:
        """Return what Django answers, and keep it if all visitors get the same."""
        begun: list[Any] = []
        response: Any = self.application(
            asked, lambda *status_and_headers: begun.append(status_and_headers)
        )
        if asked["REQUEST_METHOD"] != "GET" or not may_be_kept(response):
            start_response(*begun[-1])
            answer: Iterable[bytes] = response
            return answer
        told = [(name, value) for name, value in response.items() if is_told(name)]
        kept = Kept.of(response, moment)
        names = names_in(response.headers["Vary"])
        response.close()
        if not is_short(variant_of(asked, address_of(asked), names)):
            is_shorter = kept.is_long and takes_gzip(asked)
            sent = kept.compressed() if is_shorter else kept
            return given(sent, asked, start_response, told)
        self.learn(asked, names, kept)
        question = question_of(asked.get("QUERY_STRING", ""))
        if question and (listed := getattr(response, "listed", None)):
            address = list_of(asked, question)
            with self.lock:
                self.varying[address] = names
                self.lists[variant_of(asked, address, names)] = Known.of(
                    listed, question, kept
                )
        return given(self.found(asked, moment) or kept, asked, start_response, told)

    def learn(self, asked: Environ, names: Key, kept: Kept) -> None:
        """Keep the answer to a request, which varies by these headers."""
        address = address_of(asked)
        with self.lock:
            self.varying[address] = names
        self.keep((*variant_of(asked, address, names), ""), kept)

    def keep(self, key: Key, kept: Kept) -> None:
        """Keep an answer, unless it would leave too little room for others."""
        if kept.size <= self.largest:
            with self.lock:
                self.answers[key] = kept


def fronted(application: Application) -> Application:
    """Return an application with what the settings have before it, if anything."""
    megabytes = settings.KEPT_ANSWERS_MEGABYTES
    return Front(application, megabytes=megabytes) if megabytes else application


def is_for_all(asked: Environ) -> bool:
    """Whether whoever asks this gets the same answer."""
    return (
        asked["REQUEST_METHOD"] in READING
        and asked.keys().isdisjoint(PERSONAL)
        and asked.get("CONTENT_LENGTH", "") in ("", "0")
        and "HTTP_TRANSFER_ENCODING" not in asked
        and not asked["PATH_INFO"].startswith(UNKEPT)
    )


def may_be_kept(response: Any) -> bool:
    """Whether an answer of Django's is whole, good, and for all.

    A file comes as what the server itself sends it by.
    """
    if not isinstance(response, HttpResponse):
        return False
    control = response.headers.get("Cache-Control", "")
    return (
        response.status_code == HTTPStatus.OK
        and not response.cookies
        and "ETag" in response.headers
        and "no-store" not in control
        and "private" not in control
        and response.headers.get("Vary") != "*"
    )


def is_short(variant: Key) -> bool:
    """Whether a question is short enough for its answer to be kept."""
    return sum(map(len, variant)) <= LONGEST


def is_told(name: str) -> bool:
    """Whether a header tells of the limit of requests."""
    return name in rates.HEADERS


def address_of(asked: Environ) -> Key:
    """Return what was asked for."""
    return (
        asked["wsgi.url_scheme"],
        asked.get("HTTP_HOST", ""),
        asked.get("SCRIPT_NAME", ""),
        asked["PATH_INFO"],
        asked.get("QUERY_STRING", ""),
    )


def list_of(asked: Environ, question: Question) -> Key:
    """Return what was asked for, on whatever page."""
    return (*address_of(asked)[:-1], question.rest, "list")


def names_in(vary: str) -> Key:
    """Return where WSGI has the headers that `Vary` names, the encoding apart."""
    names = sorted({name.strip().upper().replace("-", "_") for name in vary.split(",")})
    return tuple(f"HTTP_{name}" for name in names if name != "ACCEPT_ENCODING")


def variant_of(asked: Environ, address: Key, names: Key) -> Key:
    """Return under what an answer is kept, apart from its encoding."""
    return (*address, *(asked.get(name, "") for name in names))


def given(
    kept: Kept, asked: Environ, start_response: Start, told: Headers
) -> Iterable[bytes]:
    """Give an answer that is kept, with what is told to this request besides."""
    status, headers, body = kept.answer(asked.get("HTTP_IF_NONE_MATCH", ""))
    start_response(f"{status.value} {status.phrase}", [*headers, *told])
    return [] if asked["REQUEST_METHOD"] == "HEAD" else [body]

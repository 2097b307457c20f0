"""What the head of a page tells: where it stands, in which languages, its files."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actions.models import Action
from programme.models import News, Programme

# The files of what a page lists, by the name of the page.
FILES = {
    "action-detail": "action-file",
    "action-list": "action-list-file",
    "calendar": "calendar-file",
    "document-list": "document-list-file",
    "news-list": "news-list-file",
    "partner-detail": "partner-file",
    "partner-list": "partner-list-file",
    "programme": "calendar-file",
    "space-list": "space-list-file",
    "thrust-detail": "thrust-file",
}
# Lists of what happens on no day of its own, or needs no calendar.
WITHOUT_CALENDAR = {
    "document-list-file",
    "news-list-file",
    "partner-list-file",
    "space-list-file",
}
# The pages that show the very rows that their files hold.
LISTS = {
    "action-list",
    "calendar",
    "document-list",
    "news-list",
    "partner-list",
    "space-list",
}
# What files of each ending are to other sites, and to people.
TYPES = {"csv": "text/csv", "json": "application/json", "ics": "text/calendar"}
WORDS = {
    # Translators: “CSV, pour un tableur”
    "csv": _("CSV, for a spreadsheet"),
    # Translators: “JSON, pour un programme”
    "json": _("JSON, for a program"),
    # Translators: “iCalendar, à suivre dans votre agenda”
    "ics": _("iCalendar, to follow in your calendar"),
}


class File(NamedTuple):
    """Another form of the page."""

    kind: str
    address: str
    words: Any


def head_of(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `components/_meta.html` shows of a page."""
    programme, view = context["programme"], context.get("view")
    spoken = [page for page in context.get("alternates", ()) if page.is_translated]
    return {
        "canonical": context.get("canonical"),
        "site_url": settings.SITE_URL,
        "programme": programme,
        "spoken": spoken if len(spoken) > 1 else [],
        "locale": locale_of(get_language() or "", programme),
        "other_locales": [
            locale_of(p.code, programme) for p in spoken if not p.is_current
        ],
        "picture": f"{settings.SITE_URL}{picture_of(view)}",
        "files": list(files_of(view)),
        "feed": programme.page("feed"),
        "news_feed": programme.page("news-feed"),
        "is_article": isinstance(getattr(view, "record", None), News),
    }


def files_of(view: Any) -> Iterator[File]:
    """Yield the files of a page, for the same query string."""
    if name := FILES.get(name_of(view)):
        for file in files_at(view.programme, name, **view.page_kwargs()):
            yield file._replace(address=view.with_query(file.address))


def files_at(programme: Programme, name: str, **kwargs: Any) -> Iterator[File]:
    """Yield the files of a district at an address, given by its name."""
    for ending, kind in TYPES.items():
        if ending != "ics" or name not in WITHOUT_CALENDAR:
            path = programme.page(name, ending=ending, **kwargs)
            yield File(kind, path, WORDS[ending])


def is_list(view: Any) -> bool:
    """Whether the page shows the very rows that its files hold."""
    return name_of(view) in LISTS


def name_of(view: Any) -> str:
    """Return the name of the page in `urls.py`; empty where there is none."""
    match = getattr(getattr(view, "request", None), "resolver_match", None)
    return str(match.url_name) if match else ""


def picture_of(view: Any) -> str:
    """Return the address of the picture that stands for a page elsewhere."""
    record = getattr(view, "record", None)
    if isinstance(record, Action):
        programme: Programme = view.programme
        return programme.page("action-house", slug=record.slug)
    return static("icons/mark.svg")


def locale_of(code: str, programme: Programme) -> str:
    """Return a language, as read in the district's country, as OpenGraph writes it."""
    return f"{code.partition('-')[0]}_{programme.country}"

"""What the head of a page tells: where it stands, in which languages, its files."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actions.models import Action
from programme.models import Programme

# The files of what a page lists, by the name of the page.
FILES = {
    "action-detail": "action-file",
    "action-list": "action-list-file",
    "calendar": "calendar-file",
    "partner-detail": "partner-file",
    "partner-list": "partner-list-file",
    "programme": "calendar-file",
    "thrust-detail": "thrust-file",
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
    }


def files_of(view: Any) -> Iterator[File]:
    """Yield the files of a page, for the same query string."""
    name = FILES.get(name_of(view))
    if name is None:
        return
    for ending, kind in TYPES.items():
        if (name, ending) != ("partner-list-file", "ics"):
            path = view.programme.page(name, ending=ending, **view.page_kwargs())
            yield File(kind, view.with_query(path), WORDS[ending])


def is_list(view: Any) -> bool:
    """Whether the page shows the very rows that its files hold."""
    return name_of(view) in {"action-list", "calendar", "partner-list"}


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

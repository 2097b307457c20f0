"""The worklist: what is to be translated into a language, one kind at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from creative_district.kernel.admin.translating import in_words
from creative_district.kernel.coverage import coverage, source_of
from creative_district.kernel.record import Record
from creative_district.portal.translating.counts import to_translate
from creative_district.portal.translating.kinds import (
    Kind,
    districts,
    kinds,
    portal_languages,
)
from programme.models import Programme

PER_PAGE = 50


@dataclass(frozen=True)
class Choice:
    """What the worklist is asked for: a language, and a district or all of them."""

    language: str
    district: Programme | None
    districts: list[Programme]

    @classmethod
    def of(cls, request: HttpRequest) -> "Choice":
        """Read the address; what is not there is the first of what there is."""
        asked = request.GET
        found = list(districts(request))
        language = asked.get("language", "")
        return cls(
            language if language in portal_languages() else other_language(),
            next((one for one in found if one.key == asked.get("district")), None),
            found,
        )

    @property
    def query(self) -> str:
        """The choice as part of an address."""
        chosen = {"language": self.language}
        if self.district:
            chosen["district"] = self.district.key
        return urlencode(chosen)


@dataclass(frozen=True)
class Row:
    """A record that lacks something, and how much there is to write."""

    record: Record
    missing: list[Any]
    outdated: list[str]
    words: int
    address: str
    form: str


def other_language() -> str:
    """Return the first language of the portal that is not the reader's."""
    codes = list(portal_languages())
    return next((code for code in codes if code != get_language()), codes[0])


def worklist(request: HttpRequest) -> HttpResponse:
    """Show what is to be done: counts by kind, and the records of one kind."""
    mine = list(kinds(request))
    if not mine:
        raise PermissionDenied
    choice = Choice.of(request)
    lacks = [
        lack
        for lack in to_translate(mine, choice.district)
        if lack.language == choice.language
    ]
    waiting = {lack.kind.label: lack for lack in lacks}
    chosen = waiting.get(request.GET.get("kind", ""), next(iter(lacks), None))
    context = {
        **admin.site.each_context(request),
        # Translators: “Traductions à faire”
        "title": _("Translations to do"),
        "choice": choice,
        "languages": portal_languages(),
        "lacks": lacks,
        "mine": mine,
        "chosen": chosen,
        **(page_of(request, chosen.kind, choice) if chosen else {}),
    }
    return render(request, "admin/translating/worklist.html", context)


def page_of(request: HttpRequest, kind: Kind, choice: Choice) -> dict[str, Any]:
    """Return a page of the records of a kind that lack something."""
    found = kind.to_do(choice.language, choice.district).order_by("pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "rows": list(rows_of(kind, page, choice)),
    }


def rows_of(kind: Kind, page: Any, choice: Choice) -> Iterator[Row]:
    """Yield what each record of a page lacks."""
    opts: Any = kind.model._meta
    for record in page:
        lack = coverage(record, choice.language)
        names = {name: opts.get_field(name).verbose_name for name in lack.to_do}
        sources = [source_of(record, name, choice.language)[1] for name in lack.to_do]
        change = f"admin:{opts.app_label}_{opts.model_name}_change"
        yield Row(
            record,
            [names[name] for name in lack.missing],
            [f"{names[n]} ({in_words(how)})" for n, how in lack.outdated.items()],
            sum(len(words.split()) for words in sources),
            reverse(change, args=[record.pk]),
            form_of(kind, record.pk, choice),
        )


def form_of(kind: Kind, pk: int, choice: Choice) -> str:
    """Return the address of the form for one record."""
    address = reverse("translating:record", args=[kind.label, pk, choice.language])
    return f"{address}?{choice.query}"

"""What search engines are told: every public page, and which addresses to leave."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from actions.models import Action, Space, Thrust
from creative_district.kernel.record import is_published
from creative_district.kernel.text import Text
from creative_district.portal.contents import LIVE_PAGES, STANDING_PAGES
from partners.models import Membership
from programme.models import Document, News, Programme

# A map of maps lists more pages than this; the protocol allows 50,000.
MOST_PAGES = 5000


@dataclass(frozen=True, slots=True)
class Page:
    """A page in the languages that it exists in, by code; `changed_at` if known."""

    addresses: dict[str, str]
    changed_at: datetime | None

    @property
    def default(self) -> str:
        """Its address for readers of all other languages."""
        return next(iter(self.addresses.values()))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Answer with the rules for robots (RFC 9309): no search, no selection."""
    rules = [
        "User-agent: *",
        "Disallow: /admin/",
        *(f"Disallow: {address}" for address in searches()),
        "Disallow: /*?",
        f"Allow: {reverse('sitemap')}",
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(rules), content_type="text/plain; charset=utf-8")


def searches() -> Iterator[str]:
    """Yield the search page's address in each language."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            yield reverse("search")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Answer with every page in every language; a part with `?part=`, if they are many.

    Not more queries for many districts than for one.
    """
    found = list(pages())
    parts = range(1, len(found) // MOST_PAGES + 2)
    asked = request.GET.get("part", "")
    if asked == "" and len(parts) > 1:
        address = f"{settings.SITE_URL}{reverse('sitemap')}"
        return write(request, "sitemap_index.xml", address=address, parts=parts)
    if asked not in {"", *map(str, parts)}:
        raise Http404
    start = (int(asked or 1) - 1) * MOST_PAGES
    shown = found[start : start + MOST_PAGES]
    return write(request, "sitemap.xml", pages=shown, site_url=settings.SITE_URL)


def write(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """Return a page of XML."""
    return render(
        request, template, context, content_type="application/xml; charset=utf-8"
    )


def pages() -> Iterator[Page]:
    """Yield every page that the public may see and that has an address of its own."""
    districts = list(Programme.objects.public().home_first())
    actions = list(of_actions())
    thrusts = Thrust.objects.public().select_related("programme")
    members = Membership.objects.public().select_related("programme", "partner")
    news = News.objects.public().select_related("programme")
    documents = Document.objects.public().select_related("programme")
    spaces = Space.objects.public()
    changed: dict[int, datetime] = {}
    for record in chain(districts, actions, thrusts, members, news, documents, spaces):
        pk = record.pk if isinstance(record, Programme) else record.programme_id
        moment = changed_at(record)
        changed[pk] = max(changed.get(pk, moment), moment)
    for district in districts:
        for name in LIVE_PAGES:
            yield page_at(district, name, changed[district.pk])
        for name in STANDING_PAGES:
            yield page_at(district, name, None)
    for name, records in (
        ("action-detail", actions),
        ("thrust-detail", thrusts),
        ("news-detail", news),
        ("document-detail", documents),
    ):
        for each in records:
            moment = changed_at(each)
            yield page_at(each.programme, name, moment, each.slug, each.title)
    for each in members:
        moment = changed_at(each)
        yield page_at(each.programme, "partner-detail", moment, each.partner.slug)


def of_actions() -> Any:
    """Return the public actions with when their milestones last changed."""
    shown = is_published("milestones__")
    return (
        Action.objects.public()
        .select_related("programme")
        .annotate(moved_at=Max("milestones__updated_at", filter=shown))
    )


def changed_at(record: Any) -> datetime:
    """Return when what a page tells of a record changed last."""
    told = record.partner if isinstance(record, Membership) else record
    moments = (told.updated_at, getattr(told, "moved_at", None))
    return max(moment for moment in moments if moment)


def page_at(
    programme: Programme,
    name: str,
    moment: datetime | None,
    slug: Text | None = None,
    title: Text | None = None,
) -> Page:
    """Return a page in each language of the portal in which its title exists."""
    codes = [code for code, _name in settings.LANGUAGES]
    spoken = [code for code in codes if not title or title.has(code)] or codes
    addresses = {}
    for code in spoken:
        with override(code):
            path = programme.page(name, **({"slug": slug} if slug else {}))
        addresses[code] = f"{settings.SITE_URL}{path}"
    return Page(addresses, moment)

"""The page of a record before it is published, for whoever holds a link to it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from actions.models import Action, Thrust
from actions.views.action import ActionDetailView
from actions.views.document import DocumentDetailView
from actions.views.news import NewsDetailView
from actions.views.thrust import ThrustDetailView
from creative_district.kernel.models import PreviewLink
from creative_district.kernel.preview import ClosedLinkError, link_of
from creative_district.kernel.record import Record, State
from creative_district.portal.views.errors import NotFoundPage
from creative_district.portal.views.home import HomeView
from partners.models import Partner
from partners.views.partner import PartnerDetailView
from programme.models import Document, News, Programme
from programme.views.district import DistrictMixin
from programme.views.withdrawn import Withdrawn

# The address is a secret between whoever made the link and those who got it.
CONFIDENTIAL = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class PreviewMixin(DistrictMixin):
    """The public page of a record, whatever its state, at the address of a link.

    It shows that record and what belongs to it, published or not; of all else only
    what is public. What is withdrawn, or stands below what is, stays closed.
    """

    link: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.previewed = self.link.record
        super().setup(request, *args, **kwargs)

    def find_programme(self, districts: Sequence[Programme]) -> Programme:
        """Return the district of the record, public or not."""
        record: Any = self.previewed
        found = record if isinstance(record, Programme) else None
        if isinstance(record, Partner):
            # It has a page in each of its districts; this is the first of them.
            own = Programme.objects.filter(memberships__partner=record)
            kept = own.exclude(state=State.WITHDRAWN).home_first()
            found = next((each for each in districts if each in kept), kept.first())
        elif found is None:
            found = record.programme
        if found is None:
            raise Http404
        if found.state == State.WITHDRAWN:
            raise Withdrawn(record)
        return found

    def find_record(self) -> Any:
        """Return the record of the link, as the page needs it."""
        records: Any = cast("Any", self).get_queryset()
        own = records.shown(self.previewed).filter(pk=cast("Any", self.previewed).pk)
        if (record := own.first()) is None:
            raise Withdrawn(self.previewed)
        return record

    def address(self) -> str:
        return reverse("preview", kwargs={"token": self.kwargs["token"]})

    @property
    def until(self) -> date:
        """The last day of the link, as the district reckons it."""
        zone = ZoneInfo(self.programme.time_zone)
        expires: datetime = self.link.expires_at
        return expires.astimezone(zone).date()

    @cached_property
    def is_published(self) -> bool:
        """Whether the public sees the record; it may not see all that belongs to it."""
        model = type(cast("Record", self.previewed))
        found: bool = model.objects.public().filter(pk=self.link.object_id).exists()
        return found


class ActionPreview(PreviewMixin, ActionDetailView):
    """An action."""


class DocumentPreview(PreviewMixin, DocumentDetailView):
    """A document."""


class NewsPreview(PreviewMixin, NewsDetailView):
    """A news item."""


class PartnerPreview(PreviewMixin, PartnerDetailView):
    """A partner, in the first of its districts."""


class ProgrammePreview(PreviewMixin, HomeView):
    """A district: its home page."""


class ThrustPreview(PreviewMixin, ThrustDetailView):
    """A thrust."""


PAGES: dict[type[Record], type[PreviewMixin]] = {
    Action: ActionPreview,
    Document: DocumentPreview,
    News: NewsPreview,
    Partner: PartnerPreview,
    Programme: ProgrammePreview,
    Thrust: ThrustPreview,
}


class ClosedPage(NotFoundPage):
    """A page about a link that no longer opens anything, and whom to ask for one."""

    template_name = "preview_closed.html"
    status = HTTPStatus.GONE

    def address(self) -> str:
        return reverse("preview", kwargs={"token": self.kwargs["token"]})

    def about(self) -> dict[str, Any]:
        return {}


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the record of a link; 404 where it is forged, 410 where it is closed."""
    answer: HttpResponseBase
    try:
        link = link_of(token, now=timezone.now())
    except ClosedLinkError:
        answer = closed(request, token)
    else:
        answer = page_of(link)(request, token=token)
    for name, value in CONFIDENTIAL.items():
        answer.headers[name] = value
    return answer


def page_of(link: PreviewLink | None) -> Any:
    """Return the view of the page that a link opens, or raise 404."""
    record: Any = link and link.record
    page = PAGES.get(type(record))
    if page is None:
        raise Http404
    return page.as_view(link=link)


def closed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer a link that was good once."""
    page = ClosedPage()
    with suppress(Http404):
        page.setup(request, token=token)
        return page.response()
    body = render_to_string("404_plain.html")
    return HttpResponse(body, status=HTTPStatus.GONE)

"""What every public page knows: its district, the day, itself in other languages."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, cast
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Q
from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.utils.functional import cached_property
from django.utils.translation import get_language, get_language_info, override
from django.views.generic.base import ContextMixin, View

from creative_district.kernel import clock
from creative_district.kernel.former import once, once_slugged
from creative_district.kernel.record import Record, RecordQuerySet
from creative_district.kernel.translated import slugged
from programme.models import Programme
from programme.provenance import Provenance
from programme.views.withdrawn import Withdrawn


class Alternate(NamedTuple):
    """A page in one of the portal's languages.

    `path` is its address, `url` the same with the query string of this request;
    `is_translated`: its texts exist in that language.
    """

    code: str
    name: str
    path: str
    url: str
    is_current: bool
    is_translated: bool


def day_looked_from(programme: Programme, today: date) -> date:
    """Return the day at which a programme's plan opens: `today` within its period.

    A programme that is over is shown as of the morning after its last day, when all
    that was reached counts.
    """
    if programme.end:
        today = min(today, programme.end.latest + timedelta(days=1))
    if programme.start:
        today = max(today, programme.start.earliest)
    return today


class DistrictMixin(ContextMixin, View):
    """A page of one public district: the one named in its address, else the first.

    Sets `programme`, `others` (the other public districts) and `provenance`.

    A page reads what is `.shown(self.previewed)`: what is public, and in the preview of
    a record also that record with all that belongs to it. What can belong to none it
    reads as `.public()`.
    """

    programme: Programme
    others: list[Programme]
    previewed: Record | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        districts = list(Programme.objects.public().home_first())
        self.programme = self.find_programme(districts)
        self.others = [each for each in districts if each != self.programme]
        self.provenance = Provenance()

    def find_programme(self, districts: Sequence[Programme]) -> Programme:
        """Return the district of the page, one of the public ones, or raise 404."""
        slug = self.kwargs.get("district")
        asked = [each for each in districts if slug in (None, each.slug)]
        found = asked[0] if asked else once(Programme.objects.public(), Q(slug=slug))
        if found is None:
            raise Http404
        return cast("Programme", found)

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        district = kwargs.get("district")
        if district and (self.programme.is_home or district != self.programme.slug):
            return HttpResponsePermanentRedirect(self.with_query(self.address()))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def today(self) -> date:
        """The district's day, by which states are told."""
        return clock.today(self.programme.time_zone)

    @property
    def day(self) -> date:
        """The day of the programme's period that this page looks from."""
        return day_looked_from(self.programme, self.today)

    @property
    def twins(self) -> list[Programme]:
        """The other districts that the same call brought about."""
        call = self.programme.call_reference
        return [each for each in self.others if call and each.call_reference == call]

    def page_kwargs(self) -> dict[str, Any]:
        """Return what names this page in its address, in the active language."""
        return {k: v for k, v in self.kwargs.items() if k != "district"}

    def address(self) -> str:
        """Return this page's address in the active language, without its query."""
        match = self.request.resolver_match
        if not (match and match.url_name):
            raise Http404
        return self.programme.page(match.url_name, **self.page_kwargs())

    def with_query(self, address: str) -> str:
        """Return an address with the query string of this request."""
        query = self.request.META.get("QUERY_STRING", "")
        return f"{address}?{query}" if query else address

    def alternates(self) -> Iterator[Alternate]:
        """Give this page in every language of the portal, filters kept."""
        current = get_language()
        for code, _name in settings.LANGUAGES:
            with override(code):
                name = get_language_info(code)["name_local"].capitalize()
                path = self.address()
                yield Alternate(
                    code,
                    name,
                    path,
                    self.with_query(path),
                    is_current=code == current,
                    is_translated=self.is_translated(code),
                )

    def is_translated(self, code: str) -> bool:
        """Say whether what the page tells exists in a language of the portal."""
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        alternates = list(self.alternates())
        return super().get_context_data(
            programme=self.programme,
            others=self.others,
            today=self.today,
            is_clock_shifted=clock.is_shifted(),
            provenance=self.provenance,
            alternates=alternates,
            canonical=self.address(),
            site_url=settings.SITE_URL,
            **kwargs,
        )


class RecordPageMixin(DistrictMixin):
    """A page of one record with a slug per language.

    An address in another language's slug, or in one that the record once had, leads to
    the right one.
    """

    record: Any

    def page_kwargs(self) -> dict[str, Any]:
        return {**super().page_kwargs(), "slug": str(self.record.slug)}

    def is_translated(self, code: str) -> bool:
        # A name is the same in every language.
        title = getattr(self.record, "title", None)
        return not title or title.has(code)

    def get_queryset(self) -> RecordQuerySet:
        """Return the district's records of this kind, whatever their publication."""
        raise NotImplementedError

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.record = self.find_record()

    def find_record(self) -> Any:
        """Return the record of the page, or raise 404, or 410 if it is withdrawn."""
        records, slug = self.get_queryset(), self.kwargs["slug"]
        for find in (slugged, once_slugged):
            if record := find(records.public(), slug):
                return record
            if withdrawn := find(records.withdrawn(), slug):
                raise Withdrawn(withdrawn)
        raise Http404

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if request.path != unquote(address := self.address()):
            return HttpResponsePermanentRedirect(self.with_query(address))
        return super().dispatch(request, *args, **kwargs)

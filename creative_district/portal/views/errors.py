"""What a reader gets for an address that leads nowhere, or for what goes wrong.

Pages of the district where one can be shown; else pages that stand alone, which ask
nothing of the record and speak both languages.
"""

import logging
import sys
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import TemplateResponseMixin

from creative_district.kernel.api.problems import problem
from creative_district.kernel.outage import RETRY_AFTER, is_outage
from creative_district.portal.likely import Address, likely
from creative_district.portal.search import limit
from creative_district.portal.tombstone import tombstone
from programme.views.district import DistrictMixin
from programme.views.withdrawn import Withdrawn

logger = logging.getLogger(__name__)


class NotFoundPage(TemplateResponseMixin, DistrictMixin):
    """A page about a page that is not there, with the ways back into its district."""

    template_name = "404.html"
    status = HTTPStatus.NOT_FOUND

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # What no page answers may still stand below a district: /en/districts/<slug>/…
        below = request.path.split("/", maxsplit=4)[3:4]
        named = next((each for each in self.others if each.slug in below), None)
        if named and not request.resolver_match:
            self.others = [self.programme, *(p for p in self.others if p != named)]
            self.programme = named

    def address(self) -> str:
        # The language switch leads home: there is no such page in any language.
        return self.programme.page("home")

    def with_query(self, address: str) -> str:
        return address

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            thrusts=self.programme.thrusts.public(), **{**self.about(), **kwargs}
        )

    def about(self) -> dict[str, Any]:
        """Return what is told of the page that was asked for."""
        asked = Address.parse(self.request.path)
        is_read = self.request.method in {"GET", "HEAD"}
        return {
            "written": asked.written,
            "likely": likely(
                self.programme,
                self.others,
                asked,
                by_words=is_read and not limit.wait(self.request),
            )
            if is_read
            else [],
        }

    def response(self) -> HttpResponse:
        """Answer with the page."""
        answer: Any = self.render_to_response(
            self.get_context_data(), status=self.status
        )
        rendered: HttpResponse = answer.render()
        return rendered


class WithdrawnPage(NotFoundPage):
    """A page about a record that was public once."""

    template_name = "410.html"
    status = HTTPStatus.GONE

    def __init__(self, record: Any) -> None:
        super().__init__()
        self.record = record

    def about(self) -> dict[str, Any]:
        told = tombstone(self.record, self.programme.time_zone)
        return {"tombstone": told, "written": str(told.title) if told else ""}


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, or 410 for what was withdrawn, in the district that was asked for."""
    gone = exception.record if isinstance(exception, Withdrawn) else None
    found = request.resolver_match
    asked = found.kwargs.get("district") if found else None
    if asked is None:
        asked = getattr(getattr(gone, "programme", None), "slug", None)
    for district in dict.fromkeys([asked, None]):
        page = WithdrawnPage(gone) if gone else NotFoundPage()
        with suppress(Http404):
            page.setup(request, district=district)
            return page.response()
    status = HTTPStatus.GONE if gone else HTTPStatus.NOT_FOUND
    return HttpResponse(render_to_string("404_plain.html"), status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database is away, else 500; Django has logged the error."""
    is_away = is_outage(sys.exc_info()[1])
    status = (
        HTTPStatus.SERVICE_UNAVAILABLE if is_away else HTTPStatus.INTERNAL_SERVER_ERROR
    )
    headers = {"Retry-After": str(RETRY_AFTER)} if is_away else {}
    if request.path.startswith("/api/"):
        return problem(status, _("Something went wrong on our side."), headers=headers)
    try:
        body = str(render_to_string(f"{status.value}.html"))
    except Exception:  # whatever it is, it was not asked for
        logger.exception("The page for %s cannot be shown", status)
        body = f"<!DOCTYPE html><title>{status.value}</title><h1>{status.phrase}</h1>"
    return HttpResponse(body, status=status, headers=headers)

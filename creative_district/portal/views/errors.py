"""What a reader gets for an address that leads nowhere, or no longer.

`500.html` needs no view: it is static, in both languages, and asks nothing of anybody.
"""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic.base import TemplateResponseMixin

from programme.views.district import DistrictMixin
from programme.views.withdrawn import Withdrawn


class NotFoundPage(TemplateResponseMixin, DistrictMixin):
    """A page about a page that is not there, with the ways back into its district."""

    template_name = "404.html"

    def address(self) -> str:
        # The language switch leads home: there is no such page in any language.
        return self.programme.page("home")

    def with_query(self, address: str) -> str:
        return address


class WithdrawnPage(NotFoundPage):
    """A page about a record that was public once."""

    template_name = "410.html"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, or 410 for what was withdrawn, in the district that was asked for."""
    withdrawn = isinstance(exception, Withdrawn)
    page: Any = WithdrawnPage() if withdrawn else NotFoundPage()
    status = HTTPStatus.GONE if withdrawn else HTTPStatus.NOT_FOUND
    found = request.resolver_match
    district = found.kwargs.get("district") if found else None
    try:
        page.setup(request, district=district)
    except Http404:
        return render(request, "404_plain.html", status=status)
    response: HttpResponse = page.render_to_response(
        page.get_context_data(), status=status
    ).render()
    return response

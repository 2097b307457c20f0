"""The search page: one box over all that a district has published."""

import re
from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.generic import TemplateView

from creative_district.portal.search import LONGEST, Group, Search, limit
from programme.views.district import DistrictMixin

SHOWN_OF_A_KIND = 5
SHOWN_ON_A_PAGE = 20
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class SearchView(DistrictMixin, TemplateView):
    """What `?q=` finds: the best of each kind, or all of `?kind=`, page by page."""

    template_name = "search.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.written and (seconds := limit.wait(request)):
            return self.refused(seconds)
        return super().get(request, *args, **kwargs)

    def refused(self, seconds: int) -> TemplateResponse:
        """Say when to come back."""
        context = super().get_context_data(
            written=self.written, longest=LONGEST, seconds=seconds
        )
        return TemplateResponse(
            self.request,
            "429.html",
            context,
            status=HTTPStatus.TOO_MANY_REQUESTS,
            headers={"Retry-After": str(seconds)},
        )

    @property
    def written(self) -> str:
        """What the reader typed."""
        typed: str = self.request.GET.get("q", "")
        return CONTROL.sub(" ", typed)[:LONGEST].strip()

    def render_to_response(
        self, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if not context["search"].is_complete:
            # The page asks to try again in a moment.
            response.headers["Cache-Control"] = "no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        written = self.written
        search = Search(self.programme, written)
        asked = self.request.GET.get("kind")
        group = Group(asked) if asked in Group.values else None
        return super().get_context_data(
            **kwargs,
            written=written,
            longest=LONGEST,
            search=search,
            group=group,
            **(self._one_kind(search, group) if group else self._best(search)),
            thrusts=() if search.count else self.programme.thrusts.public(),
        )

    def _one_kind(self, search: Search, group: Group) -> dict[str, Any]:
        paginator = Paginator(search.found.get(group, []), SHOWN_ON_A_PAGE)
        page = paginator.get_page(self.request.GET.get("page"))
        found = search.results(list(page.object_list))
        return {"page": page, "sections": [(group, paginator.count, found)]}

    def _best(self, search: Search) -> dict[str, Any]:
        return {
            "sections": [
                (group, count, search.results(search.found[group][:SHOWN_OF_A_KIND]))
                for group, count in search.counts
            ]
        }

"""The search page: one box over all that a district has published."""

import re
from typing import Any

from django.core.paginator import Paginator
from django.views.generic import TemplateView

from creative_district.portal.search import LONGEST, Group, Search
from programme.views.district import DistrictMixin

SHOWN_OF_A_KIND = 5
SHOWN_ON_A_PAGE = 20
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class SearchView(DistrictMixin, TemplateView):
    """What `?q=` finds: the best of each kind, or all of `?kind=`, page by page."""

    template_name = "search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        written = CONTROL.sub(" ", self.request.GET.get("q", ""))[:LONGEST].strip()
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

"""The open-data page: what anyone can fetch, with answers that are real."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import resolve, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from actions.models import Action, Indicator, Milestone, Space, Thrust
from creative_district.kernel.record import Record, Scope
from partners.models import Partner, Place
from programme.models import Document, News, Programme, Source
from programme.views.district import DistrictMixin

# What the API serves: how each is kept to one district (None: all districts share
# it), and what it holds.
RESOURCES: dict[type[Record], tuple[str | None, Any]] = {
    Programme: ("pk", _("The district: region, period, call, languages")),
    Thrust: ("programme", _("The programme's lines of action")),
    Partner: ("memberships__programme", _("Organisations that take part")),
    Action: ("programme", _("What they did, with dates as far as known")),
    Milestone: ("programme", _("What was or is due on a date")),
    Indicator: ("programme", _("Figures, with the readings that sources give")),
    Space: ("programme", _("Coworking spaces and creative hubs")),
    Place: (None, _("Towns")),
    Source: (None, _("The public texts that facts come from")),
    News: ("programme", _("News")),
    Document: ("programme", _("Documents")),
}


class Resource(NamedTuple):
    """A kind of record as the page lists it."""

    name: str
    address: str
    contents: Any
    is_shared: bool
    count: int
    changed_at: datetime | None


class Example(NamedTuple):
    """A request and what the API answers to it at this moment."""

    address: str
    status: int
    answer: str


class DataView(DistrictMixin, TemplateView):
    """What is open, how to ask for it, and on which terms."""

    template_name = "data.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ours = {"programme": self.programme.key, "lang": get_language()}
        short = {"fields": "id,title,due,html_url", "page_size": 1}
        return super().get_context_data(
            **kwargs,
            example=self.ask("milestone", **ours, **short),
            mistake=self.ask("milestone", colour="blue"),
            recipes=list(recipes(ours)),
            resources=list(self.resources()),
            languages=[code for code, _name in settings.LANGUAGES],
            site=settings.SITE_URL,
        )

    def ask(self, name: str, **asked: Any) -> Example:
        """Return a request for a list with the API's own answer to it."""
        request = HttpRequest()
        request.method = "GET"
        request.path = request.path_info = reverse(f"api:{name}-list")
        request.META = {**self.request.META, "HTTP_ACCEPT": "application/json"}
        request.META["QUERY_STRING"] = urlencode(asked, safe=",")
        request.GET = QueryDict(request.META["QUERY_STRING"])
        match = resolve(request.path)
        response: Any = match.func(request, *match.args, **match.kwargs)
        if hasattr(response, "render"):
            response.render()
        return Example(
            f"{settings.SITE_URL}{request.get_full_path()}",
            response.status_code,
            json.dumps(json.loads(response.content), indent=2, ensure_ascii=False),
        )

    def resources(self) -> Iterator[Resource]:
        """Give each kind of record with what this district has of it."""
        for model, (district, contents) in RESOURCES.items():
            address = reverse(f"api:{model._meta.model_name}-list")
            found: QuerySet = model.objects.public()
            if district:
                found = found.filter(**{district: self.programme.pk})
            if hasattr(model, "scope"):
                found = found.filter(scope=Scope.OWN)
            counted = found.aggregate(count=Count("pk"), changed_at=Max("updated_at"))
            name = address.rstrip("/").rpartition("/")[-1]
            yield Resource(name, address, contents, district is None, **counted)


def recipes(ours: dict[str, Any]) -> Iterator[tuple[Any, str]]:
    """Give useful requests in words, each with its address."""
    for words, name, asked in (
        (_("Milestones that are still to come"), "milestone", {"state": "ahead"}),
        (_("Milestones of one year"), "milestone", {"year": 2014, **ours}),
        (_("Actions that end up in a search"), "action", {"q": "design", **ours}),
        (_("What changed since a day"), "action", {"updated_since": "2014-06-01"}),
        (_("Every language at once"), "thrust", {"lang": "all"}),
        (_("The context as well"), "action", {"scope": ["framework", "context"]}),
    ):
        yield words, f"{reverse(f'api:{name}-list')}?{urlencode(asked, doseq=True)}"

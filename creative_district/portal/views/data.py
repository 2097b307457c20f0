"""The developers' page: what anyone can fetch, with answers that are real."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from actions.models import Milestone
from creative_district.kernel.api import deprecation
from creative_district.kernel.api.pagination import DEFAULT_SIZE, LARGEST_SIZE
from creative_district.kernel.record import Scope
from creative_district.portal.citation import Citation
from creative_district.portal.example import Example
from creative_district.portal.holdings import HOLDINGS
from creative_district.portal.resources import resources
from programme.views.district import DistrictMixin

# What the file of a whole collection can be.
FORMATS = ("xlsx", "csv", "ndjson")


@dataclass(frozen=True)
class Resource:
    """A kind of record as the page lists it; `files` are its addresses by format."""

    name: str
    address: str
    files: dict[str, str]
    contents: Any
    is_shared: bool
    count: int
    changed_on: date | None


class DataView(DistrictMixin, TemplateView):
    """What is open, how to ask for it, and on which terms.

    The examples stand in `templates/data/`; the tests run each that the page shows.
    """

    template_name = "data.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ours = {"programme": self.programme.key, "lang": get_language()}
        return super().get_context_data(
            **kwargs,
            **self.answers(ours),
            mistake=Example.ask(self.request, "milestone", **ours, state="finished"),
            language=get_language(),
            recipes=list(recipes(ours, self.day)),
            resources=list(self.resources(ours)),
            languages=[code for code, _name in settings.LANGUAGES],
            sizes=(DEFAULT_SIZE, LARGEST_SIZE),
            rates=(settings.API_RATE_ANON, settings.API_RATE_PARTNER),
            deprecations=list(deprecation.declared(api_patterns())),
            cited=self.citation(),
            contact=settings.CONTACT,
            source_url=settings.SOURCE_URL,
        )

    def citation(self) -> Citation:
        """Return how the district's data are cited, by their permanent address."""
        key = self.programme.key
        # Translators: “%(name)s : données du programme”
        title = _("%(name)s: programme record") % {"name": self.programme.name}
        lasting = reverse("permanent", args=["programme", key])
        return Citation(key, title, f"{settings.SITE_URL}{lasting}", self.today)

    def answers(self, ours: dict[str, Any]) -> dict[str, Any]:
        """Return the year that the first examples ask for, and what they get."""
        asked = {**ours, "year": self.year()}
        one = {**asked, "fields": "id,title,due,html_url", "page_size": 1}
        rows = {**ours, "fields": "title,due,state", "format": "csv", "page_size": 3}
        listed = Example.ask(self.request, "milestone", **asked, page_size=5)
        table = Example.ask(self.request, "milestone", **rows).answer
        return {
            "year": asked["year"],
            "one": Example.ask(self.request, "milestone", **one),
            "printed": "\n".join(
                f"{each['due']['value']} {each['title']}" for each in listed.results
            ),
            "table": list(csv.reader(table.splitlines())),
            "event": first_event(
                Example.ask(self.request, "milestone", **asked, format="ics").answer
            ),
        }

    def year(self) -> int:
        """Return the year of the last milestone by the day looked from, or of that."""
        ours = Milestone.objects.public().own().filter(programme=self.programme)
        last = ours.filter(due__latest__lte=self.day).order_by("due").last()
        return last.due.latest.year if last else self.day.year

    def resources(self, ours: dict[str, Any]) -> Iterator[Resource]:
        """Give each kind of record with what this district has of it."""
        views = {view().model: view for view in resources().values()}
        for model, (district, contents) in HOLDINGS.items():
            name = model._meta.model_name
            address = reverse(f"api:{name}-list")
            narrows = "programme" in views[model].filterset_class.base_filters
            query = urlencode(ours if narrows else {"lang": ours["lang"]})
            export = f"{reverse(f'api:{name}-export')}?{query}"
            found: QuerySet = model.objects.public()
            if district:
                found = found.filter(**{district: self.programme.pk})
            if hasattr(model, "scope"):
                found = found.filter(scope=Scope.OWN)
            counted = found.aggregate(count=Count("pk"), changed_at=Max("updated_at"))
            changed_at = counted["changed_at"]
            yield Resource(
                name=address.rstrip("/").rpartition("/")[-1],
                address=f"{address}?{query}",
                files={kind: f"{export}&format={kind}" for kind in FORMATS},
                contents=contents,
                is_shared=district is None,
                count=counted["count"],
                changed_on=timezone.localdate(changed_at) if changed_at else None,
            )


def api_patterns() -> list[Any]:
    """Return the addresses of the API."""
    every = get_resolver().url_patterns
    return [each for each in every if getattr(each, "namespace", "") == "api"]


def first_event(calendar: str) -> str:
    """Return the first event of a calendar as its file has it; empty if it has none."""
    start, end = "BEGIN:VEVENT", "END:VEVENT"
    _before, begun, rest = calendar.partition(start)
    return f"{start}{rest.partition(end)[0]}{end}" if begun else ""


def recipes(ours: dict[str, Any], day: date) -> Iterator[tuple[Any, str]]:
    """Give useful requests in words, each with its address; `day` is their example."""
    for words, name, asked in (
        (_("Milestones that are still to come"), "milestone", {"state": "ahead"}),
        (_("Milestones from a day on"), "milestone", {"due_after": day.isoformat()}),
        (_("Actions that a word occurs in"), "action", {"q": "design"}),
        (_("What changed since a day"), "action", {"updated_since": day.isoformat()}),
        # Translators: “Quelques champs seulement”
        (_("A few fields alone"), "action", {"fields": "id,title,start,end"}),
        # Translators: “Les fiches liées en entier”
        (_("Related records in full"), "action", {"expand": "thrust,lead"}),
        # Translators: “Combien il y en a”
        (_("How many there are"), "action", {"count": "true", "page_size": 1}),
        (_("Every language at once"), "thrust", {"lang": "all"}),
        (_("The context instead"), "action", {"scope": ["framework", "context"]}),
    ):
        query = urlencode({**ours, **asked}, doseq=True, safe=",")
        yield words, f"{reverse(f'api:{name}-list')}?{query}"

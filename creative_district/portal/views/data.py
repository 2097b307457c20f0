"""The open-data page: what anyone can fetch, with answers that are real."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from creative_district.kernel.record import Scope
from creative_district.portal.example import Example
from creative_district.portal.holdings import HOLDINGS
from programme.views.district import DistrictMixin


@dataclass(frozen=True)
class Resource:
    """A kind of record as the page lists it."""

    name: str
    address: str
    contents: Any
    is_shared: bool
    count: int
    changed_on: date | None


class DataView(DistrictMixin, TemplateView):
    """What is open, how to ask for it, and on which terms."""

    template_name = "data.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ours = {"programme": self.programme.key, "lang": get_language()}
        short: dict[str, Any] = {"fields": "id,title,due,html_url", "page_size": 1}
        return super().get_context_data(
            **kwargs,
            example=Example.ask(self.request, "milestone", **ours, **short),
            mistake=Example.ask(self.request, "milestone", colour="blue"),
            language=get_language(),
            recipes=list(recipes(ours, self.day)),
            resources=list(self.resources()),
            languages=[code for code, _name in settings.LANGUAGES],
            site=settings.SITE_URL,
        )

    def resources(self) -> Iterator[Resource]:
        """Give each kind of record with what this district has of it."""
        for model, (district, contents) in HOLDINGS.items():
            address = reverse(f"api:{model._meta.model_name}-list")
            found: QuerySet = model.objects.public()
            if district:
                found = found.filter(**{district: self.programme.pk})
            if hasattr(model, "scope"):
                found = found.filter(scope=Scope.OWN)
            counted = found.aggregate(count=Count("pk"), changed_at=Max("updated_at"))
            changed_at = counted["changed_at"]
            yield Resource(
                name=address.rstrip("/").rpartition("/")[-1],
                address=address,
                contents=contents,
                is_shared=district is None,
                count=counted["count"],
                changed_on=timezone.localdate(changed_at) if changed_at else None,
            )


def recipes(ours: dict[str, Any], day: date) -> Iterator[tuple[Any, str]]:
    """Give useful requests in words, each with its address; `day` is their example."""
    for words, name, asked in (
        (_("Milestones that are still to come"), "milestone", {"state": "ahead"}),
        (_("Milestones from a day on"), "milestone", {"due_after": day.isoformat()}),
        (_("Actions that a word occurs in"), "action", {"q": "design"}),
        (_("What changed since a day"), "action", {"updated_since": day.isoformat()}),
        (_("Every language at once"), "thrust", {"lang": "all"}),
        (_("The context instead"), "action", {"scope": ["framework", "context"]}),
    ):
        query = urlencode({**ours, **asked}, doseq=True)
        yield words, f"{reverse(f'api:{name}-list')}?{query}"

"""The house of an action as a picture of its own, for previews of links."""

from functools import cache
from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString, mark_safe

from actions.models import Action, Milestone
from actions.plan.house import House
from actions.views.plots import Ground
from creative_district.kernel.record import RecordQuerySet
from programme.views.district import RecordPageMixin


@cache
def style() -> SafeString:
    """Return a style element: the site's own colours and lines, without its fonts."""
    folder = settings.BASE_DIR / "static" / "css"
    sheets = [(folder / name).read_text() for name in ("tokens.css", "house.css")]
    lines = "".join(sheets).splitlines()
    kept = "".join(line for line in lines if not line.startswith("@font-face"))
    return mark_safe(f"<style>{kept}</style>")  # noqa: S308 - our own style sheets


def place(house: House) -> str:
    """Return how a house comes to stand in the middle of the picture's ground."""
    scale = min(510 / house.height, 1000 / house.width)
    left, top = 600 - house.width * scale / 2, 590 - house.height * scale
    return f"translate({left:.1f} {top:.1f}) scale({scale:.2f})"


# It carries its style within itself.
@method_decorator(csp_replace({"style-src": [UNSAFE_INLINE]}), "dispatch")
class HouseView(RecordPageMixin):
    """An action's house: an SVG that needs nothing else, with the action's name."""

    def get_queryset(self) -> RecordQuerySet:
        found: RecordQuerySet = Action.objects.filter(
            programme=self.programme
        ).select_related("programme", "thrust")
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the picture; it may be kept for an hour."""
        action: Action = self.record
        milestones = (
            Milestone.objects.public().filter(action=action).order_by("due", "key")
        )
        plot = Ground(self.programme, self.today).plot(action, milestones)
        response = render(
            request,
            "drawing/house.svg",
            {
                "plot": plot,
                "place": place(plot.house),
                "style": style(),
                "slots": {plot.house.slot},
            },
            content_type="image/svg+xml",
        )
        response["Cache-Control"] = "public, max-age=3600"
        return response

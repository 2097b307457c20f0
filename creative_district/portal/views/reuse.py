"""What another region can take over: what was learnt, the data, the portal itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from actions.models import Action
from programme.views.district import DistrictMixin

EXAMPLE = settings.BASE_DIR / "docs" / "example-district.json"
ACTIONS_SHOWN = 12


class ReuseView(DistrictMixin, TemplateView):
    """What is there to be reused, and how to begin a district of one's own.

    As long as no action says what others can reuse, those whose outcome is known.
    """

    template_name = "reuse.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actions = (
            Action.objects.public()
            .own()
            .filter(programme=self.programme)
            .select_related("programme", "thrust__programme")
            .in_order()
        )
        reusable = list(actions.exclude(reusable={}))
        known = [] if reusable else list(actions.exclude(outcome={})[:ACTIONS_SHOWN])
        self.provenance.load(reusable, known)
        return super().get_context_data(
            **kwargs,
            reusable=reusable,
            known=known,
            twins=self.twins,
            contact=settings.CONTACT,
            source_url=settings.SOURCE_URL,
            example=f"{settings.SITE_URL}{reverse('example-file')}",
        )


@require_safe
def example_file(request: HttpRequest) -> HttpResponse:
    """Give a small complete district to start from, to be saved."""
    return HttpResponse(
        EXAMPLE.read_bytes(),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{EXAMPLE.name}"'},
    )

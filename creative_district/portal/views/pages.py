"""Standing pages: accessibility and privacy."""

from typing import Any

from django.conf import settings
from django.views.generic import TemplateView

from programme.views.district import DistrictMixin


class AccessibilityView(DistrictMixin, TemplateView):
    """How accessible the site is, and whom to tell when it is not."""

    template_name = "accessibility.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs, contact=settings.ACCESSIBILITY_CONTACT
        )


class PrivacyView(DistrictMixin, TemplateView):
    """What the site knows of people, and who answers for it."""

    template_name = "privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            contact=settings.PRIVACY_CONTACT,
            controller=settings.PRIVACY_CONTROLLER,
        )

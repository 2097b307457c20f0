"""The top floor: what joins the apps; no tables but the index of the search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Home, calendar, search, health, commands."""

    name = "creative_district.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Register the deployment checks."""
        # Checks read models, which are there only now.
        from creative_district.portal import checks  # noqa: F401, PLC0415

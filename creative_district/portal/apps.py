"""The top floor: what joins the apps; its tables only help to find and to tell."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Home, calendar, search, health, commands."""

    name = "creative_district.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Register the deployment checks, and have the database watch its tables."""
        # Both read models, which are there only now.
        from creative_district.portal import checks  # noqa: F401, PLC0415
        from creative_district.portal.changes import watching  # noqa: PLC0415 - as above

        post_migrate.connect(
            watching.watch_tables, sender=self, dispatch_uid="portal.watch_tables"
        )

"""Django's admin app, with the portal's site in place of the default one."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Admin whose default site is the portal's."""

    default_site = "creative_district.portal.admin_site.PortalAdminSite"

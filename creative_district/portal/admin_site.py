"""The admin site of the portal."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    """Django's admin under the portal's name."""

    site_header = _("Creative District")
    site_title = _("Creative District")
    index_title = _("To do")

"""The admin site of the portal."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView


class PortalAdminSite(AdminSite):
    """Django's admin under the portal's name."""

    site_header = _("Creative District")
    site_title = _("Creative District")
    index_title = _("To do")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        mailbox = RedirectView.as_view(pattern_name="admin:kernel_letter_changelist")
        return [path("mailbox/", mailbox), *super().get_urls()]

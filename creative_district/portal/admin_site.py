"""The admin site of the portal."""

from typing import Any, NoReturn

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView
from django.views.i18n import set_language


def not_found(request: HttpRequest, **kwargs: str) -> NoReturn:
    """Answer that there is no such page."""
    raise Http404


class PortalAdminSite(AdminSite):
    """Django's admin under the portal's name, in the language that its reader chose.

    Its addresses carry no language: the browser's counts until the reader picks one,
    which a cookie keeps for the admin alone.
    """

    site_header = _("Creative District")
    site_title = _("Creative District")
    index_title = _("To do")

    def get_urls(self) -> Any:
        mailbox = RedirectView.as_view(pattern_name="admin:kernel_letter_changelist")
        return [
            path("mailbox/", mailbox),
            path("language/", set_language, name="set_language"),
            # Django's would tell where any object of any kind has its page.
            path("r/<path:content_type_id>/<path:object_id>/", not_found),
            *super().get_urls(),
        ]

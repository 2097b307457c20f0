"""The admin site of the portal."""

from typing import Any, NoReturn

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView
from django.views.i18n import set_language

from creative_district.accounts import second_factor
from creative_district.accounts.views.sign_in import SignInView


def not_found(request: HttpRequest, **kwargs: str) -> NoReturn:
    """Answer that there is no such page."""
    raise Http404


class PortalAdminSite(AdminSite):
    """Django's admin under the portal's name, in the language that its reader chose.

    Its addresses carry no language: the account's counts, then the browser's, until the
    reader picks one, which a cookie keeps for the admin alone.
    """

    site_header = _("Creative District")
    site_title = _("Creative District")
    index_title = _("To do")

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in staff, with a second factor where all must have one."""
        return super().has_permission(request) and second_factor.is_given(request.user)

    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for the password, then for a code of whoever has a second factor."""
        view: Any = SignInView.as_view(extra_context=extra_context)
        return view(request)  # type: ignore[no-any-return]  # the stubs say less of views

    def get_urls(self) -> Any:
        mailbox = RedirectView.as_view(pattern_name="admin:kernel_letter_changelist")
        return [
            path("mailbox/", mailbox),
            path("language/", set_language, name="set_language"),
            # Django's would tell where any object of any kind has its page.
            path("r/<path:content_type_id>/<path:object_id>/", not_found),
            *super().get_urls(),
        ]

"""The own account: language, password, second factor, sessions."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, UpdateView

from creative_district.accounts import second_factor
from creative_district.accounts.forms import LanguageForm
from creative_district.accounts.models import User
from creative_district.accounts.services import (
    end_session,
    end_sessions,
    sessions_of,
)
from creative_district.accounts.views.page import StaffPageMixin, account_of


class AccountView(StaffPageMixin, UpdateView):
    """What a person decides about the own account."""

    # Translators: “Mon compte”
    title = gettext_lazy("My account")
    template_name = "admin/account/account.html"
    form_class = LanguageForm
    success_url = reverse_lazy("account")

    def get_object(self, queryset: QuerySet | None = None) -> User:
        """Return who is signed in, read apart: a refused form must change nobody."""
        return account_of(self.request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the state of the second factor and the number of sessions."""
        user = self.object
        return super().get_context_data(
            is_on=second_factor.is_on(user),
            is_required=settings.REQUIRE_2FA,
            codes_left=second_factor.codes_left(user),
            session_count=len(sessions_of(user, timezone.now())),
            **kwargs,
        )

    def form_valid(self, form: LanguageForm) -> HttpResponse:
        """Let the account's language count again in this browser."""
        answer = super().form_valid(form)
        answer.delete_cookie(
            settings.LANGUAGE_COOKIE_NAME, path=settings.LANGUAGE_COOKIE_PATH
        )
        messages.success(self.request, _("Saved."))
        return answer


class SessionsView(StaffPageMixin, TemplateView):
    """The own sessions: where from, since when; any other one can be ended."""

    # Translators: “Mes sessions”
    title = gettext_lazy("My sessions")
    template_name = "admin/account/sessions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sessions, the one that is used first."""
        key = self.request.session.session_key
        mine = sessions_of(account_of(self.request), timezone.now())
        ordered = sorted(mine, key=lambda session: session.pk != key)
        return super().get_context_data(sessions=ordered, current=key, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """End the session that is named, or all others."""
        user, handle = account_of(request), request.POST.get("end", "")
        if handle == "others":
            end_sessions(user=user, but=request.session.session_key)
            messages.success(request, _("All other sessions have ended."))
        elif end_session(user=user, handle=handle):
            messages.success(request, _("The session has ended."))
        else:
            messages.warning(request, _("This session had ended already."))
        return redirect("account-sessions")

"""Signing in: the password, then the code of whoever has a second factor."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_credentials
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice

from creative_district.accounts import second_factor
from creative_district.accounts.forms import CodeForm
from creative_district.accounts.pending import Pending
from creative_district.accounts.second_factor import TooSoonError
from creative_district.accounts.services import sign_in
from creative_district.accounts.views.page import StaffPageMixin
from creative_district.accounts.views.slowed import slowed, wait_page


class SignInView(StaffPageMixin, LoginView):
    """The first step: name and password."""

    title = _("Log in")
    template_name = "admin/login.html"
    authentication_form = AdminAuthenticationForm
    next_page = "admin:index"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send on who has signed in already."""
        if admin.site.has_permission(request):
            return redirect("admin:index")
        if second_factor.is_owed(request.user):
            return redirect("account-second-factor")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the template of Django's admin asks for."""
        kwargs |= {
            "subtitle": None,
            "app_path": self.request.get_full_path(),
            "username": self.request.user.get_username(),
        }
        return super().get_context_data(**kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Open a session, or ask for the code."""
        user: Any = form.get_user()
        target = self.get_success_url()
        now = timezone.now()
        if second_factor.is_on(user):
            Pending(user, user.backend, target).keep(self.request, now)
            return redirect("sign-in-code")
        sign_in(request=self.request, user=user, backend=user.backend, now=now)
        return HttpResponseRedirect(target)


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class CodeView(StaffPageMixin, FormView):
    """The second step: a code. Wrong ones count like wrong passwords."""

    # Translators: “Deuxième étape”
    title = _("Second step")
    template_name = "admin/account/code.html"
    form_class = CodeForm
    pending: Pending

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Begin anew without a password; hear nobody who has guessed too often."""
        pending = Pending.of(request, timezone.now())
        if pending is None:
            return redirect("admin:login")
        self.pending = pending
        if not AxesProxyHandler.is_allowed(request, self.credentials):
            return slowed(request, None, self.credentials)
        return super().dispatch(request, *args, **kwargs)

    @property
    def credentials(self) -> dict[str, Any]:
        """Whose failures are counted."""
        credentials: dict[str, Any] = get_credentials(self.pending.user.get_username())
        return credentials

    def form_valid(self, form: CodeForm) -> HttpResponse:
        """Open a session if the code is right."""
        user = self.pending.user
        try:
            device = second_factor.verify(user=user, code=form.cleaned_data["code"])
        except TooSoonError as error:
            seconds = (error.until - timezone.now()).total_seconds()
            return wait_page(self.request, int(seconds) + 1)
        if device is None:
            return self.refuse(form)
        return self.open(device)

    def refuse(self, form: CodeForm) -> HttpResponse:
        """Count a failure, and ask again."""
        user_login_failed.send(
            sender=__name__, credentials=self.credentials, request=self.request
        )
        # Translators: “Ce code n’est pas valable, ou il a déjà servi.”
        form.add_error("code", _("This code is not valid, or was used already."))
        return self.form_invalid(form)

    def open(self, device: Device) -> HttpResponse:
        """Sign in, and say how many recovery codes are left after one was used."""
        sign_in(
            request=self.request,
            user=self.pending.user,
            backend=self.pending.backend,
            now=timezone.now(),
            device=device,
        )
        if isinstance(device, StaticDevice):
            messages.warning(self.request, codes_left(self.pending))
        return HttpResponseRedirect(self.pending.target)


def codes_left(pending: Pending) -> str:
    """Say how many recovery codes there still are."""
    count = second_factor.codes_left(pending.user)
    return ngettext(
        "You have %(count)d recovery code left.",
        "You have %(count)d recovery codes left.",
        count,
    ) % {"count": count}

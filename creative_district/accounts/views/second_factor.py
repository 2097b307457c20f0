"""The own second factor: set it up, renew the recovery codes, switch it off."""

from collections.abc import Sequence
from typing import Any

import django_otp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import UserPassesTestMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from creative_district.accounts import second_factor
from creative_district.accounts.forms import PasswordForm, SetUpForm
from creative_district.accounts.services import end_sessions
from creative_district.accounts.views.page import StaffPageMixin, account_of, frame_of

KEY = "second_factor_key"
PRIVATE = [never_cache, sensitive_post_parameters("code", "password")]


@method_decorator(PRIVATE, name="dispatch")
class OwnFactorView(UserPassesTestMixin, StaffPageMixin, FormView):
    """A page about the own second factor; every change asks for the password."""

    # Translators: “Second facteur”
    title = gettext_lazy("Second factor")
    form_class: type[PasswordForm] = PasswordForm
    success_url = reverse_lazy("account")

    def test_func(self) -> bool:
        """Let in staff who have shown what they have, or still have nothing."""
        user: Any = self.request.user
        is_staff = user.is_active and user.is_staff
        return is_staff and (
            second_factor.is_given(user) or not second_factor.is_on(user)
        )

    def handle_no_permission(self) -> HttpResponseRedirect:
        """Lead to the sign-in."""
        return redirect("admin:login")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Let the form check the password."""
        return {**super().get_form_kwargs(), "request": self.request}

    def show_codes(self, codes: Sequence[str]) -> HttpResponse:
        """Show the recovery codes, this once."""
        context = {
            **frame_of(self.request),
            # Translators: “Codes de secours”
            "title": _("Recovery codes"),
            "codes": codes,
        }
        return render(self.request, "admin/account/recovery_codes.html", context)


class SetUpView(OwnFactorView):
    """Connect an app: a picture, the key as text, a first code to confirm it."""

    template_name = "admin/account/set_up.html"
    form_class = SetUpForm

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Send back who has a second factor."""
        if request.user.is_authenticated and second_factor.is_on(
            account_of(self.request)
        ):
            return redirect("account")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the key, which waits in the session for its first code."""
        key = self.request.session.get(KEY, "")
        device = second_factor.new_device(account_of(self.request), key)
        self.request.session[KEY] = device.key
        return super().get_context_data(
            device=device,
            secret=second_factor.secret_of(device),
            picture=second_factor.picture_of(device),
            is_required=settings.REQUIRE_2FA,
            **kwargs,
        )

    def form_valid(self, form: SetUpForm) -> HttpResponse:
        """Keep the app if its code is right; other sessions have not shown one."""
        key = self.request.session.get(KEY, "")
        device = second_factor.new_device(account_of(self.request), key)
        codes = second_factor.switch_on(device=device, code=form.cleaned_data["code"])
        if not codes:
            # Translators: “Ce code n’est pas le bon : attendez le suivant…”
            wrong = _(
                "This is not the code: wait for the next one, and check the time."
            )
            form.add_error("code", wrong)
            return self.form_invalid(form)
        django_otp.login(self.request, device)
        self.request.session.pop(KEY, None)
        self.request.session.cycle_key()
        end_sessions(user=device.user, but=self.request.session.session_key)
        return self.show_codes(codes)


class NewCodesView(OwnFactorView):
    """Replace the recovery codes."""

    # Translators: “Nouveaux codes de secours”
    title = gettext_lazy("New recovery codes")
    template_name = "admin/account/new_codes.html"

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        """Show the new ones; the old ones count no longer."""
        return self.show_codes(second_factor.renew_codes(user=account_of(self.request)))


class SwitchOffView(OwnFactorView):
    """Do without a second factor, where that is allowed."""

    # Translators: “Désactiver le second facteur”
    title = gettext_lazy("Switch the second factor off")
    template_name = "admin/account/switch_off.html"

    def test_func(self) -> bool:
        """Let nobody in where all must have one."""
        return not settings.REQUIRE_2FA and super().test_func()

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        """Forget it."""
        second_factor.switch_off(user=account_of(self.request))
        messages.success(self.request, _("The second factor is off."))
        return super().form_valid(form)

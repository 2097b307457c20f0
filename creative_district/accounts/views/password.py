"""Choosing a password by a link, and asking for one."""

from django.contrib.auth import views
from django.contrib.auth.forms import PasswordResetForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from creative_district.accounts.attempts import address_of
from creative_district.accounts.mail import RESET, queue
from creative_district.accounts.views.page import StaffPageMixin
from creative_district.accounts.views.slowed import wait_page
from creative_district.kernel import limit

HOUR = 3600
# So many requests an hour from one address, and so many mails to one
MOST_ASKED, MOST_SENT = 10, 3


class ForgottenView(StaffPageMixin, FormView):
    """Ask for a link: the answer is the same whether there is such an account."""

    # Translators: “Mot de passe oublié”
    title = _("Forgotten password")
    template_name = "registration/password_reset_form.html"
    form_class = PasswordResetForm

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        """Have the worker look for the account, and send the link."""
        who = address_of(self.request) or ""
        if seconds := limit.wait("links-asked", who, most=MOST_ASKED, seconds=HOUR):
            return wait_page(self.request, seconds)
        email = form.cleaned_data["email"]
        is_flood = limit.wait("links-sent", email.lower(), most=MOST_SENT, seconds=HOUR)
        if is_flood or queue(RESET, email, get_language()):
            return redirect("password_reset_done")
        # Translators: “Aucun message ne peut partir en ce moment. Réessayez plus tard.”
        form.add_error("email", _("No mail can be sent right now. Try again later."))
        return self.form_invalid(form)


class AskedView(StaffPageMixin, TemplateView):
    """Say that a mail comes if there is such an account."""

    # Translators: “E-mail demandé”
    title = _("Mail requested")
    template_name = "registration/password_reset_done.html"


class ChooseView(StaffPageMixin, views.PasswordResetConfirmView):
    """Choose a password with the link from a mail; other sessions end by it."""

    title = _("Choose a password")
    success_url = reverse_lazy("password_reset_complete")


class ChosenView(StaffPageMixin, views.PasswordResetCompleteView):
    """Say that one can sign in now."""

    # Translators: “Mot de passe enregistré”
    title = _("Password saved")

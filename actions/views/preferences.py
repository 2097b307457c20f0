"""What a contact says through the links of a mail: no more of them, or otherwise."""

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from actions.reminders.links import LinkError, contact_of
from actions.reminders.wake import replan_after_commit
from actions.views.preferences_form import PreferencesForm
from partners.models import Contact
from partners.services import change_preferences, unsubscribe
from programme.models import Programme
from programme.views.district import DistrictMixin

logger = logging.getLogger(__name__)

# The address is a secret between the portal and one mailbox.
CONFIDENTIAL = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


@method_decorator(csrf_exempt, name="dispatch")
class LinkMixin(DistrictMixin):
    """A page for whoever holds a contact's link, in the frame of their district.

    The signed link is what allows it, as no other site knows it: neither a cookie nor a
    protection against forged requests is needed. A link that opens nothing gets a page
    that says what to do: with 404 where it is not one of ours, 410 where it is old.
    """

    contact: Contact

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        self.token = request.GET.get("token", "")
        answer: HttpResponseBase
        try:
            self.contact = contact_of(self.token)
        except LinkError as error:
            answer = self.refuse(error)
        else:
            self.enter(self.contact.programme)
            answer = super().dispatch(request, *args, **kwargs)
        for name, value in CONFIDENTIAL.items():
            answer.headers[name] = value
        return answer

    def enter(self, programme: Programme) -> None:
        """Show a district's frame, where the public may see that district."""
        if programme in self.others:
            self.others = [self.programme, *self.others]
            self.others.remove(programme)
            self.programme = programme

    def refuse(self, error: LinkError) -> HttpResponse:
        """Answer a link that opens nothing."""
        status = HTTPStatus.GONE if error.is_old else HTTPStatus.NOT_FOUND
        return self.page("preferences_refused.html", status, is_old=error.is_old)

    def page(
        self, template: str, status: HTTPStatus = HTTPStatus.OK, **context: Any
    ) -> HttpResponse:
        """Return a page in the frame of the district."""
        filled = self.get_context_data(**context)
        return render(self.request, template, filled, status=status)

    def address(self) -> str:
        # One address for the contacts of all districts: the link says whose it is.
        match = self.request.resolver_match
        return reverse(str(match and match.url_name))

    def preferences(self, **query: str) -> str:
        """Return the way to the preferences in the active language."""
        return f"{reverse('preferences')}?{urlencode({'token': self.token, **query})}"


class UnsubscribeView(LinkMixin):
    """Where a mail program unsubscribes its user by one POST (RFC 8058).

    Looking changes nothing, for scanners of mail look at every link, and leads to the
    preferences.
    """

    def get(self, _request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(self.preferences())

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("List-Unsubscribe") != "One-Click":
            return HttpResponseBadRequest(
                _("Expected the form field List-Unsubscribe=One-Click (RFC 8058)."),
                content_type="text/plain; charset=utf-8",
            )
        unsubscribe(contact=self.contact)
        replan_after_commit(programme=self.contact.programme)
        logger.info("Contact %s unsubscribed by one click", self.contact.pk)
        return self.page(
            "preferences_unsubscribed.html",
            contact=self.contact,
            preferences=self.preferences(),
        )


class PreferencesView(LinkMixin):
    """Where a contact chooses how to be reminded, without a password."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = PreferencesForm(contact=self.contact)
        return self.show(form, is_saved="saved" in request.GET)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PreferencesForm(request.POST, contact=self.contact)
        if not form.is_valid():
            return self.show(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        change_preferences(contact=self.contact, **form.cleaned_data)
        replan_after_commit(programme=self.contact.programme)
        logger.info("Contact %s wants %s", self.contact.pk, form.cleaned_data)
        with override(self.contact.language):
            return HttpResponseRedirect(f"{self.preferences(saved='1')}#saved")

    def show(
        self,
        form: PreferencesForm,
        status: HTTPStatus = HTTPStatus.OK,
        *,
        is_saved: bool = False,
    ) -> HttpResponse:
        """Return the page with a form on it."""
        language = self.contact.language
        return self.page(
            "preferences.html",
            status,
            contact=self.contact,
            address=half_hidden(self.contact.email),
            language_name=dict(settings.LANGUAGES).get(language, language),
            form=form,
            is_saved=is_saved,
        )


def half_hidden(address: str) -> str:
    """Return an e-mail address that its owner knows again and nobody else learns."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"

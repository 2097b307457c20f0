"""The staff page of contacts.

Not registered here: a contact's change plans reminders anew, so that the app that has
the reminders registers it (`actions.admin.contact`).
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.admin.permissions import LimitedAdmin
from creative_district.kernel.admin.search import AccentBlindSearch
from creative_district.kernel.rights import has_all
from partners.models import Contact
from programme.admin.record import BY_PROGRAMME


class ContactForm(forms.ModelForm):
    """The language of mails is one of the portal's."""

    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )


class ContactAdmin(LimitedAdmin, AccentBlindSearch):
    """People whom reminders reach."""

    form = ContactForm
    list_display = [
        "name",
        "email",
        "programme",
        "partner",
        "language",
        "delivery",
        "is_main",
        "is_reachable",
    ]
    list_filter = [
        BY_PROGRAMME,
        "delivery",
        "language",
        "is_main",
        "is_demonstration",
    ]
    list_select_related = ["programme", "partner"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["name", "email", "partner__name"]
    ordering = ["programme", "name", "pk"]
    autocomplete_fields = ["programme", "partner", "user"]
    fieldsets = [
        (None, {"fields": ["programme", "partner", "user", "name", "email"]}),
        (
            _("Mail"),
            {"fields": [("language", "time_zone"), "delivery", "is_main", "problem"]},
        ),
        (_("Practice"), {"fields": ["is_demonstration"], "classes": ["collapse"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may see no accounts gives nobody one."""
        stated = super().get_readonly_fields(request, obj)
        return stated if has_all(request.user) else [*stated, "user"]

    @admin.display(description=_("mail arrives"), boolean=True, ordering="problem")
    def is_reachable(self, contact: Contact) -> bool:
        return not contact.problem

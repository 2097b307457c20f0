"""The staff page of contacts.

Not registered here: a contact's change plans reminders anew, so that the app that has
the reminders registers it (`actions.admin.contact`).
"""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.admin.search import AccentBlindSearch
from partners.models import Contact
from programme.admin.record import BY_PROGRAMME


class ContactForm(forms.ModelForm):
    """The language of mails is one of the portal's."""

    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )


class ContactAdmin(AccentBlindSearch):
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

    @admin.display(description=_("mail arrives"), boolean=True, ordering="problem")
    def is_reachable(self, contact: Contact) -> bool:
        return not contact.problem

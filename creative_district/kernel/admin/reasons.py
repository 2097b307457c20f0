"""Why something was changed, in the words of who changed it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.publication import REASON_LENGTH

WHY = "why"


class ReasonedForm(forms.ModelForm):
    """A form with room to say why."""

    why = forms.CharField(
        # Translators: “Motif”
        label=_("Why?"),
        required=False,
        max_length=REASON_LENGTH,
        # Translators: “Gardé dans l’historique, pour les collègues.”
        help_text=_("Kept in the history, for colleagues."),
    )

    def _clean_form(self) -> None:
        super()._clean_form()  # type: ignore[misc]  # it stands in Django's BaseForm
        self.instance._change_reason = self.cleaned_data.get(WHY) or None


class ReasonedRecords(admin.ModelAdmin):
    """What is saved with a record's form has the reason that was given for it."""

    def save_formset(
        self, request: HttpRequest, form: Any, formset: Any, change: bool
    ) -> None:
        for row in formset.forms:
            row.instance._change_reason = form.cleaned_data.get(WHY) or None
        super().save_formset(request, form, formset, change)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """The reason is no field that was changed."""
        form.changed_data[:] = [name for name in form.changed_data if name != WHY]
        return super().construct_change_message(request, form, formsets, add)

"""The form field of a date as far as it is known: what, how certain, how supported."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.dates import (
    Confidence,
    DateError,
    PartialDate,
    Status,
)


class PartialDateWidget(forms.MultiWidget):
    """A labelled box for the written date and two labelled lists for its grade."""

    template_name = "kernel/partial_date_widget.html"
    labels = (_("Date"), _("Status"), _("Confidence"))

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(
            {
                "value": forms.TextInput(attrs={"autocomplete": "off"}),
                "status": forms.Select(choices=Status.choices),
                "confidence": forms.Select(choices=Confidence.choices),
            },
            attrs,
        )

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        parts = context["widget"]["subwidgets"]
        for part, label in zip(parts, self.labels, strict=True):
            part["label"] = label
        return context

    def decompress(self, value: PartialDate | None) -> list[str]:
        if not value:
            return ["", Status.ACTUAL.value, Confidence.HIGH.value]
        return [value.value, value.status.value, value.confidence.value]


class PartialDateFormField(forms.MultiValueField):
    """Cleans to a `PartialDate`, or None when the date is left empty."""

    def __init__(self, **kw: Any) -> None:
        kw["help_text"] = kw.get("help_text") or _(
            "2014, 2014-Q4, 2014-06, 2014-06-16 or 2014-11-05/2014-11-15"
        )
        super().__init__(
            [
                forms.CharField(required=False),
                forms.ChoiceField(choices=Status.choices, required=False),
                forms.ChoiceField(choices=Confidence.choices, required=False),
            ],
            widget=PartialDateWidget(),
            require_all_fields=False,
            **kw,
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The grade of an empty date is no change."""
        if self.disabled:
            return False
        before, after = PartialDateWidget().decompress(initial), data or ["", "", ""]
        return bool(before[0] or after[0]) and list(before) != list(after)

    def clean(self, value: Any) -> PartialDate | None:
        if self.disabled:
            # Not what was sent, but what is stored.
            kept: PartialDate | None = value
            return kept
        written, status, confidence = value or ["", "", ""]
        if not (written or "").strip():
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        super().clean(value)
        try:
            return PartialDate.parse(
                written,
                status=Status(status or Status.ACTUAL),
                confidence=Confidence(confidence or Confidence.HIGH),
            )
        except DateError as error:
            raise ValidationError(str(error)) from error

    def compress(self, data_list: list[str]) -> list[str]:
        return data_list

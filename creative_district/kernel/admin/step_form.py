"""The forms by which staff move records on their way to the public."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.admin.findings import Finding
from creative_district.kernel.publication import REASON_LENGTH
from creative_district.kernel.record import Record, State

# Translators: “Motif du retrait, visible du public”
PUBLIC_REASON = _("Reason for withdrawing, seen by the public")


def accept_box(warnings: Sequence[Any]) -> dict[str, forms.BooleanField]:
    """Return the box that says that warnings were read; another list has another box.

    None where there is nothing to read.
    """
    if not warnings:
        return {}
    seal = salted_hmac("findings", repr(warnings), algorithm="sha256")
    box = forms.BooleanField(
        # Translators: “J’ai lu ces points : publier quand même”
        label=_("I have read these points: publish all the same"),
        # Translators: “Cochez cette case, ou réglez d’abord ces points.”
        error_messages={"required": _("Tick this box, or settle these points first.")},
    )
    return {f"accepted_{seal.hexdigest()[:16]}": box}


class AcceptForm(forms.Form):
    """That what there is to know of many records was read."""

    def __init__(self, *args: Any, warnings: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(accept_box(warnings))


class StepForm(forms.Form):
    """Why a step is taken; before publishing also when, and that the list was read.

    What the page warns of is accepted as a whole: another list has to be read anew.
    """

    publish_from = forms.SplitDateTimeField(
        label=_("Publish from"),
        required=False,
        widget=AdminSplitDateTime,
        # Translators: “Laissez vide pour publier tout de suite.”
        help_text=_("Leave empty to publish at once."),
    )
    reason = forms.CharField(
        # Translators: “Motif”
        label=_("Why?"),
        required=False,
        max_length=REASON_LENGTH,
        help_text=_("Kept in the history, for colleagues."),
    )

    def __init__(
        self,
        *args: Any,
        to: State,
        findings: Sequence[Finding],
        along: Sequence[Record] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.to = to
        self.offered = {str(record.pk): record for record in along}
        if along:
            self.fields["along"] = forms.MultipleChoiceField(
                # Translators: “Publier en même temps”
                label=_("Publish along with it"),
                required=False,
                choices=[(pk, str(record)) for pk, record in self.offered.items()],
                widget=forms.CheckboxSelectMultiple,
                initial=list(self.offered),
            )
        if to != State.PUBLISHED:
            del self.fields["publish_from"]
        if to == State.WITHDRAWN:
            self.fields["reason"].required = True
            self.fields["reason"].label = PUBLIC_REASON
            self.fields["reason"].help_text = ""
        warned = [finding.text for finding in findings if not finding.blocks]
        self.fields.update(accept_box(warned))

    def along(self) -> list[Record]:
        """Return what was ticked to be published with the record."""
        return [self.offered[pk] for pk in self.cleaned_data.get("along", ())]


class MoveForm(ActionForm):
    """The bar of actions, with room to say why something is withdrawn."""

    reason = forms.CharField(
        label=PUBLIC_REASON, required=False, max_length=REASON_LENGTH
    )

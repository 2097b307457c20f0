"""What programs send."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from actions.models import Action
from creative_district.kernel.api.bodies import (
    BodySerializer,
    DateInput,
    KeyInput,
    TextInput,
)
from creative_district.kernel.dates import PartialDate, Status, day_in_words

text_of = Action._meta.get_field


class ReachedBody(BodySerializer):
    """When a milestone was reached."""

    # The context has the milestone, and `today`.
    reached_on = DateInput(
        allow_null=True,
        help_text="2014, 2014-Q4, 2014-06, 2014-06-16 or 2014-11-05/2014-11-15, all of "
        "it past; null takes back that it was reached.",
    )

    def validate_reached_on(self, on: PartialDate | None) -> PartialDate | None:
        """Refuse what is not over yet: nothing is reached in advance."""
        if self.context["milestone"].cancelled_on:
            # Translators: “Ce jalon a été annulé.”
            raise serializers.ValidationError(_("This milestone was cancelled."))
        today = self.context["today"]
        if on is None or on.latest <= today:
            return on
        said = _(
            "%(date)s is not over yet. Today is %(today)s: write a day up to then, or "
            "a month, a quarter or a year that has ended."
        )
        shown = {"date": on, "today": day_in_words(today)}
        raise serializers.ValidationError(said % shown)


class ProposalBody(BodySerializer):
    """An action that a partner would like to lead; texts are given by language."""

    # The context says in which languages, what records may be named, and `today`.
    title = TextInput(text_of("title"), allow_empty=False)
    summary = TextInput(text_of("summary"), required=False)
    outcome = TextInput(text_of("outcome"), required=False, help_text="Markdown.")
    thrust = KeyInput(
        required=False, allow_null=True, help_text="The `id` of a public thrust."
    )
    participants = serializers.ListField(
        child=KeyInput(),
        required=False,
        max_length=50,
        help_text="The `id`s of public partners.",
    )
    start = DateInput(required=False, allow_null=True)
    end = DateInput(required=False, allow_null=True)

    default_error_messages = {
        "ends_early": gettext_lazy("The action ends before it starts.")
    }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        start, end = attrs.get("start"), attrs.get("end")
        if start and end and start.earliest > end.latest:
            said = self.error_messages["ends_early"]
            raise serializers.ValidationError({"end": [said]})
        dates = {"start": start, "end": end}
        return {**attrs, **{name: self.planned(on) for name, on in dates.items() if on}}

    def planned(self, on: PartialDate) -> PartialDate:
        """Return a date, as planned where it is not over yet."""
        is_over = on.latest <= self.context["today"]
        return on if is_over else replace(on, status=Status.PLANNED)

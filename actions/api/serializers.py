"""How thrusts, actions, milestones, indicators and spaces are written."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from actions.models import Action, Indicator, Milestone, Reading, Space, Thrust
from actions.phases import Phase, Progress, phase_of, progress_of
from creative_district.kernel.api.fields import ReferenceField
from creative_district.kernel.api.serializers import PlainSerializer
from creative_district.kernel.record import State
from programme.api.provenance import StatedSerializer


class ThrustSerializer(StatedSerializer):
    """One of a programme's numbered lines of action."""

    class Meta:
        model = Thrust
        fields = (
            "programme",
            "number",
            "colour",
            "title",
            "verb",
            "aim",
            "lead",
            "provenance",
        )


class OwnedSerializer(StatedSerializer):
    """A record of which a partner reads drafts, and is told what is one."""

    publication = serializers.ChoiceField(
        State.choices,
        source="state",
        read_only=True,
        help_text="Where it stands on its way to the public; only said to a token.",
    )

    def get_field_names(
        self, declared_fields: Mapping[str, serializers.Field], info: Any
    ) -> list[str]:
        names = super().get_field_names(declared_fields, info)
        if not self.context.get("tells_publication"):
            names = [name for name in names if name != "publication"]
        return names


class ActionSerializer(OwnedSerializer):
    """Something that a programme's partners do or did."""

    state = serializers.SerializerMethodField(
        help_text="What the dates certify for today."
    )

    class Meta:
        model = Action
        fields = (
            "programme",
            "scope",
            "thrust",
            "title",
            "short_title",
            "summary",
            "outcome",
            "reusable",
            "lead",
            "participants",
            "start",
            "end",
            "state",
            "completion",
            "is_featured",
            "publication",
            "provenance",
        )

    @extend_schema_field(serializers.ChoiceField(Phase.choices))
    def get_state(self, action: Action) -> str:
        """Return its phase on the reader's day."""
        today = self.context["reader"].today
        return phase_of(action.start, action.end, today=today).value


class MilestoneSerializer(OwnedSerializer):
    """Something due or held on a date."""

    thrust = ReferenceField(source="street", read_only=True, allow_null=True)
    state = serializers.SerializerMethodField(help_text="Where it stands today.")

    class Meta:
        model = Milestone
        fields = (
            "programme",
            "scope",
            "action",
            "thrust",
            "kind",
            "detail_kind",
            "title",
            "detail",
            "partners",
            "responsible_partner",
            "place",
            "due",
            "first_planned",
            "reached",
            "cancelled_on",
            "state",
            "publication",
            "provenance",
        )

    @extend_schema_field(serializers.ChoiceField(Progress.choices))
    def get_state(self, milestone: Milestone) -> str:
        """Return its progress on the reader's day."""
        return progress_of(
            milestone.due,
            reached=milestone.reached,
            cancelled_on=milestone.cancelled_on,
            today=self.context["reader"].today,
        ).value


class ReadingSerializer(PlainSerializer):
    """The value of an indicator as a source gives it."""

    class Meta:
        model = Reading
        fields = ("value", "qualifier", "as_of", "confidence", "is_disputed")


class IndicatorSerializer(StatedSerializer):
    """A quantity by which a programme, an action or a partner is measured."""

    readings = ReadingSerializer(many=True, read_only=True)

    class Meta:
        model = Indicator
        fields = (
            "programme",
            "scope",
            "action",
            "partner",
            "name",
            "unit",
            "target",
            "readings",
            "provenance",
        )


class SpaceSerializer(StatedSerializer):
    """A place to work or meet."""

    class Meta:
        model = Space
        fields = ("programme", "kind", "name", "place", "action", "provenance")

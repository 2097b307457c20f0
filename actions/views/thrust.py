"""The page of a thrust."""

from typing import Any

from django.views.generic import TemplateView

from actions.models import Action, Thrust
from creative_district.kernel.record import RecordQuerySet
from programme.views.district import RecordPageMixin


class ThrustDetailView(RecordPageMixin, TemplateView):
    """A thrust, its aim and its actions."""

    template_name = "thrust_detail.html"

    def get_queryset(self) -> RecordQuerySet:
        found: RecordQuerySet = Thrust.objects.filter(
            programme=self.programme
        ).select_related("programme")
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        thrusts = list(self.get_queryset().public())
        place = thrusts.index(self.record)
        actions = (
            Action.objects.public()
            .own()
            .filter(thrust=self.record)
            .in_order()
            .for_lists(self.today)
        )
        self.provenance.load([self.record])
        return super().get_context_data(
            **kwargs,
            thrust=self.record,
            actions=actions,
            previous=thrusts[place - 1] if place else None,
            following=thrusts[place + 1] if place + 1 < len(thrusts) else None,
        )

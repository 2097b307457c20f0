"""The page of a thrust."""

from typing import Any

from django.db.models import Q
from django.views.generic import TemplateView

from actions.models import Action, Thrust
from actions.views.plots import Ground, in_door_order, slots
from creative_district.kernel.record import RecordQuerySet
from creative_district.kernel.translated import sorted_by
from partners.models import Partner
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
        thrusts = list(self.get_queryset().shown(self.previewed))
        place = thrusts.index(self.record)
        actions = (
            Action.objects.shown(self.previewed)
            .own()
            .filter(thrust=self.record)
            .in_order()
            .for_lists(self.today, self.previewed)
        )
        ground = Ground(self.programme, self.today, self.previewed)
        plots = in_door_order(ground.plots(actions))
        self.provenance.load([self.record])
        return super().get_context_data(
            **kwargs,
            thrust=self.record,
            plots=plots,
            slots=slots(plots),
            ground=ground,
            partners=self._partners([plot.action for plot in plots]),
            previous=thrusts[place - 1] if place else None,
            following=thrusts[place + 1] if place + 1 < len(thrusts) else None,
        )

    def _partners(self, actions: list[Action]) -> list[Partner]:
        """Return who leads or takes part in actions here."""
        taking_part = Action.participants.through.objects.filter(action__in=actions)
        leads = [action.lead_id for action in actions if action.lead_id]
        found: list[Partner] = list(
            Partner.objects.shown(self.previewed)
            .filter(Q(pk__in=leads) | Q(pk__in=taking_part.values("partner")))
            .order_by(sorted_by("name"))
        )
        return found

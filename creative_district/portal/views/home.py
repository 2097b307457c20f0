"""The home page of a district."""

from typing import Any

from django.views.generic import TemplateView

from actions.models import Action, Milestone, Thrust
from partners.models import Membership
from programme.views.district import DistrictMixin

MILESTONES_SHOWN = 5
ACTIONS_SHOWN = 3
WINDOWS_AT_MOST = 200


class HomeView(DistrictMixin, TemplateView):
    """What the district is, what it does and what comes next, at a glance."""

    template_name = "home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actions = Action.objects.public().own().filter(programme=self.programme)
        milestones = (
            Milestone.objects.public()
            .own()
            .filter(programme=self.programme)
            .select_related("programme", "action__programme", "action__thrust")
        )
        coming = list(
            milestones.coming(self.today).order_by("due", "key")[:MILESTONES_SHOWN]
        )
        passed = (
            milestones.filter(due__latest__lt=self.today)
            .exclude(cancelled_on__lte=self.today)
            .order_by("-due", "key")
        )
        shown = coming or list(passed[:MILESTONES_SHOWN])
        end = self.programme.end
        self.provenance.load([self.programme], shown)
        return super().get_context_data(
            **kwargs,
            counts=actions.known_dates(),
            windows=self._windows(),
            milestone_count=milestones.count(),
            thrusts=Thrust.objects.public()
            .filter(programme=self.programme)
            .counting_actions()
            .select_related("programme"),
            milestones=shown,
            has_coming=bool(coming),
            is_over=not coming and end is not None and end.latest < self.today,
            actions=actions.select_related("programme", "thrust").order_by(
                "-is_featured", "-updated_at", "key"
            )[:ACTIONS_SHOWN],
            members=self.programme.memberships.public()
            .exclude(role=Membership.Role.ASSOCIATE)
            .select_related("partner"),
            twins=self.twins,
        )

    def _windows(self) -> list[bool]:
        """Return a window for each region that applied, lit for those that won."""
        applied = min(self.programme.applicant_count or 0, WINDOWS_AT_MOST)
        won = self.programme.awarded_count or 0
        return [number < won for number in range(applied)]

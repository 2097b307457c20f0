"""The map of a district for people: every page, in reading order."""

from itertools import groupby
from typing import Any

from django.views.generic import TemplateView

from actions.models import Action, Thrust
from creative_district.kernel.record import Scope
from creative_district.kernel.translated import sorted_by
from creative_district.portal.contents import LIVE_PAGES, STANDING_PAGES
from creative_district.portal.head import FILES, LISTS, File, files_at
from programme.views.district import DistrictMixin

# Of more, the list of all of them is the better way.
MOST_SHOWN = 60


class SiteMapView(DistrictMixin, TemplateView):
    """Links to all that the district has.

    Not more queries for many records than for one, nor more than 60 links of a kind.
    """

    template_name = "site_map.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        thrusts = list(
            Thrust.objects.public()
            .filter(programme=self.programme)
            .select_related("programme")
        )
        actions = list(
            Action.objects.public()
            .filter(programme=self.programme)
            .select_related("programme")
            .order_by("thrust__number", sorted_by("title"), "key")[: MOST_SHOWN + 1]
        )
        shown = actions[:MOST_SHOWN]
        own = [action for action in shown if action.scope == Scope.OWN]
        by_thrust = {pk: list(group) for pk, group in groupby(own, thrust_of)}
        members = self.programme.memberships.public().select_related("partner")
        partners = [each.partner for each in members[: MOST_SHOWN + 1]]
        return super().get_context_data(
            **kwargs,
            live=self._pages(LIVE_PAGES),
            standing=self._pages(STANDING_PAGES),
            thrusts=[(thrust, by_thrust.pop(thrust.pk, [])) for thrust in thrusts],
            loose=[action for group in by_thrust.values() for action in group],
            context_actions=[action for action in shown if action.scope != Scope.OWN],
            has_more_actions=len(actions) > MOST_SHOWN,
            partners=partners[:MOST_SHOWN],
            has_more_partners=len(partners) > MOST_SHOWN,
            files=self._files(),
        )

    def _pages(self, names: dict[str, Any]) -> list[tuple[Any, str]]:
        return [(title, self.programme.page(name)) for name, title in names.items()]

    def _files(self) -> list[tuple[Any, list[tuple[str, File]]]]:
        """Return the files of each list, by its title, with their endings."""
        return [
            (
                LIVE_PAGES[name],
                [
                    (file.address.rpartition(".")[2].upper(), file)
                    for file in files_at(self.programme, FILES[name])
                ],
            )
            for name in LIVE_PAGES
            if name in LISTS
        ]


def thrust_of(action: Action) -> int | None:
    """Return the key of an action's thrust, if it has one."""
    return action.thrust_id

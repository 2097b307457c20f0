"""What a reader's choices keep of a district's public record, as queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from actions.filters import ActionFilter, MilestoneFilter
from actions.models import Action, Milestone
from actions.models.action import ActionQuerySet
from actions.models.milestone import MilestoneQuerySet
from creative_district.kernel.record import Record
from programme.models import Programme


@dataclass(frozen=True, slots=True)
class Selection:
    """The actions and milestones of some streets and of a partner.

    A milestone stays with its action, and an action with each of its milestones.
    In a preview, the record that is `previewed` counts, and what belongs to it.

    `thrusts` are primary keys, None among them for what belongs to no thrust; no
    `thrusts` and no `partner` keep all.
    """

    programme: Programme
    scopes: Collection[str]
    thrusts: Collection[int | None]
    partner: int | None
    today: date
    previewed: Record | None = None

    def actions(self) -> ActionQuerySet:
        """Return the public actions that are kept."""
        return self._actions(Action.objects.shown(self.previewed))

    def milestones(self) -> MilestoneQuerySet:
        """Return the public milestones that are kept."""
        found: Any = Milestone.objects.shown(self.previewed)
        return self._milestones(found, self.actions())

    def withdrawn(self) -> MilestoneQuerySet:
        """Return the milestones that would be kept were they public still."""
        gone = self._actions(Action.objects.withdrawn())
        found: Any = Milestone.objects.withdrawn()
        return self._milestones(found, self.actions(), gone)

    def _actions(self, found: ActionQuerySet) -> ActionQuerySet:
        found = found.filter(programme=self.programme, scope__in=self.scopes)
        if self.thrusts:
            found = found.filter(
                Q(thrust__in=self._numbered) | (Q(thrust=None) & self._whole)
            )
        if self.partner is None:
            return found
        own = ActionFilter(None, found, today=self.today)
        led = own.filter_partner(found.order_by(), "partner", [self.partner])
        joined = self._of_partner(
            Milestone.objects.shown(self.previewed).filter(programme=self.programme)
        )
        kept: ActionQuerySet = found.filter(
            Q(pk__in=led.values("pk"))
            | Q(
                pk__in=joined.filter(scope__in=self.scopes)
                .exclude(action=None)
                .values("action")
            )
        )
        return kept

    def _milestones(
        self, found: MilestoneQuerySet, *actions: ActionQuerySet
    ) -> MilestoneQuerySet:
        found = found.filter(programme=self.programme, scope__in=self.scopes)
        if self.thrusts:
            # A milestone of an action that is not shown stands by itself.
            stands_alone = Q(action=None) | ~Q(action__scope__in=self.scopes)
            found = found.filter(
                Q(thrust__in=self._numbered)
                | (Q(action__thrust__in=self._numbered) & ~stands_alone)
                | (
                    Q(thrust=None)
                    & (stands_alone | Q(action__thrust=None))
                    & self._whole
                )
            )
        if self.partner is None:
            return found
        kept = Q(pk__in=self._of_partner(found).values("pk"))
        for some in actions:
            kept |= Q(action__in=some.order_by().values("pk"))
        return found.filter(kept)

    def _of_partner(self, found: MilestoneQuerySet) -> Any:
        filters = MilestoneFilter(None, found, today=self.today)
        return filters.filter_partner(found.order_by(), "partner", [self.partner or 0])

    @property
    def _numbered(self) -> list[int]:
        return [pk for pk in self.thrusts if pk is not None]

    @property
    def _whole(self) -> Q:
        """Match everything if what belongs to no thrust is asked for, else nothing."""
        return Q() if None in self.thrusts else Q(pk__in=[])

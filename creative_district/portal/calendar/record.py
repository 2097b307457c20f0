"""The part of a district's public record that its calendar shows."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Value
from django.http import QueryDict
from django.utils.translation import gettext as _

from actions.filters import ActionFilter, MilestoneFilter
from actions.models import Action, Milestone, Thrust
from actions.plan.axis import Axis
from creative_district.kernel.record import Scope
from creative_district.kernel.translated import sorted_by
from creative_district.portal.calendar.choices import WHOLE_DISTRICT, Choices
from partners.models import Partner
from programme.models import Programme, Source


class Street(NamedTuple):
    """A choice of what to show: a thrust, or what belongs to none."""

    key: str
    colour: int
    label: str
    is_shown: bool


class CalendarRecord:
    """A district's thrusts, partners, actions and milestones, for one reader.

    Five queries fetch it, whatever its size. It holds also what the reader's choices
    leave out, so that no choice moves the months shown; `asks_for` tells them apart.
    """

    def __init__(self, programme: Programme, asked: QueryDict, *, today: date) -> None:
        self.programme = programme
        self.thrusts = list(Thrust.objects.public().filter(programme=programme))
        members = Partner.objects.public().of(programme).order_by(sorted_by("name"))
        self.partners: dict[int, Partner] = {p.pk: p for p in members}
        self.choices = Choices.read(
            asked,
            streets=[*(thrust.key for thrust in self.thrusts), WHOLE_DISTRICT],
            partners=[partner.key for partner in members],
        )
        self._today = today
        self.actions = self._read(ActionFilter, Action.objects.public())
        self.milestones = self._read(
            MilestoneFilter, Milestone.objects.public().select_related("action")
        )
        self.sources = self._read_sources()
        self._by_pk = {action.pk: action for action in self.actions}
        self._join()

    @property
    def axis(self) -> Axis | None:
        """The months of the district; None if nothing at all is dated."""
        dated = [
            when
            for record in (*self.actions, *self.milestones)
            if record.scope == Scope.OWN
            for field in ("start", "end", "due")
            if (when := getattr(record, field, None))
        ]
        return Axis.of(self.programme.start, self.programme.end, dated)

    @property
    def streets(self) -> Iterator[Street]:
        """The choices of streets, the whole district last."""
        for thrust in self.thrusts:
            shown = self.choices.shows(thrust.key)
            yield Street(thrust.key, thrust.colour, thrust.label, shown)
        whole = self.choices.shows(WHOLE_DISTRICT)
        yield Street(WHOLE_DISTRICT, 0, _("Whole district"), whole)

    def asks_for(self, record: Any) -> bool:
        """Whether the reader's choice of streets and of a partner keeps a record.

        A milestone stays with its action, and an action with each of its milestones.
        """
        kept = self._action_of(record) or record
        street = kept.thrust.key if kept.thrust else WHOLE_DISTRICT
        return kept.is_of_partner and self.choices.shows(street)

    def withdrawn(self) -> list[Milestone]:
        """Fetch the milestones asked for that were public once (2 queries)."""
        milestones = Milestone.objects.withdrawn().select_related(
            "programme", "action__thrust", "thrust"
        )
        gone = self._read(ActionFilter, Action.objects.withdrawn())
        of_partner = {a.pk for a in (*self.actions, *gone) if a.is_of_partner}
        return [
            milestone
            for milestone in self._read(MilestoneFilter, milestones)
            if milestone.is_of_partner or milestone.action_id in of_partner
            if self.choices.shows(
                milestone.street.key if milestone.street else WHOLE_DISTRICT
            )
        ]

    def _read(
        self, kind: type[ActionFilter | MilestoneFilter], found: Any
    ) -> list[Any]:
        """Fetch what is found, marked by whether the chosen partner has a part in it.

        The rule is the filter's own; the partner is known to exist.
        """
        scopes = Scope.values if self.choices.context else [Scope.OWN]
        found = found.filter(programme=self.programme, scope__in=scopes)
        filters = kind(None, found, today=self._today)
        chosen = [p.pk for p in self.partners.values() if p.key == self.choices.partner]
        if not chosen:
            return list(found.annotate(is_of_partner=Value(True)))
        matching = filters.filter_partner(found.order_by(), "partner", chosen)
        return list(
            found.annotate(is_of_partner=Exists(matching.filter(pk=OuterRef("pk"))))
        )

    def _read_sources(self) -> dict[int, list[Source]]:
        """Fetch the public sources of each milestone and its date, by milestone."""
        cited = (
            Source.objects.public()
            .filter(
                statements__content_type__app_label=Milestone._meta.app_label,
                statements__content_type__model=Milestone._meta.model_name,
                statements__object_id__in=[m.pk for m in self.milestones],
                statements__field__in=["", "due", "reached"],
            )
            .annotate(milestone_pk=F("statements__object_id"))
            .distinct()
        )
        by_milestone: dict[int, list[Source]] = defaultdict(list)
        for source in cited:
            by_milestone[source.milestone_pk].append(source)
        return dict(by_milestone)

    def _join(self) -> None:
        """Tie the records together, so that nothing more is fetched for a page."""
        thrusts = {thrust.pk: thrust for thrust in self.thrusts}
        for thrust in self.thrusts:
            thrust.programme = self.programme
        for milestone in self.milestones:
            if action := self._action_of(milestone):
                milestone.action = action
                action.is_of_partner |= milestone.is_of_partner
        elsewhere = [m.action for m in self.milestones if m.action]
        for record in (*elsewhere, *self.actions, *self.milestones):
            record.programme = self.programme
            record.thrust = thrusts.get(record.thrust_id)
        for action in self.actions:
            # A lead that is not public is not told.
            action.lead = self.partners.get(action.lead_id)

    def _action_of(self, record: Any) -> Any:
        return self._by_pk.get(getattr(record, "action_id", None))

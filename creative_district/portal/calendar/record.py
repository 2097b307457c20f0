"""The part of a district's public record that its calendar shows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import F, Max, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import QueryDict
from django.utils.translation import gettext as _

from actions.models import Action, Milestone, Thrust
from actions.plan.axis import Axis
from actions.plan.lanes import SHOWN_AT_ONCE
from creative_district.kernel.dates import PartialDate
from creative_district.kernel.record import Record, Scope
from creative_district.kernel.text import Text
from creative_district.kernel.translated import sorted_by
from creative_district.portal.calendar.choices import WHOLE_DISTRICT, Choices
from creative_district.portal.calendar.selection import Selection
from creative_district.portal.calendar.sorting import ordered
from partners.models import Partner
from programme.models import Programme, Source

# What a page reads as a whole. Of what is larger, it reads a part and counts the rest.
MOST_ACTIONS, MOST_MILESTONES = 60, 300


class Street(NamedTuple):
    """A choice of what to show: a thrust, or what belongs to none."""

    key: str
    colour: int
    label: Text | str
    is_shown: bool


class Part(NamedTuple):
    """Actions and milestones that were read, the sources by milestone."""

    actions: Sequence[Action]
    milestones: Sequence[Milestone]
    sources: dict[int, list[Source]]


class CalendarRecord:
    """A district's thrusts and partners, and what a reader's choices keep of the rest.

    Two queries fetch the thrusts and partners. No choice moves the months of the axis.
    In a preview, the record that is `previewed` counts, and what belongs to it.
    """

    def __init__(
        self,
        programme: Programme,
        asked: QueryDict,
        *,
        today: date,
        previewed: Record | None = None,
    ) -> None:
        self.programme, self.previewed = programme, previewed
        thrusts = Thrust.objects.shown(previewed)
        self.thrusts = list(thrusts.filter(programme=programme))
        partners = Partner.objects.shown(previewed)
        members = partners.of(programme).order_by(sorted_by("name"))
        self.partners: dict[int, Partner] = {p.pk: p for p in members}
        self.choices = Choices.read(
            asked,
            streets=[*(thrust.key for thrust in self.thrusts), WHOLE_DISTRICT],
            partners=[partner.key for partner in members],
        )
        self.today = today
        self._thrusts: dict[int | None, Thrust] = {t.pk: t for t in self.thrusts}
        for thrust in self.thrusts:
            thrust.programme = programme

    @cached_property
    def axis(self) -> Axis | None:
        """The months of the district; None if nothing at all is dated.

        Two queries where no source gives the programme's whole period, else none.
        """
        start, end = self.programme.start, self.programme.end
        return Axis.of(start, end, [] if start and end else self._dated())

    @property
    def streets(self) -> Iterator[Street]:
        """The choices of streets, the whole district last."""
        for thrust in self.thrusts:
            shown = self.choices.shows(thrust.key)
            yield Street(thrust.key, thrust.colour, thrust.label, shown)
        whole = self.choices.shows(WHOLE_DISTRICT)
        yield Street(WHOLE_DISTRICT, 0, _("Whole district"), whole)

    @cached_property
    def selection(self) -> Selection:
        """What the choices keep, to be fetched or counted."""
        keys: dict[str, int | None] = {t.key: t.pk for t in self.thrusts}
        keys[WHOLE_DISTRICT] = None
        partners = {partner.key: partner.pk for partner in self.partners.values()}
        return Selection(
            self.programme,
            Scope.values if self.choices.context else [Scope.OWN],
            [keys[key] for key in self.choices.streets],
            partners.get(self.choices.partner),
            self.today,
            self.previewed,
        )

    @cached_property
    def milestones(self) -> list[Milestone]:
        """All milestones that are kept, by date (1 query)."""
        found = self.selection.milestones().select_related("action")
        return self.joined(found, {})

    def withdrawn(self) -> list[Milestone]:
        """Fetch the milestones asked for that were public once (1 query)."""
        found = self.selection.withdrawn()
        return list(found.select_related("programme", "action__thrust", "thrust"))

    def whole(self) -> Part | None:
        """Fetch all that is kept; None if it is more than a page can show.

        At most three queries. The milestones are in the order asked for.
        """
        actions = list(self.selection.actions()[: MOST_ACTIONS + 1])
        if len(actions) > MOST_ACTIONS:
            return None
        found = self.in_order()[: MOST_MILESTONES + 1]
        milestones = self.joined(found, self.joined_actions(actions))
        if len(milestones) > MOST_MILESTONES:
            return None
        return Part(actions, milestones, self.sources_of(milestones))

    def excerpt(self) -> Part:
        """Fetch the first actions of each street, and the milestones drawn with them.

        Three queries, whatever the size of the district.
        """
        ranked = self.selection.actions().annotate(
            place=Window(
                RowNumber(),
                partition_by=[F("scope"), F("thrust")],
                order_by=[F("start").asc(nulls_last=True), F("key").asc()],
            )
        )
        first = ranked.filter(place__lte=SHOWN_AT_ONCE).order_by()
        actions = list(Action.objects.filter(pk__in=first.values("pk")))
        return self.part_of(actions, or_loose=True)

    def part_of(self, actions: Sequence[Action], *, or_loose: bool = False) -> Part:
        """Fetch the milestones of some actions, and those of none (2 queries)."""
        kept = Q(action__in=[action.pk for action in actions])
        if or_loose:
            kept |= Q(action=None)
        found = self.selection.milestones().filter(kept).select_related("action")
        joined = self.joined_actions(actions)
        milestones = self.joined(found.order_by("due", "key")[:MOST_MILESTONES], joined)
        return Part(actions, milestones, self.sources_of(milestones))

    def in_order(self) -> QuerySet:
        """Return the milestones that are kept, in the order asked for."""
        found = self.selection.milestones().select_related("action")
        return ordered(found, self.choices.sort, self.today)

    def joined_actions(self, actions: Iterable[Action]) -> dict[int, Action]:
        """Tie actions to thrusts and leads, so that nothing more is fetched."""
        by_pk = {action.pk: action for action in actions}
        for action in by_pk.values():
            self._tie(action)
        return by_pk

    def joined(
        self, milestones: Iterable[Milestone], actions: dict[int, Action]
    ) -> list[Milestone]:
        """Tie milestones to their actions and thrusts likewise."""
        found = list(milestones)
        for milestone in found:
            if milestone.action:
                known = actions.get(milestone.action.pk)
                milestone.action = known or self._tie(milestone.action)
            milestone.programme = self.programme
            milestone.thrust = self._thrusts.get(milestone.thrust_id)
        return found

    def sources_of(self, milestones: Sequence[Milestone]) -> dict[int, list[Source]]:
        """Fetch the public sources of milestones and their dates, by milestone."""
        cited = (
            Source.objects.shown(self.previewed)
            .filter(
                statements__content_type__app_label=Milestone._meta.app_label,
                statements__content_type__model=Milestone._meta.model_name,
                statements__object_id__in=[m.pk for m in milestones],
                statements__field__in=["", "due", "reached"],
            )
            .annotate(milestone_pk=F("statements__object_id"))
            .distinct()
        )
        by_milestone: dict[int, list[Source]] = defaultdict(list)
        for source in cited:
            by_milestone[source.milestone_pk].append(source)
        return dict(by_milestone)

    def _tie(self, action: Action) -> Action:
        action.programme = self.programme
        action.thrust = self._thrusts.get(action.thrust_id)
        # A lead that is not public is not told.
        action.lead = self.partners.get(action.lead_id) if action.lead_id else None
        return action

    def _dated(self) -> list[PartialDate]:
        """Fetch the first and the last days of the programme's own records."""
        of_district = {"programme": self.programme}
        bounds = {
            **Action.objects.shown(self.previewed)
            .own()
            .filter(**of_district)
            .aggregate(
                first_start=Min("start__earliest"),
                last_start=Max("start__latest"),
                first_end=Min("end__earliest"),
                last_end=Max("end__latest"),
            ),
            **Milestone.objects.shown(self.previewed)
            .own()
            .filter(**of_district)
            .aggregate(first_due=Min("due__earliest"), last_due=Max("due__latest")),
        }
        return [PartialDate.of_day(day) for day in bounds.values() if day]

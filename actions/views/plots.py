"""Actions as they stand in their streets: months, house and address."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from actions.models import Action, Milestone
from actions.plan.address import Address
from actions.plan.axis import Axis
from actions.plan.house import House
from actions.plan.lanes import Mark, Outlook, Row
from creative_district.kernel.dates import PartialDate
from creative_district.kernel.months import Month
from creative_district.kernel.record import Record
from programme.models import Programme


class Cell(NamedTuple):
    """A month of a strip: its number and what is known of the action in it.

    `look`: "core" attested, "plot" possible, both also " is-ahead"; empty for neither.
    """

    number: int
    look: str
    is_now: bool


class Plot(NamedTuple):
    """An action in its months."""

    action: Action
    row: Row
    house: House
    address: Address
    outlook: Outlook

    @property
    def is_dated(self) -> bool:
        """Whether a month of it is attested, or one of its own dates known."""
        return self.house.is_attested or bool(self.action.start or self.action.end)

    @property
    def cells(self) -> Iterator[Cell]:
        """Give every month of the district; none where there are too many to draw."""
        if not self.outlook.axis.is_drawable:
            return
        looks = {
            number: ("core" if piece.is_attested else "plot")
            + ("" if piece.is_past else " is-ahead")
            for piece in self.row.pieces
            for number in range(piece.span.first, piece.span.last + 1)
        }
        lamp = None if self.outlook.has_ended else self.outlook.month
        for number, _month in self.outlook.axis:
            yield Cell(number, looks.get(number, ""), number == lamp)

    @property
    def attested(self) -> str:
        """The months of it that are attested, in words; else that none is known."""
        axis, core = self.outlook.axis, self.row.building.core
        if core and core.length == 1:
            return _("Attested in %(month)s.") % {"month": axis.month(core.first)}
        if core:
            return _("Attested from %(first)s to %(last)s.") % {
                "first": axis.month(core.first),
                "last": axis.month(core.last),
            }
        return _("No date was found.") if not self.is_dated else ""

    @property
    def possible(self) -> str:
        """The months that it may have taken besides, in words; empty if none."""
        axis, core = self.outlook.axis, self.row.building.core
        plot = self.row.building.plot
        if plot is None or plot == core:
            return ""
        names = {"first": axis.month(plot.first), "last": axis.month(plot.last)}
        if core is None:
            return (
                _("The action may have taken any months from %(first)s to %(last)s.")
                % names
            )
        before, after = plot.first < core.first, plot.last > core.last
        if before and after:
            return _("It may have begun earlier and gone on longer.")
        if before:
            return _("It may have begun earlier: no start date was found.")
        if after:
            return _("It may have gone on longer: no end date was found.")
        return ""


class Ground:
    """A programme's months as they are looked at on a day: where actions stand.

    In a preview, the record that is `previewed` counts, and what belongs to it.
    """

    def __init__(
        self, programme: Programme, today: date, previewed: Record | None = None
    ) -> None:
        self._previewed = previewed
        axis = Axis.of(programme.start, programme.end, _dated(programme, previewed))
        axis = axis or Axis(Month.of(today), 1, is_stated=False)
        self.outlook = Outlook.on(axis, today)

    def plot(self, action: Action, milestones: Iterable[Milestone]) -> Plot:
        """Return an action with its milestones, in order."""
        axis = self.outlook.axis
        row = Row.of(
            action,
            [Mark.of(milestone, self.outlook) for milestone in milestones],
            self.outlook,
            continued=action.completion == Action.Completion.CONTINUED,
        )
        address = Address.of(axis, start=action.start, end=action.end)
        slot = action.thrust.colour if action.thrust else 0
        house = House.of_row(row, slot, first_door=address.first)
        return Plot(action, row, house, address, self.outlook)

    def plots(self, actions: Iterable[Action]) -> list[Plot]:
        """Return actions with their milestones, which one query fetches."""
        listed = list(actions)
        found: dict[Any, list[Milestone]] = defaultdict(list)
        for milestone in (
            Milestone.objects.shown(self._previewed)
            .filter(action__in=listed)
            .order_by("due", "key")
        ):
            found[milestone.action_id].append(milestone)
        return [self.plot(action, found[action.pk]) for action in listed]


def in_door_order(plots: Iterable[Plot]) -> list[Plot]:
    """Order actions as one walks along their street, the undated ones last."""
    return sorted(plots, key=_first_known)


def slots(plots: Sequence[Plot]) -> set[int]:
    """Return the colour slots whose patterns their houses need."""
    return {plot.house.slot for plot in plots}


def _first_known(plot: Plot) -> tuple[bool, int, str]:
    core = plot.row.building.core
    first = plot.address.first or (core.first if core else None)
    return (first is None, first or 0, plot.action.key)


def _dated(programme: Programme, previewed: Record | None) -> list[PartialDate]:
    """Return the dates of a programme's own record where it has none itself."""
    if programme.start and programme.end:
        return []
    actions = Action.objects.shown(previewed).own().filter(programme=programme)
    milestones = Milestone.objects.shown(previewed).own().filter(programme=programme)
    pairs = actions.order_by().values_list("start", "end")
    return [
        *(when for pair in pairs for when in pair if when),
        *milestones.order_by().values_list("due", flat=True),
    ]

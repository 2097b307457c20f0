"""The networks: what was opened to work and meet in, as a directory and on a map."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from actions.map.drawing import Map, Town, draw
from actions.models import Action, Space
from actions.views.chips import Chip, chips
from creative_district.kernel.translated import sorted_by
from partners.models import Boundary, Place
from programme.views.district import DistrictMixin

NETWORKS = {
    Space.Kind.COWORKING: _("Coworking spaces"),
    Space.Kind.HUB: _("Creative hubs"),
}


class Choice(NamedTuple):
    """A value to choose: what it says, how many spaces have it, what then is asked."""

    key: str
    label: Any
    total: int
    query: str
    is_chosen: bool


class InTown(NamedTuple):
    """A network's spaces in one town; no town: its place is not public."""

    town: Place | None
    spaces: list[Space]


@dataclass(frozen=True)
class Network:
    """The spaces of one kind, by town."""

    kind: str
    towns: list[InTown]

    @property
    def title(self) -> Any:
        """What it is called."""
        return NETWORKS[Space.Kind(self.kind)]

    @property
    def spaces(self) -> list[Space]:
        """Its spaces, in the order of their towns."""
        return [space for town in self.towns for space in town.spaces]

    @property
    def action(self) -> Action | None:
        """The one action behind all of its spaces."""
        found = {space.action for space in self.spaces}
        return found.pop() if len(found) == 1 else None


def town_of(space: Space) -> Place | None:
    """Return where a space is, if the public may know the place."""
    # The prefetch leaves out places that are not public.
    return getattr(space, "place", None)


class SpaceListView(DistrictMixin, TemplateView):
    """A district's spaces; whatever the query string does not mean is ignored."""

    template_name = "space_list.html"

    @cached_property
    def every(self) -> list[Space]:
        """All public spaces of the district, by the names of town and space."""
        towns = Place.objects.public().order_by(sorted_by("name"), "key")
        found = list(
            Space.objects.public()
            .filter(programme=self.programme)
            .select_related("programme", "action__programme")
            .prefetch_related(Prefetch("place", towns))
            .order_by(sorted_by("place__name"), "place__key", sorted_by("name"), "key")
        )
        return sorted(found, key=lambda space: town_of(space) is None)

    @cached_property
    def labels(self) -> dict[str, dict[str, Any]]:
        """What can be asked, by parameter and value."""
        towns = [town for space in self.every if (town := town_of(space))]
        kinds = {space.kind for space in self.every}
        return {
            "kind": {k.value: label for k, label in NETWORKS.items() if k in kinds},
            "place": {town.key: town.name for town in towns},
            "action": {
                space.action.key: space.action.title
                for space in self.every
                if space.action
            },
        }

    @cached_property
    def asked(self) -> Mapping[str, list[str]]:
        """The values that mean something, by parameter; none where all are wanted."""
        given = self.request.GET
        return {
            name: [value for value in given.getlist(name) if value in known]
            for name, known in self.labels.items()
        }

    def keeps(self, space: Space, *, but: str = "") -> bool:
        """Whether the reader's choice keeps a space; `but` is not asked."""
        return all(
            name == but or not wanted or value_of(space, name) in wanted
            for name, wanted in self.asked.items()
        )

    @property
    def shown(self) -> list[Space]:
        """The spaces that the reader's choice keeps."""
        return [space for space in self.every if self.keeps(space)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = self.shown
        self.provenance.load(shown)
        boundaries = list(Boundary.objects.public().filter(programme=self.programme))
        in_force: list[Chip] = chips(self.request.GET, self.labels)
        return super().get_context_data(
            **kwargs,
            networks=list(networks(shown)),
            total=len(self.every),
            count=len(shown),
            town_count=len({town.key for s in shown if (town := town_of(s))}),
            kinds=list(self.choices("kind")),
            towns=list(self.choices("place")),
            chips=in_force,
            elsewhere=[(each, each.page("space-list")) for each in self.others],
            map=self.map(boundaries),
            credits=list({str(b.credit): b for b in boundaries}.values()),
        )

    def choices(self, name: str) -> Iterator[Choice]:
        """Yield each value of a parameter, with the spaces that the others leave it."""
        kept = [space for space in self.every if self.keeps(space, but=name)]
        for value, label in self.labels[name].items():
            query = self.request.GET.copy()
            is_chosen = value in self.asked[name]
            query.pop(name, None)
            if not is_chosen:
                query[name] = value
            total = sum(value_of(space, name) == value for space in kept)
            yield Choice(value, label, total, query.urlencode(), is_chosen)

    def map(self, boundaries: Iterable[Boundary]) -> Map | None:
        """Return the map; None where no boundary is known."""
        counts = {each.key: each for each in self.choices("place")}
        places = {town.key: town for s in self.every if (town := town_of(s))}
        lit = {value_of(space, "place") for space in self.shown}
        return draw(
            tuple(ring for boundary in boundaries for ring in boundary.rings),
            tuple(
                Town(
                    key=key,
                    name=str(town.name),
                    at=(float(town.longitude), float(town.latitude)),
                    count=counts[key].total,
                    query=counts[key].query,
                    is_lit=key in lit,
                )
                for key, town in places.items()
                if town.latitude is not None and town.longitude is not None
            ),
        )


def value_of(space: Space, name: str) -> str:
    """Return what a space has for a parameter; empty for nothing."""
    if name == "kind":
        return str(space.kind)
    found = town_of(space) if name == "place" else space.action
    return str(found.key) if found else ""


def networks(spaces: Iterable[Space]) -> Iterator[Network]:
    """Yield spaces by network, in the order of the kinds, then by town."""
    found = list(spaces)
    for kind in NETWORKS:
        own = [space for space in found if space.kind == kind]
        towns = [InTown(town, list(each)) for town, each in groupby(own, town_of)]
        if towns:
            yield Network(kind, towns)

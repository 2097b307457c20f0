"""What a reader asks of the calendar: the month looked from, what to show and how."""

from dataclasses import dataclass
from typing import Self

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import pgettext_lazy

# The value of `thrust` that stands for what belongs to no thrust.
WHOLE_DISTRICT = "district"


class View(TextChoices):
    """The ways of reading one calendar."""

    PLAN = "plan", pgettext_lazy("way of reading the calendar", "Plan")
    LIST = "list", pgettext_lazy("way of reading the calendar", "List")
    TABLE = "table", pgettext_lazy("way of reading the calendar", "Table")


# What the table can be sorted by; "-" before it for the reverse.
SORTS = ("due", "milestone", "action", "thrust", "lead", "state")


@dataclass(frozen=True, slots=True)
class Choices:
    """What was asked; whatever makes no sense counts as not asked.

    No `streets` means all of them, no `view` the one that suits the size of what is
    shown. `month` is not yet brought inside the period.
    """

    month: int | None = None
    streets: tuple[str, ...] = ()
    partner: str = ""
    view: View | None = None
    context: bool = False
    sort: str = SORTS[0]

    @classmethod
    def read(cls, asked: QueryDict, *, streets: list[str], partners: list[str]) -> Self:
        """Read a query string; `streets` and `partners` are the keys that exist."""
        view, partner = asked.get("view", ""), asked.get("partner", "")
        sort = asked.get("sort", "")
        return cls(
            month=_number(asked.get("month", "")),
            streets=tuple(key for key in streets if key in asked.getlist("thrust")),
            partner=partner if partner in partners else "",
            view=View(view) if view in View.values else None,
            context=asked.get("context") == "1",
            sort=sort if sort.removeprefix("-") in SORTS else SORTS[0],
        )

    def query(self) -> QueryDict:
        """Return the query string that asks the same, for links to build on."""
        asked = QueryDict(mutable=True)
        if self.month is not None:
            asked["month"] = str(self.month)
        asked.setlist("thrust", list(self.streets))
        if self.partner:
            asked["partner"] = self.partner
        if self.view:
            asked["view"] = self.view.value
        if self.context:
            asked["context"] = "1"
        if self.sort != SORTS[0]:
            asked["sort"] = self.sort
        return asked

    def shows(self, street: str) -> bool:
        """Whether a street is among those to be shown."""
        return not self.streets or street in self.streets


def _number(written: str) -> int | None:
    """Return a whole number of sensible length, else None."""
    try:
        return int(written[:40])
    except ValueError:
        return None

"""The columns of the calendar's table."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from creative_district.portal.calendar.choices import SORTS, Choices

# Translators: “Échéance”
DUE = pgettext_lazy("column of the calendar", "Due")
HEADINGS: dict[str, Any] = {
    "due": DUE,
    "month": _("Month"),
    "milestone": _("Milestone"),
    "action": _("Action"),
    "thrust": _("Thrust"),
    # Translators: “Pilote”
    "lead": pgettext_lazy("column of the calendar", "Lead"),
    # Translators: “État”
    "state": pgettext_lazy("column of the calendar", "State"),
    "sources": _("Sources"),
}


class Column(NamedTuple):
    """A column with its sorting link; `sort` is empty where it cannot be sorted.

    `aria` is what it is sorted by now: ascending, descending, or not at all.
    """

    heading: Any
    sort: str
    aria: str


def columns(choices: Choices) -> Iterator[Column]:
    """Give the columns; a link to the order that is shown leads to the reverse."""
    for name, heading in HEADINGS.items():
        if name not in SORTS:
            yield Column(heading, "", "")
        elif choices.sort == name:
            yield Column(heading, f"-{name}", "ascending")
        elif choices.sort == f"-{name}":
            yield Column(heading, name, "descending")
        else:
            yield Column(heading, name, "")

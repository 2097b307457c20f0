"""The programme's months as a row of cells, for a mail: pure, no ORM, no clock."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.translation import gettext as _

from actions.plan.axis import Axis, Span
from creative_district.kernel.dates import PartialDate

# More cells than this are too narrow to tell apart on a phone.
MOST_CELLS = 60


@dataclass(frozen=True, slots=True)
class MonthStrip:
    """Where a due date lies among a programme's months."""

    axis: Axis
    due: Span
    now: int

    @classmethod
    def of(
        cls,
        start: PartialDate | None,
        end: PartialDate | None,
        *,
        due: PartialDate,
        today: date,
    ) -> Self | None:
        """Return the strip; None without a period, or if the date lies outside it."""
        axis = Axis.of(start, end, ())
        if axis is None or not axis.is_stated or axis.length > MOST_CELLS:
            return None
        span = axis.span(due)
        return cls(axis, span, axis.number(today)) if span else None

    @property
    def cells(self) -> list[str]:
        """What each month is: due, now, past or ahead."""
        return [self._cell(number) for number, _month in self.axis]

    @property
    def line(self) -> str:
        """The same in words."""
        words = {"due": self.due, "now": self.now, "count": self.axis.length}
        if 1 <= self.now <= self.axis.length:
            return _("Due in month %(due)s of %(count)s. It is month %(now)s.") % words
        return _("Due in month %(due)s of %(count)s.") % words

    def _cell(self, number: int) -> str:
        if number in self.due:
            return "due"
        if number == self.now:
            return "now"
        return "past" if number < self.now else "ahead"

"""The months of a plan: the columns in which everything dated has its place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from creative_district.kernel.dates import PartialDate
from creative_district.kernel.months import Month

# Columns that static/css/months.css places; a longer period is told, not drawn.
MOST_MONTHS = 120


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """Neighbouring columns of a plan, both ends included, counted from 1."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many columns it covers."""
        return self.last - self.first + 1

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last

    def __str__(self) -> str:
        return f"{self.first}" if self.length == 1 else f"{self.first}–{self.last}"


@dataclass(frozen=True, slots=True)
class Axis:
    """The months of a district, numbered from 1.

    `is_stated`: both ends are the programme's own dates. Otherwise an end that no
    source gives is that of the dated records.
    """

    start: Month
    length: int
    is_stated: bool = True

    @classmethod
    def of(
        cls,
        start: PartialDate | None,
        end: PartialDate | None,
        dated: Iterable[PartialDate],
    ) -> Self | None:
        """Return the months of a programme; None if nothing at all is dated."""
        known = [when for when in (start, end, *dated) if when]
        if not known:
            return None
        first = Month.of(start.earliest if start else min(d.earliest for d in known))
        last = Month.of(end.latest if end else max(d.latest for d in known))
        return cls(first, max(last - first + 1, 1), is_stated=bool(start and end))

    @property
    def is_drawable(self) -> bool:
        """Whether a plan has room for so many columns."""
        return self.length <= MOST_MONTHS

    @property
    def end(self) -> Month:
        """Its last month."""
        return self.month(self.length)

    def __iter__(self) -> Iterator[tuple[int, Month]]:
        return ((number, self.month(number)) for number in range(1, self.length + 1))

    def years(self) -> Iterator[tuple[int, Span]]:
        """Give each year with the columns it takes."""
        for year in range(self.start.year, self.end.year + 1):
            first = max(Month(year, 1) - self.start + 1, 1)
            last = min(Month(year, 12) - self.start + 1, self.length)
            yield year, Span(first, last)

    def month(self, number: int) -> Month:
        """Return the month of a column; numbers beyond the ends go on counting."""
        return self.start + (number - 1)

    def number(self, day: date) -> int:
        """Return the column of a day: below 1 before the plan, above `length` after."""
        return Month.of(day) - self.start + 1

    def clamp(self, number: int) -> int:
        """Return the column nearest to a number."""
        return min(max(number, 1), self.length)

    def clip(self, first: int, last: int) -> Span | None:
        """Return the columns of a stretch that lie inside the plan, if any."""
        first, last = max(first, 1), min(last, self.length)
        return Span(first, last) if first <= last else None

    def span(self, when: PartialDate) -> Span | None:
        """Return the columns that a date may lie in; None if it lies outside."""
        return self.clip(self.number(when.earliest), self.number(when.latest))

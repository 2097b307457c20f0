"""Months of the calendar: the value."""

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils import formats


def last_of_month(year: int, month: int) -> date:
    """Return the month's last day."""
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month of the calendar."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month in which a day lies."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return last_of_month(self.year, self.month)

    def __add__(self, months: int) -> "Month":
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    def __sub__(self, other: "Month") -> int:
        """Return the number of months from `other` to this one."""
        return (self.year - other.year) * 12 + self.month - other.month

    def __str__(self) -> str:
        return formats.date_format(self.first, "F Y")

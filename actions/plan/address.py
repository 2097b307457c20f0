"""Where an action stands in its street: its doors, the numbers of its months.

A display, never an identity: dates move.
"""

from dataclasses import dataclass
from typing import Self

from actions.plan.axis import Axis
from creative_district.kernel.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Address:
    """The first and the last door of an action; None where a date is not known."""

    first: int | None
    last: int | None

    @classmethod
    def of(
        cls, axis: Axis, *, start: PartialDate | None, end: PartialDate | None
    ) -> Self:
        """Return the doors of two dates; beyond the plan, the nearest door counts."""
        return cls(
            axis.clamp(axis.number(start.earliest)) if start else None,
            axis.clamp(axis.number(end.latest)) if end else None,
        )

    def __str__(self) -> str:
        if self.first == self.last:
            return str(self.first or "?")
        return f"{self.first or '?'}–{self.last or '?'}"

"""What a plan draws of an action: months that are attested and months that may be.

Two signs that are never mixed: the line says whether it is known (`is_attested`), the
fill says whether it has passed (`is_past`). A quarter alone attests no month, and what
was only announced, or is held on thin grounds, attests nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from actions.plan.axis import Axis, Span
from creative_district.kernel.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an action's months that is drawn alike."""

    span: Span
    is_attested: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class Building:
    """The months of an action.

    `core` is attested. `plot` is every month that it may have taken. Either may be
    empty. `came_before` and `goes_on`: the action is known to reach beyond the plan.
    """

    core: Span | None
    plot: Span | None
    came_before: bool = False
    goes_on: bool = False

    @classmethod
    def of(
        cls,
        axis: Axis,
        *,
        start: PartialDate | None,
        end: PartialDate | None,
        milestones: Iterable[PartialDate] = (),
        continued: bool = False,
    ) -> Self:
        """Return the months of an action from its dates and those of its milestones.

        `continued`: the record says that it went on after the programme.
        """
        beyond = axis.length + 1
        inside = [when for when in milestones if _lies_inside(axis, when)]
        firm = [when for when in (start, end, *inside) if when and when.is_firm]
        bounds = [(axis.number(w.earliest), axis.number(w.latest)) for w in firm]
        if continued and not end and start and start.is_firm:
            bounds.append((beyond, beyond))
        return cls(
            core=axis.clip(
                min((latest for _earliest, latest in bounds), default=beyond),
                max((earliest for earliest, _latest in bounds), default=0),
            ),
            plot=axis.clip(
                axis.number(start.earliest) if start else 1,
                axis.number(end.latest) if end else axis.length,
            ),
            came_before=bool(start and axis.number(start.latest) < 1),
            goes_on=continued or bool(end and axis.number(end.earliest) > axis.length),
        )

    def pieces(self, now: int) -> list[Piece]:
        """Return what is drawn, in order; columns up to `now` have passed."""
        return sorted(
            [
                Piece(part, is_attested, is_past)
                for span, is_attested in self._stretches()
                for part, is_past in _cut(span, now)
            ],
            key=lambda piece: piece.span,
        )

    def _stretches(self) -> Iterable[tuple[Span, bool]]:
        if self.core:
            yield self.core, True
        if self.plot:
            for rest in _without(self.plot, self.core):
                yield rest, False


def _lies_inside(axis: Axis, when: PartialDate) -> bool:
    return axis.number(when.earliest) >= 1 and axis.number(when.latest) <= axis.length


def _without(whole: Span, hole: Span | None) -> Iterable[Span]:
    if hole is None:
        yield whole
        return
    if whole.first < hole.first:
        yield Span(whole.first, min(whole.last, hole.first - 1))
    if whole.last > hole.last:
        yield Span(max(whole.first, hole.last + 1), whole.last)


def _cut(span: Span, now: int) -> Iterable[tuple[Span, bool]]:
    if span.first <= now:
        yield Span(span.first, min(span.last, now)), True
    if span.last > now:
        yield Span(max(span.first, now + 1), span.last), False

"""A part of a street's width, as drawings place it: in percent of the whole."""

from dataclasses import dataclass

from actions.plan.axis import Axis, Span


def percent(share: float) -> str:
    """Return a share as SVG writes it, alike in every language."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring months of an axis, drawn over its whole width."""

    axis: Axis
    span: Span

    @property
    def x(self) -> str:
        """Where it begins."""
        return percent((self.span.first - 1) / self.axis.length)

    @property
    def end(self) -> str:
        """Where it ends."""
        return percent(self.span.last / self.axis.length)

    @property
    def middle(self) -> str:
        """Its middle."""
        return percent((self.span.first + self.span.last - 1) / 2 / self.axis.length)

    @property
    def width(self) -> str:
        """How wide it is."""
        return percent(self.share)

    @property
    def share(self) -> float:
        """Its part of the whole, which is 1."""
        return self.span.length / self.axis.length

    @property
    def months(self) -> list["Stretch"]:
        """Each of its months by itself."""
        numbers = range(self.span.first, self.span.last + 1)
        return [Stretch(self.axis, Span(number, number)) for number in numbers]

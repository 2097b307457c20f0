"""A date as far as it is known: the value.

Most dates of a programme's record are known to the month, the quarter or not at all.
`PartialDate` says what is known (bounds and precision), whether it happened, was
planned or was worked out (status), and how well it is supported (confidence).
Written forms follow ISO 8601 where it has one: `2014`, `2014-06`, `2014-06-16`, a range
`2014-11-27/2014-11-28`, and `2014-Q4` for a quarter.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from django.db.models import TextChoices
from django.utils import formats
from django.utils.translation import (
    get_language,
    gettext_lazy,
    ngettext,
    pgettext,
    pgettext_lazy,
)
from django.utils.translation import gettext as _

from creative_district.kernel.months import last_of_month


class Precision(TextChoices):
    """How much of a date is known."""

    DAY = "day", gettext_lazy("day")
    RANGE = "range", gettext_lazy("range of days")
    MONTH = "month", gettext_lazy("month")
    QUARTER = "quarter", gettext_lazy("quarter")
    YEAR = "year", gettext_lazy("year")


class Status(TextChoices):
    """What a source says of a fact: that it was, would be, or must have been so."""

    ACTUAL = "actual", pgettext_lazy("status of a fact", "actual")
    PLANNED = "planned", pgettext_lazy("status of a fact", "planned")
    INFERRED = "inferred", pgettext_lazy("status of a fact", "inferred")


class Confidence(TextChoices):
    """How well a fact is supported.

    High: a primary source or two independent ones; medium: one secondary source or a
    light inference; low: the sources contradict it.
    """

    HIGH = "high", pgettext_lazy("confidence", "high")
    MEDIUM = "medium", pgettext_lazy("confidence", "medium")
    LOW = "low", pgettext_lazy("confidence", "low")


SHAPES = {
    Precision.YEAR: re.compile(r"(?P<year>\d{4})"),
    Precision.QUARTER: re.compile(r"(?P<year>\d{4})-Q(?P<quarter>[1-4])"),
    Precision.MONTH: re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})"),
    Precision.DAY: re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
}


class DateError(ValueError):
    """A date that cannot be read; the message is for the person who wrote it."""


@dataclass(frozen=True, order=True, slots=True)
class PartialDate:
    """A date known to lie from `earliest` to `latest`, both days included."""

    earliest: date
    latest: date
    precision: Precision = Precision.DAY
    status: Status = Status.ACTUAL
    confidence: Confidence = Confidence.HIGH

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise DateError(_("A date cannot end before it begins."))

    @classmethod
    def of_day(cls, day: date) -> Self:
        """Return the date that is this very day."""
        return cls(day, day)

    @classmethod
    def parse(
        cls,
        written: str,
        *,
        status: Status = Status.ACTUAL,
        confidence: Confidence = Confidence.HIGH,
    ) -> Self:
        """Read a written form; raise `DateError` that says which are allowed."""
        earliest, latest, precision = _bounds(written.strip())
        return cls(earliest, latest, precision, status, confidence)

    @property
    def value(self) -> str:
        """The written form; `parse` reads it back."""
        first = self.earliest
        match self.precision:
            case Precision.YEAR:
                return f"{first.year:04}"
            case Precision.QUARTER:
                return f"{first.year:04}-Q{(first.month + 2) // 3}"
            case Precision.MONTH:
                return f"{first.year:04}-{first.month:02}"
            case Precision.DAY:
                return first.isoformat()
            case _:
                return f"{first.isoformat()}/{self.latest.isoformat()}"

    @property
    def is_firm(self) -> bool:
        """Whether the date happened as stated and nothing speaks against it."""
        return self.status == Status.ACTUAL and self.confidence == Confidence.HIGH

    @property
    def is_announced_only(self) -> bool:
        """Whether a source only announced the date and none confirms it."""
        return self.status == Status.PLANNED

    def graded(self, status: Status, confidence: Confidence) -> Self:
        """Return the same date with another status and confidence."""
        return replace(self, status=status, confidence=confidence)

    def same_day_as(self, other: "PartialDate | None") -> bool:
        """Whether both name the same days, whatever their grade."""
        return other is not None and (self.earliest, self.latest) == (
            other.earliest,
            other.latest,
        )

    def encode(self) -> str:
        """Return the stored form: bounds first, so that it sorts by itself."""
        return "/".join(
            (
                self.earliest.isoformat(),
                self.latest.isoformat(),
                self.precision.value,
                self.status.value,
                self.confidence.value,
            )
        )

    @classmethod
    def decode(cls, stored: str) -> Self:
        """Read the stored form back."""
        earliest, latest, precision, status, confidence = stored.split("/")
        return cls(
            date.fromisoformat(earliest),
            date.fromisoformat(latest),
            Precision(precision),
            Status(status),
            Confidence(confidence),
        )

    def __str__(self) -> str:
        return self.in_words()

    def in_words(self) -> str:
        """Return the date in the active language, no more exact than it is known."""
        first, last = self.earliest, self.latest
        match self.precision:
            case Precision.YEAR:
                return f"{first.year}"
            case Precision.QUARTER:
                return _quarter(first)
            case Precision.MONTH:
                return formats.date_format(first, "F Y")
            case Precision.DAY:
                return day_in_words(first)
            case _:
                return _range(first, last)


def day_in_words(day: date, *, with_year: bool = True) -> str:
    """Return a day as one reads it: '16 June 2014', '1er octobre 2014'."""
    number = (
        "1er"
        if day.day == 1 and (get_language() or "").startswith("fr")
        else str(day.day)
    )
    return f"{number} {formats.date_format(day, 'F Y' if with_year else 'F')}"


def _quarter(first: date) -> str:
    names = {
        1: _("first quarter of %(year)s"),
        4: _("second quarter of %(year)s"),
        7: _("third quarter of %(year)s"),
        10: _("fourth quarter of %(year)s"),
    }
    return names[first.month] % {"year": first.year}


def _range(first: date, last: date) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_in_words(last)}"
    start = day_in_words(first, with_year=first.year != last.year)
    return pgettext("range of days", "%(start)s – %(end)s") % {
        "start": start,
        "end": day_in_words(last),
    }


def _bounds(written: str) -> tuple[date, date, Precision]:
    if written.count("/") == 1:
        start, end = written.split("/")
        first, last = _bounds(start)[0], _bounds(end)[1]
        if last < first:
            raise DateError(_("A date cannot end before it begins."))
        return first, last, Precision.DAY if first == last else Precision.RANGE
    for precision, shape in SHAPES.items():
        if found := shape.fullmatch(written):
            try:
                return _span(
                    precision, {k: int(v) for k, v in found.groupdict().items()}
                )
            except ValueError as error:
                raise DateError(
                    _("“%(written)s” is not a day of the calendar.")
                    % {"written": written}
                ) from error
    raise DateError(unreadable(written))


def unreadable(written: str) -> str:
    """Return what to say of a text that is no date."""
    said = _(
        "“%(written)s” is not a date. Write 2014, 2014-Q4, 2014-06, 2014-06-16 or "
        "2014-11-05/2014-11-15."
    )
    return said % {"written": written}


def _span(precision: Precision, part: dict[str, int]) -> tuple[date, date, Precision]:
    year = part["year"]
    match precision:
        case Precision.YEAR:
            return date(year, 1, 1), date(year, 12, 31), precision
        case Precision.QUARTER:
            first = part["quarter"] * 3 - 2
            return date(year, first, 1), last_of_month(year, first + 2), precision
        case Precision.MONTH:
            return (
                date(year, part["month"], 1),
                last_of_month(year, part["month"]),
                precision,
            )
        case _:
            day = date(year, part["month"], part["day"])
            return day, day, precision


def in_days(days: int) -> str:
    """Return a distance in words: 'in 3 days', 'today', '2 days ago'."""
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}

"""What a plan draws, in words: drawings never stand alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext_lazy, pgettext

from actions.phases import Progress
from actions.plan.standing import Standing
from creative_district.kernel.dates import PartialDate, Precision
from programme.grade import Grade

# French, like others, speaks of a day and of a month differently ("dès le 16 juin",
# "dès juin"); the messages' contexts let a translation tell them apart.
MONTH_OR_YEAR = {Precision.MONTH, Precision.YEAR}

COUNTED: list[tuple[set[Standing], Any]] = [
    (
        {Grade.ESTABLISHED},
        npgettext_lazy(
            "milestones", "%(count)s established", "%(count)s established", "count"
        ),
    ),
    (
        {Grade.SINGLE, Grade.THIN, Grade.INFERRED},
        npgettext_lazy(
            "milestones",
            "%(count)s thinly sourced",
            "%(count)s thinly sourced",
            "count",
        ),
    ),
    (
        {Grade.DISPUTED},
        npgettext_lazy(
            "milestones", "%(count)s disputed", "%(count)s disputed", "count"
        ),
    ),
    (
        {Grade.ANNOUNCED, Progress.ANNOUNCED},
        npgettext_lazy(
            "milestones",
            "%(count)s announced, not confirmed",
            "%(count)s announced, not confirmed",
            "count",
        ),
    ),
    (
        {Progress.LATE},
        npgettext_lazy("milestones", "%(count)s late", "%(count)s late", "count"),
    ),
    (
        {Progress.AHEAD, Progress.DUE},
        npgettext_lazy("milestones", "%(count)s to come", "%(count)s to come", "count"),
    ),
    (
        {Progress.CANCELLED},
        npgettext_lazy(
            "milestones", "%(count)s cancelled", "%(count)s cancelled", "count"
        ),
    ),
]


def period_in_words(
    start: PartialDate | None,
    end: PartialDate | None,
    milestones: Sequence[PartialDate] = (),
    *,
    continued: bool = False,
) -> str:
    """Return an action's period, and what is unknown of it, as one phrase.

    `milestones` are the dates of its milestones; they are only spoken of where the
    action has no date of its own. `continued`: it went on after the programme.
    """
    if start and end:
        return _span(start, end)
    if start:
        return _since(start) if continued else _from(start)
    if end:
        return _until(end)
    words = _undated(milestones)
    if continued:
        return _("%(dates)s, continued after the programme") % {"dates": words}
    return words


def _span(start: PartialDate, end: PartialDate) -> str:
    if start.same_day_as(end):
        return _graded(start)
    if start.precision == end.precision == Precision.DAY and start.status == end.status:
        return _graded(replace(start, latest=end.latest, precision=Precision.RANGE))
    return pgettext("period of an action", "%(start)s – %(end)s") % {
        "start": _graded(start),
        "end": _graded(end),
    }


def _from(start: PartialDate) -> str:
    message = (
        pgettext("a month or a year", "from %(date)s, end unknown")
        if start.precision in MONTH_OR_YEAR
        else pgettext("a day or a quarter", "from %(date)s, end unknown")
    )
    return message % {"date": _graded(start)}


def _since(start: PartialDate) -> str:
    message = (
        pgettext("a month or a year", "since %(date)s, continued after the programme")
        if start.precision in MONTH_OR_YEAR
        else pgettext(
            "a day or a quarter", "since %(date)s, continued after the programme"
        )
    )
    return message % {"date": _graded(start)}


def _until(end: PartialDate) -> str:
    message = (
        pgettext("a month or a year", "start unknown, ended %(date)s")
        if end.precision in MONTH_OR_YEAR
        else pgettext("a day or a quarter", "start unknown, ended %(date)s")
    )
    return message % {"date": _graded(end)}


def _undated(milestones: Sequence[PartialDate]) -> str:
    if not milestones:
        return _("dates unknown")
    if len(milestones) == 1:
        return _("dates unknown, one milestone known: %(date)s") % {
            "date": milestones[0]
        }
    return ngettext(
        "dates unknown, %(count)s milestone known",
        "dates unknown, %(count)s milestones known",
        len(milestones),
    ) % {"count": len(milestones)}


def _graded(when: PartialDate) -> str:
    words = when.in_words()
    if when.is_announced_only:
        return _("%(date)s (announced)") % {"date": words}
    return words


def counted_in_words(standings: Iterable[Standing] | Mapping[Any, int]) -> list[str]:
    """Return how many milestones stand how: '14 established', '2 thinly sourced'.

    `standings` are counted here, or already: a number for each.
    """
    found = Counter(standings)
    return [
        str(message % {"count": count})
        for group, message in COUNTED
        if (count := sum(found[standing] for standing in group))
    ]

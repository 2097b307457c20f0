"""The words of a reminder, in the active language: pure, no ORM, no clock.

A date is never said more exactly than it is known: "in July 2015", not "31 July".
"""

from collections.abc import Iterable, Iterator

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from actions.reminders.vocabulary import Cause
from creative_district.kernel.dates import (
    PartialDate,
    Precision,
    day_in_words,
    in_days,
)

LONGEST_TITLE = 60


def when(due: PartialDate) -> str:
    """Return the date as it stands in a sentence: 'on 16 June 2014', 'in 2014'."""
    words = {"date": due.in_words()}
    match due.precision:
        case Precision.DAY:
            # Translators: “le 16 juin 2014”
            return _("on %(date)s") % words
        case Precision.RANGE:
            same_year = due.earliest.year == due.latest.year
            # Translators: “du 5 novembre au 15 novembre 2013”
            return _("from %(start)s to %(end)s") % {
                "start": day_in_words(due.earliest, with_year=not same_year),
                "end": day_in_words(due.latest),
            }
        case Precision.QUARTER:
            # Translators: “au quatrième trimestre 2014”
            return pgettext("quarter", "in the %(date)s") % words
        case _:
            # Translators: “en juillet 2015”, “en 2014”
            return pgettext("month or year", "in %(date)s") % words


def mark(cause: str, due: PartialDate, days: int) -> str:
    """Return the first words of a subject: how far off the due day is, or what befell.

    `days` counts from the day of sending to the due day.
    """
    if cause == Cause.MOVED:
        return pgettext("subject", "Date changed")
    if cause == Cause.CANCELLED:
        # Translators: “Annulé”
        return pgettext("subject", "Cancelled")
    if days > 0:
        # Translators: “J-30”, singular too
        ahead = npgettext("subject", "%(days)s day", "%(days)s days", days)
        return ahead % {"days": days}
    if days < 0:
        # Translators: “J+3”, singular too
        late = npgettext("subject", "%(days)s day late", "%(days)s days late", -days)
        return late % {"days": -days}
    if due.precision == Precision.DAY:
        return pgettext("subject", "Today")
    # Translators: “Dernier jour”, of a month, a quarter or a year
    return pgettext("subject", "Last day")


def subject(
    *, cause: str, due: PartialDate, days: int, title: str, of: str, is_test: bool
) -> str:
    """Return the subject line: one line, whatever the titles hold, and never long."""
    # Translators: “[Essai]”
    label = _("[Test]") if is_test else ""
    words = _("%(mark)s · %(milestone)s · %(of)s (%(date)s)") % {
        "mark": mark(cause, due, days),
        "milestone": one_line(title),
        "of": one_line(of),
        "date": due.in_words(),
    }
    return f"{label} {words}".strip()


def one_line(title: str) -> str:
    """Return a title fit for a header: without line breaks, shortened if very long."""
    return Truncator(" ".join(title.split())).chars(LONGEST_TITLE)


def what(*, has_action: bool) -> str:
    """Return what `{what}` stands for, with `{milestone}` and `{action}` to fill in."""
    if has_action:
        # Translators: “« {milestone} » de l’action « {action} »”
        return _("“{milestone}” of the action “{action}”")
    # Translators: “« {milestone} » du programme”
    return _("“{milestone}” of the programme")


def sentence(
    *, cause: str, due: PartialDate, days: int, before: PartialDate | None
) -> str:
    """Return the first sentence, in which `{what}` is left for the milestone.

    `before` is the date that the recipient was told earlier, if it is another one.
    """
    words = {"when": when(due), "distance": in_days(days), "what": "{what}"}
    if cause == Cause.CANCELLED:
        return _("The milestone {what}, due {when}, is cancelled.").format(**words)
    if cause == Cause.MOVED:
        if before is None:
            return _(
                "The date of the milestone {what} has changed: "
                "it is now due {when} ({distance})."
            ).format(**words)
        return _(
            "The date of the milestone {what} has changed: it was due {before}, "
            "it is now due {when} ({distance})."
        ).format(before=when(before), **words)
    if due.precision == Precision.DAY:
        return (
            _("The milestone {what} is due {when}, {distance}.")
            if days >= 0
            else _("The milestone {what} was due {when}, {distance}.")
        ).format(**words)
    # Translators: {distance} is “aujourd’hui”, “dans 3 jours”, “il y a 3 jours”
    return (
        _("The milestone {what} is due {when}. The last day for it is {distance}.")
        if days >= 0
        else _("The milestone {what} was due {when}. Its last day was {distance}.")
    ).format(**words)


def next_step(cause: str, days: int) -> str:
    """Return what the recipient does now."""
    if cause == Cause.CANCELLED:
        return _(
            "There is nothing left to do. The attached calendar file marks the "
            "milestone as cancelled."
        )
    if cause == Cause.MOVED:
        return _(
            "Please note the new date. The attached calendar file replaces the "
            "earlier one."
        )
    if days < 0:
        return _(
            "Please record the day on which it was reached, or give it a new date."
        )
    return _(
        "Once it is reached, record the day, and reminders stop. If it cannot be "
        "kept, give it a new date: everyone concerned is told."
    )


def moment(offset: int) -> str:
    """Return when the reminder of a rule goes out."""
    if offset == 0:
        return _("on the day")
    words = (
        ngettext("%(days)s day before", "%(days)s days before", -offset)
        if offset < 0
        else ngettext("%(days)s day after", "%(days)s days after", offset)
    )
    return words % {"days": abs(offset)}


def why(*, programme: str, partner: str, offsets: Iterable[int]) -> Iterator[str]:
    """Yield the sentences that say why a person gets reminders, and which."""
    names = {"programme": programme, "partner": partner}
    if partner:
        yield (
            _(
                "You receive this message as a contact of %(partner)s in the "
                "programme %(programme)s."
            )
            % names
        )
    else:
        yield (
            _("You receive this message as staff of the programme %(programme)s.")
            % names
        )
    if moments := ", ".join(moment(offset) for offset in sorted(offsets)):
        yield _("Reminders go out: %(moments)s.") % {"moments": moments}
    yield _("To stop or change them, ask the programme’s staff.")
    yield _("This portal claims no official status.")

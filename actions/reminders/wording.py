"""The words of a reminder, in the active language: pure, no ORM, no clock.

A date is never said more exactly than it is known: "in July 2015", not "31 July".
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from actions.reminders.vocabulary import Cause
from creative_district.kernel.dates import (
    PartialDate,
    Precision,
    day_in_words,
    in_days,
)

# A subject is 150 characters at most: 61 for the rest of it.
TITLE_IN_SUBJECT = 55
OWNER_IN_SUBJECT = 32
# What a title or a name may take in a mail; no form lets more of it in.
LONGEST_LINE = 200
MOST_NAMES = 5


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
    words = _("%(mark)s · %(milestone)s · %(of)s (%(date)s)") % {
        "mark": mark(cause, due, days),
        "milestone": one_line(title, TITLE_IN_SUBJECT),
        "of": one_line(of, OWNER_IN_SUBJECT),
        "date": due.in_words(),
    }
    return labelled(words, is_test=is_test)


def subject_of_many(*, late: int, ahead: int, cancelled: int, is_test: bool) -> str:
    """Return the subject of a mail about so many milestones."""
    every = late + ahead + cancelled
    if every == late:
        words = ngettext(
            "%(count)s milestone overdue", "%(count)s milestones overdue", every
        )
    elif every == ahead:
        words = ngettext(
            "%(count)s milestone to come", "%(count)s milestones to come", every
        )
    elif every == cancelled:
        words = ngettext(
            "%(count)s milestone cancelled", "%(count)s milestones cancelled", every
        )
    else:
        # Translators: “%(count)s jalons, dont %(tally)s”: “5 jalons, dont 2 en retard”
        words = ngettext(
            "%(count)s milestone, %(tally)s", "%(count)s milestones, %(tally)s", every
        )
    tally = tally_late(late) if late else tally_cancelled(cancelled)
    return labelled(words % {"count": every, "tally": tally}, is_test=is_test)


def labelled(subject: str, *, is_test: bool) -> str:
    """Return a subject that says first whether it is only a test."""
    # Translators: “[Essai]”
    label = _("[Test]")
    return f"{label} {subject}" if is_test else subject


def tally_late(count: int) -> str:
    """Return how many milestones are overdue, after another number."""
    # Translators: “2 en retard”
    return ngettext("%(count)s overdue", "%(count)s overdue", count) % {"count": count}


def tally_ahead(count: int) -> str:
    """Return how many milestones are to come."""
    # Translators: “3 à venir”
    return ngettext("%(count)s to come", "%(count)s to come", count) % {"count": count}


def tally_cancelled(count: int) -> str:
    """Return how many milestones are cancelled."""
    # Translators: “1 annulé”, “2 annulés”
    words = npgettext("milestones", "%(count)s cancelled", "%(count)s cancelled", count)
    return words % {"count": count}


def one_line(words: str, most: int = LONGEST_LINE) -> str:
    """Return words fit for one line of a header or a mail, shortened if very long.

    Without line breaks, other control characters, and marks that turn the direction
    of what follows.
    """
    # Nobody reads on: what is far too long is not even looked at.
    line = " ".join(words[: most * 4].translate(_stray()).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


@cache
def _stray() -> dict[int, str]:
    """Return what a single line cannot hold, and what stands for it."""
    spaces = {
        code: " " for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc"
    }
    turns = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF], "")
    halves = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")
    return {**spaces, **turns, **halves}


def names(people: Sequence[str]) -> str:
    """Return the first names of a list in one line, and how many more there are."""
    # Translators: “ ; ”
    between = pgettext("between names", "; ")
    shown = between.join(one_line(name) for name in people[:MOST_NAMES])
    rest = len(people) - MOST_NAMES
    if rest <= 0:
        return shown
    # Translators: “Anne ; Benoît et 3 autres”
    more = ngettext(
        "%(names)s and %(count)s other", "%(names)s and %(count)s others", rest
    )
    return more % {"names": shown, "count": rest}


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


def greeting(*, late: int, ahead: int, cancelled: int) -> str:
    """Return the first sentence of a mail about several milestones."""
    tallies = [
        tally_late(late) if late else "",
        tally_ahead(ahead) if ahead else "",
        tally_cancelled(cancelled) if cancelled else "",
    ]
    # Translators: “Les jalons qui vous concernent : 2 en retard, 3 à venir.”
    return _("The milestones that concern you: %(tallies)s.") % {
        "tallies": ", ".join(tally for tally in tallies if tally)
    }


def status(*, cause: str, due: PartialDate, days: int) -> str:
    """Return in a sentence when a milestone is due, and how far off that is."""
    words = {"when": when(due), "distance": in_days(days)}
    if cause == Cause.CANCELLED:
        # Translators: “Était attendu le 16 juin 2014 ; il est annulé.”
        return _("Was due %(when)s; it is cancelled.") % words
    if due.precision == Precision.DAY:
        # Translators: “Attendu le 16 juin 2014, dans 3 jours.”
        return (
            _("Due %(when)s, %(distance)s.")
            if days >= 0
            else _("Was due %(when)s, %(distance)s.")
        ) % words
    # Translators: “Attendu en juillet 2015. Le délai prend fin dans 3 jours.”
    return (
        _("Due %(when)s. The last day for it is %(distance)s.")
        if days >= 0
        else _("Was due %(when)s. Its last day was %(distance)s.")
    ) % words


def occasion(
    *,
    cause: str,
    offset: int,
    before: PartialDate | None,
    is_asked: bool,
) -> str:
    """Return why a milestone is told of in this very mail."""
    if cause == Cause.CANCELLED:
        # Translators: “le jalon est annulé”
        words = _("the milestone is cancelled")
    elif cause == Cause.MOVED and before:
        # Translators: “la date a changé ; il était attendu en juillet 2015”
        words = _("its date has changed; it was due %(when)s") % {"when": when(before)}
    elif cause == Cause.MOVED:
        words = _("its date has changed")
    else:
        # Translators: “rappel 30 jours avant”
        words = _("reminder %(moment)s") % {"moment": moment(offset)}
    if is_asked:
        # Translators: “rappel 30 jours avant, renvoyé par l’équipe du programme”
        words = _("%(words)s, sent again by the programme’s staff") % {"words": words}
    return words


def next_step_of_many(*, are_open: bool) -> str:
    """Return what the recipient does now about several milestones."""
    if are_open:
        return _(
            "Once a milestone is reached, record the day, and its reminders stop. If "
            "one cannot be kept, give it a new date: everyone concerned is told."
        )
    return _(
        "There is nothing left to do. The attached calendar file marks them as "
        "cancelled."
    )


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


def name(*, cause: str, offset: int, resend: int) -> str:
    """Return what staff call a reminder, whatever it is about."""
    if cause != Cause.RULE:
        # Translators: “Mail « date changée »”
        return _("Mail “%(cause)s”") % {"cause": Cause(cause).label}
    if resend:
        # Translators: “30 jours avant, encore une fois”
        words = _("%(moment)s, once more") % {"moment": moment(offset)}
    else:
        words = moment(offset)
    return str(capfirst(words))


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
    yield _("This portal claims no official status.")

"""Milestones as the calendars of subscribers show them, in the active language."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from actions.calendar_file import Entry
from actions.models import Milestone
from actions.phases import Progress, progress_of
from actions.reminders.wording import when
from creative_district.kernel.dates import Confidence, PartialDate, Precision, Status


def entries_of(
    shown: Iterable[Milestone], withdrawn: Iterable[Milestone], *, today: date
) -> list[Entry]:
    """Return what calendars show of public milestones and strike out of the others."""
    return [
        *(entry_of(milestone, today=today) for milestone in shown),
        *(entry_of_withdrawn(milestone) for milestone in withdrawn),
    ]


def entry_of(milestone: Milestone, *, today: date) -> Entry:
    """Return a public milestone with what is known of it, and how well."""
    address = f"{settings.SITE_URL}{milestone.get_absolute_url()}"
    said = [
        str(milestone.action.title) if milestone.action else "",
        *remarks(milestone, today=today),
        str(milestone.detail),
        address,
    ]
    return Entry(
        milestone=milestone,
        title=str(milestone.title),
        description="\n".join(part for part in said if part),
        place="",
        url=address,
    )


def entry_of_withdrawn(milestone: Milestone) -> Entry:
    """Return a milestone that is public no longer: struck out, and told nothing of."""
    path = reverse("permanent", args=["milestone", milestone.key])
    address = f"{settings.SITE_URL}{path}"
    # Translators: “Jalon retiré”
    title = _("Milestone withdrawn")
    return Entry(milestone, title, address, "", address, is_withdrawn=True)


def remarks(milestone: Milestone, *, today: date) -> list[str]:
    """Return how a milestone stands and how well its date is known, in sentences."""
    due, reached = milestone.due, milestone.reached
    progress = progress_of(
        due, reached=reached, cancelled_on=milestone.cancelled_on, today=today
    )
    if progress == Progress.REACHED and reached:
        # Translators: “Atteint le 16 juin 2014.”
        words = _("Reached %(when)s.") % {"when": when(reached)}
        return [words, *doubts(reached)]
    if milestone.cancelled_on:
        words = _("Was due %(when)s; it is cancelled.")
    elif progress == Progress.LATE:
        # Translators: “Était attendu le 16 juin 2014.”
        words = _("Was due %(when)s.")
    else:
        # Translators: “Attendu le 16 juin 2014.”
        words = _("Due %(when)s.")
    return [words % {"when": when(due)}, *doubts(due)]


def doubts(known: PartialDate) -> list[str]:
    """Return what speaks against taking a date for more than it is."""
    inexact = known.precision not in {Precision.DAY, Precision.RANGE}
    said = {
        # Translators: “Le jour exact n’est pas connu.”
        _("The exact day is not known."): inexact,
        _("This date was announced; nothing confirms it yet."): (
            known.status == Status.PLANNED
        ),
        # Translators: “Cette date est déduite d’autres faits.”
        _("This date is worked out from other facts."): (
            known.status == Status.INFERRED
        ),
        # Translators: “Cette date est peu étayée.”
        _("This date is thinly sourced."): known.confidence == Confidence.MEDIUM,
        # Translators: “Les sources divergent sur cette date.”
        _("Sources disagree on this date."): known.confidence == Confidence.LOW,
    }
    return [sentence for sentence, holds in said.items() if holds]

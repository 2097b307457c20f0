"""Why nothing more is said about a milestone, for staff."""

from datetime import datetime

from django.utils.translation import gettext as _

from actions.reminders import planning
from actions.reminders.dossier import Dossier
from actions.reminders.vocabulary import Reason, State, in_words

AHEAD = {State.PLANNED, State.CLAIMED}


def silence_of(milestone: int, dossier: Dossier, *, now: datetime) -> str:
    """Return why no mail about a milestone lies ahead; empty where one does."""
    if any(row.state in AHEAD for row in dossier.rows.get(milestone, ())):
        return ""
    subject = dossier.subjects[milestone]
    reason = planning.silence(subject, dossier.terms, now=now)
    if reason == Reason.IN_ORDER:
        # Translators: “rien d’autre n’est prévu”
        return _("nothing more is planned")
    return in_words(reason)

"""How a record stands on its way to the public, and what its steps are called."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.publication import is_scheduled
from creative_district.kernel.record import Record, State

VERBS = {
    # Translators: “Envoyer en relecture”
    State.IN_REVIEW: _("Send to review"),
    # Translators: “Publier”
    State.PUBLISHED: _("Publish"),
    # Translators: “Retirer du public”
    State.WITHDRAWN: _("Withdraw from the public"),
    # Translators: “Remettre en brouillon”
    State.DRAFT: _("Return to draft"),
}


def standing(record: Record) -> str:
    """Return in words how a record stands: 'draft', 'published from 1 June 2014'."""
    if is_scheduled(record, now=timezone.now()):
        moment = timezone.localtime(record.publish_from)
        # Translators: “publié à partir du 1 juin 2014 09:00”
        said = gettext("published from %(moment)s")
        return said % {"moment": date_format(moment, "DATETIME_FORMAT")}
    return str(State(record.state).label)


def logged(record: Record, reason: str) -> str:
    """Return the entry of the log about a step."""
    # Translators: “Publication : publié. Motif”
    said = gettext("Publication: %(state)s.") % {"state": standing(record)}
    return f"{said} {reason}".strip()

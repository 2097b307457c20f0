"""The words of the reminder ledger; models, planner and pages share them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    """Whom a rule addresses."""

    RESPONSIBLE = "responsible", _("the person responsible")
    PARTICIPANTS = (
        "participants",
        _("the person responsible and participating partners"),
    )
    COORDINATOR = "coordinator", _("the person responsible and the coordinator")


class Cause(TextChoices):
    """Why a mail is owed."""

    RULE = "rule", _("by rule")
    MOVED = "moved", _("date changed")
    CANCELLED = "cancelled", _("cancelled")


class State(TextChoices):
    """Where a reminder stands."""

    PLANNED = "planned", _("planned")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    SKIPPED = "skipped", _("skipped")
    CANCELLED = "cancelled", _("cancelled")
    SUPERSEDED = "superseded", _("superseded")


class Reason(TextChoices):
    """Why a reminder stands where it does; the ledger keeps the code."""

    BEFORE_START = "before-start", _("its moment lies before reminders began")
    LATER_ONE_DUE = "later-one-due", _("a later reminder is due already")
    TOLD_BY_CHANGE = "told-by-change", _("the mail about the new date says it")
    DUE_DAY_OVER = "due-day-over", _("the due day is over")
    WANTS_NO_MAIL = "wants-no-mail", _("the contact wants no mail")
    ADDRESS_REFUSED = "address-refused", _("the contact's address was refused")
    REACHED = "reached", _("the milestone is reached")
    CANCELLED = "cancelled", _("the milestone is cancelled")
    HIDDEN = "hidden", _("the milestone is not public, or not the programme's own")
    NOT_WANTED = "not-wanted", _("the date, the rule or the addressee has changed")
    NO_ADDRESSEE = "no-addressee", _("there is nobody to address")
    NO_RULE = "no-rule", _("no rule speaks of this kind of milestone")
    IN_ORDER = "in-order", _("the next reminder has its day")
    PAUSED = "paused", _("delivery is paused: the mail server refuses the portal")
    DISTRICT_PAUSED = (
        "district-paused",
        _("the reminders of the district are paused"),
    )
    STOPPED = "stopped", _("the worker stopped; the next one goes on")
    ASKED = "asked", _("staff asked to send it again")
    # Translators: “les données de la personne sont effacées”
    ERASED = "erased", _("the person’s data are erased")
    RETRY_OVER = "retry-over", _("given up after five days of attempts")


DEFAULT_RULES = (
    (-30, Audience.RESPONSIBLE),
    (-7, Audience.RESPONSIBLE),
    (-1, Audience.RESPONSIBLE),
    (0, Audience.PARTICIPANTS),
    (3, Audience.COORDINATOR),
    (14, Audience.COORDINATOR),
)


def in_words(reason: str) -> str:
    """Return a stored reason for a reader; a mail server's answer stays as it is."""
    return str(Reason(reason).label) if reason in Reason.values else reason

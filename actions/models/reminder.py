"""The reminder ledger: what is owed to whom and when, and what became of it."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.models.milestone import Milestone
from actions.reminders import wording
from actions.reminders.vocabulary import Audience, Cause, State, in_words
from partners.models import Contact
from programme.models import Programme


def default_kinds() -> list[str]:
    """Return the kinds of milestone that a rule speaks of unless told otherwise."""
    return [
        Milestone.Kind.EVENT.value,
        Milestone.Kind.DELIVERABLE.value,
        Milestone.Kind.CALL.value,
    ]


class ReminderRule(models.Model):
    """So many days before or after a due day, the programme reminds these people."""

    Audience = Audience

    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        related_name="reminder_rules",
        verbose_name=_("programme"),
    )
    offset_days = models.SmallIntegerField(
        _("offset in days"),
        help_text=_("From the due day; negative means before it."),
    )
    audience = models.CharField(_("audience"), max_length=12, choices=Audience)
    kinds = models.JSONField(_("kinds of milestone"), default=default_kinds)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        ordering = ["programme", "offset_days"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "offset_days"],
                name="one_rule_per_programme_and_offset",
                violation_error_message=_("This programme already has such a rule."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.offset_days:+d}"


class Reminder(models.Model):
    """One mail owed, or once owed, to one contact about one milestone."""

    Cause = Cause
    State = State

    milestone = models.ForeignKey(
        Milestone,
        models.CASCADE,
        related_name="reminders",
        verbose_name=_("milestone"),
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="reminders", verbose_name=_("contact")
    )
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    offset_days = models.SmallIntegerField(
        _("rule"),
        default=0,
        help_text=_("The rule's offset; 0 where no rule applies."),
    )
    due_on = models.DateField(_("due day"))
    resend_number = models.PositiveSmallIntegerField(_("resend"), default=0)
    # The database knows the default too: code that came before the column may insert.
    is_asked = models.BooleanField(
        _("asked for"),
        default=False,
        db_default=False,
        help_text=_("Staff asked to send it again."),
    )
    send_at = models.DateTimeField(_("to be sent at"))
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.PLANNED
    )
    reason = models.TextField(_("reason"), blank=True)
    is_late = models.BooleanField(_("marked late"), default=False)
    attempt_count = models.PositiveIntegerField(_("attempts"), default=0)
    retry_at = models.DateTimeField(_("not before"), null=True, blank=True)
    claimed_by = models.CharField(_("claimed by"), max_length=80, blank=True)
    lease_ends_at = models.DateTimeField(_("lease ends at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["send_at", "pk"]
        indexes = [
            models.Index(
                fields=["send_at", "id"],
                condition=models.Q(state__in=["planned", "claimed"]),
                name="reminder_open",
            ),
            models.Index(fields=["contact", "sent_at"], name="reminder_of_contact"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "milestone",
                    "cause",
                    "offset_days",
                    "contact",
                    "due_on",
                    "resend_number",
                ],
                name="one_reminder_per_key",
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """What staff call it, in the active language."""
        return wording.name(
            cause=self.cause, offset=self.offset_days, resend=self.resend_number
        )

    @property
    def reason_in_words(self) -> str:
        """Why it stands where it does, in the active language."""
        return in_words(self.reason)

    @property
    def key(self) -> str:
        """What names this reminder for ever: the `X-Reminder-Key` of its mail."""
        parts = (
            self.milestone_id,
            self.cause,
            self.offset_days,
            self.contact_id,
            self.due_on.isoformat(),
            self.resend_number,
        )
        return ".".join(str(part) for part in parts)

    @property
    def message_id(self) -> str:
        """The `Message-ID` without its domain: the same at every attempt."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:32]


class ReminderEvent(models.Model):
    """One step in the life of a reminder: from which state to which, when and why."""

    reminder = models.ForeignKey(
        Reminder, models.CASCADE, related_name="events", verbose_name=_("reminder")
    )
    at = models.DateTimeField(_("at"))
    from_state = models.CharField(_("from"), max_length=10, blank=True)
    to_state = models.CharField(_("to"), max_length=10)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("reminder event")
        verbose_name_plural = _("reminder events")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"

    @property
    def before(self) -> str:
        """The name of the state that it left; empty at its beginning."""
        return str(State(self.from_state).label) if self.from_state else ""

    @property
    def after(self) -> str:
        """The name of the state that it came to."""
        return str(State(self.to_state).label)

    @property
    def reason_in_words(self) -> str:
        """Why it came to this state, in the active language."""
        return in_words(self.reason)

"""Milestones: what is due or held on a date."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.models.action import Action
from actions.models.reached import is_reached
from actions.models.thrust import Thrust
from actions.phases import Progress, progress_of
from creative_district.kernel.date_field import PartialDateField
from creative_district.kernel.dates import PartialDate
from creative_district.kernel.record import Scope, ScopedQuerySet, ScopedRecord
from creative_district.kernel.translated import TranslatedField
from partners.models import Contact, Partner, Place
from programme.models import Programme


class MilestoneQuerySet(ScopedQuerySet):
    """Reads of milestones."""

    def coming(self, today: date) -> Self:
        """Keep those that are to come or under way, neither reached nor cancelled."""
        due = self.in_progress(Progress.DUE, today)
        return due | self.in_progress(Progress.AHEAD, today)

    def in_progress(self, progress: str, today: date) -> Self:
        """Keep those that stand so on a day; the same as `phases.progress_of`."""
        cancelled = models.Q(cancelled_on__lte=today)
        kept = models.Q(cancelled_on=None) | models.Q(cancelled_on__gt=today)
        open_ = kept & (models.Q(reached=None) | models.Q(reached__latest__gte=today))
        past = open_ & models.Q(due__latest__lt=today)
        announced = models.Q(due__grade__contains="/planned/")
        matching = {
            Progress.CANCELLED: cancelled,
            Progress.REACHED: is_reached(today),
            Progress.LATE: past & ~announced,
            Progress.ANNOUNCED: past & announced,
            Progress.DUE: open_
            & models.Q(due__earliest__lte=today, due__latest__gte=today),
            Progress.AHEAD: open_ & models.Q(due__earliest__gt=today),
        }
        return self.filter(matching[Progress(progress)])


class Milestone(ScopedRecord):
    """Something due or held on a date, of a programme or of one of its actions."""

    class Kind(models.TextChoices):
        """What sort of thing is due."""

        EVENT = "event", _("event")
        DELIVERABLE = "deliverable", _("deliverable")
        DECISION = "decision", _("decision")
        CALL = "call", _("call")
        REPORT = "report", _("report")
        OTHER = "other", _("other")

    public_parents = ("programme", "action", "thrust")
    languages_at = "programme__languages"

    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        related_name="milestones",
        verbose_name=_("programme"),
    )
    action = models.ForeignKey(
        Action,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("action"),
        help_text=_("Empty: a milestone of the programme itself."),
    )
    thrust = models.ForeignKey(
        Thrust,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("thrust"),
        help_text=_("Only for a milestone without action."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    detail_kind = TranslatedField(_("more exactly"), length=60, blank=True)
    title = TranslatedField(_("title"))
    detail = TranslatedField(_("details"), length=2000, multiline=True, blank=True)
    partners = models.ManyToManyField(
        Partner, blank=True, related_name="milestones", verbose_name=_("partners")
    )
    responsible_partner = models.ForeignKey(
        Partner,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_milestones",
        verbose_name=_("responsible partner"),
    )
    responsible = models.ForeignKey(
        Contact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("person responsible"),
        help_text=_("Empty: the contact of the partner that leads."),
    )
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("place"),
    )
    due = PartialDateField(_("due"), null=False)
    first_planned = PartialDateField(_("first planned"))
    reached = PartialDateField(_("reached"))
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    statements = GenericRelation("programme.Statement")
    _history_m2m_fields = ["partners"]

    objects: ClassVar[Any] = MilestoneQuerySet.as_manager()

    class Meta(ScopedRecord.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due", "key"]
        indexes = [
            models.Index(fields=["programme", "scope", "due"], name="milestone_shown"),
            models.Index(fields=["action", "due"], name="milestone_of_action"),
            models.Index(fields=["due", "key"], name="milestone_in_order"),
        ]
        constraints = [
            *ScopedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(action=None) | models.Q(thrust=None),
                name="milestone_thrust_comes_from_its_action",
                violation_error_message=_(
                    "A milestone of an action has that action's thrust."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        if self.action:
            return f"{self.action.get_absolute_url()}#{self.anchor}"
        # The calendar shows what surrounds the programme to those who ask for it.
        asked = "" if self.scope == Scope.OWN else "?context=1"
        return f"{self.programme.page('calendar')}{asked}#{self.anchor}"

    @property
    def anchor(self) -> str:
        """The id of its element on pages."""
        return f"milestone-{self.key}"

    def note_move(self, before: PartialDate) -> None:
        """Keep the date first planned once `due` names other days; does not save."""
        if self.first_planned is None and not self.due.same_day_as(before):
            self.first_planned = before

    def progress_on(self, day: date) -> Progress:
        """Where it stands on a day."""
        return progress_of(
            self.due, reached=self.reached, cancelled_on=self.cancelled_on, today=day
        )

    @property
    def street(self) -> Thrust | None:
        """Its action's thrust, else its own; None for the whole district."""
        return self.action.thrust if self.action else self.thrust

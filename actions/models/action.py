"""Actions: what a programme does."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.models.thrust import Thrust
from actions.phases import Phase
from creative_district.kernel.date_field import PartialDateField
from creative_district.kernel.record import Record, RecordQuerySet, Scope
from creative_district.kernel.translated import TranslatedField
from partners.models import Partner
from programme.models import Discrepancy, Document, News, Programme


class ActionQuerySet(RecordQuerySet):
    """Reads of actions."""

    def own(self) -> Self:
        """Keep the programme's own."""
        return self.filter(scope=Scope.OWN)

    def in_phase(self, phase: str, today: date) -> Self:
        """Keep the actions in a phase; the same meaning as `phases.phase_of`."""
        ended = models.Q(end__latest__lt=today)
        ahead = models.Q(start__earliest__gt=today) & models.Q(
            models.Q(end=None) | models.Q(end__latest__gte=today)
        )
        running = models.Q(start__latest__lte=today, end__latest__gte=today)
        match phase:
            case Phase.ENDED:
                return self.filter(ended)
            case Phase.AHEAD:
                return self.filter(ahead)
            case Phase.RUNNING:
                return self.filter(running)
            case _:
                known = self.model.objects.filter(ended | ahead | running)
                return self.exclude(pk__in=known.values("pk"))


class Action(Record):
    """Something that a programme's partners do or did, with or without known dates."""

    class Completion(models.TextChoices):
        """What the record says became of an action."""

        UNKNOWN = "unknown", _("unknown")
        COMPLETED = "completed", _("completed")
        CONTINUED = "continued", _("continued after the programme")
        CANCELLED = "cancelled", _("cancelled")

    public_parents = ("programme", "thrust")

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="actions", verbose_name=_("programme")
    )
    scope = models.CharField(
        _("scope"), max_length=10, choices=Scope, default=Scope.OWN
    )
    thrust = models.ForeignKey(
        Thrust,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("thrust"),
        help_text=_("Empty: the action serves the whole district."),
    )
    slug = TranslatedField(_("slug"), length=80)
    title = TranslatedField(_("title"))
    short_title = TranslatedField(
        _("short title"),
        length=32,
        blank=True,
        help_text=_("For pictures; the title if left empty."),
    )
    summary = TranslatedField(_("summary"), length=600, multiline=True, blank=True)
    outcome = TranslatedField(
        _("what happened"), length=4000, multiline=True, blank=True
    )
    reusable = TranslatedField(
        _("what other regions can reuse"), length=4000, multiline=True, blank=True
    )
    lead = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_actions",
        verbose_name=_("lead partner"),
    )
    participants = models.ManyToManyField(
        Partner,
        blank=True,
        related_name="actions",
        verbose_name=_("participating partners"),
    )
    start = PartialDateField(_("start"))
    end = PartialDateField(_("end"))
    completion = models.CharField(
        _("completion"), max_length=10, choices=Completion, default=Completion.UNKNOWN
    )
    is_featured = models.BooleanField(_("featured on the home page"), default=False)
    discrepancies = models.ManyToManyField(
        Discrepancy,
        blank=True,
        related_name="actions",
        verbose_name=_("discrepancies"),
    )
    news = models.ManyToManyField(
        News, blank=True, related_name="actions", verbose_name=_("news")
    )
    documents = models.ManyToManyField(
        Document, blank=True, related_name="actions", verbose_name=_("documents")
    )
    statements = GenericRelation("programme.Statement")
    _history_m2m_fields = ["participants", "discrepancies", "news", "documents"]

    objects: ClassVar[Any] = ActionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["programme", "thrust__number", "key"]
        indexes = [
            models.Index(fields=["programme", "scope", "state"], name="action_shown")
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(start=None)
                | models.Q(end=None)
                | models.Q(start__earliest__lte=models.F("end__latest")),
                name="action_starts_before_it_ends",
                violation_error_message=_("The action ends before it starts."),
            ),
            models.CheckConstraint(
                condition=models.Q(scope__in=Scope.values),
                name="action_scope_is_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return self.programme.page("action-detail", slug=str(self.slug))

    @property
    def picture_title(self) -> str:
        """The title where room is short."""
        return str(self.short_title or self.title)

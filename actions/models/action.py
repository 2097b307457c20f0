"""Actions: what a programme does."""

from datetime import date
from typing import Any, ClassVar, Self, cast

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from actions.models.reached import is_reached
from actions.models.thrust import Thrust
from actions.phases import Phase
from actions.plan.words import period_in_words
from creative_district.kernel.date_field import PartialDateField
from creative_district.kernel.record import (
    Record,
    ScopedQuerySet,
    ScopedRecord,
    is_previewed,
    is_published,
)
from creative_district.kernel.translated import TranslatedField
from partners.models import Partner
from programme.models import Discrepancy, Document, News, Picture, Programme


class ActionQuerySet(ScopedQuerySet):
    """Reads of actions."""

    def in_order(self) -> Self:
        """Order by start, those without a known start last."""
        return self.order_by(models.F("start").asc(nulls_last=True), "key")

    def before(self, action: "Action") -> Self:
        """Keep what stands before an action in that order, the nearest first."""
        same = models.Q(start=action.start, key__lt=action.key)
        earlier = (
            models.Q(start__lt=action.start)
            if action.start
            else models.Q(start__isnull=False)
        )
        return self.filter(same | earlier).order_by(
            models.F("start").desc(nulls_first=True), "-key"
        )

    def after(self, action: "Action") -> Self:
        """Keep what stands after an action in that order, the nearest first."""
        later = models.Q(start=action.start, key__gt=action.key)
        if action.start:
            later |= models.Q(start__gt=action.start) | models.Q(start=None)
        return self.filter(later).in_order()

    def known_dates(self) -> dict[str, int]:
        """Count the actions: all, with both dates, with one, with none."""
        undated = models.Q(start=None, end=None)
        dated = models.Q(start__isnull=False, end__isnull=False)
        counts = self.aggregate(
            all=models.Count("pk"),
            dated=models.Count("pk", filter=dated),
            undated=models.Count("pk", filter=undated),
        )
        return {**counts, "partly": counts["all"] - counts["dated"] - counts["undated"]}

    def for_lists(self, day: date, previewed: Record | None = None) -> Self:
        """Add what a list shows: thrust, public lead, milestones and those reached."""
        milestone = cast(
            "type[Record]", self.model._meta.get_field("milestones").related_model
        )
        told = is_published("milestones__")
        if previewed is not None:
            told |= is_previewed(milestone, previewed, "milestones__")
        shown = told & models.Q(milestones__scope=models.F("scope"))
        reached = shown & is_reached(day, "milestones__")
        return (
            self.select_related("programme", "thrust__programme")
            .prefetch_related(models.Prefetch("lead", Partner.objects.shown(previewed)))
            .annotate(
                milestone_count=models.Count("milestones", filter=shown),
                reached_count=models.Count("milestones", filter=reached),
            )
        )

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


class Action(ScopedRecord):
    """Something that a programme's partners do or did, with or without known dates."""

    class Completion(models.TextChoices):
        """What the record says became of an action."""

        UNKNOWN = "unknown", _("unknown")
        COMPLETED = "completed", _("completed")
        CONTINUED = "continued", _("continued after the programme")
        CANCELLED = "cancelled", pgettext_lazy("an action", "cancelled")

    public_parents = ("programme", "thrust")
    languages_at = "programme__languages"

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="actions", verbose_name=_("programme")
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
        _("what happened"), length=4000, multiline=True, marked=True, blank=True
    )
    reusable = TranslatedField(
        _("what other regions can reuse"),
        length=4000,
        multiline=True,
        marked=True,
        blank=True,
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
    picture = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("picture"),
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

    class Meta(ScopedRecord.Meta):
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["programme", "thrust__number", "key"]
        indexes = [
            models.Index(fields=["programme", "scope", "state"], name="action_shown")
        ]
        constraints = [
            *ScopedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(start=None)
                | models.Q(end=None)
                | models.Q(start__earliest__lte=models.F("end__latest")),
                name="action_starts_before_it_ends",
                violation_error_message=_("The action ends before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return self.programme.page("action-detail", slug=str(self.slug))

    @property
    def period(self) -> str:
        """Its own dates in words, and what is unknown of them."""
        continued = self.completion == self.Completion.CONTINUED
        return period_in_words(self.start, self.end, continued=continued)

    @property
    def picture_title(self) -> str:
        """The title where room is short."""
        return str(self.short_title or self.title)

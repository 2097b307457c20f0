"""Indicators and their readings."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from actions.models.action import Action
from creative_district.kernel.date_field import PartialDateField
from creative_district.kernel.dates import Confidence
from creative_district.kernel.record import ScopedRecord
from creative_district.kernel.translated import TranslatedField
from partners.models import Partner
from programme.models import Programme


class Indicator(ScopedRecord):
    """A quantity by which a programme, an action or a partner is measured."""

    public_parents = ("programme", "action")
    languages_at = "programme__languages"

    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        related_name="indicators",
        verbose_name=_("programme"),
    )
    action = models.ForeignKey(
        Action,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("action"),
    )
    partner = models.ForeignKey(
        Partner,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("partner"),
    )
    name = TranslatedField(_("name"))
    unit = TranslatedField(_("unit"), length=40)
    target = models.DecimalField(
        _("target"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    statements = GenericRelation("programme.Statement")

    class Meta(ScopedRecord.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["programme", "key"]

    def __str__(self) -> str:
        return str(self.name)


class Reading(models.Model):
    """The value of an indicator as a source gives it."""

    class Qualifier(models.TextChoices):
        """How exact a value is meant."""

        EXACT = "", _("exactly")
        ABOUT = "about", _("about")
        MORE_THAN = "more than", _("more than")
        LESS_THAN = "less than", _("less than")

    indicator = models.ForeignKey(
        Indicator,
        models.CASCADE,
        verbose_name=_("indicator"),
        related_name="readings",
    )
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    qualifier = models.CharField(
        _("qualifier"), max_length=10, choices=Qualifier, blank=True
    )
    as_of = PartialDateField(_("as of"))
    confidence = models.CharField(
        _("confidence"), max_length=10, choices=Confidence, default=Confidence.HIGH
    )
    is_disputed = models.BooleanField(
        _("disputed"),
        default=False,
        help_text=_("Another source contradicts it; it is left out of totals."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["indicator", models.F("as_of").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return f"{self.value:n}"

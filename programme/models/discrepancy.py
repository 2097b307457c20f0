"""Where sources disagree, and which account is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from creative_district.kernel.record import Record
from creative_district.kernel.translated import TranslatedField
from programme.models.programme import Programme
from programme.models.source import Source


class Discrepancy(Record):
    """A question to which sources give different answers."""

    public_parents = ("programme",)
    languages_at = "programme__languages"

    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        related_name="discrepancies",
        verbose_name=_("programme"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    topic = TranslatedField(_("topic"))
    resolution = TranslatedField(_("how it is resolved"), length=600, multiline=True)
    sources = models.ManyToManyField(
        Source, related_name="discrepancies", blank=True, verbose_name=_("sources")
    )
    _history_m2m_fields = ["sources"]

    class Meta(Record.Meta):
        verbose_name = _("discrepancy")
        verbose_name_plural = _("discrepancies")
        ordering = ["programme", "position", "pk"]

    def __str__(self) -> str:
        return str(self.topic)


class Account(models.Model):
    """One of the answers, and whether the portal keeps it."""

    discrepancy = models.ForeignKey(
        Discrepancy,
        models.CASCADE,
        verbose_name=_("discrepancy"),
        related_name="accounts",
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = TranslatedField(_("text"), length=600, multiline=True)
    is_kept = models.BooleanField(_("kept"), default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = pgettext_lazy("of a discrepancy", "account")
        verbose_name_plural = pgettext_lazy("of a discrepancy", "accounts")
        ordering = ["discrepancy", "position", "pk"]

    def __str__(self) -> str:
        return str(self.text)

"""What supports a fact: the sources of one field of one record."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.record import is_published
from creative_district.kernel.translated import TranslatedField
from programme.models.source import Source


class StatementQuerySet(models.QuerySet):
    """Reads of statements."""

    def about(self, records: Iterable[models.Model]) -> Self:
        """Keep what is said of saved records, its public sources fetched along."""
        wanted = models.Q(pk__in=[])
        by_model: dict[type[models.Model], list[Any]] = {}
        for record in records:
            by_model.setdefault(type(record), []).append(record.pk)
        for model, keys in by_model.items():
            kind = ContentType.objects.get_for_model(model)
            wanted |= models.Q(content_type=kind, object_id__in=keys)
        sources = models.Prefetch("sources", Source.objects.public())
        return self.filter(wanted).prefetch_related(sources)

    def supporting(self, model: type[models.Model], field: str) -> Self:
        """Keep what supports a field of a model's records with a public source.

        What is said of a record as a whole supports each of its fields.
        """
        kind = ContentType.objects.get_for_model(model)
        told = self.filter(content_type=kind, field__in=[field, ""])
        return told.filter(is_published("sources__"))


class Statement(models.Model):
    """What is said of one field of a record (blank: of the record as a whole).

    The grade of a *date* is part of the date itself (`PartialDate`); a statement on a
    date adds only its sources and a note, and repeats the grade for display.
    """

    content_type = models.ForeignKey(
        ContentType,
        models.CASCADE,
        verbose_name=_("kind of record"),
        related_name="+",
    )
    object_id = models.PositiveBigIntegerField(_("number of the record"))
    record = GenericForeignKey("content_type", "object_id")
    field = models.CharField(
        _("field"), max_length=60, blank=True, help_text=_("Empty: the whole record.")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.ACTUAL
    )
    confidence = models.CharField(
        _("confidence"), max_length=10, choices=Confidence, default=Confidence.HIGH
    )
    note = TranslatedField(_("note"), length=1000, multiline=True, blank=True)
    sources = models.ManyToManyField(
        Source, related_name="statements", blank=True, verbose_name=_("sources")
    )

    objects: ClassVar[Any] = StatementQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[sources])

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["content_type", "object_id", "field"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field"],
                name="one_statement_per_field",
                violation_error_message=_("This field already has a statement."),
            )
        ]

    def __str__(self) -> str:
        return self.field or str(_("whole record"))

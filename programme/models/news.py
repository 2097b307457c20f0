"""News of a programme."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.record import Record
from creative_district.kernel.translated import TranslatedField
from programme.models.programme import Programme


class News(Record):
    """A dated note to the public."""

    public_parents = ("programme",)

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="news", verbose_name=_("programme")
    )
    slug = TranslatedField(_("slug"), length=80)
    title = TranslatedField(_("title"))
    summary = TranslatedField(_("summary"), length=400, multiline=True, blank=True)
    body = TranslatedField(_("text"), length=None, multiline=True, blank=True)
    published_on = models.DateField(_("date"))
    statements = GenericRelation("programme.Statement")

    class Meta(Record.Meta):
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        ordering = ["-published_on", "-pk"]

    def __str__(self) -> str:
        return str(self.title)

"""Where the programme's facts come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.date_field import PartialDateField
from creative_district.kernel.record import Record


class Source(Record):
    """A public text that states facts about the programme."""

    class Weight(models.TextChoices):
        """Whether a source speaks for itself or retells."""

        PRIMARY = "primary", _("primary source")
        SECONDARY = "secondary", _("secondary source")

    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=200)
    url = models.URLField(_("address"), max_length=500, unique=True)
    language = models.CharField(_("language"), max_length=10)
    published = PartialDateField(_("published"))
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    weight = models.CharField(_("weight"), max_length=10, choices=Weight)
    extent_read = models.CharField(_("extent read"), max_length=120, blank=True)
    staff_note = models.TextField(
        _("note for staff"), blank=True, help_text=_("Never shown to the public.")
    )

    class Meta(Record.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.publisher})"

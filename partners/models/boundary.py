"""The ground of a district."""

from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.record import Record
from creative_district.kernel.translated import TranslatedField
from partners.geometry import GeometryField, Ring, rings_of
from programme.models import Programme


class Boundary(Record):
    """A part of a district's ground, as open data draw it: a province, or the whole.

    Neighbouring parts that share the points of their common border are drawn with that
    border thin.
    """

    public_parents = ("programme",)
    languages_at = "programme__languages"

    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        related_name="boundaries",
        verbose_name=_("programme"),
    )
    name = TranslatedField(_("name"), length=80)
    geometry = GeometryField(
        _("geometry"), help_text=_("GeoJSON, in degrees (WGS 84), simplified.")
    )
    credit = TranslatedField(
        _("credit"), help_text=_("Who made the data, and under which licence.")
    )
    credit_url = models.URLField(_("address of the data"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        ordering = ["programme", "key"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def rings(self) -> Iterator[Ring]:
        """The closed lines around its ground."""
        return rings_of(self.geometry)

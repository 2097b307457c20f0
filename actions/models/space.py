"""Coworking spaces and creative hubs."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.models.action import Action
from creative_district.kernel.record import Record
from creative_district.kernel.translated import TranslatedField
from partners.models import Place
from programme.models import Programme


class Space(Record):
    """A place to work or meet that an action built a network of."""

    class Kind(models.TextChoices):
        """The network that a space belongs to."""

        COWORKING = "coworking", _("coworking space")
        HUB = "hub", _("creative hub")

    public_parents = ("programme", "action")
    languages_at = "programme__languages"

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="spaces", verbose_name=_("programme")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = TranslatedField(_("name"))
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="spaces", verbose_name=_("place")
    )
    action = models.ForeignKey(
        Action,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="spaces",
        verbose_name=_("action"),
    )
    statements = GenericRelation("programme.Statement")

    class Meta(Record.Meta):
        verbose_name = _("space")
        verbose_name_plural = _("spaces")
        ordering = ["programme", "kind", "key"]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return f"{self.programme.page('space-list')}#{self.key}"

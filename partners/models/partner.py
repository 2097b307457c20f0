"""Organisations."""

from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.date_field import PartialDateField
from creative_district.kernel.record import (
    Record,
    RecordQuerySet,
    State,
    is_previewed,
    is_public,
    is_published,
)
from creative_district.kernel.translated import TranslatedField
from partners.models.place import Place
from programme.models import Programme


class PartnerQuerySet(RecordQuerySet):
    """Reads of partners."""

    def public(self) -> Self:
        """Keep the published partners of at least one published programme."""
        return self._seen(State.PUBLISHED)

    def shown(self, previewed: Record | None) -> Self:
        """Keep what a page shows: in a preview also those of its own programme.

        Their programme need not be published; they must be, unless the preview is of
        that very programme.
        """
        if previewed is None:
            return self.public()
        found = is_previewed(self.model, previewed) | models.Q(
            pk__in=self.model.objects.public().values("pk")
        )
        programme = getattr(previewed, "programme", previewed)
        if isinstance(programme, Programme):
            is_whole = programme == previewed
            stated = ~models.Q(state=State.WITHDRAWN) if is_whole else is_published()
            found |= stated & models.Q(pk__in=programme.memberships.values("partner"))
        return self.filter(found)

    def withdrawn(self) -> Self:
        """Keep what the public could see and no longer can."""
        once = self._seen(State.PUBLISHED, State.WITHDRAWN)
        return once.exclude(pk__in=self.model.objects.public().values("pk"))

    def _seen(self, *states: State) -> Self:
        """Keep partners in one of the states, with a programme in one of them."""
        programmes = Programme.objects.filter(is_public(Programme, states=states))
        return self.filter(
            is_public(self.model, states=states),
            pk__in=programmes.values("memberships__partner"),
        )

    def of(self, programme: Programme) -> Self:
        """Keep the members of a programme."""
        return self.filter(memberships__programme=programme)


class Partner(Record):
    """An organisation that takes part in one programme or more."""

    name = TranslatedField(_("name"))
    short_name = TranslatedField(_("short name"), length=40, blank=True)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    also_known_as = models.JSONField(_("also known as"), default=list, blank=True)
    slug = TranslatedField(_("slug"), length=80)
    kind = TranslatedField(_("kind of organisation"), blank=True)
    unit = TranslatedField(_("unit"), blank=True)
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partners",
        verbose_name=_("place"),
    )
    postal_address = models.CharField(_("postal address"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True)
    founded = PartialDateField(_("founded"))
    later = TranslatedField(
        _("what became of it"), length=600, multiline=True, blank=True
    )
    statements = GenericRelation("programme.Statement")

    objects: ClassVar[Any] = PartnerQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["key"]

    def __str__(self) -> str:
        return str(self.short_name or self.name)

"""The part that an organisation has in a programme."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from creative_district.kernel.record import Record, is_public
from creative_district.kernel.translated import TranslatedField
from partners.models.partner import Partner
from programme.models import Programme


class MembershipQuerySet(models.QuerySet):
    """Reads of memberships."""

    def public(self) -> Self:
        """Keep the memberships of public partners in public programmes."""
        return self.filter(
            is_public(Partner, "partner__"), is_public(Programme, "programme__")
        )

    def shown(self, previewed: Record | None) -> Self:
        """Keep what a page shows: what is public, or the preview of a record tells."""
        if previewed is None:
            return self.public()
        return self.filter(
            partner__in=Partner.objects.shown(previewed),
            programme__in=Programme.objects.shown(previewed),
        )


class Membership(models.Model):
    """A partner's role in a programme."""

    class Role(models.TextChoices):
        """What a partner is to a programme."""

        COORDINATOR = "coordinator", _("coordinator")
        MEMBER = "member", _("member")
        ASSOCIATE = "associate", _("associate")

    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("programme"),
    )
    partner = models.ForeignKey(
        Partner,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("partner"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    task = TranslatedField(_("task"), length=600, multiline=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects: ClassVar[Any] = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["programme", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "partner"],
                name="one_membership_per_programme_and_partner",
                violation_error_message=_("This partner is already a member."),
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=models.Q(role="coordinator"),
                name="one_coordinator_per_programme",
                violation_error_message=_("This programme already has a coordinator."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}, {self.get_role_display()}"

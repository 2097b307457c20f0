"""Who may do what in a district: the roles of accounts."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from partners.models.membership import Membership
from partners.models.partner import Partner
from programme.models import Programme


class AssignmentQuerySet(models.QuerySet):
    """Reads of assignments."""

    def of(self, user: Any) -> Self:
        """Keep the roles of an account."""
        return self.filter(user=user)


class Role(models.TextChoices):
    """What somebody is to a district."""

    # Translators: “lecteur ou lectrice”
    VIEWER = "viewer", _("viewer")
    # Translators: “traducteur ou traductrice”
    TRANSLATOR = "translator", _("translator")
    # Translators: “rédaction d’un partenaire”
    PARTNER_EDITOR = "partner_editor", _("partner editor")
    # Translators: “rédaction du programme”
    EDITOR = "editor", _("programme editor")
    # Translators: “publication”
    PUBLISHER = "publisher", pgettext_lazy("a role", "publisher")


class Assignment(models.Model):
    """A role that an account has in a district; a partner editor's, for a partner.

    Administrators have none: they are superusers. `portal.roles.policy` says what each
    role may do.
    """

    Role = Role

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="assignments",
        verbose_name=_("account"),
    )
    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        related_name="assignments",
        verbose_name=_("programme"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    partner = models.ForeignKey(
        Partner,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("partner"),
        help_text=_("Only for a partner editor: the partner that the account is of."),
    )

    objects: ClassVar[Any] = AssignmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        # Translators: “rôle”, of an account
        verbose_name = _("role")
        # Translators: “rôles”, of accounts
        verbose_name_plural = _("roles")
        ordering = ["programme", "user", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role="partner_editor", partner__isnull=False)
                | ~models.Q(role="partner_editor") & models.Q(partner=None),
                name="partner_editors_alone_have_a_partner",
                violation_error_message=_(
                    "A partner editor needs a partner; the other roles have none."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="role_is_known"
            ),
            models.UniqueConstraint(
                fields=["user", "programme", "role"],
                condition=models.Q(partner=None),
                name="one_role_of_a_kind_in_a_programme",
                violation_error_message=_("The account has this role already."),
            ),
            models.UniqueConstraint(
                fields=["user", "programme", "role", "partner"],
                name="one_role_of_a_kind_for_a_partner",
                violation_error_message=_("The account has this role already."),
            ),
        ]

    def __str__(self) -> str:
        named = [self.get_role_display(), self.partner, self.programme]
        return ", ".join(str(part) for part in named if part)

    def clean(self) -> None:
        if not (self.partner_id and self.programme_id):
            return
        if not Membership.objects.filter(
            partner=self.partner_id, programme=self.programme_id
        ).exists():
            said = _("This partner does not take part in the programme.")
            raise ValidationError({"partner": said})

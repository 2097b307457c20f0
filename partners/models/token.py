"""Tokens by which a partner's programs use the API."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.membership import Membership
from partners.models.partner import Partner
from programme.models import Programme


class AccessTokenQuerySet(models.QuerySet):
    """Reads of tokens."""

    def with_membership(self) -> Self:
        """Add whether the partner takes part in the programme, as `is_of_member`."""
        membership = Membership.objects.filter(
            partner=models.OuterRef("partner"), programme=models.OuterRef("programme")
        )
        return self.annotate(is_of_member=models.Exists(membership))

    def open(self, now: datetime) -> Self:
        """Keep those of members that are neither revoked nor expired."""
        valid = self.filter(revoked_at=None, expires_at__gt=now)
        return valid.with_membership().filter(is_of_member=True)


class AccessToken(models.Model):
    """Leave for a partner's program to use the API for it, in one district.

    The token itself is shown once and kept nowhere: `partners.tokens` says what is.
    """

    class Scope(models.TextChoices):
        """What a token lets a program do."""

        # Translators: “lire”
        READ = "read", _("read")
        # Translators: “lire et écrire”
        WRITE = "write", _("read and write")

    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        related_name="access_tokens",
        verbose_name=_("programme"),
    )
    partner = models.ForeignKey(
        Partner,
        models.CASCADE,
        related_name="access_tokens",
        verbose_name=_("partner"),
    )
    name = models.CharField(
        _("name"),
        max_length=40,
        # Translators: “Qui ou quoi s’en sert, comme « Site web » ; figure dans …”
        help_text=_("Who or what uses it, such as “Website”; stands in the history."),
    )
    scope = models.CharField(
        # Translators: “droits”, of a token
        _("rights"),
        max_length=5,
        choices=Scope,
        default=Scope.READ,
        # Translators: “Écrire : dater l’atteinte de ses jalons, proposer des actions.”
        help_text=_("Write: say when its milestones were reached, propose actions."),
    )
    digest = models.CharField(
        # Translators: “empreinte”
        _("digest"),
        max_length=64,
        unique=True,
        editable=False,
    )
    start = models.CharField(
        # Translators: “début du jeton”
        _("start of the token"),
        max_length=8,
        editable=False,
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="access_tokens",
        verbose_name=_("made by"),
        editable=False,
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    last_used_at = models.DateTimeField(
        # Translators: “dernière utilisation”
        _("last use"),
        null=True,
        blank=True,
        editable=False,
    )
    revoked_at = models.DateTimeField(
        _("revoked at"), null=True, blank=True, editable=False
    )
    # Where the query added it
    is_of_member: bool

    objects: ClassVar[Any] = AccessTokenQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "partner", "-made_at", "-pk"]
        # Translators: “jeton d’accès”
        verbose_name = _("access token")
        # Translators: “jetons d’accès”
        verbose_name_plural = _("access tokens")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope__in=["read", "write"]),
                name="scope_of_token_is_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner}, {self.name}"

    def clean(self) -> None:
        if not (self.partner_id and self.programme_id):
            return
        if not Membership.objects.filter(
            partner=self.partner_id, programme=self.programme_id
        ).exists():
            said = _("This partner does not take part in the programme.")
            raise ValidationError({"partner": said})

    @property
    def may_write(self) -> bool:
        """Whether it lets a program write."""
        return self.scope == self.Scope.WRITE


class KeptAnswer(models.Model):
    """The answer to a request that may come twice, told apart by its idempotency key.

    While the request is being answered there is no status yet.
    """

    token = models.ForeignKey(
        AccessToken,
        models.CASCADE,
        related_name="answers",
        verbose_name=_("access token"),
    )
    key = models.CharField(
        # Translators: “clé d’idempotence”
        _("idempotency key"),
        max_length=255,
    )
    # Of the address and the body
    fingerprint = models.CharField(_("digest"), max_length=64)
    claimed_at = models.DateTimeField(
        # Translators: “reçue le”
        _("received at")
    )
    # Translators: “statut”
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    # Translators: “en-têtes”
    headers = models.JSONField(_("headers"), default=dict)
    # Translators: “corps”
    body = models.BinaryField(_("body"), default=b"")

    class Meta:
        ordering = ["-claimed_at", "-pk"]
        # Translators: “réponse gardée”
        verbose_name = _("kept answer")
        # Translators: “réponses gardées”
        verbose_name_plural = _("kept answers")
        constraints = [
            models.UniqueConstraint(
                fields=["token", "key"], name="one_answer_per_token_and_key"
            )
        ]

    def __str__(self) -> str:
        return self.key

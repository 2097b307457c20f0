"""Addresses of partners that are told what changes, and what they were told."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partners.models.membership import Membership
from partners.models.partner import Partner
from programme.models import Programme


class WebhookQuerySet(models.QuerySet):
    """Reads of webhooks."""

    def free(self) -> Self:
        """Keep those that no living worker holds, by the database's clock."""
        return self.filter(
            models.Q(lease_ends_at=None) | models.Q(lease_ends_at__lte=Now())
        )

    def ready(self, newest: int) -> Self:
        """Keep those to which something can be sent now, the longest unserved first.

        `newest` is the last entry of the feed. A test is sent whatever the state.
        """
        waiting = WebhookDelivery.objects.filter(
            webhook=models.OuterRef("pk"), state=WebhookDelivery.State.WAITING
        )
        tests = waiting.filter(kind=WebhookDelivery.Kind.TEST)
        is_due = models.Q(retry_at=None) | models.Q(retry_at__lte=Now())
        has_news = models.Q(place__lt=newest) | models.Exists(waiting)
        is_on = models.Q(state=Webhook.State.ON)
        return (
            self.free()
            .filter(models.Exists(tests) | (is_on & is_due & has_news))
            .order_by(models.F("served_at").asc(nulls_first=True), "pk")
        )


class Webhook(models.Model):
    """An address of a partner's that is told what changes among all public items.

    Its secret is shown once: `partners.webhooks` says what is kept of it. `place` is
    the number of the feed's last entry that is in a delivery; whoever moves it writes
    that delivery in the same transaction.
    """

    class State(models.TextChoices):
        """Whether changes are announced."""

        # Translators: “activé”, of a webhook
        ON = "on", _("switched on")
        # Translators: “désactivé”, of a webhook
        OFF = "off", _("switched off")
        # Translators: “arrêté”, of a webhook that the portal gave up
        STOPPED = "stopped", _("stopped")

    class Reason(models.TextChoices):
        """Why the portal stopped it."""

        # Translators: “le destinataire ne veut plus rien recevoir”
        GONE = "gone", _("the receiver wants no more")
        # Translators: “aucun message accepté en trois jours”
        UNANSWERED = "unanswered", _("no message was taken for three days")
        # Translators: “la clé du portail a changé : créez un nouveau secret”
        LOST_KEY = "lost-key", _("the portal’s key has changed: make a new secret")

    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        related_name="webhooks",
        verbose_name=_("programme"),
    )
    partner = models.ForeignKey(
        Partner,
        models.CASCADE,
        related_name="webhooks",
        verbose_name=_("partner"),
    )
    name = models.CharField(
        _("name"),
        max_length=40,
        # Translators: “Qui ou quoi reçoit, comme « Site web ».”
        help_text=_("Who or what receives, such as “Website”."),
    )
    url = models.URLField(_("address"), max_length=500)
    resources = models.JSONField(
        # Translators: “ressources”, of the API
        _("resources"),
        default=list,
        blank=True,
        # Translators: “Aucune : toutes.”
        help_text=_("None: all of them."),
    )
    state = models.CharField(
        _("state"), max_length=7, choices=State, default=State.ON, editable=False
    )
    reason = models.CharField(
        _("reason"), max_length=10, choices=Reason, blank=True, editable=False
    )
    # Translators: “germe du secret”
    seed = models.CharField(_("seed of the secret"), max_length=32, editable=False)
    fingerprint = models.CharField(
        # Translators: “empreinte du secret”
        _("fingerprint of the secret"),
        max_length=16,
        editable=False,
    )
    former_seed = models.CharField(
        # Translators: “germe du secret précédent”
        _("seed of the former secret"),
        max_length=32,
        blank=True,
        editable=False,
    )
    # Translators: “secret précédent valable jusqu’à”
    former_until = models.DateTimeField(
        _("former secret until"), null=True, editable=False
    )
    # Translators: “place dans le flux”
    place = models.PositiveBigIntegerField(_("place in the feed"), editable=False)
    failure_count = models.PositiveIntegerField(
        # Translators: “échecs de suite”
        _("failures in a row"),
        default=0,
        editable=False,
    )
    # Translators: “en échec depuis”
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    # Translators: “prochaine tentative”
    retry_at = models.DateTimeField(_("next attempt"), null=True, editable=False)
    # Translators: “dernière remise”
    delivered_at = models.DateTimeField(_("last delivery"), null=True, editable=False)
    served_at = models.DateTimeField(_("served at"), null=True, editable=False)
    claimed_by = models.CharField(
        _("claimed by"), max_length=80, blank=True, editable=False
    )
    lease_ends_at = models.DateTimeField(_("lease ends at"), null=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="webhooks",
        verbose_name=_("made by"),
        editable=False,
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    objects: ClassVar[Any] = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "partner", "name", "pk"]
        # Translators: “crochet web”
        verbose_name = _("webhook")
        # Translators: “crochets web”
        verbose_name_plural = _("webhooks")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["on", "off", "stopped"]),
                name="state_of_webhook_is_known",
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


class WebhookDelivery(models.Model):
    """A message to a webhook: what it says, and what became of it.

    It keeps its name (`webhook-id`) and its body at every attempt. One that a webhook
    was not able to hand over waits for as long as that takes; a test is sent once.
    """

    class Kind(models.TextChoices):
        """What a message is about."""

        CHANGES = "changes", _("changes")
        # Translators: “essai”
        TEST = "test", _("test")

    class State(models.TextChoices):
        """Whether the receiver has it."""

        # Translators: “en attente”, of a message
        WAITING = "waiting", _("waiting")
        # Translators: “remis”, of a message
        DELIVERED = "delivered", _("delivered")
        # Translators: “échoué”, of a message
        FAILED = "failed", _("failed")

    class Outcome(models.TextChoices):
        """What the last attempt came to."""

        # Translators: “accepté”
        TAKEN = "taken", _("taken")
        # Translators: “refusé par le destinataire”
        REJECTED = "rejected", _("the receiver answered with an error")
        # Translators: “le destinataire ne veut plus rien recevoir”
        GONE = "gone", _("the receiver wants no more")
        # Translators: “le destinataire renvoie ailleurs, ce qui n’est pas suivi”
        REDIRECTED = "redirected", _("the receiver redirects, which is not followed")
        # Translators: “pas de réponse”
        SILENT = "silent", _("no answer")
        # Translators: “hôte inconnu”
        UNKNOWN_HOST = "unknown-host", _("no such host is known")
        # Translators: “adresse interdite : interne, ou sans https”
        FORBIDDEN = "forbidden", _("forbidden address: internal, or without https")
        # Translators: “secret perdu : la clé du portail a changé”
        LOST_KEY = "lost-key", _("the portal’s key has changed")

    webhook = models.ForeignKey(
        Webhook,
        models.CASCADE,
        related_name="deliveries",
        verbose_name=_("webhook"),
    )
    # Translators: “identifiant du message”
    message_id = models.CharField(_("id of the message"), max_length=40, unique=True)
    # Translators: “contenu”, of a message: changes or a test
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    # Translators: “nombre de changements”
    entry_count = models.PositiveIntegerField(_("number of changes"), default=0)
    # Translators: “corps”
    body = models.TextField(_("body"))
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.WAITING
    )
    outcome = models.CharField(
        # Translators: “dernière tentative”
        _("last attempt"),
        max_length=12,
        choices=Outcome,
        blank=True,
    )
    # Translators: “statut HTTP”
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    # Of the system, in English
    # Translators: “détail”
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    attempt_count = models.PositiveIntegerField(_("attempts"), default=0)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    # Translators: “tenté le”
    tried_at = models.DateTimeField(_("tried at"), null=True)
    # Translators: “remis le”
    delivered_at = models.DateTimeField(_("delivered at"), null=True)

    class Meta:
        ordering = ["pk"]
        # Translators: “message d’un crochet web”
        verbose_name = _("message of a webhook")
        # Translators: “messages des crochets web”
        verbose_name_plural = _("messages of webhooks")
        indexes = [
            models.Index(
                fields=["webhook", "id"],
                condition=models.Q(state="waiting"),
                name="webhook_waiting",
            ),
            models.Index(fields=["made_at"], name="webhook_delivery_made"),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def last_attempt(self) -> str:
        """What the last attempt came to, in the active language."""
        return attempt_in_words(self.outcome, self.status)


def attempt_in_words(outcome: str, status: int | None) -> str:
    """Return what an attempt came to, with the receiver's status where it said one."""
    said = str(WebhookDelivery.Outcome(outcome).label) if outcome else ""
    return f"{said} ({status})" if said and status else said

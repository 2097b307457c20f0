"""Tables of infrastructure; they know no noun of the programme."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class ClockStart(models.Model):
    """The real moment at which a shifted clock began to run."""

    as_of = models.CharField(_("as of"), max_length=40, unique=True)
    started_at = models.DateTimeField(_("started at"))

    class Meta:
        ordering = ["started_at"]
        verbose_name = _("start of a shifted clock")
        verbose_name_plural = _("starts of shifted clocks")

    def __str__(self) -> str:
        return self.as_of


class Heartbeat(models.Model):
    """The last time that a recurring job finished."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    beaten_at = models.DateTimeField(_("last beat"))
    trouble = models.TextField(
        _("trouble"), blank=True, help_text=_("Why the job cannot do its work.")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name


class Letter(models.Model):
    """A mail that the embedded mailbox keeps instead of sending it."""

    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    recipients = models.TextField(_("recipients"))
    subject = models.TextField(_("subject"))
    source = models.BinaryField(_("message"))

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("mailbox")

    def __str__(self) -> str:
        return self.subject


class PreviewLinkQuerySet(models.QuerySet):
    """Reads of preview links."""

    def open(self, now: datetime) -> Self:
        """Keep those that still open the preview."""
        return self.filter(revoked_at=None, expires_at__gt=now)

    def to(self, record: models.Model) -> Self:
        """Keep those that lead to a record."""
        kind = ContentType.objects.get_for_model(record)
        return self.filter(content_type=kind, object_id=record.pk)


class PreviewLink(models.Model):
    """Leave to see one record before it is published, for whoever holds the link."""

    content_type = models.ForeignKey(
        ContentType,
        models.CASCADE,
        related_name="+",
        verbose_name=_("kind of record"),
    )
    object_id = models.PositiveBigIntegerField(_("number of the record"))
    record = GenericForeignKey("content_type", "object_id")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="preview_links",
        # Translators: “créé par”
        verbose_name=_("made by"),
    )
    # Translators: “créé le”
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    # Translators: “expire le”
    expires_at = models.DateTimeField(_("expires at"))
    # Translators: “révoqué le”
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects: ClassVar[Any] = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-expires_at", "-pk"]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="preview_of_record")
        ]
        # Translators: “lien d’aperçu”
        verbose_name = _("preview link")
        # Translators: “liens d’aperçu”
        verbose_name_plural = _("preview links")

    def __str__(self) -> str:
        return str(self.record)


class LinkCheckQuerySet(models.QuerySet):
    """Reads of checked addresses."""

    def found(self, verdict: str) -> Self:
        """Keep those of which the last look said so."""
        return self.filter(verdict=verdict)

    def unseen_since(self, moment: datetime) -> Self:
        """Keep those that nobody looked at since, those never seen first."""
        never = models.Q(checked_at=None)
        unseen = self.filter(never | models.Q(checked_at__lt=moment))
        return unseen.order_by(models.F("checked_at").asc(nulls_first=True), "pk")


class LinkCheck(models.Model):
    """An address elsewhere that records name, and whether it still leads somewhere."""

    class Verdict(models.TextChoices):
        """What the last look at an address says."""

        # Translators: “pas encore vérifiée”
        WAITING = "waiting", _("not checked yet")
        # Translators: “répond”
        FINE = "fine", _("answers")
        # Translators: “déplacée pour de bon”
        MOVED = "moved", _("moved for good")
        # Translators: “ne répond pas”
        UNREACHABLE = "unreachable", _("does not answer")
        # Translators: “n’existe plus”
        DEAD = "dead", _("gone")
        # Translators: “refuse les robots”
        GUARDED = "guarded", _("lets no machine look")

    url = models.URLField(_("address"), max_length=500, unique=True)
    verdict = models.CharField(
        # Translators: “constat”
        _("verdict"),
        max_length=12,
        choices=Verdict,
        default=Verdict.WAITING,
    )
    # Translators: “réponse”
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    # Translators: “vérifiée le”
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    # Translators: “en défaut depuis”
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    # Translators: “nouvelle adresse”
    moved_to = models.URLField(_("new address"), max_length=500, blank=True)

    objects: ClassVar[Any] = LinkCheckQuerySet.as_manager()

    class Meta:
        ordering = ["url"]
        indexes = [
            models.Index(fields=["verdict", "url"], name="link_by_verdict"),
            models.Index(fields=["checked_at"], name="link_by_check"),
        ]
        # Translators: “lien vérifié”
        verbose_name = _("checked link")
        # Translators: “liens vérifiés”
        verbose_name_plural = _("checked links")

    def __str__(self) -> str:
        return self.url


class Upload(models.Model):
    """A file to import, kept for its sender until they agree to what it changes."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        # Translators: “envoyé par”
        verbose_name=_("sent by"),
    )
    content_type = models.ForeignKey(
        ContentType,
        models.CASCADE,
        related_name="+",
        verbose_name=_("kind of record"),
    )
    name = models.CharField(_("name"), max_length=200)
    content = models.BinaryField(_("content"))
    # Translators: “envoyé le”
    made_at = models.DateTimeField(_("sent at"))

    class Meta:
        ordering = ["-made_at", "-pk"]
        # Translators: “fichier envoyé”
        verbose_name = _("uploaded file")
        # Translators: “fichiers envoyés”
        verbose_name_plural = _("uploaded files")

    def __str__(self) -> str:
        return self.name

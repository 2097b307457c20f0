"""Tables of infrastructure; they know no noun of the programme."""

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

"""Pictures, and the smaller copies of them that readers get."""

import secrets
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, ClassVar, NamedTuple, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from creative_district.kernel.record import Record, RecordQuerySet, State
from creative_district.kernel.translated import TranslatedField
from programme.models.programme import Programme

FOLDER = "pictures"
# In lists of staff, and in pages: on a phone, on a screen, on a fine screen.
THUMBNAIL = 96
WIDTHS = (THUMBNAIL, 480, 960, 1440)
# What a browser gets that knows no choice of sizes.
USUAL = 960
MOST_ATTEMPTS = 3


class Copy(NamedTuple):
    """A file that shows a picture."""

    width: int
    address: str


def new_place(_picture: "Picture", _name: str) -> str:
    """Return where the file of a new picture is kept: nobody guesses the folder."""
    return f"{FOLDER}/{secrets.token_hex(16)}/master.webp"


class PictureQuerySet(RecordQuerySet):
    """Reads of pictures."""

    def shown(self, previewed: Record | None) -> Self:
        """Keep also the picture of a record that is previewed, unless withdrawn."""
        own = self.filter(pk=getattr(previewed, "picture_id", None))
        return super().shown(previewed) | own.exclude(state=State.WITHDRAWN)


class Picture(Record):
    """A photograph or drawing, with what it says to those who do not see it.

    Its file is written once: another picture is another record.
    """

    public_parents = ("programme",)
    languages_at = "programme__languages"

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="pictures", verbose_name=_("programme")
    )
    file = models.FileField(
        # Translators: “fichier”
        _("file"),
        upload_to=new_place,
        unique=True,
        # Translators: “JPEG, PNG ou WebP. Ce que l’appareil a noté, …”
        help_text=_(
            "JPEG, PNG or WebP. What the camera noted, the place included, is removed."
        ),
    )
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    alternative = TranslatedField(
        # Translators: “texte de remplacement”
        _("alternative text"),
        length=300,
        help_text=_("What the picture shows, for those who do not see it."),
    )
    caption = TranslatedField(_("caption"), length=400, multiline=True, blank=True)
    credit = TranslatedField(
        # Translators: “crédit”
        _("credit"),
        help_text=_("Who made it, and under which licence or with whose permission."),
    )

    objects: ClassVar[Any] = PictureQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return str(self.alternative)

    @property
    def folder(self) -> str:
        """The folder of its files, which no other picture has."""
        return str(PurePosixPath(self.file.name).parent)

    def place_of(self, size: object) -> str:
        """Return where the copy of a width is kept, or the "master"."""
        return f"{self.folder}/{size}.webp"

    def address_of(self, size: object) -> str:
        """Return the address of a copy, or of the "master"."""
        folder = PurePosixPath(self.folder).name
        return reverse("picture-file", kwargs={"folder": folder, "size": size})

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths that copies ought to have: none is wider than the picture."""
        return tuple(sorted({min(width, self.width) for width in WIDTHS}))

    @property
    def copies(self) -> list[Copy]:
        """The smaller copies that there are; none until the worker has made them."""
        made = getattr(self, "rendering", None)
        return (
            [Copy(each, self.address_of(each)) for each in made.widths] if made else []
        )

    @property
    def address(self) -> str:
        """Where a copy of the usual width is, else the largest; else the master."""
        fitting = [each for each in self.copies if each.width <= USUAL]
        return fitting[-1].address if fitting else self.address_of("master")

    @property
    def thumbnail(self) -> str:
        """Where the smallest copy is; the master until it is made."""
        return self.copies[0].address if self.copies else self.address_of("master")


class RenderingQuerySet(models.QuerySet):
    """Reads of renderings."""

    def free(self, now: datetime) -> Self:
        """Keep those without copies at which nobody is."""
        unclaimed = models.Q(claimed_until=None) | models.Q(claimed_until__lte=now)
        return self.filter(unclaimed, state=Rendering.State.WAITING)

    def waiting(self, now: datetime) -> Self:
        """Keep those that a worker may try now."""
        return self.free(now).filter(attempts__lt=MOST_ATTEMPTS)

    def lost(self, now: datetime) -> Self:
        """Keep those that no attempt has brought to an end."""
        return self.free(now).filter(attempts__gte=MOST_ATTEMPTS)


class Rendering(models.Model):
    """How far the worker is with the smaller copies of a picture."""

    class State(models.TextChoices):
        """Whether the copies are there."""

        # Translators: “en attente”
        WAITING = "waiting", pgettext_lazy("sizes of a picture", "waiting")
        # Translators: “faites”
        MADE = "made", pgettext_lazy("sizes of a picture", "made")
        # Translators: “en échec”
        FAILED = "failed", pgettext_lazy("sizes of a picture", "failed")

    picture = models.OneToOneField(
        Picture,
        models.CASCADE,
        primary_key=True,
        related_name="rendering",
        verbose_name=_("picture"),
    )
    state = models.CharField(
        # Translators: “tailles”
        _("sizes"),
        max_length=10,
        choices=State,
        default=State.WAITING,
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_until = models.DateTimeField(_("claimed until"), null=True)
    trouble = models.CharField(_("trouble"), max_length=300, blank=True)
    widths = models.JSONField(_("widths"), default=list)

    objects: ClassVar[Any] = RenderingQuerySet.as_manager()

    class Meta:
        # Translators: “tailles d’une image”
        verbose_name = _("sizes of a picture")
        verbose_name_plural = _("sizes of pictures")
        ordering = ["picture"]

    def __str__(self) -> str:
        return self.get_state_display()

"""Documents of a programme."""

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.date_field import PartialDateField
from creative_district.kernel.record import Record
from creative_district.kernel.translated import TranslatedField
from programme.models.programme import Programme

# Endings of files that have to be opened outside the browser's page; of an address
# elsewhere, other endings say nothing.
FORMATS = {
    *("csv", "doc", "docx", "epub", "json", "mp3", "mp4", "odp", "ods", "odt", "pdf"),
    *("ppt", "pptx", "rtf", "svg", "txt", "xls", "xlsx", "xml", "zip"),
}


class Document(Record):
    """A report, guide or form that the public can read, here or elsewhere."""

    public_parents = ("programme",)
    languages_at = "programme__languages"

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="documents", verbose_name=_("programme")
    )
    slug = TranslatedField(_("slug"), length=80)
    title = TranslatedField(_("title"))
    summary = TranslatedField(_("summary"), length=400, multiline=True, blank=True)
    language = models.CharField(_("language"), max_length=10)
    published = PartialDateField(_("published"))
    url = models.URLField(_("address"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to="documents/%Y/", blank=True)
    statements = GenericRelation("programme.Statement")

    class Meta(Record.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = [models.F("published").desc(nulls_last=True), "-pk"]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(url="", file=""),
                name="document_has_address_or_file",
                violation_error_message=_("Give an address or a file."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def address(self) -> str:
        """Where it can be read: the path of our own file, else where it stands."""
        return self.file.url if self.file else self.url

    def get_absolute_url(self) -> str:
        return self.programme.page("document-detail", slug=str(self.slug))

    @property
    def site(self) -> str:
        """The site that it stands on; empty for a file of our own."""
        return "" if self.file else urlsplit(self.url).netloc.removeprefix("www.")

    @property
    def format(self) -> str:
        """The kind of file in capitals, if its name tells one."""
        name = self.file.name if self.file else urlsplit(self.url).path
        ending = PurePosixPath(name).suffix.removeprefix(".").casefold()
        return ending.upper() if ending in FORMATS else ""

    @property
    def size(self) -> int | None:
        """The bytes of our own file, if it is there."""
        try:
            return int(self.file.size) if self.file else None
        except OSError:
            return None

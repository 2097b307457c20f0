"""The tables of the search's index; docs/decisions/0006 says how they are used."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """That a record has been read into the index, and in which state it was then.

    Its words are in the database's own index, which Django does not see: on SQLite a
    table of FTS5, on PostgreSQL a column more (migration 0001).
    """

    kind = models.CharField(_("kind"), max_length=20)
    record = models.PositiveBigIntegerField(_("number of the record"))
    updated_at = models.DateTimeField(_("updated at"))
    method = models.CharField(_("method"), max_length=40)

    class Meta:
        ordering = ["kind", "record"]
        verbose_name = _("entry of the search")
        verbose_name_plural = _("entries of the search")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "record"], name="one_entry_per_record"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"


class KnownWord(models.Model):
    """A word that public texts had when they were read, for suggestions."""

    folded = models.CharField(_("folded"), max_length=64, unique=True)
    written = models.CharField(_("written"), max_length=64)

    class Meta:
        ordering = ["folded"]
        verbose_name = _("known word")
        verbose_name_plural = _("known words")

    def __str__(self) -> str:
        return self.written

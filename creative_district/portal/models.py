"""The tables of the search's index, of the feed of changes and of stored answers.

docs/decisions/0006, 0016 and 0023 say how they are used.
"""

from datetime import timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models.functions import Now
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


class Touch(models.Model):
    """That a row was written on which answers of the API may depend.

    The database itself notes it (`changes.watching`), in the same transaction: `kind`
    is the row's table, or the number of its content type.
    """

    kind = models.CharField(_("kind"), max_length=60)
    number = models.PositiveBigIntegerField(_("number of the row"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("touched row")
        verbose_name_plural = _("touched rows")

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Item(models.Model):
    """What the feed of changes told last of a record.

    `mark` stands for the item's answers in all languages; empty, the public does not
    have it. It is looked at again where it `is_due`: when something that it depends on
    was written, at the moment `next_at`, on the programme's day `next_on`. Where more
    than one write led to it, it `is_unsure`: somebody may have read what stood between.
    """

    resource = models.CharField(_("resource"), max_length=20)
    record = models.PositiveBigIntegerField(_("number of the record"))
    key = models.CharField(_("permanent key"), max_length=80, blank=True, db_default="")
    mark = models.CharField(_("mark"), max_length=32, blank=True, db_default="")
    is_due = models.BooleanField(_("has to be looked at"), db_default=True)
    is_unsure = models.BooleanField(_("may have been seen otherwise"), db_default=False)
    next_at = models.DateTimeField(_("looked at again at"), null=True)
    next_on = models.DateField(_("looked at again on"), null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("item of the feed")
        verbose_name_plural = _("items of the feed")
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "record"], name="one_item_per_record"
            )
        ]
        indexes = [
            models.Index("id", name="items_due", condition=models.Q(is_due=True)),
            models.Index("next_at", name="items_next_at"),
            models.Index("next_on", name="items_next_on"),
        ]

    def __str__(self) -> str:
        return f"{self.resource}/{self.key or self.record}"


class StoredAnswer(models.Model):
    """What the API answers of an item in a language, or in `all`, as JSON.

    The teller writes it with the item; whoever reads it has made sure that nothing
    waits to be told (`changes.standing`). `is_listed`: a list that nobody filters has
    it.
    """

    kind = models.CharField(_("kind"), max_length=20)
    language = models.CharField(_("language"), max_length=10)
    record = models.PositiveBigIntegerField(_("number of the record"))
    key = models.CharField(_("permanent key"), max_length=80)
    is_listed = models.BooleanField(_("listed"))
    content = models.TextField(_("content"))

    class Meta:
        ordering = ["kind", "language", "record"]
        verbose_name = _("stored answer")
        verbose_name_plural = _("stored answers")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "record"], name="one_answer_per_language"
            )
        ]
        indexes = [
            models.Index("kind", "language", "key", name="answers_by_key"),
            models.Index(
                *("kind", "language", "record"),
                name="answers_listed",
                condition=models.Q(is_listed=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record} ({self.language})"


class Edition(models.Model):
    """Which edition of the public data this is; there is one row.

    The teller begins another one whenever it takes touches: where nothing waits to be
    told, the mark is another one as soon as anything public is. It is drawn, so that
    none comes again when a backup is put back. `recipe` stands for the code and the
    settings that stored answers were made with.
    """

    mark = models.UUIDField(_("mark"), default=uuid4)
    recipe = models.CharField(_("recipe"), max_length=32, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("edition of the data")
        verbose_name_plural = _("editions of the data")

    def __str__(self) -> str:
        return str(self.mark)


class ChangeQuerySet(models.QuerySet["Change"]):
    """Reads of the feed."""

    def with_age(self) -> Self:
        """Add how long ago each entry was told, as `age`, by the database's clock."""
        age = models.ExpressionWrapper(
            Now() - models.F("told_at"), models.DurationField()
        )
        return self.annotate(age=age)


class Change(models.Model):
    """An entry of the feed; its number tells its place in it.

    One transaction at a time writes entries, so that numbers are given in the order in
    which they are committed.
    """

    class Kind(models.TextChoices):
        """What became of an item."""

        CREATE = "create", _("created")
        UPDATE = "update", _("updated")
        UNPUBLISH = "unpublish", _("unpublished")
        DELETE = "delete", _("deleted")

    resource = models.CharField(_("resource"), max_length=20)
    key = models.CharField(_("permanent key"), max_length=80)
    change = models.CharField(_("change"), max_length=9, choices=Kind)
    updated_at = models.DateTimeField(_("updated at"))
    told_at = models.DateTimeField(_("told at"), db_default=Now())
    # Where the query added it
    age: timedelta

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self) -> str:
        return f"{self.resource}/{self.key}: {self.get_change_display()}"

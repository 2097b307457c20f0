"""News of a programme."""

from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.markdown import MOST_LETTERS
from creative_district.kernel.record import Record, RecordQuerySet
from creative_district.kernel.translated import TranslatedField
from programme.models.picture import Picture
from programme.models.programme import Programme


class NewsQuerySet(RecordQuerySet):
    """Reads of news."""

    def before(self, news: "News") -> Self:
        """Keep what is older than a news item, the latest first."""
        same = models.Q(published_on=news.published_on, pk__lt=news.pk)
        return self.filter(same | models.Q(published_on__lt=news.published_on))

    def after(self, news: "News") -> Self:
        """Keep what is later than a news item, the oldest first."""
        same = models.Q(published_on=news.published_on, pk__gt=news.pk)
        later = self.filter(same | models.Q(published_on__gt=news.published_on))
        return later.order_by("published_on", "pk")


class News(Record):
    """A dated note to the public."""

    public_parents = ("programme",)
    languages_at = "programme__languages"

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="news", verbose_name=_("programme")
    )
    slug = TranslatedField(_("slug"), length=80)
    title = TranslatedField(_("title"))
    summary = TranslatedField(_("summary"), length=400, multiline=True, blank=True)
    body = TranslatedField(
        _("text"), length=MOST_LETTERS, multiline=True, marked=True, blank=True
    )
    published_on = models.DateField(_("date"))
    picture = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="news",
        verbose_name=_("picture"),
    )
    statements = GenericRelation("programme.Statement")

    objects: ClassVar[Any] = NewsQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        ordering = ["-published_on", "-pk"]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return self.programme.page("news-detail", slug=str(self.slug))

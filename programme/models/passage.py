"""The sourced sentences of a programme's own page."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.date_field import PartialDateField
from creative_district.kernel.record import Record
from creative_district.kernel.translated import TranslatedField
from programme.models.programme import Programme


class Passage(Record):
    """A short sourced text: a step of the story, an objective, an outcome, a gap.

    An explained word (`term`) has the word for its title, and a sentence.
    """

    class Kind(models.TextChoices):
        """The part of the page that a passage stands in."""

        STORY = "story", _("step of the story")
        OBJECTIVE = "objective", _("objective")
        OUTCOME = "outcome", _("outcome")
        GAP = "gap", _("not known yet")
        VARIANT = "variant", _("other reading")
        # Translators: “mot expliqué”
        TERM = "term", _("explained word")

    # What stands on the page of what is still open, not in the story.
    OPEN = (Kind.VARIANT, Kind.GAP)

    public_parents = ("programme",)
    languages_at = "programme__languages"

    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        related_name="passages",
        verbose_name=_("programme"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    date = PartialDateField(_("date"))
    title = TranslatedField(_("title"), blank=True)
    body = TranslatedField(_("text"), length=2000, multiline=True)
    statements = GenericRelation("programme.Statement")

    class Meta(Record.Meta):
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ["programme", "kind", "position", "pk"]

    def __str__(self) -> str:
        return str(self.title or self.body)

    def get_absolute_url(self) -> str:
        page = "open-questions" if self.kind in self.OPEN else "programme"
        return f"{self.programme.page(page)}#{self.key}"

"""The thrusts: the lines along which a programme acts."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.record import Record
from creative_district.kernel.text import Text
from creative_district.kernel.translated import TranslatedField
from partners.models import Partner
from programme.models import Programme


class Thrust(Record):
    """One of a programme's numbered lines of action."""

    public_parents = ("programme",)
    languages_at = "programme__languages"

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="thrusts", verbose_name=_("programme")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    colour = models.PositiveSmallIntegerField(
        _("colour"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(6)],
        help_text=_("Slot 1 to 6: colour, pattern and roof."),
    )
    slug = TranslatedField(_("slug"), length=80)
    title = TranslatedField(_("title"))
    verb = TranslatedField(
        _("verb"), length=20, blank=True, help_text=_("One word for labels.")
    )
    aim = TranslatedField(_("aim"), length=600, multiline=True, blank=True)
    lead = models.ForeignKey(
        Partner,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="led_thrusts",
        verbose_name=_("lead partner"),
    )
    statements = GenericRelation("programme.Statement")

    class Meta(Record.Meta):
        verbose_name = _("thrust")
        verbose_name_plural = _("thrusts")
        ordering = ["programme", "number"]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="one_thrust_per_programme_and_number",
                violation_error_message=_("This number is taken."),
            ),
            models.CheckConstraint(
                condition=models.Q(colour__gte=1, colour__lte=6),
                name="thrust_colour_is_a_slot",
                violation_error_message=_("Choose a colour slot from 1 to 6."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"

    def get_absolute_url(self) -> str:
        return self.programme.page("thrust-detail", slug=str(self.slug))

    @property
    def label(self) -> Text:
        """The one word that stands for it, else the title."""
        label: Text = self.verb or self.title
        return label

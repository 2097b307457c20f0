"""The programme of one region: a district."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.date_field import PartialDateField
from creative_district.kernel.record import Record, RecordQuerySet
from creative_district.kernel.translated import TranslatedField
from creative_district.kernel.zones import is_time_zone


def validate_time_zone(name: str) -> None:
    """Raise `ValidationError` unless the IANA time zone exists."""
    if not is_time_zone(name):
        raise ValidationError(
            _("“%(name)s” is not a time zone."), params={"name": name}
        )


def validate_languages(codes: Any) -> None:
    """Raise `ValidationError` unless it is a list of one or more language codes."""
    if not (
        isinstance(codes, list) and codes and all(isinstance(c, str) for c in codes)
    ):
        raise ValidationError(_('Expected a list of language codes: ["fr", "en"].'))


class ProgrammeQuerySet(RecordQuerySet):
    """Reads of programmes."""

    def home_first(self) -> Self:
        """Order the programme that the site opens with before the others."""
        if settings.DISTRICT:
            first = models.Case(
                models.When(key=settings.DISTRICT, then=0),
                default=1,
                output_field=models.IntegerField(),
            )
            return self.order_by(first, "pk")
        return self.order_by("-is_first", "pk")


class Programme(Record):
    """A region's creative district: who, where, when, and from which call."""

    languages_at = "languages"

    name = TranslatedField(_("name"))
    short_name = TranslatedField(_("short name"), length=32, blank=True)
    acronym = models.CharField(_("acronym"), max_length=20, blank=True)
    also_known_as = models.JSONField(_("also known as"), default=list, blank=True)
    slug = models.SlugField(_("slug"), unique=True)
    headline = TranslatedField(
        _("headline"),
        length=80,
        blank=True,
        help_text=_("The largest words of the home page; the name if left empty."),
    )
    summary = TranslatedField(_("summary"), length=600, multiline=True, blank=True)

    region = TranslatedField(_("region"), length=80)
    area = TranslatedField(_("area"), blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        validators=[RegexValidator(r"^[A-Z]{2}$")],
        help_text=_("Two letters (ISO 3166-1); decides the public holidays."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        default="Europe/Brussels",
        validators=[validate_time_zone],
    )
    languages = models.JSONField(
        _("languages"), default=list, validators=[validate_languages]
    )
    start = PartialDateField(_("start"))
    end = PartialDateField(_("end"))

    framework = TranslatedField(_("framework programme"), blank=True)
    call_title = TranslatedField(_("title of the call"), blank=True)
    call_reference = models.CharField(
        _("reference of the call"), max_length=60, blank=True
    )
    call_issuer = TranslatedField(_("issuer of the call"), blank=True)
    call_opened = PartialDateField(_("call opened"))
    call_closed = PartialDateField(_("call closed"))
    designated = PartialDateField(_("designated"))
    applicant_count = models.PositiveIntegerField(
        _("regions that applied"), null=True, blank=True
    )
    awarded_count = models.PositiveIntegerField(
        _("regions that won"), null=True, blank=True
    )
    duration_months = models.PositiveIntegerField(
        _("length in months, as sources give it"), null=True, blank=True
    )
    budget_eur = models.PositiveIntegerField(_("budget in euro"), null=True, blank=True)
    budget_qualifier = models.CharField(_("qualifier"), max_length=20, blank=True)
    cofinancing = TranslatedField(_("co-financing"), blank=True)
    legal_nature = TranslatedField(_("legal nature"), length=400, blank=True)
    accessibility_law = TranslatedField(
        # Translators: “loi sur l’accessibilité”
        _("accessibility law"),
        length=400,
        blank=True,
        db_default={},
        help_text=_(
            # Translators: “La loi du pays ou de la région qui transpose la directive
            # (UE) 2016/2102 ; la page sur l’accessibilité la nomme.”
            "The law of the country or region that transposes Directive (EU) "
            "2016/2102; the accessibility page names it."
        ),
    )

    is_first = models.BooleanField(
        _("opens the site"),
        default=False,
        help_text=_("Unless the setting DISTRICT names another."),
    )
    is_practice = models.BooleanField(_("practice data"), default=False)
    reminders_from = models.DateTimeField(
        _("reminders from"),
        null=True,
        blank=True,
        help_text=_("No reminder whose moment lies before this one is sent."),
    )
    reminders_paused = models.BooleanField(_("reminders paused"), default=False)

    statements = GenericRelation("programme.Statement")
    objects: ClassVar[Any] = ProgrammeQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["-is_first", "pk"]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["is_first"],
                condition=models.Q(is_first=True),
                name="one_programme_opens_the_site",
                violation_error_message=_("Another programme already opens the site."),
            ),
            models.CheckConstraint(
                condition=models.Q(start=None)
                | models.Q(end=None)
                | models.Q(start__earliest__lte=models.F("end__latest")),
                name="programme_starts_before_it_ends",
                violation_error_message=_("The programme ends before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return self.page("home")

    @property
    def is_home(self) -> bool:
        """Whether its pages stand at `/fr/…` and not under `/fr/districts/…`."""
        return self.key == settings.DISTRICT if settings.DISTRICT else self.is_first

    def page(self, name: str, **kwargs: Any) -> str:
        """Return the address of one of this district's pages in the active language."""
        named = {key: str(value) for key, value in kwargs.items()}
        district = {} if self.is_home else {"district": self.slug}
        return reverse(name, kwargs={**district, **named})

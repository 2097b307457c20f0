"""People who get mail about the programme."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.zones import is_time_zone
from partners.models.partner import Partner
from programme.models import Programme
from programme.models.programme import validate_time_zone

# Whose data are erased keeps an address there, at which nobody is (RFC 2606).
NOWHERE = "erased.invalid"


def default_language() -> str:
    """Return the portal's first language."""
    return settings.LANGUAGE_CODE


class Contact(models.Model):
    """A person at a partner, or of the programme's staff, whom reminders reach.

    Contacts are never part of the public record.
    """

    class Delivery(models.TextChoices):
        """How a person wants reminders."""

        EACH = "each", _("each reminder")
        DIGEST = "digest", _("one mail a day")
        NONE = "none", _("no mail")

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="contacts", verbose_name=_("programme")
    )
    partner = models.ForeignKey(
        Partner,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("partner"),
        help_text=_("Empty: the programme's own staff."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("account"),
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=10, default=default_language)
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Empty: the district's."),
    )
    delivery = models.CharField(
        _("delivery"), max_length=10, choices=Delivery, default=Delivery.EACH
    )
    is_main = models.BooleanField(
        _("main contact"),
        default=True,
        help_text=_("Gets what concerns the partner as such."),
    )
    problem = models.TextField(
        _("problem"),
        blank=True,
        help_text=_("Why the last mail was refused for good; clear it to try again."),
    )
    next_digest_at = models.DateTimeField(
        _("no daily mail before"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("By the programme's clock."),
    )
    is_demonstration = models.BooleanField(_("demonstration"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["programme", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "programme",
                Lower("email"),
                name="one_contact_per_programme_and_address",
                violation_error_message=_("This address is already a contact."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_demonstration=False)
                | models.Q(email__endswith=".example"),
                name="demonstration_contacts_live_at_example",
                violation_error_message=_(
                    "Demonstration contacts have addresses that end in .example."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        codes = [code for code, _name in settings.LANGUAGES]
        if self.language not in codes:
            raise ValidationError(
                {
                    "language": _("Choose one of: %(codes)s.")
                    % {"codes": ", ".join(codes)}
                }
            )

    @property
    def is_erased(self) -> bool:
        """Whether the person's data are gone, and an alias alone is left."""
        return self.email.endswith(f"@{NOWHERE}")

    @property
    def zone(self) -> str:
        """The time zone in which this person reads the clock.

        One that this machine does not know counts as the district's.
        """
        return self.zone_in(self.programme)

    def zone_in(self, programme: Programme) -> str:
        """Return the same, for whoever has the contact's programme at hand."""
        return self.time_zone if is_time_zone(self.time_zone) else programme.time_zone

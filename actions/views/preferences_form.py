"""What a contact may choose about their reminders."""

from collections.abc import Iterator
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from partners.models import Contact

Choice = tuple[str, str | Promise]


def languages() -> Iterator[Choice]:
    """Yield the portal's languages, each by the name that its speakers use."""
    for code, _name in settings.LANGUAGES:
        yield code, get_language_info(code)["name_local"].capitalize()


def time_zones() -> Iterator[Choice]:
    """Yield the district's own, then all that staff could write too."""
    # Translators: “Celui du district”
    yield "", _("The district’s")
    yield from ((name, name) for name in sorted(available_timezones()))


class PreferencesForm(forms.Form):
    """How often, in which language and by which clock."""

    delivery = forms.ChoiceField(
        # Translators: “Comment vous recevez les rappels”
        label=_("How you get reminders"),
        widget=forms.RadioSelect,
        choices=[
            # Translators: “Chacun dans un courriel à part”
            (Contact.Delivery.EACH, _("Each in a mail of its own")),
            # Translators: “Un seul courriel par jour, avec tout ce qui est dû”
            (Contact.Delivery.DIGEST, _("One mail a day with all that is due")),
            # Translators: “Aucun rappel”
            (Contact.Delivery.NONE, _("No reminders")),
        ],
    )
    language = forms.ChoiceField(
        # Translators: “Langue des rappels”
        label=_("Language of the reminders"),
        widget=forms.RadioSelect,
        choices=languages,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, choices=time_zones
    )

    def __init__(self, data: QueryDict | None = None, *, contact: Contact) -> None:
        super().__init__(data, initial=model_to_dict(contact, [*self.base_fields]))
        # Translators: “Les rappels arrivent à 8 h, heure de ce fuseau. …”
        said = _("Reminders come at 08:00 there. The district’s is %(zone)s.")
        zone = contact.programme.time_zone
        self.fields["time_zone"].help_text = said % {"zone": zone}

"""The programme: districts, their sources, news and documents."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    """The ground app: everything else belongs to a programme."""

    name = "programme"
    verbose_name = _("Programme")

"""The partners: organisations, their roles, contacts and places."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """Who carries the programme out, and where."""

    name = "partners"
    verbose_name = _("Partners")

"""The actions: thrusts, actions, milestones, indicators, reminders."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActionsConfig(AppConfig):
    """What the programme does, and what is due."""

    name = "actions"
    verbose_name = _("Actions")

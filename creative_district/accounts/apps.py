"""The people who sign in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """User accounts, on the ground floor from the first migration."""

    name = "creative_district.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

"""The user model."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


def languages() -> list[tuple[str, Any]]:
    """Return the languages of the interface, so that another one is no migration."""
    return list(settings.LANGUAGES)


class User(AbstractUser):
    """Somebody who can sign in."""

    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=languages,
        help_text=_("Of the staff pages and of mails. Empty: the browser’s."),
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

"""The user model."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Somebody who can sign in."""

    class Meta(AbstractUser.Meta):
        ordering = ["username"]

"""Taking a person out of their account."""

from django.db import transaction
from django.utils.text import slugify

from creative_district.accounts.models import User

# The names of accounts whose person is gone begin so; no other may.
PREFIX = "erased-"


@transaction.atomic
def erase_account(*, user: User, alias: str) -> User:
    """Leave nothing of an account but an alias, for the history that it wrote.

    Nobody can sign in with it any more.
    """
    user.username, user.last_name = f"{PREFIX}{slugify(alias)}-{user.pk}", alias
    user.first_name = user.email = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    return user


def is_erased(user: User) -> bool:
    """Whether an alias alone is left of the account."""
    return user.username.startswith(PREFIX) and not user.is_active

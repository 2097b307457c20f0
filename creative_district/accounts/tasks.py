"""What the worker sends; a mail server that is away is tried again for a while.

Whoever asks for a new password waits for none of it, and so cannot tell from the time
whether there is such an account.
"""

from celery import shared_task
from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm

from creative_district.accounts.mail import INVITE, RESET, send_link
from creative_district.accounts.models import User

AGAIN = {"autoretry_for": (OSError,), "default_retry_delay": 60, "max_retries": 5}


@shared_task(name=INVITE, **AGAIN)  # type: ignore[untyped-decorator]  # Celery's are
def invite(user_id: int) -> None:
    """Invite somebody, unless the account is gone or closed."""
    for user in User.objects.filter(pk=user_id, is_active=True).exclude(email=""):
        send_link(user, language=settings.LANGUAGE_CODE, is_invitation=True)


@shared_task(name=RESET, **AGAIN)  # type: ignore[untyped-decorator]  # Celery's are
def reset(email: str, language: str) -> None:
    """Send a link to each account with this address."""
    for user in PasswordResetForm().get_users(email):
        send_link(user, language=language, is_invitation=False)

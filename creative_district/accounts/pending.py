"""Between password and code: who is about to sign in, kept in an anonymous session."""

from datetime import datetime, timedelta
from typing import NamedTuple, Self

from django.http import HttpRequest

from creative_district.accounts.models import User

KEY = "pending"
LASTS = timedelta(minutes=10)


class Pending(NamedTuple):
    """Somebody whose password was right, and where they want to go."""

    user: User
    backend: str
    target: str

    def keep(self, request: HttpRequest, now: datetime) -> None:
        """Remember it in the session, under a new key."""
        request.session.cycle_key()
        request.session[KEY] = {
            "user": self.user.pk,
            "mark": self.user.get_session_auth_hash(),
            "backend": self.backend,
            "target": self.target,
            "until": (now + LASTS).timestamp(),
        }

    @classmethod
    def of(cls, request: HttpRequest, now: datetime) -> Self | None:
        """Return what the session remembers.

        `None` once its time is over, or the account was closed or its password changed.
        """
        kept = request.session.get(KEY)
        if not kept or kept["until"] < now.timestamp():
            return None
        user = User.objects.filter(pk=kept["user"], is_active=True).first()
        if user is None or user.get_session_auth_hash() != kept["mark"]:
            return None
        return cls(user, kept["backend"], kept["target"])

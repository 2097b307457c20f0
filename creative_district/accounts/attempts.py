"""How often a password may be wrong: django-axes, with a limit for each way to count.

An account alone is never slowed: whoever guesses at it would lock its owner out.
"""

from datetime import datetime
from math import ceil
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest

from creative_district.kernel.client import client

Credentials = dict[str, Any] | None


def address_of(request: HttpRequest) -> str | None:
    """Return the address that failures are counted for; everybody has one.

    Of an IPv6 address it is the first of its network.
    """
    known = client(request).partition("/")[0]
    return known or request.META.get("REMOTE_ADDR") or None


class AttemptHandler(AxesDatabaseHandler):
    """Failures of the pair of account and address, and of the address alone.

    `AXES_LOCKOUT_PARAMETERS` names them in this order; its one limit is the pair's.
    """

    def get_failures(
        self, request: HttpRequest, credentials: Credentials = None
    ) -> int:
        """Return the failures of the pair; its limit once the address is at its own."""
        pair, address = (
            failures(attempts)["sum"]
            for attempts in self.get_user_attempts(request, credentials)
        )
        pair_limit, address_limit = limits()
        return int(max(pair, address * pair_limit // address_limit))

    def reset_user_attempts(
        self, request: HttpRequest, credentials: Credentials = None
    ) -> int:
        """Forget the failures of the pair: an own account does not clear an address."""
        pair, _address = self.filter_user_attempts(request, credentials)
        deleted, _by_model = pair.delete()
        return int(deleted)

    def wait(
        self, request: HttpRequest, credentials: Credentials, now: datetime
    ) -> int:
        """Return in how many seconds the next attempt is heard."""
        pause = get_cool_off(request)
        ends = [
            told["latest"] + pause
            for attempts, limit in zip(
                self.get_user_attempts(request, credentials), limits(), strict=True
            )
            if (told := failures(attempts))["sum"] >= limit
        ]
        return max((ceil((end - now).total_seconds()) for end in ends), default=0)


def limits() -> tuple[int, int]:
    """Return how many failures of the pair are too many, and how many of an address."""
    return settings.AXES_FAILURE_LIMIT, settings.ADDRESS_FAILURE_LIMIT


def failures(attempts: Any) -> dict[str, Any]:
    """Return how many failures there are, and when the latest was."""
    told: dict[str, Any] = attempts.aggregate(
        sum=Sum("failures_since_start", default=0), latest=Max("attempt_time")
    )
    return told

"""Signing in, and what becomes of sessions."""

from collections.abc import Sequence
from datetime import datetime

import django_otp
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest
from django_otp.models import Device

from creative_district.accounts import pending, second_factor
from creative_district.accounts.attempts import address_of
from creative_district.accounts.models import Session, User
from creative_district.accounts.models.session import ADDRESS, BEGAN, BROWSER


def sign_in(
    *,
    request: HttpRequest,
    user: User,
    backend: str,
    now: datetime,
    device: Device | None = None,
) -> None:
    """Open a session of its own, under a new key, with what its owner is told of it."""
    login(request, user, backend)
    request.session.pop(pending.KEY, None)
    request.session[BEGAN] = now.timestamp()
    request.session[ADDRESS] = address_of(request)
    request.session[BROWSER] = request.headers.get("User-Agent", "")
    django_otp.login(request, device)


def sessions_of(user: User, now: datetime) -> Sequence[Session]:
    """Return the sessions that still open something: 1 query.

    Those opened with a former password do not.
    """
    mark = user.get_session_auth_hash()
    rows = Session.objects.filter(user=user).open(now)
    return [session for session in rows if session.password_mark == mark]


def end_session(*, user: User, handle: str) -> bool:
    """End one session of a person; tell whether there was such a one."""
    keys = [s.pk for s in Session.objects.filter(user=user) if s.handle == handle]
    deleted, _by_model = Session.objects.filter(pk__in=keys).delete()
    return bool(deleted)


def end_sessions(*, user: User, but: str | None = None) -> int:
    """End all sessions of a person, except the one with that key; return how many."""
    deleted, _by_model = (
        Session.objects.filter(user=user).exclude(pk=but or "").delete()
    )
    return int(deleted)


@transaction.atomic
def remove_second_factor(*, user: User) -> None:
    """Take the second factor from somebody who lost it, and end all their sessions."""
    second_factor.switch_off(user=user)
    end_sessions(user=user)

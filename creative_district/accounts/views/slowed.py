"""What is said after too many failures, and when to come back."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from creative_district.accounts.views.page import frame_of

TOO_MANY = 429
MINUTE = 60


def slowed(
    request: HttpRequest, _response: HttpResponse | None, credentials: Any
) -> HttpResponse:
    """Answer an attempt that is not heard (`AXES_LOCKOUT_CALLABLE`)."""
    handler = AxesProxyHandler.get_implementation()
    return wait_page(request, handler.wait(request, credentials, timezone.now()))


def wait_page(request: HttpRequest, seconds: int) -> HttpResponse:
    """Say in how many minutes to come back; `Retry-After` says it to the second."""
    context = {
        **frame_of(request),
        # Translators: “Trop d’essais”
        "title": _("Too many attempts"),
        "minutes": -(-seconds // MINUTE),
    }
    answer = render(request, "admin/account/slowed.html", context, status=TOO_MANY)
    answer.headers["Retry-After"] = str(seconds)
    return answer

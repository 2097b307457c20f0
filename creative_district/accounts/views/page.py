"""What the pages around accounts have in common: the look of the staff site."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.functional import Promise

from creative_district.accounts.models import User


def account_of(request: HttpRequest) -> User:
    """Return who is signed in."""
    return User.objects.get(pk=request.user.pk or 0)


def frame_of(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of the staff site shows; no menu to whom it has none."""
    frame = admin.site.each_context(request)
    is_open = frame["is_nav_sidebar_enabled"] and frame["has_permission"]
    return {**frame, "is_nav_sidebar_enabled": is_open}


class StaffPageMixin:
    """A page that looks like those of the staff site, whoever reads it."""

    request: HttpRequest
    title: str | Promise = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the frame of the staff site shows."""
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]  # a view's
            **kwargs
        )
        return {**frame_of(self.request), "title": self.title, **context}

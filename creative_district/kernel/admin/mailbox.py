"""The embedded mailbox, for staff to read: there only while no mail server is named."""

from functools import wraps
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path

from creative_district.kernel.admin.mail_pages import MailPages, View
from creative_district.kernel.admin.read_only import ReadOnly
from creative_district.kernel.mail import mailbox
from creative_district.kernel.models import Letter


@admin.register(Letter)
class LetterAdmin(ReadOnly, MailPages):
    """Read-only: a list of letters, and each letter with its parts."""

    list_display = ("subject", "recipients", "received_at")
    search_fields = ("subject", "recipients")
    date_hierarchy = "received_at"
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return mailbox.is_in_use() and super().has_module_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        return super().get_queryset(request).defer("source")

    def get_urls(self) -> list[URLPattern]:
        changelist = self.guarded(self.changelist_view)
        return [
            path("", changelist, name=self.page_name("changelist")),
            *self.mail_urls("<int:pk>/", "change"),
        ]

    def guarded(self, view: View) -> View:
        """Return the view for those who may read letters, while there is a mailbox."""
        allowed = super().guarded(view)

        @wraps(view)
        def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not mailbox.is_in_use():
                raise Http404
            return allowed(request, *args, **kwargs)

        return guard

    def source_of(self, request: HttpRequest, pk: int) -> bytes:
        return bytes(get_object_or_404(Letter, pk=pk).source)

    def mail_context(self, request: HttpRequest, pk: int) -> dict[str, Any]:
        letter = get_object_or_404(self.get_queryset(request), pk=pk)
        return {"title": letter.subject, "letter": letter}

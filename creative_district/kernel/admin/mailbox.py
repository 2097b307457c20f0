"""The embedded mailbox, for staff to read: there only while no mail server is named."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin

from creative_district.kernel.admin.read_only import ReadOnly
from creative_district.kernel.mail import mailbox
from creative_district.kernel.mail.letter import Opened
from creative_district.kernel.models import Letter

# A mail may bring any markup: in its frame it has no script, no form, no origin and
# reaches no other server; its links open in a tab of their own.
SANDBOX = ["allow-popups", "allow-popups-to-escape-sandbox"]
FRAME_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [SELF],
    "sandbox": SANDBOX,
}


@admin.register(Letter)
class LetterAdmin(ReadOnly, admin.ModelAdmin):
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
        pages: dict[str, tuple[str, Callable[..., HttpResponseBase]]] = {
            "changelist": ("", self.changelist_view),
            "change": ("<int:pk>/", self.letter),
            "html": ("<int:pk>/html/", self.html),
            "attachment": ("<int:pk>/attachments/<int:number>/", self.attachment),
            "source": ("<int:pk>/source/", self.source),
        }
        return [
            path(route, self.guarded(view), name=f"kernel_letter_{name}")
            for name, (route, view) in pages.items()
        ]

    def guarded(
        self, view: Callable[..., HttpResponseBase]
    ) -> Callable[..., HttpResponseBase]:
        """Return the view for those who may read letters, while there is a mailbox."""

        @wraps(view)
        def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not mailbox.is_in_use():
                raise Http404
            if not self.has_view_permission(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return self.admin_site.admin_view(guard)

    @method_decorator(csp_update({"frame-src": [SELF]}))
    def letter(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a letter: its headers, text, HTML in a frame, attachments."""
        letter = get_object_or_404(Letter, pk=pk)
        context = {
            **self.admin_site.each_context(request),
            "title": letter.subject,
            "opts": self.opts,
            "letter": letter,
            "opened": Opened.from_bytes(bytes(letter.source)),
            "sandbox": " ".join(SANDBOX),
        }
        return render(request, "kernel/mailbox/letter.html", context)

    @method_decorator([csp(FRAME_POLICY), xframe_options_sameorigin])
    def html(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give a letter's HTML as it is, for the frame alone."""
        return HttpResponse(self.opened(pk).html)

    def attachment(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Give the attachment of that number, the first being 1, as a download."""
        attachments = self.opened(pk).attachments
        if not 1 <= number <= len(attachments):
            raise Http404
        name, content_type, content = attachments[number - 1]
        return download(content, name, content_type)

    def source(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the whole letter as a mail file."""
        letter = get_object_or_404(Letter, pk=pk)
        return download(bytes(letter.source), f"letter-{pk}.eml", "message/rfc822")

    def opened(self, pk: int) -> Opened:
        """Return the letter taken apart, or raise `Http404`."""
        return Opened.from_bytes(bytes(get_object_or_404(Letter, pk=pk).source))


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Return a response that browsers save under this name and never display."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": content_disposition_header(True, name) or ""},
    )

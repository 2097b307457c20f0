"""Staff pages that show a mail: its headers, text, HTML in a frame, attachments."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin

from creative_district.kernel.mail.letter import Opened

# A mail may bring any markup: in its frame it has no script, no form, no origin and
# reaches no other server; its links open in a tab of their own.
SANDBOX = ["allow-popups", "allow-popups-to-escape-sandbox"]
FRAME_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [SELF],
    "sandbox": SANDBOX,
}

View = Callable[..., HttpResponseBase]


class NoMailError(Exception):
    """The mail of a row cannot be shown; the message tells staff why."""


class MailPages(admin.ModelAdmin):
    """The admin of rows that each have a mail; they only show it.

    `source_of` gives the mail of a row, `mail_context` what else its page says.
    """

    mail_template = "kernel/mailbox/letter.html"

    def source_of(self, request: HttpRequest, pk: int) -> bytes:
        """Return the mail of a row as it goes over the wire.

        Raises `Http404` where there is no such row, `NoMailError` where it has no mail.
        """
        raise NotImplementedError

    def mail_context(self, request: HttpRequest, pk: int) -> dict[str, Any]:
        """Return the title of the mail's page, and what else its template shows."""
        raise NotImplementedError

    def mail_urls(self, page: str, name: str) -> list[URLPattern]:
        """Return the pages of a mail; `page` and `name` are those of the first."""
        views: dict[str, tuple[str, View]] = {
            name: (page, self.mail),
            "html": ("<int:pk>/html/", self.html),
            "attachment": ("<int:pk>/attachments/<int:number>/", self.attachment),
            "source": ("<int:pk>/source/", self.source),
        }
        return [
            path(route, self.guarded(view), name=self.page_name(name))
            for name, (route, view) in views.items()
        ]

    def page_name(self, name: str) -> str:
        """Return what a page of this model is called among the admin's addresses."""
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def guarded(self, view: View) -> View:
        """Return the view for those who may see these rows."""

        @wraps(view)
        def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_view_permission(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return self.admin_site.admin_view(guard)

    @method_decorator(csp_update({"frame-src": [SELF]}))
    def mail(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a mail: its headers, text, HTML in a frame, attachments."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            **self.mail_context(request, pk),
            **self.parts(request, pk),
        }
        return render(request, self.mail_template, context)

    def parts(self, request: HttpRequest, pk: int) -> dict[str, Any]:
        """Return the parts of a mail with their addresses, or why it has none."""
        try:
            opened = Opened.from_bytes(self.source_of(request, pk))
        except NoMailError as error:
            return {"trouble": str(error)}
        return {
            "opened": opened,
            "files": [
                (file, self.mail_address("attachment", pk, number))
                for number, file in enumerate(opened.attachments, start=1)
            ],
            "frame_address": self.mail_address("html", pk),
            "source_address": self.mail_address("source", pk),
            "sandbox": " ".join(SANDBOX),
        }

    @method_decorator([csp(FRAME_POLICY), xframe_options_sameorigin])
    def html(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give a mail's HTML as it is, for the frame alone."""
        return HttpResponse(self.opened(request, pk).html)

    def attachment(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Give the attachment of that number, the first being 1, as a download."""
        attachments = self.opened(request, pk).attachments
        if not 1 <= number <= len(attachments):
            raise Http404
        name, content_type, content = attachments[number - 1]
        return download(content, name, content_type)

    def source(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the whole mail as a file."""
        source = self.source_or_404(request, pk)
        return download(source, f"{self.opts.model_name}-{pk}.eml", "message/rfc822")

    def opened(self, request: HttpRequest, pk: int) -> Opened:
        """Return the mail taken apart, or raise `Http404`."""
        return Opened.from_bytes(self.source_or_404(request, pk))

    def source_or_404(self, request: HttpRequest, pk: int) -> bytes:
        """Return the mail of a row, or raise `Http404` where it has none."""
        try:
            return self.source_of(request, pk)
        except NoMailError as error:
            raise Http404 from error

    def mail_address(self, name: str, *args: int) -> str:
        """Return the address of a page or a part of a mail."""
        return reverse(f"admin:{self.page_name(name)}", args=args)


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Return a response that browsers save under this name and never display."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": content_disposition_header(True, name) or ""},
    )

"""Staff pages that take records from a file."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from simple_history.template_utils import ObjDiffDisplay

from creative_district.kernel.admin.attempt import Attempt, attempt
from creative_district.kernel.admin.exporting import ExportedRecords
from creative_district.kernel.exchange.columns import or_empty
from creative_district.kernel.exchange.reading import read, too_large
from creative_district.kernel.exchange.table import FileRefusedError, Limits
from creative_district.kernel.exchange.upload import keep_upload, upload_of

# What a request holds besides the file.
ENVELOPE = 100_000
SHOWN = 100


class ImportedRecords(ExportedRecords):
    """The admin of records that whoever may add or change them can import.

    A file is shown with all that it does, or all that is wrong with it, before anything
    is written; on agreement all of it is written, or nothing.
    """

    def get_urls(self) -> list[URLPattern]:
        # Exempt, because whoever looks for the token reads the whole request.
        page = self.admin_site.admin_view(csrf_exempt(self.import_page))
        return [
            path("import/", page, name=self.page_name("import")),
            *super().get_urls(),
        ]

    @property
    def import_address(self) -> str:
        """Where the list's tools lead."""
        return self.page_address("import")

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whether the person may add or change any record; each row is asked again."""
        return self.has_add_permission(request) or self.has_change_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        tools = {"exchange": self, "may_import": self.has_import_permission(request)}
        return super().changelist_view(request, {**tools, **(extra_context or {})})

    def import_page(self, request: HttpRequest) -> HttpResponse:
        """Refuse what is too large before it is read, then take the request."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        limits = limits_of_settings()
        length = request.META.get("CONTENT_LENGTH") or "0"
        if request.method == "POST" and int(length) > limits.bytes + ENVELOPE:
            return self.ask_for_file(request, too_large(limits), status=413)
        answer: HttpResponse = csrf_protect(self.take_file)(request)
        return answer

    def take_file(self, request: HttpRequest) -> HttpResponse:
        """Ask for a file; show what one does; on agreement import it."""
        if request.method != "POST":
            return self.ask_for_file(request)
        try:
            if "upload" in request.POST:
                return self.agree(request)
            return self.look_at(request)
        except FileRefusedError as error:
            return self.ask_for_file(request, error)

    def look_at(self, request: HttpRequest) -> HttpResponse:
        """Show what a file does, and keep it until the person agrees."""
        file = request.FILES.get("file")
        if file is None:
            raise FileRefusedError(_("Choose a file."))
        content, name = file.read(), str(file.name)
        limits = limits_of_settings()
        tried = attempt(
            staff=self,
            request=request,
            table=read(content, limits=limits),
            name=name,
            most=limits.changes,
        )
        upload = None
        if tried.changes and not tried.problems:
            upload = keep_upload(
                user=request.user,
                model=self.model,
                name=name,
                content=content,
                now=timezone.now(),
            )
        return self.show(request, tried, name=name, upload=upload)

    def agree(self, request: HttpRequest) -> HttpResponse:
        """Import the file that was shown, if it still does what the page said."""
        upload = upload_of(
            user=request.user,
            model=self.model,
            number=request.POST["upload"],
            now=timezone.now(),
        )
        if upload is None:
            raise FileRefusedError(
                _("The file is no longer kept. Choose it once more.")
            )
        limits = limits_of_settings()
        tried = attempt(
            staff=self,
            request=request,
            table=read(bytes(upload.content), limits=limits),
            name=upload.name,
            most=limits.changes,
            agreed=request.POST.get("agreed") or "-",
        )
        if not tried.is_kept:
            return self.show(
                request, tried, name=upload.name, upload=upload, is_stale=True
            )
        upload.delete()
        said = _(
            "The file “%(name)s” is imported: %(new)s new, %(changed)s changed, "
            "%(unchanged)s unchanged."
        )
        counts = {"new": tried.new, "changed": tried.changed}
        words = {"name": upload.name, "unchanged": tried.unchanged, **counts}
        self.message_user(request, said % words, messages.SUCCESS)
        return redirect(self.page_address("changelist"))

    def ask_for_file(
        self,
        request: HttpRequest,
        refusal: FileRefusedError | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """Return the page that asks for a file, and says why one was refused."""
        context = {"refusal": refusal, **self.import_context(request)}
        return render(request, "admin/exchange/import.html", context, status=status)

    def show(
        self, request: HttpRequest, tried: Attempt, **context: Any
    ) -> HttpResponse:
        """Return the page of what a file does, or what is wrong with it."""
        shown = {
            **self.import_context(request),
            "tried": tried,
            "problems": tried.problems[:SHOWN],
            "changes": [
                (change, [excerpt(*cell) for cell in change.cells])
                for change in tried.changes[:SHOWN]
            ],
            "more_problems": max(0, len(tried.problems) - SHOWN),
            "more_changes": max(0, len(tried.changes) - SHOWN),
            **context,
        }
        return render(request, "admin/exchange/import.html", shown)

    def import_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the page says in any case."""
        limits = limits_of_settings()
        return {
            **self.admin_site.each_context(request),
            "title": _("Import"),
            "opts": self.opts,
            "columns": self.resource(request).columns,
            "most_rows": limits.rows,
            "most_changes": limits.changes,
            "most_megabytes": limits.bytes // 1_000_000,
        }


def limits_of_settings() -> Limits:
    """Return how large a file may be, and how much it may change."""
    return Limits(
        bytes=settings.IMPORT_MEGABYTES * 1_000_000,
        rows=settings.IMPORT_ROWS,
        changes=settings.IMPORT_CHANGES,
    )


def excerpt(column: Any, before: Any, after: Any) -> tuple[str, str, str]:
    """Return a column's name and both its cells, around what differs."""
    texts = [str(or_empty(cell)) for cell in (before, after)]
    was, will = ObjDiffDisplay(max_length=160).common_shorten_repr(*texts)
    return column.name, was, will

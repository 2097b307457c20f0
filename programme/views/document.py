"""The files that documents bring along."""

from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from creative_district.kernel.rights import within
from programme.models import Document

UNPUBLISHED = "private, no-store"


@require_safe
def document_file(request: HttpRequest, path: str) -> FileResponse:
    """Give a public document's file, to be saved: it may be of any kind.

    Staff get those of the other documents that they may see, too.
    """
    public = Document.objects.public().filter(file=path).first()
    document = public or seen_by_staff(request, path)
    if document is None or not document.file.storage.exists(path):
        raise Http404
    response = FileResponse(document.file.open(), as_attachment=True)
    if public is None:
        response.headers["Cache-Control"] = UNPUBLISHED
    return response


def seen_by_staff(request: HttpRequest, path: str) -> Document | None:
    """Return the document of a file if the person may see it, whatever its state."""
    if not admin.site.has_permission(request):
        return None
    found = within(request.user, "view", Document.objects.filter(file=path))
    document: Document | None = found.first()
    return document

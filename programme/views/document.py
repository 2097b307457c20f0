"""The files that documents bring along."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from programme.models import Document


@require_safe
def document_file(request: HttpRequest, path: str) -> FileResponse:
    """Give a public document's file, to be saved: it may be of any kind.

    Staff who may see documents get those of the others, too.
    """
    is_staff = request.user.has_perm("programme.view_document")
    documents = Document.objects.all() if is_staff else Document.objects.public()
    document = documents.filter(file=path).first()
    if document is None or not document.file.storage.exists(path):
        raise Http404
    return FileResponse(document.file.open(), as_attachment=True)

"""The files of pictures."""

from django.contrib import admin
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_safe

from creative_district.kernel.preview import ClosedLinkError, link_of
from creative_district.kernel.record import Record
from creative_district.kernel.rights import within
from programme.models import Picture
from programme.models.picture import FOLDER, PictureQuerySet

# A file never changes. Only its reader keeps it: one that is withdrawn is gone from us.
KEPT = "private, max-age=31536000, immutable"
UNPUBLISHED = "private, no-store"


@require_safe
def picture_file(request: HttpRequest, folder: str, size: str) -> FileResponse:
    """Give a file of a public picture.

    Whoever may see pictures as staff gets those of the others, too; and who holds the
    link to the preview of a record (`?preview=`) gets that of the record.
    """
    pictures = Picture.objects.filter(file=f"{FOLDER}/{folder}/master.webp")
    is_public = pictures.public().exists()
    if not is_public and not may_see(request, pictures):
        raise Http404
    name = f"{FOLDER}/{folder}/{size}.webp"
    if not default_storage.exists(name):
        raise Http404
    response = FileResponse(default_storage.open(name), content_type="image/webp")
    response.headers["Cache-Control"] = KEPT if is_public else UNPUBLISHED
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def may_see(request: HttpRequest, pictures: PictureQuerySet) -> bool:
    """Whether somebody may see a picture that is not public."""
    is_staff = admin.site.has_permission(request)
    if is_staff and within(request.user, "view", pictures).exists():
        return True
    return bool(pictures.shown(previewed(request.GET.get("preview", ""))).exists())


def previewed(token: str) -> Record | None:
    """Return the record that a link shows; None where it opens nothing."""
    try:
        link = link_of(token, now=timezone.now())
    except ClosedLinkError:
        return None
    return link and link.record  # type: ignore[return-value]  # a record's, always

"""Style sheets as they are served: without comments and spare white space."""

from collections.abc import Iterator
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from rcssmin import cssmin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Collected files under names with a hash in them, compressed once.

    Our own style sheets, which are written to be read, are copied without what only
    their readers need; the sources stay as they are.
    """

    def _save(self, name: str, content: File) -> Any:
        # Packages bring theirs under names of their own.
        if name.startswith("css/") and name.endswith(".css"):
            content.seek(0)
            content = ContentFile(cssmin(content.read().decode()).encode())
        return super()._save(name, content)

    def post_process(self, paths: dict[str, Any], **options: Any) -> Iterator[Any]:
        """Name and compress the copies: Django would go back to the sources."""
        copies = {name: (self, name) for name in paths}
        yield from super().post_process(copies, **options)

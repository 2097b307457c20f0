"""The last dump, and its checksum, at addresses that stay."""

import base64
from http import HTTPStatus
from typing import Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from creative_district.kernel.api.schema import problems
from creative_district.kernel.api.views import OpenView
from creative_district.portal.dump.archive import Dump, latest, next_attempt

FILE = "dump.zip"
PROBLEMS = problems(HTTPStatus.NOT_FOUND)


class ZipRenderer(BaseRenderer):
    """An archive, which is on disk already."""

    media_type = "application/zip"
    format = "zip"


class ChecksumRenderer(BaseRenderer):
    """A line of text."""

    media_type = "text/plain"
    format = "txt"


def last_dump() -> Dump:
    """Return the dump that is served; `NotFound` says when there will be one."""
    if dump := latest():
        return dump
    detail = _("There is no dump yet; the first one is made at %(when)s UTC.")
    when = next_attempt(timezone.now())
    raise NotFound(detail % {"when": f"{when:%Y-%m-%d %H:%M}"})


class DumpView(OpenView):
    """All that is public, in all languages: a ZIP archive, made every night.

    `<resource>.ndjson` holds all items of a resource, of every scope, one a line, as
    `lang=all` gives them; `dump.json` says when it was made and counts them.
    """

    renderer_classes = [ZipRenderer]

    def own_headers(self) -> tuple[str, ...]:
        return ("Content-Disposition", "Last-Modified", "Repr-Digest")

    @extend_schema(
        operation_id="export_dump",
        responses={(200, "application/zip"): OpenApiTypes.BINARY, **PROBLEMS},
    )
    def get(self, request: Request) -> Any:
        dump = last_dump()
        etag = f'"{dump.digest}"'
        moment = int(dump.made_at.timestamp())
        digest = base64.b64encode(bytes.fromhex(dump.digest)).decode()
        kept = {
            "ETag": etag,
            "Last-Modified": http_date(moment),
            "Cache-Control": "no-cache",
        }
        settled = get_conditional_response(request, etag=etag, last_modified=moment)
        if settled is not None:
            for name, value in kept.items():
                settled.headers[name] = value
            return settled
        headers = {
            **kept,
            "Content-Length": str(dump.path.stat().st_size),
            # RFC 9530
            "Repr-Digest": f"sha-256=:{digest}:",
        }
        kind = ZipRenderer.media_type
        if request.method == "HEAD":
            return StreamingHttpResponse(content_type=kind, headers=headers)
        file = dump.path.open("rb")
        return FileResponse(
            file, as_attachment=True, filename=FILE, content_type=kind, headers=headers
        )


class ChecksumView(OpenView):
    """The SHA-256 of the dump, as `sha256sum --check` reads it."""

    renderer_classes = [ChecksumRenderer]

    @extend_schema(
        operation_id="export_dump_checksum",
        responses={(200, "text/plain"): OpenApiTypes.STR, **PROBLEMS},
    )
    def get(self, request: Request) -> HttpResponse:
        line = f"{last_dump().digest}  {FILE}\n"
        return HttpResponse(line, content_type="text/plain; charset=utf-8")
